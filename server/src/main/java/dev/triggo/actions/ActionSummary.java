package dev.triggo.actions;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import org.jspecify.annotations.Nullable;

/** A published action, as lists show it. */
public record ActionSummary(
        String slug,
        String name,
        String description,
        long version,
        Json.Obj inputSchema,
        Json.@Nullable Obj outputSchema,
        boolean requiresApproval,
        SideEffect sideEffects,
        String schemaHash,
        long updatedAt) {

    /** The {@code ActionSummary} of both doors. */
    public Json.Obj toJson() {
        return Json.object()
                .put("slug", slug)
                .put("name", name)
                .put("description", description)
                .put("version", version)
                .put("inputSchema", inputSchema)
                .putIf("outputSchema", outputSchema)
                .put("requiresApproval", requiresApproval)
                .put("sideEffects", sideEffects.wireName())
                // Every node that writes records what it would have sent, so every action has a dry run.
                .put("supportsDryRun", true)
                .put("schemaHash", schemaHash)
                .put("updatedAt", Times.iso(updatedAt))
                .build();
    }
}
