package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import org.jspecify.annotations.Nullable;

/**
 * One reason why a definition is not sound.
 *
 * @param nodeId the node it is about, null when it is about the whole
 * @param path JSON Pointer into the definition
 * @param rule a stable short name in snake_case
 * @param message what is wrong and how to mend it
 */
public record WorkflowProblem(@Nullable String nodeId, String path, String rule, String message) {
    public Json.Obj toJson() {
        return Json.object()
                .putIf("nodeId", nodeId)
                .put("path", path)
                .put("rule", rule)
                .put("message", message)
                .build();
    }
}
