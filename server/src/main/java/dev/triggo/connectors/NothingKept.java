package dev.triggo.connectors;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.KeyValues;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where there is no database: nothing was kept, and nothing can be. */
final class NothingKept implements KeyValues {
    @Override
    public Map<String, @Nullable Object> get(String key) {
        return Map.of();
    }

    @Override
    public void put(String key, @Nullable Object value) throws ConnectorError {
        throw refused();
    }

    @Override
    public boolean delete(String key) {
        return false;
    }

    @Override
    public List<String> list(String prefix, String after, int limit) {
        return List.of();
    }

    @Override
    public long add(String key, long number) throws ConnectorError {
        throw refused();
    }

    private static ConnectorError refused() {
        return new ConnectorError(ErrorCode.UPSTREAM_ERROR, "Nothing can be kept here.");
    }
}
