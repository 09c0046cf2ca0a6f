package dev.triggo.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long to wait before the next attempt. */
final class Retry {
    static final long MAX_DELAY_MS = 30_000;

    private Retry() {}

    /** {@code base * 2^retries} with up to half of it taken off by chance; at least what the other side asked for. */
    static long delayMs(int retries, long baseMs, @Nullable Duration asked, double chance) {
        long grown = Math.min(MAX_DELAY_MS, baseMs << Math.min(retries, 20));
        long jittered = grown - (long) (grown / 2.0 * chance);
        return asked == null ? jittered : Math.min(MAX_DELAY_MS, Math.max(jittered, asked.toMillis()));
    }
}
