package dev.triggo.nodes;

import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.Shelf;
import dev.triggo.engine.NodeKind;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.workflow.ConnectorMove;
import dev.triggo.workflow.NodeTypes;
import dev.triggo.workflow.WorkflowLimits;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of all kinds of node. To add one: a class beside this, and a line here. */
public final class NodeKinds implements NodeTypes {
    /** Whose connectors are looked at when nobody's are: it has none of its own. */
    private static final WorkspaceId NOBODY = new WorkspaceId("");

    private final Connectors connectors;
    private final List<BuiltInKind> all;
    private final Map<String, NodeKind> byType;
    private final WorkflowLimits limits;

    /** As {@link #NodeKinds(Connectors, Sandbox, WorkflowLimits)} with the usual limits. */
    public NodeKinds(Connectors connectors, Sandbox sandbox) {
        this(connectors, sandbox, WorkflowLimits.USUAL);
    }

    /**
     * @param connectors what connector nodes call
     * @param sandbox where code nodes run
     * @param limits how large workflows of them may be
     */
    public NodeKinds(Connectors connectors, Sandbox sandbox, WorkflowLimits limits) {
        this(
                connectors,
                limits,
                List.of(
                        new ActionInputKind(),
                        new ReturnOutputKind(),
                        new SetKind(),
                        new ConditionKind(),
                        new SwitchKind(),
                        new MergeKind(),
                        new FilterKind(),
                        new AggregateKind(),
                        new SplitOutKind(),
                        new TransformKind(),
                        new CodeKind(sandbox),
                        new LoopKind(),
                        new WaitKind(),
                        new ApprovalKind(),
                        new CallActionKind(),
                        new StopAndErrorKind(),
                        new ConnectorKind(connectors.of(NOBODY), false),
                        new TriggerNodeKind(connectors.of(NOBODY), false)));
    }

    private NodeKinds(Connectors connectors, WorkflowLimits limits, List<BuiltInKind> all) {
        this.connectors = connectors;
        this.limits = limits;
        this.all = all;
        byType = all.stream().collect(Collectors.toUnmodifiableMap(NodeKind::type, Function.identity()));
    }

    @Override
    public NodeKinds of(WorkspaceId workspace) {
        return with(connectors.of(workspace));
    }

    @Override
    public NodeKinds of(WorkspaceId workspace, WorkflowId workflow, long version) {
        return with(connectors.of(workspace, workflow, version));
    }

    /** A Problem when the version does not use the connector, or cannot go over to that version of it. */
    @Override
    public NodeKinds of(WorkspaceId workspace, WorkflowId workflow, long version, ConnectorMove move) {
        return with(connectors.of(workspace, workflow, version).with(move.connector(), move.version()));
    }

    private NodeKinds with(Shelf shelf) {
        return new NodeKinds(
                connectors,
                limits,
                all.stream().map(kind -> forWorkspace(kind, shelf)).toList());
    }

    private static BuiltInKind forWorkspace(BuiltInKind kind, Shelf shelf) {
        return switch (kind) {
            case ConnectorKind c -> new ConnectorKind(shelf, true);
            case TriggerNodeKind t -> new TriggerNodeKind(shelf, true);
            default -> kind;
        };
    }

    public List<NodeKind> all() {
        return List.copyOf(all);
    }

    /** The kinds as those read them who write definitions. */
    public KindGuide guide() {
        return new KindGuide(all, limits);
    }

    @Override
    public @Nullable NodeKind find(String type) {
        return byType.get(type);
    }

    @Override
    public WorkflowLimits limits() {
        return limits;
    }

    @Override
    public List<String> names() {
        return all.stream().map(NodeKind::type).toList();
    }
}
