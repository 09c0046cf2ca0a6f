package dev.triggo.credentials;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The connections as rows. */
final class ConnectionTable {
    private static final String COLUMNS =
            "workspace_id, id, connector, name, auth, workflows, hosts, state, expires_at,"
                    + " last_used_at, created_by, created_at, updated_by, updated_at, revision, sealed";
    private static final String INSERT = """
            INSERT INTO connections (workspace_id, id, connector, name, auth, workflows, hosts, state, expires_at,
                   created_by, created_at, updated_by, updated_at, revision, sealed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String UPDATE = """
            UPDATE connections SET name = ?, workflows = ?, hosts = ?, state = ?, expires_at = ?, updated_by = ?,
                   updated_at = ?, revision = ?, sealed = ?,
                   refreshing_until = CASE WHEN sealed = ? THEN refreshing_until END
            WHERE workspace_id = ? AND id = ? AND revision = ?
            """;
    private static final String MARK =
            "UPDATE connections SET state = ? WHERE workspace_id = ? AND id = ? AND revision = ?";
    private static final String CLAIM = """
            UPDATE connections SET refreshing_until = ?
            WHERE workspace_id = ? AND id = ? AND revision = ? AND (refreshing_until IS NULL OR refreshing_until < ?)
            """;
    private static final String RELEASE = """
            UPDATE connections SET refreshing_until = NULL, state = COALESCE(?, state)
            WHERE workspace_id = ? AND id = ? AND refreshing_until = ?
            """;
    private static final String DELETE = "DELETE FROM connections WHERE workspace_id = ? AND id = ?";
    private static final String ONE = "SELECT " + COLUMNS + " FROM connections WHERE workspace_id = ? AND id = ?";
    private static final String ALL =
            "SELECT " + COLUMNS + " FROM connections WHERE workspace_id = ?" + " ORDER BY connector, id";
    private static final String COUNT = "SELECT COUNT(*) AS n FROM connections WHERE workspace_id = ?";
    private static final String STAMPS = """
            SELECT workspace_id, COUNT(*) AS n, SUM(revision) AS revisions, MAX(updated_at) AS latest
            FROM connections GROUP BY workspace_id
            """;
    private static final String USED = """
            UPDATE connections SET last_used_at = ?
            WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)
            """;

    private ConnectionTable() {}

    /** A row with what is sealed in it. */
    record Stored(Connection connection, String sealed) {
        @Override
        public String toString() {
            return "Stored[" + connection.id() + "]";
        }
    }

    /** Another one for a workspace means that something of it has changed. */
    record Stamp(long count, long revisions, long latest) {}

    static void insert(Transaction tx, Stored stored) {
        Connection c = stored.connection();
        tx.update(
                INSERT,
                c.workspace().value(),
                c.id(),
                c.connector(),
                c.name(),
                c.auth(),
                Connection.texts(c.workflows()).write(),
                Connection.texts(c.hosts()).write(),
                c.state().word(),
                c.expiresAt(),
                c.made().createdBy().value(),
                c.made().createdAt(),
                c.made().updatedBy().value(),
                c.made().updatedAt(),
                c.revision(),
                stored.sealed());
    }

    /**
     * False, with nothing done, when it has another revision than the one before this. Who has claimed it keeps it while its
     * secret is the same.
     */
    static boolean update(Transaction tx, Stored stored) {
        Connection c = stored.connection();
        return tx.update(
                        UPDATE,
                        c.name(),
                        Connection.texts(c.workflows()).write(),
                        Connection.texts(c.hosts()).write(),
                        c.state().word(),
                        c.expiresAt(),
                        c.made().updatedBy().value(),
                        c.made().updatedAt(),
                        c.revision(),
                        stored.sealed(),
                        stored.sealed(),
                        c.workspace().value(),
                        c.id(),
                        c.revision() - 1)
                == 1;
    }

    /** Unless it has another revision by now. */
    static int mark(Transaction tx, Connection connection, Connection.State state) {
        return tx.update(MARK, state.word(), connection.workspace().value(), connection.id(), connection.revision());
    }

    /** True for the one who may ask for a new token of this revision until then. */
    static boolean claim(Transaction tx, Connection connection, long now, long until) {
        return tx.update(CLAIM, until, connection.workspace().value(), connection.id(), connection.revision(), now)
                == 1;
    }

    /**
     * Ends a claim, unless it has ended: by a new secret, or by its time.
     *
     * @param until as it was claimed
     * @param state null for the one that it has
     */
    static int release(Transaction tx, Connection connection, long until, Connection.@Nullable State state) {
        return tx.update(
                RELEASE,
                state == null ? null : state.word(),
                connection.workspace().value(),
                connection.id(),
                until);
    }

    static boolean delete(Transaction tx, WorkspaceId workspace, String id) {
        return tx.update(DELETE, workspace.value(), id) == 1;
    }

    static Optional<Stored> find(Transaction tx, WorkspaceId workspace, String id) {
        return tx.first(ONE, ConnectionTable::stored, workspace.value(), id);
    }

    static List<Stored> all(Transaction tx, WorkspaceId workspace) {
        return tx.list(ALL, ConnectionTable::stored, workspace.value());
    }

    static long count(Transaction tx, WorkspaceId workspace) {
        return tx.first(COUNT, row -> row.number("n"), workspace.value()).orElse(0L);
    }

    static List<Map.Entry<WorkspaceId, Stamp>> stamps(Transaction tx) {
        return tx.list(
                STAMPS,
                row -> Map.entry(
                        new WorkspaceId(row.text("workspace_id")),
                        new Stamp(row.number("n"), row.number("revisions"), row.number("latest"))));
    }

    static void used(Transaction tx, String id, long at) {
        tx.update(USED, at, id, at);
    }

    private static Stored stored(Row row) {
        var made = new Connection.Made(
                new PersonId(row.text("created_by")),
                row.number("created_at"),
                new PersonId(row.text("updated_by")),
                row.number("updated_at"));
        var connection = new Connection(
                new WorkspaceId(row.text("workspace_id")),
                row.text("id"),
                row.text("connector"),
                row.text("name"),
                row.text("auth"),
                texts(row.text("workflows")),
                texts(row.text("hosts")),
                Connection.State.of(row.text("state")),
                row.numberOrNull("expires_at"),
                row.numberOrNull("last_used_at"),
                made,
                row.number("revision"));
        return new Stored(connection, row.text("sealed"));
    }

    static List<String> texts(String json) {
        return ((Json.Arr) Json.parse(json))
                .items().stream().map(text -> ((Json.Str) text).value()).toList();
    }
}
