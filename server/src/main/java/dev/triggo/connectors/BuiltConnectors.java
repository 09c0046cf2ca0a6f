package dev.triggo.connectors;

import dev.triggo.connectors.built.BuiltConnector;
import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.plain.Plain;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Connector;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connectors that workspaces have made from documents, each in versions that never change. An operation is read when
 * it is asked for, and kept for a while: a document may have thousands.
 */
public final class BuiltConnectors {
    /** What this package keeps of a workspace. */
    public static final Belongings BELONGINGS = Belongings.of("""
            DELETE FROM kept_values WHERE (workspace_id, connector, connection, name) IN
                (SELECT workspace_id, connector, connection, name FROM kept_values WHERE workspace_id = ? LIMIT 500)""", """
            DELETE FROM connector_pins WHERE (workspace_id, workflow_id, workflow_version, connector) IN
                (SELECT workspace_id, workflow_id, workflow_version, connector FROM connector_pins WHERE workspace_id = ? LIMIT 500)""", """
            DELETE FROM built_operations WHERE (workspace_id, build_id, name) IN
                (SELECT workspace_id, build_id, name FROM built_operations WHERE workspace_id = ? LIMIT 500)""", """
            DELETE FROM built_connectors WHERE (workspace_id, name, version) IN
                (SELECT workspace_id, name, version FROM built_connectors WHERE workspace_id = ? LIMIT 500)""");

    private static final int MAX_KEPT = 300;
    private static final int LOOKED_AT = 50;

    private final @Nullable Database database;
    private final Map<Key, Optional<Operation>> kept = new ConcurrentHashMap<>();

    private record Key(WorkspaceId workspace, String connector, long version, String operation) {}

    public BuiltConnectors(Database database) {
        this.database = database;
    }

    private BuiltConnectors() {
        this.database = null;
    }

    /** None, for a server that has no place for them. */
    static BuiltConnectors none() {
        return new BuiltConnectors();
    }

    /** The newest version of each, by name. */
    List<ConnectorInfo.Head> list(WorkspaceId workspace) {
        return database == null ? List.of() : database.read(tx -> BuiltTable.heads(tx, workspace));
    }

    /** @param version null for the newest */
    @Nullable
    ConnectorInfo find(WorkspaceId workspace, String name, @Nullable Long version) {
        return database == null
                ? null
                : database.read(tx -> BuiltTable.find(tx, workspace, name, version)
                                .map(built -> new ConnectorInfo(
                                        built.head(), BuiltTable.summaries(tx, workspace, built.build()), List.of())))
                        .orElse(null);
    }

    /** @param version null for the newest */
    @Nullable
    Operation operation(WorkspaceId workspace, String name, @Nullable Long version, String operation) {
        if (database == null) {
            return null;
        }
        Long number = version != null
                ? version
                : database.read(tx -> BuiltTable.newest(tx, workspace, name)).orElse(null);
        if (number == null) {
            return null;
        }
        var key = new Key(workspace, name, number, operation);
        Optional<Operation> known = kept.get(key);
        if (known == null) {
            if (kept.size() >= MAX_KEPT) {
                kept.clear();
            }
            known = database.read(tx -> BuiltTable.find(tx, workspace, name, number)
                            .flatMap(built -> BuiltTable.plan(tx, workspace, built.build(), operation)
                                    .map(plan -> new Stored(built, plan))))
                    .map(stored -> made(name, stored));
            kept.put(key, known);
        }
        return known.orElse(null);
    }

    /** The newest version as a connector, without its operations; null when there is none of that name. */
    @Nullable
    Connector definition(WorkspaceId workspace, String name) {
        return database == null
                ? null
                : database.read(tx -> BuiltTable.find(tx, workspace, name, null))
                        .map(found -> connector(found).connector(name, List.of()))
                        .orElse(null);
    }

    /**
     * As {@link #definition}, with one operation at most, by which a connection is tried: one that reads, needs nothing
     * and has a short name.
     */
    @Nullable
    Connector trial(WorkspaceId workspace, String name) {
        if (database == null) {
            return null;
        }
        return database.read(tx -> BuiltTable.find(tx, workspace, name, null)
                        .map(found -> new Tried(found, BuiltTable.readers(tx, workspace, found.build(), LOOKED_AT))))
                .map(tried -> connector(tried.built())
                        .connector(
                                name,
                                tried.plans().stream()
                                        .map(plan -> BuiltOperation.of((Json.Obj) Json.parse(plan)))
                                        .filter(operation ->
                                                !operation.schemas().input().has("required"))
                                        .limit(1)
                                        .toList()))
                .orElse(null);
    }

    private static BuiltConnector connector(BuiltTable.Built built) {
        return BuiltConnector.of((Json.Obj) Json.parse(built.definition()));
    }

    /** The hosts that the newest version calls, as egress rules write them; empty for a connector that was not built. */
    List<String> hosts(WorkspaceId workspace, String name, Json.Obj fields) {
        if (database == null) {
            return List.of();
        }
        return database.read(tx -> BuiltTable.find(tx, workspace, name, null))
                .map(found -> BuiltConnector.of((Json.Obj) Json.parse(found.definition()))
                        .hosts(Plain.map(fields)))
                .orElse(List.of());
    }

    private record Tried(BuiltTable.Built built, List<String> plans) {}

    private record Stored(BuiltTable.Built built, String plan) {}

    private static Operation made(String name, Stored stored) {
        var connector = BuiltConnector.of((Json.Obj) Json.parse(stored.built().definition()));
        var operation = BuiltOperation.of((Json.Obj) Json.parse(stored.plan()));
        return Operation.of(name, connector.signIn(), connector.action(operation));
    }

    /** The versions that a deployed workflow keeps, by connector. */
    Map<String, Long> pins(WorkspaceId workspace, WorkflowId workflow, long version) {
        if (database == null) {
            return Map.of();
        }
        var pins = new HashMap<String, Long>();
        database.read(tx -> BuiltTable.pins(tx, workspace, workflow, version))
                .forEach(pin -> pins.put(pin.connector(), pin.version()));
        return pins;
    }

    /**
     * Notes which versions of its connectors a workflow keeps that goes live: those of the version that it repeats, else
     * the newest.
     *
     * @param connectors names of the connectors that it uses
     * @param repeats the older version that is deployed again; null for a draft
     */
    public void pin(Transaction tx, Deployed deployed, Iterable<String> connectors, @Nullable Long repeats) {
        var old = new HashMap<String, Long>();
        if (repeats != null) {
            BuiltTable.pins(tx, deployed.workspace(), deployed.workflow(), repeats)
                    .forEach(pin -> old.put(pin.connector(), pin.version()));
        }
        for (String connector : connectors) {
            Long version = old.get(connector);
            if (version == null) {
                version = BuiltTable.newest(tx, deployed.workspace(), connector).orElse(null);
            }
            if (version != null) {
                BuiltTable.pin(tx, deployed, connector, version);
            }
        }
    }

    /** Has a workflow that just went live, with what it kept before, keep another version of one connector. */
    public void repin(Transaction tx, Deployed deployed, String connector, long version) {
        BuiltTable.repin(tx, deployed, connector, version);
    }

    /** The versions of each, and what lies between them. */
    public BuiltVersions versions() {
        if (database == null) {
            throw new IllegalStateException("This server has no place for built connectors.");
        }
        return new BuiltVersions(database);
    }

    /** A version of a workflow. */
    public record Deployed(WorkspaceId workspace, WorkflowId workflow, long version) {}
}
