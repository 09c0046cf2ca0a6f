package dev.triggo.access;

import dev.triggo.kernel.Problem;
import dev.triggo.store.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** When each key was last used: noted in memory, written at most once a minute for a key. */
final class LastUses {
    private static final long NOTED_EVERY_MILLIS = 1_000;
    private static final long WRITTEN_EVERY_MILLIS = 60_000;
    private static final String WRITE =
            "UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)";

    private final Database database;
    private final ConcurrentHashMap<String, Long> noted = new ConcurrentHashMap<>();
    private final Map<String, Long> written = new HashMap<>();

    LastUses(Database database) {
        this.database = database;
    }

    void note(String keyId, long nowMillis) {
        Long known = noted.get(keyId);
        if (known == null || Math.abs(nowMillis - known) >= NOTED_EVERY_MILLIS) {
            noted.put(keyId, nowMillis);
        }
    }

    /** Writes what is due. When the store is away, it stays due. */
    synchronized void flush() {
        var due = new HashMap<String, Long>();
        noted.forEach((keyId, at) -> {
            Long before = written.get(keyId);
            if (before == null || Math.abs(at - before) >= WRITTEN_EVERY_MILLIS) {
                due.put(keyId, at);
            }
        });
        if (due.isEmpty()) {
            return;
        }
        // In the order of the keys: servers that write the same rows must not wait for each other crosswise.
        List<@Nullable Object[]> rows = new ArrayList<>();
        due.keySet().stream().sorted().forEach(keyId -> {
            Long at = due.get(keyId);
            rows.add(new @Nullable Object[] {at, keyId, at});
        });
        try {
            database.write(tx -> {
                tx.batch(WRITE, rows);
                return rows.size();
            });
            written.putAll(due);
        } catch (Problem away) {
            return;
        }
    }
}
