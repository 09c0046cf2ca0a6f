package dev.triggo.connectors;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.KeyValues;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one connector keeps for one workspace and connection, in the database. */
final class KeptValues implements KeyValues {
    static final int MOST = 10_000;
    static final int LONGEST_KEY = 256;
    static final int MOST_BYTES = 64 * 1024;

    private static final String ONE = """
            SELECT content FROM kept_values
            WHERE workspace_id = ? AND connector = ? AND connection = ? AND name = ?
            """;
    private static final String KEEP = """
            INSERT INTO kept_values (workspace_id, connector, connection, name, content, changed_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (workspace_id, connector, connection, name)
            DO UPDATE SET content = excluded.content, changed_at = excluded.changed_at
            """;
    private static final String BEGIN = """
            INSERT INTO kept_values (workspace_id, connector, connection, name, content, changed_at)
            VALUES (?, ?, ?, ?, '0', ?)
            ON CONFLICT (workspace_id, connector, connection, name) DO NOTHING
            """;
    private static final String DELETE = """
            DELETE FROM kept_values WHERE workspace_id = ? AND connector = ? AND connection = ? AND name = ?
            """;
    private static final String COUNT = """
            SELECT COUNT(*) AS n FROM kept_values WHERE workspace_id = ? AND connector = ? AND connection = ?
            """;
    private static final String NAMES = """
            SELECT name FROM kept_values
            WHERE workspace_id = ? AND connector = ? AND connection = ? AND substr(name, 1, CAST(? AS INTEGER)) = ?
            """;

    private final Database database;
    private final Clock clock;
    private final String workspace;
    private final String connector;
    private final String connection;

    KeptValues(Database database, Clock clock, WorkspaceId workspace, String connector, @Nullable String connection) {
        this.database = database;
        this.clock = clock;
        this.workspace = workspace.value();
        this.connector = connector;
        this.connection = connection == null ? "" : connection;
    }

    @Override
    public Map<String, @Nullable Object> get(String key) throws ConnectorError {
        check(key);
        Optional<String> content = database.read(tx -> content(tx, key, ""));
        var found = new LinkedHashMap<String, @Nullable Object>();
        content.ifPresent(text -> found.put("value", Plain.of(Json.parse(text))));
        return found;
    }

    @Override
    public void put(String key, @Nullable Object value) throws ConnectorError {
        check(key);
        String content = written(value);
        if (content.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw refused("A value takes at most %d bytes as JSON.".formatted(MOST_BYTES));
        }
        boolean kept = database.write(tx -> {
            if (content(tx, key, "").isEmpty() && isFull(tx)) {
                return false;
            }
            return tx.update(KEEP, workspace, connector, connection, key, content, clock.millis()) == 1;
        });
        if (!kept) {
            throw full();
        }
    }

    @Override
    public boolean delete(String key) throws ConnectorError {
        check(key);
        return database.write(tx -> tx.update(DELETE, workspace, connector, connection, key)) > 0;
    }

    @Override
    public List<String> list(String prefix, String after, int limit) {
        // The order is that of the letters here: databases have their own.
        return database
                .read(tx -> tx.list(
                        NAMES,
                        row -> row.text("name"),
                        workspace,
                        connector,
                        connection,
                        prefix.codePointCount(0, prefix.length()),
                        prefix))
                .stream()
                .filter(name -> after.isEmpty() || name.compareTo(after) > 0)
                .sorted()
                .limit(Math.max(0, limit))
                .toList();
    }

    @Override
    public long add(String key, long number) throws ConnectorError {
        check(key);
        Sum sum = database.write(tx -> {
            if (content(tx, key, "").isEmpty()) {
                if (isFull(tx)) {
                    return new Sum(0, full());
                }
                tx.update(BEGIN, workspace, connector, connection, key, clock.millis());
            }
            // From here to the commit nobody else changes it.
            Json before = Json.parse(content(tx, key, tx.locked()).orElse("0"));
            Long whole = before instanceof Json.Num known ? known.asLong() : null;
            if (whole == null) {
                return new Sum(0, refused("The value of the key is no whole number, and cannot be added to."));
            }
            long after = whole + number;
            if (((whole ^ after) & (number ^ after)) < 0) {
                return new Sum(0, refused("The sum is beyond what a whole number of 64 bits holds."));
            }
            tx.update(KEEP, workspace, connector, connection, key, Long.toString(after), clock.millis());
            return new Sum(after, null);
        });
        if (sum.refusal() != null) {
            throw sum.refusal();
        }
        return sum.value();
    }

    private record Sum(long value, @Nullable ConnectorError refusal) {}

    private Optional<String> content(Transaction tx, String key, String locked) {
        return tx.first(ONE + locked, row -> row.text("content"), workspace, connector, connection, key);
    }

    private boolean isFull(Transaction tx) {
        return tx.first(COUNT, row -> row.number("n"), workspace, connector, connection)
                        .orElse(0L)
                >= MOST;
    }

    private static String written(@Nullable Object value) throws ConnectorError {
        try {
            return Plain.toJson(value).write();
        } catch (IllegalArgumentException | ClassCastException notJson) {
            throw refused("The value is not JSON, or is nested too deep.");
        }
    }

    private static void check(String key) throws ConnectorError {
        if (key.isEmpty() || key.length() > LONGEST_KEY || key.chars().anyMatch(Character::isISOControl)) {
            throw refused("A key has 1 to %d characters, none of them a control character.".formatted(LONGEST_KEY));
        }
    }

    private static ConnectorError full() {
        return refused("There are %d values already, which is the most: delete some.".formatted(MOST));
    }

    private static ConnectorError refused(String message) {
        return new ConnectorError(ErrorCode.VALIDATION_ERROR, message);
    }
}
