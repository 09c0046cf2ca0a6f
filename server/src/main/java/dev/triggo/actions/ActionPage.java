package dev.triggo.actions;

import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of actions in the order of their slugs; the cursor is null on the last page. */
public record ActionPage(
        List<ActionSummary> actions, @Nullable String nextCursor) {
    /** {@code {actions[], nextCursor}}. */
    public Json.Obj toJson() {
        return Json.object()
                .put(
                        "actions",
                        Json.array(actions.stream().map(ActionSummary::toJson).toList()))
                .put("nextCursor", Json.ofNullable(nextCursor))
                .build();
    }
}
