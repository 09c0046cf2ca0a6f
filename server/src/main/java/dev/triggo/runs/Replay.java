package dev.triggo.runs;

import dev.triggo.kernel.PersonId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a replay; everything about it was checked by the door that asks.
 *
 * @param person who asks, and counts as the one who started the new run
 * @param credential the same, safe to write down
 * @param runsPerHour the person's quota, null for none
 */
public record Replay(
        From from,
        PersonId person,
        String credential,
        RunRequest.@Nullable Idempotency idempotency,
        @Nullable Integer runsPerHour) {

    /** Where the new run begins. */
    public enum From {
        START,
        FAILED_STEP;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<From> of(String wireName) {
            for (From from : values()) {
                if (from.wireName().equals(wireName)) {
                    return Optional.of(from);
                }
            }
            return Optional.empty();
        }
    }
}
