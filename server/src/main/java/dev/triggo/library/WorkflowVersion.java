package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.workflow.WorkflowType;
import org.jspecify.annotations.Nullable;

/**
 * A deployed version; never changes, and outlives its workflow, since runs refer to it.
 *
 * @param rollbackOf the older version that this one repeats, null when it was made from the draft
 * @param definition as it was saved; null in lists
 */
public record WorkflowVersion(
        WorkspaceId workspace,
        WorkflowId workflow,
        long version,
        String name,
        String description,
        WorkflowType type,
        @Nullable Long rollbackOf,
        long createdAt,
        Json.@Nullable Obj definition) {

    /** {@code {version, name, description, type, rollbackOf?, active, createdAt}}. */
    Json.Obj toJson(boolean active) {
        return Json.object()
                .put("version", version)
                .put("name", name)
                .put("description", description)
                .put("type", type.wireName())
                .putIf("rollbackOf", rollbackOf == null ? null : Json.of(rollbackOf))
                .put("active", active)
                .put("createdAt", Times.iso(createdAt))
                .build();
    }

    /** The definition of a version that was read whole. */
    public Json.Obj content() {
        if (definition == null) {
            throw new IllegalStateException("a version from a list has no definition");
        }
        return definition;
    }
}
