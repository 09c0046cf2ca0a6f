package dev.triggo.limits;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The request rate: in any 60 seconds a unit (a credential) gets at most its limit, exactly, however many threads ask.
 * A refused request takes no place. Thread-safe; a decision costs well under a microsecond.
 *
 * <p>Memory: eight bytes for each accepted request of the last 60 seconds; a unit that is idle for that long is
 * forgotten. Refused requests take none.
 */
public final class Limits {
    private static final long CLEANING_MILLIS = 10_000;

    private final Clock clock;
    private final ConcurrentHashMap<String, Window> windows = new ConcurrentHashMap<>();
    private final AtomicLong cleanedAt;

    /** Hand in a {@link SteadyClock}: a wall clock that is set forward would empty every window. */
    public Limits(Clock clock) {
        this.clock = clock;
        this.cleanedAt = new AtomicLong(clock.millis());
    }

    /**
     * Counts one request of the unit if there is a place.
     *
     * @param limitPerMinute at least 1; may differ from call to call, the log of what was accepted stays the same
     */
    public Allowance take(String unit, int limitPerMinute) {
        if (limitPerMinute < 1) {
            throw new IllegalArgumentException("a limit is at least 1, not " + limitPerMinute);
        }
        cleanNowAndThen();
        while (true) {
            Window window = windows.computeIfAbsent(unit, absent -> new Window());
            synchronized (window) {
                // Between the look-up and the lock the window may have been dropped: what is counted there is lost.
                if (!window.retired()) {
                    // The clock is read under the lock, so that times are appended in order.
                    return window.take(limitPerMinute, clock.millis());
                }
            }
        }
    }

    /** How many units are remembered. */
    int units() {
        return windows.size();
    }

    private void cleanNowAndThen() {
        long now = clock.millis();
        long last = cleanedAt.get();
        if (Math.abs(now - last) >= CLEANING_MILLIS && cleanedAt.compareAndSet(last, now)) {
            windows.forEach((unit, window) -> {
                synchronized (window) {
                    if (window.retireIfEmpty(clock.millis())) {
                        windows.remove(unit, window);
                    }
                }
            });
        }
    }
}
