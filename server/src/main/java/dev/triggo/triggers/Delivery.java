package dev.triggo.triggers;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that came in, or that was due, and what became of it.
 *
 * @param reason of a refusal
 * @param runId the run that came of it; of a repeated event, the first one's
 * @param dueAt of a firing, epoch milliseconds
 * @param redeliveryOf the delivery whose event this is once more
 */
record Delivery(
        String id,
        long at,
        Outcome outcome,
        @Nullable String reason,
        @Nullable String runId,
        @Nullable Long dueAt,
        @Nullable String redeliveryOf) {
    enum Outcome {
        ACCEPTED,
        REPEATED,
        REFUSED,
        MISSED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Json.Obj toJson() {
        return Json.object()
                .put("id", id)
                .put("at", Times.iso(at))
                .put("outcome", outcome.word())
                .putIf("reason", reason)
                .putIf("runId", runId)
                .putIf("dueAt", dueAt == null ? null : Times.iso(dueAt))
                .putIf("redeliveryOf", redeliveryOf)
                .build();
    }
}
