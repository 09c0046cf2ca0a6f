package dev.triggo.library;

import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of workflows without their definitions; the cursor is null on the last page. */
public record WorkflowPage(
        List<SavedWorkflow> workflows, @Nullable String nextCursor) {
    /** {@code {workflows[], nextCursor}}. */
    public Json.Obj toJson() {
        return Json.object()
                .put(
                        "workflows",
                        Json.array(workflows.stream().map(SavedWorkflow::toJson).toList()))
                .put("nextCursor", Json.ofNullable(nextCursor))
                .build();
    }
}
