package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a call ended. */
public sealed interface CallResult {
    /** The lines that the connector wrote, at most 100 of 1 KiB. */
    List<String> log();

    /** It gave an output of at most 1 MiB. */
    record Done(Json output, List<String> log) implements CallResult {}

    /**
     * It failed.
     *
     * @param code a code of the connector SDK, as {@code RATE_LIMITED} or {@code EGRESS_DENIED}
     * @param message for a person: what happened and what may help
     * @param retryable a later attempt may do better
     * @param retryAfter how long the other side asked to wait; null when it did not
     * @param safetyViolation the egress gate refused: worth an event of its own
     */
    record Failed(
            String code,
            String message,
            boolean retryable,
            @Nullable Duration retryAfter,
            boolean safetyViolation,
            List<String> log)
            implements CallResult {
        /** It may quote the service, and is noted as it stands where it was a trigger's: no store keeps U+0000. */
        public Failed {
            message = message.replace('\0', '\uFFFD');
        }
    }
}
