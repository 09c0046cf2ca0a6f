package dev.triggo.workflow;

import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of node that there are; answered by {@code nodes}. */
public interface NodeTypes {
    /** The kind, or null when there is none of that name. */
    @Nullable
    NodeType find(String type);

    /** The kinds as a workspace has them: what a node may name differs by what the workspace owns. */
    default NodeTypes of(WorkspaceId workspace) {
        return this;
    }

    /** How large a workflow of them may be, and what its runs may give. */
    default WorkflowLimits limits() {
        return WorkflowLimits.USUAL;
    }

    /** All names, for messages. */
    List<String> names();

    /** As {@link #of(WorkspaceId)}, for a deployed version: with what it was deployed with. */
    default NodeTypes of(WorkspaceId workspace, WorkflowId workflow, long version) {
        return of(workspace);
    }

    /** As {@link #of(WorkspaceId, WorkflowId, long)}, but with another version of one connector. */
    default NodeTypes of(WorkspaceId workspace, WorkflowId workflow, long version, ConnectorMove move) {
        return of(workspace, workflow, version);
    }
}
