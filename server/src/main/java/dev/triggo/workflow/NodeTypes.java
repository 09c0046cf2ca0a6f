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

    /** All names, for messages. */
    List<String> names();

    /** The kinds as a workspace has them: with what it has made itself. */
    default NodeTypes of(WorkspaceId workspace) {
        return this;
    }

    /** As {@link #of(WorkspaceId)}, for a deployed version: with what it was deployed with. */
    default NodeTypes of(WorkspaceId workspace, WorkflowId workflow, long version) {
        return of(workspace);
    }
}
