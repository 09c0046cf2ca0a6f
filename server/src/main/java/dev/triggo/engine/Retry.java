package dev.triggo.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long to wait before the next attempt. */
final class Retry {
    static final long MAX_DELAY_MS = 30_000;

    private Retry() {}

    /**
     * {@code base * 2^retries} with up to half of it taken off by chance; at least what the other side asked for, and up to a
     * tenth more, so that all whom it told the same do not come back at once. An asked time beyond the longest is cut to that.
     */
    static long delayMs(int retries, long baseMs, @Nullable Duration asked, double chance) {
        long grown = Math.min(MAX_DELAY_MS, baseMs << Math.min(retries, 20));
        long jittered = grown - (long) (grown / 2.0 * chance);
        if (asked == null) {
            return jittered;
        }
        long least = Math.min(MAX_DELAY_MS, asked.toMillis());
        long spread = (long) (least / 10.0 * chance);
        return least == MAX_DELAY_MS ? least - spread : Math.min(MAX_DELAY_MS, Math.max(jittered, least + spread));
    }
}
