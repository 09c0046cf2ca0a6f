package dev.triggo.credentials;

import dev.triggo.store.Database;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** When each connection was last used: noted in memory, written together from time to time. */
final class LastUses {
    private final Database database;
    private final Map<String, Long> noted = new ConcurrentHashMap<>();

    LastUses(Database database) {
        this.database = database;
    }

    void note(String connection, long now) {
        noted.merge(connection, now, Math::max);
    }

    /** Writes what was noted. When the store is away, it stays due. */
    void flush() {
        // In the order of the ids: servers that write the same rows must not wait for each other crosswise.
        var due = new TreeMap<>(noted);
        if (due.isEmpty()) {
            return;
        }
        var unused = database.write(tx -> {
            due.forEach((connection, at) -> ConnectionTable.used(tx, connection, at));
            return due.size();
        });
        due.forEach(noted::remove);
    }
}
