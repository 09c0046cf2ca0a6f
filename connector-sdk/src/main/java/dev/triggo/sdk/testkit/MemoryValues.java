package dev.triggo.sdk.testkit;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.KeyValues;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps values in memory, for one test. */
public final class MemoryValues implements KeyValues {
    private static final int MAX_KEY = 256;
    private static final int MAX_CHARACTERS = 64 << 10;

    private final Map<String, String> kept = new TreeMap<>();
    private final PlainJson json = new PlainJson();

    /** With nothing in it. */
    public MemoryValues() {}

    @Override
    public Map<String, @Nullable Object> get(String key) throws ConnectorError {
        String text = kept.get(checked(key));
        if (text == null) {
            return Map.of();
        }
        var found = new HashMap<String, @Nullable Object>();
        found.put("value", json.read(text));
        return Collections.unmodifiableMap(found);
    }

    @Override
    public void put(String key, @Nullable Object value) throws ConnectorError {
        String text = json.write(value);
        if (text.length() > MAX_CHARACTERS) {
            throw new ConnectorError(ErrorCode.VALIDATION_ERROR, "A value takes at most 64 KiB.");
        }
        kept.put(checked(key), text);
    }

    @Override
    public boolean delete(String key) throws ConnectorError {
        return kept.remove(checked(key)) != null;
    }

    @Override
    public List<String> list(String prefix, String after, int limit) {
        return kept.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public long add(String key, long number) throws ConnectorError {
        Object before = get(key).get("value");
        if (before != null && !(before instanceof Long)) {
            throw new ConnectorError(ErrorCode.VALIDATION_ERROR, "What is kept there is no whole number.");
        }
        long sum = before == null ? number : (Long) before + number;
        put(key, sum);
        return sum;
    }

    private static String checked(String key) throws ConnectorError {
        if (key.isEmpty() || key.length() > MAX_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR, "A key has 1 to 256 characters, none a control character.");
        }
        return key;
    }
}
