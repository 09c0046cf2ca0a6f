package dev.triggo.nodes;

import dev.triggo.connectors.Connectors;
import dev.triggo.engine.NodeKind;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.workflow.NodeType;
import dev.triggo.workflow.NodeTypes;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of all kinds of node. To add one: a class beside this, and a line here. */
public final class NodeKinds implements NodeTypes {
    private final List<BuiltInKind> all;
    private final Map<String, NodeKind> byType;
    private final Connectors connectors;

    /**
     * @param connectors what connector nodes call
     * @param sandbox where code nodes run
     */
    public NodeKinds(Connectors connectors, Sandbox sandbox) {
        this.connectors = connectors;
        all = List.of(
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
                new ConnectorKind(connectors, null),
                new TriggerNodeKind(connectors, null));
        byType = all.stream().collect(Collectors.toUnmodifiableMap(NodeKind::type, Function.identity()));
    }

    public List<NodeKind> all() {
        return List.copyOf(all);
    }

    /** The kinds as those read them who write definitions. */
    public KindGuide guide() {
        return new KindGuide(all);
    }

    @Override
    public @Nullable NodeKind find(String type) {
        return byType.get(type);
    }

    @Override
    public NodeTypes of(WorkspaceId workspace) {
        var own = new ConnectorKind(connectors, workspace);
        var ownTrigger = new TriggerNodeKind(connectors, workspace);
        return new NodeTypes() {
            @Override
            public @Nullable NodeType find(String type) {
                return type.equals(own.type())
                        ? own
                        : type.equals(ownTrigger.type()) ? ownTrigger : NodeKinds.this.find(type);
            }

            @Override
            public List<String> names() {
                return NodeKinds.this.names();
            }
        };
    }

    @Override
    public List<String> names() {
        return all.stream().map(NodeKind::type).toList();
    }
}
