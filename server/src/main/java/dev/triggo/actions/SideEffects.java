package dev.triggo.actions;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.workflow.Node;

/** What the kinds of node do outside the server; answered by the wiring, from the kinds themselves. */
@FunctionalInterface
public interface SideEffects {
    SideEffect of(WorkspaceId workspace, Node node);
}
