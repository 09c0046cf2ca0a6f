package dev.triggo.library;

import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a workflow's versions, newest first, without their definitions.
 *
 * @param active the version that is live; null when none is
 * @param nextCursor null on the last page
 */
public record VersionPage(
        List<WorkflowVersion> versions,
        @Nullable Long active,
        @Nullable String nextCursor) {
    /** {@code {versions[], nextCursor}}. */
    public Json.Obj toJson() {
        return Json.object()
                .put(
                        "versions",
                        Json.array(versions.stream()
                                .map(version -> version.toJson(active != null && active == version.version()))
                                .toList()))
                .put("nextCursor", Json.ofNullable(nextCursor))
                .build();
    }
}
