package dev.triggo.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class RetryTest {
    @Test
    void growsAndIsSpreadByChanceAndNeverBeyondTheLongest() {
        assertEquals(1_000, Retry.delayMs(0, 1_000, null, 0));
        assertEquals(500, Retry.delayMs(0, 1_000, null, 1));
        assertEquals(4_000, Retry.delayMs(2, 1_000, null, 0));
        assertEquals(Retry.MAX_DELAY_MS, Retry.delayMs(1_000, 1_000, null, 0));
    }

    @Test
    void waitsForWhatWasAskedAndSpreadsThatToo() {
        for (Duration asked : new Duration[] {
            Duration.ofSeconds(7), Duration.ofSeconds(29), Duration.ofSeconds(30), Duration.ofHours(1)
        }) {
            long least = Math.min(asked.toMillis(), Retry.MAX_DELAY_MS * 9 / 10);
            var delays = new HashSet<Long>();
            for (int i = 0; i <= 100; i++) {
                long delay = Retry.delayMs(0, 1_000, asked, i / 100.0);
                assertTrue(delay >= least && delay <= Retry.MAX_DELAY_MS, () -> asked + ": " + delay);
                delays.add(delay);
            }
            assertTrue(delays.size() > 30, () -> asked + ": " + delays);
        }
        assertEquals(500, Retry.delayMs(0, 1_000, Duration.ZERO, 1), "no time asked for is not no time at all");
    }
}
