package dev.triggo.actions;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;

/**
 * A published action with all that a caller needs to know before calling it.
 *
 * @param examples inputs that fit its schema
 */
public record Action(ActionSummary summary, WorkflowId workflowId, Json.Arr examples) {
    /** The {@code Action} of both doors. */
    public Json.Obj toJson() {
        return summary.toJson().with("workflowId", Json.of(workflowId.value())).with("examples", examples);
    }
}
