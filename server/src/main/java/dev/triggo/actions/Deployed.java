package dev.triggo.actions;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.Activation;
import dev.triggo.library.WorkflowStatus;
import dev.triggo.workflow.WorkflowType;
import org.jspecify.annotations.Nullable;

/**
 * What came of a deploy or a rollback.
 *
 * @param slug what the action is called by; null for a workflow that events start
 * @param entrance how its events come in, for a workflow that events start
 */
public record Deployed(
        WorkflowId workflowId,
        long version,
        WorkflowType type,
        @Nullable String slug,
        Activation.@Nullable Entrance entrance,
        WorkflowStatus status) {

    /** {@code {workflowId, version, type, slug?, webhookUrl?, nextFirings?, status}}. */
    public Json.Obj toJson() {
        return Json.object()
                .put("workflowId", workflowId.value())
                .put("version", version)
                .put("type", type.wireName())
                .putIf("slug", slug)
                .putIf("webhookUrl", entrance == null ? null : entrance.webhookUrl())
                .putIf("nextFirings", entrance == null ? null : entrance.firings())
                .put("status", status.wireName())
                .build();
    }
}
