package dev.triggo.sdk.testkit;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.KeyValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values that are kept as long as the test runs, with the rules of those that last. */
public final class KeptInMemory implements KeyValues {
    private static final int LONGEST_KEY = 256;

    private final TreeMap<String, @Nullable Object> values = new TreeMap<>();

    @Override
    public synchronized Map<String, @Nullable Object> get(String key) throws ConnectorError {
        check(key);
        var found = new LinkedHashMap<String, @Nullable Object>();
        if (values.containsKey(key)) {
            found.put("value", values.get(key));
        }
        return found;
    }

    @Override
    public synchronized void put(String key, @Nullable Object value) throws ConnectorError {
        check(key);
        values.put(key, value);
    }

    @Override
    public synchronized boolean delete(String key) throws ConnectorError {
        check(key);
        boolean known = values.containsKey(key);
        values.remove(key);
        return known;
    }

    @Override
    public synchronized List<String> list(String prefix, String after, int limit) {
        return values.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .limit(Math.max(0, limit))
                .toList();
    }

    @Override
    public synchronized long add(String key, long number) throws ConnectorError {
        Object before = get(key).getOrDefault("value", 0L);
        if (!(before instanceof Long whole)) {
            throw new ConnectorError(ErrorCode.VALIDATION_ERROR, "The value of the key is no whole number.");
        }
        long after = Math.addExact(whole, number);
        values.put(key, after);
        return after;
    }

    private static void check(String key) throws ConnectorError {
        if (key.isEmpty() || key.length() > LONGEST_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR,
                    "A key has 1 to %d characters, none of them a control character.".formatted(LONGEST_KEY));
        }
    }
}
