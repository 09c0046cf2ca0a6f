package dev.triggo.app;

import dev.triggo.actions.SideEffect;
import dev.triggo.actions.SideEffects;
import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeKind;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.workflow.Node;

/** What actions say of themselves, told from the kinds of their nodes. */
final class NodeEffects implements SideEffects {
    private final NodeKinds kinds;

    NodeEffects(NodeKinds kinds) {
        this.kinds = kinds;
    }

    @Override
    public SideEffect of(WorkspaceId workspace, Node node) {
        NodeKind kind = kinds.of(workspace).find(node.type());
        Effect effect = kind == null ? Effect.WRITE : kind.effect(node);
        return switch (effect) {
            case NONE -> SideEffect.NONE;
            case READ -> SideEffect.READ;
            case WRITE -> SideEffect.WRITE;
        };
    }
}
