package dev.triggo.connectors;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.triggers.kinds.TriggerKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connectors as one workspace sees them: the built-in ones and its own. A deployed workflow has a shelf on which each
 * connector stays what it was when it was deployed; on others it is the newest.
 */
public final class Shelf {
    private final Connectors all;
    private final Registry builtIn;
    private final BuiltConnectors built;
    private final WorkspaceId workspace;
    private final Supplier<Map<String, Long>> pins;
    private volatile @Nullable Map<String, Long> pinned;

    Shelf(
            Connectors all,
            Registry builtIn,
            BuiltConnectors built,
            WorkspaceId workspace,
            Supplier<Map<String, Long>> pins) {
        this.all = all;
        this.builtIn = builtIn;
        this.built = built;
        this.workspace = workspace;
        this.pins = pins;
    }

    /** All connectors, the built-in ones first. */
    public List<ConnectorInfo.Head> list() {
        var heads = new ArrayList<>(builtIn.list());
        built.list(workspace).stream()
                .filter(head -> builtIn.find(head.name()) == null)
                .forEach(heads::add);
        return heads;
    }

    /** The connector of this name, or null. */
    public @Nullable ConnectorInfo find(String name) {
        ConnectorInfo known = builtIn.find(name);
        return known != null ? known : built.find(workspace, name, version(name));
    }

    /** What starts runs under this name, or null. */
    public @Nullable TriggerKind trigger(String connector, String operation) {
        return builtIn.trigger(connector, operation);
    }

    /** All that can start runs. */
    public List<TriggerKind> triggers() {
        return builtIn.triggers();
    }

    /** The action, or null when there is no such connector or action. */
    public @Nullable OperationInfo operation(String connector, String operation) {
        Operation known = known(connector, operation);
        return known == null ? null : known.info();
    }

    /**
     * What the operation does with this input. The input need not be complete or resolved; where it cannot be told, and
     * for an operation that is not known, the answer is {@link SideEffect#WRITE}.
     */
    public SideEffect sideEffect(String connector, String operation, Json.Obj input) {
        Operation known = known(connector, operation);
        return known == null
                ? SideEffect.WRITE
                : Operation.effect(known.action().sideEffect(Plain.map(input)));
    }

    /**
     * Calls an operation; see {@link Connectors#call(CallRequest, Via)}.
     *
     * @throws InterruptedException the thread was interrupted
     */
    public CallResult call(CallRequest request, Via via) throws InterruptedException {
        Operation operation = known(request.connector(), request.operation());
        return all.call(request, via, operation);
    }

    /** Why a node of this connector may not name this connection, in a sentence; null when it may. */
    public @Nullable String connectionFault(String connector, String connection) {
        return all.connectionFault(workspace, connector, connection);
    }

    @Nullable
    Operation known(String connector, String operation) {
        return builtIn.find(connector) != null
                ? builtIn.operation(connector, operation)
                : built.operation(workspace, connector, version(connector), operation);
    }

    private @Nullable Long version(String connector) {
        Map<String, Long> known = pinned;
        if (known == null) {
            known = pins.get();
            pinned = known;
        }
        return known.get(connector);
    }

    /**
     * This shelf of a deployed workflow, with a newer version of one of its connectors.
     *
     * @throws Problem CONNECTOR_NOT_FOUND for a connector that was not built; BAD_REQUEST when the workflow does not use
     *     it, or there is no such version that is newer than the one that it keeps
     */
    public Shelf with(String connector, long to) {
        boolean there = built.versions().has(workspace, connector, to);
        Long kept = version(connector);
        if (kept == null) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The workflow's live version does not use the connector " + connector
                            + ": there is nothing to move to another version of it.");
        }
        if (!there || to <= kept) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The workflow keeps version %d of %s: it can be moved to a newer one that there is."
                            .formatted(kept, connector));
        }
        var moved = new HashMap<>(pins.get());
        moved.put(connector, to);
        return new Shelf(all, builtIn, built, workspace, () -> moved);
    }

    /**
     * A page of connectors whose texts hold all words of the query: {@code {connectors[], nextCursor}}.
     *
     * @param cursor from the page before, null for the first
     */
    public Json.Obj page(@Nullable String query, @Nullable String cursor, int limit) {
        List<String> words = query == null
                ? List.of()
                : List.of(query.toLowerCase(Locale.ROOT).strip().split("\\s+"));
        List<ConnectorInfo.Head> found = list().stream()
                .filter(head -> words.stream().allMatch(head.searchable()::contains))
                .filter(head -> cursor == null || head.name().compareTo(cursor) > 0)
                .sorted(Comparator.comparing(ConnectorInfo.Head::name))
                .toList();
        List<ConnectorInfo.Head> page = found.subList(0, Math.min(limit, found.size()));
        return Json.object()
                .put(
                        "connectors",
                        Json.array(
                                page.stream().map(ConnectorInfo.Head::summary).toList()))
                .put(
                        "nextCursor",
                        Json.ofNullable(found.size() > limit ? page.getLast().name() : null))
                .build();
    }

    /** The connector of this name; CONNECTOR_NOT_FOUND when there is none. */
    public ConnectorInfo require(String name) {
        ConnectorInfo info = find(name);
        if (info == null) {
            throw notFound();
        }
        return info;
    }

    /** The action or trigger; CONNECTOR_NOT_FOUND, or NOT_FOUND for an operation that the connector does not have. */
    public OperationInfo requireOperation(String connector, String operation) {
        TriggerKind starter = trigger(connector, operation);
        OperationInfo info = starter == null
                ? operation(connector, operation)
                : OperationInfo.of(starter, require(connector).auth());
        if (info == null) {
            require(connector);
            throw Problem.of(
                    ProblemCode.NOT_FOUND,
                    "The connector has no operation of this name: get_connector_operations shows those that it has.");
        }
        return info;
    }

    static Problem notFound() {
        return Problem.of(
                ProblemCode.CONNECTOR_NOT_FOUND,
                "There is no connector of this name: list_connectors shows those that are.");
    }
}
