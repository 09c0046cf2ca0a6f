package dev.triggo.connectors;

import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of what builds have made: versions of connectors, their operations, and who keeps which version. */
public final class BuiltTable {
    private static final String HEAD = """
            SELECT name, version, display_name, description, auth, actions, build_id, definition
            FROM built_connectors
            """;

    private BuiltTable() {}

    /** A version of a connector, and the build whose operations it has. */
    public record Built(ConnectorInfo.Head head, String build, String definition) {}

    /** Who keeps what. */
    record Pin(String connector, long version) {}

    /** A version as lists show it. */
    record Made(long version, long actions, String auth, String build, String definition, long at) {}

    static List<ConnectorInfo.Head> heads(Transaction tx, WorkspaceId workspace) {
        return tx.list(HEAD + """
                WHERE workspace_id = ? AND version = (
                    SELECT MAX(newer.version) FROM built_connectors newer
                    WHERE newer.workspace_id = built_connectors.workspace_id AND newer.name = built_connectors.name)
                ORDER BY name
                """, row -> built(row).head(), workspace.value());
    }

    public static int count(Transaction tx, WorkspaceId workspace) {
        return tx.first(
                        "SELECT COUNT(DISTINCT name) AS names FROM built_connectors WHERE workspace_id = ?",
                        row -> (int) row.number("names"),
                        workspace.value())
                .orElse(0);
    }

    public static Optional<Long> newest(Transaction tx, WorkspaceId workspace, String name) {
        return tx.first(
                        "SELECT MAX(version) AS newest FROM built_connectors WHERE workspace_id = ? AND name = ?",
                        row -> Optional.ofNullable(row.numberOrNull("newest")),
                        workspace.value(),
                        name)
                .flatMap(found -> found);
    }

    /** @param version null for the newest */
    public static Optional<Built> find(Transaction tx, WorkspaceId workspace, String name, @Nullable Long version) {
        return tx.first(
                HEAD + """
                WHERE workspace_id = ? AND name = ? AND version <= ? AND version >= ? ORDER BY version DESC LIMIT 1
                """,
                BuiltTable::built,
                workspace.value(),
                name,
                version == null ? Long.MAX_VALUE : version,
                version == null ? 0L : version);
    }

    private static Built built(Row row) {
        return new Built(
                new ConnectorInfo.Head(
                        row.text("name"),
                        row.text("display_name"),
                        row.text("description"),
                        row.text("auth"),
                        ConnectorInfo.BUILT,
                        (int) row.number("actions"),
                        0,
                        row.number("version")),
                row.text("build_id"),
                row.text("definition"));
    }

    /** Makes the operations of a build, which were added before, the next version of a connector. */
    public static long insert(Transaction tx, WorkspaceId workspace, ConnectorInfo.Head head, Built built, long now) {
        long version = newest(tx, workspace, head.name()).orElse(0L) + 1;
        tx.update(
                """
                INSERT INTO built_connectors (workspace_id, name, version, display_name, description, auth, actions,
                       build_id, definition, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                workspace.value(),
                head.name(),
                version,
                head.displayName(),
                head.description(),
                head.auth(),
                head.actions(),
                built.build(),
                built.definition(),
                now);
        return version;
    }

    public static void add(
            Transaction tx, WorkspaceId workspace, String build, int from, List<BuiltOperation> operations) {
        var rows = new ArrayList<@Nullable Object[]>();
        int place = from;
        for (BuiltOperation operation : operations) {
            rows.add(new @Nullable Object[] {
                workspace.value(),
                build,
                place++,
                operation.name(),
                operation.texts().displayName(),
                operation.texts().description(),
                operation.reads(),
                operation.origin(),
                operation.toJson().write()
            });
        }
        tx.batch("""
                INSERT INTO built_operations (workspace_id, build_id, place, name, display_name, description, reads,
                       origin, definition)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, rows);
    }

    /** What a build that was cut off has left. */
    public static void forget(Transaction tx, WorkspaceId workspace, String build) {
        tx.update("DELETE FROM built_operations WHERE workspace_id = ? AND build_id = ?", workspace.value(), build);
    }

    public static List<OperationInfo.Summary> summaries(Transaction tx, WorkspaceId workspace, String build) {
        return tx.list(
                """
                SELECT name, display_name, description, reads FROM built_operations
                WHERE workspace_id = ? AND build_id = ? ORDER BY place
                """,
                row -> new OperationInfo.Summary(
                        row.text("name"),
                        OperationInfo.Summary.ACTION,
                        row.text("display_name"),
                        row.text("description"),
                        row.flag("reads") ? SideEffect.READ : SideEffect.WRITE),
                workspace.value(),
                build);
    }

    static Optional<String> plan(Transaction tx, WorkspaceId workspace, String build, String operation) {
        return tx.first(
                "SELECT definition FROM built_operations WHERE workspace_id = ? AND build_id = ? AND name = ?",
                row -> row.text("definition"),
                workspace.value(),
                build,
                operation);
    }

    /** Operations that read, whole, those with the shortest names first. */
    static List<String> readers(Transaction tx, WorkspaceId workspace, String build, int count) {
        return tx.list("""
                SELECT definition FROM built_operations WHERE workspace_id = ? AND build_id = ? AND reads = 1
                ORDER BY LENGTH(name), place LIMIT ?
                """, row -> row.text("definition"), workspace.value(), build, count);
    }

    /** All operations of a build, whole. */
    public static List<String> plans(Transaction tx, WorkspaceId workspace, String build, int from, int count) {
        return tx.list("""
                SELECT definition FROM built_operations
                WHERE workspace_id = ? AND build_id = ? AND place >= ? AND place < ? ORDER BY place
                """, row -> row.text("definition"), workspace.value(), build, from, from + count);
    }

    /** The names that a version gave, by what they are known by. */
    public static Map<String, String> names(Transaction tx, WorkspaceId workspace, String build) {
        var names = new HashMap<String, String>();
        tx.list(
                        "SELECT origin, name FROM built_operations WHERE workspace_id = ? AND build_id = ?",
                        row -> Map.entry(row.text("origin"), row.text("name")),
                        workspace.value(),
                        build)
                .forEach(entry -> names.put(entry.getKey(), entry.getValue()));
        return names;
    }

    static List<Pin> pins(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long version) {
        return tx.list(
                """
                SELECT connector, connector_version FROM connector_pins
                WHERE workspace_id = ? AND workflow_id = ? AND workflow_version = ?
                """,
                row -> new Pin(row.text("connector"), row.number("connector_version")),
                workspace.value(),
                workflow.value(),
                version);
    }

    static void pin(Transaction tx, BuiltConnectors.Deployed deployed, String connector, long version) {
        tx.update(
                """
                INSERT INTO connector_pins (workspace_id, workflow_id, workflow_version, connector, connector_version)
                VALUES (?, ?, ?, ?, ?)
                """, deployed.workspace().value(), deployed.workflow().value(), deployed.version(), connector, version);
    }

    /** The newest versions first, below {@code before}. */
    static List<Made> versions(Transaction tx, WorkspaceId workspace, String name, long before, int count) {
        return tx.list(
                """
                SELECT version, actions, auth, build_id, definition, created_at FROM built_connectors
                WHERE workspace_id = ? AND name = ? AND version < ? ORDER BY version DESC LIMIT ?
                """,
                row -> new Made(
                        row.number("version"),
                        row.number("actions"),
                        row.text("auth"),
                        row.text("build_id"),
                        row.text("definition"),
                        row.number("created_at")),
                workspace.value(),
                name,
                before,
                count);
    }

    /** What the latest version of each workflow keeps that has used the connector, by workflow. */
    static List<BuiltVersions.Kept> kept(Transaction tx, WorkspaceId workspace, String connector, int count) {
        return tx.list(
                """
                SELECT workflow_id, workflow_version, connector_version FROM connector_pins
                WHERE workspace_id = ? AND connector = ? AND workflow_version = (
                    SELECT MAX(later.workflow_version) FROM connector_pins later
                    WHERE later.workspace_id = connector_pins.workspace_id
                      AND later.workflow_id = connector_pins.workflow_id AND later.connector = connector_pins.connector)
                ORDER BY workflow_id LIMIT ?
                """,
                row -> new BuiltVersions.Kept(
                        new WorkflowId(row.text("workflow_id")),
                        row.number("workflow_version"),
                        row.number("connector_version")),
                workspace.value(),
                connector,
                count);
    }

    /** Has a version of a workflow that keeps the connector keep another version of it. */
    static void repin(Transaction tx, BuiltConnectors.Deployed deployed, String connector, long version) {
        tx.update(
                """
                UPDATE connector_pins SET connector_version = ?
                WHERE workspace_id = ? AND workflow_id = ? AND workflow_version = ? AND connector = ?
                """, version, deployed.workspace().value(), deployed.workflow().value(), deployed.version(), connector);
    }
}
