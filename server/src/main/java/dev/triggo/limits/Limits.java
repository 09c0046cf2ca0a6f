package dev.triggo.limits;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The request rate: in any 60 seconds a unit (a credential) gets at most its limit, exactly, however many threads ask.
 * A refused request takes no place. Thread-safe; a decision costs well under a microsecond.
 *
 * <p>Memory: eight bytes for each accepted request of the last 60 seconds; a unit that is idle for that long is
 * forgotten. Refused requests take none.
 */
public final class Limits implements RequestLimits {
    private static final long CLEANING_MILLIS = 10_000;

    private final Clock clock;
    private final ConcurrentHashMap<String, Window> windows = new ConcurrentHashMap<>();
    private final AtomicLong cleanedAt;

    /** Hand in a {@link SteadyClock}: a wall clock that is set forward would empty every window. */
    public Limits(Clock clock) {
        this.clock = clock;
        this.cleanedAt = new AtomicLong(clock.millis());
    }

    @Override
    public Allowance take(String unit, int limitPerMinute) {
        if (limitPerMinute < 1) {
            throw new IllegalArgumentException("a limit is at least 1, not " + limitPerMinute);
        }
        return in(unit, window -> window.take(limitPerMinute, clock.millis()));
    }

    @Override
    public Used look(String unit) {
        Window window = windows.get(unit);
        if (window == null) {
            return Used.NOTHING;
        }
        synchronized (window) {
            return window.look(clock.millis());
        }
    }

    /** Counts a request of the unit that somebody else has let through. */
    void count(String unit) {
        in(unit, window -> window.take(Integer.MAX_VALUE, clock.millis()));
    }

    /** The clock is read under the window's lock, so that times are appended in order. */
    private Allowance in(String unit, Function<Window, Allowance> what) {
        cleanNowAndThen();
        while (true) {
            Window window = windows.computeIfAbsent(unit, absent -> new Window());
            synchronized (window) {
                // Between the look-up and the lock the window may have been dropped: what is counted there is lost.
                if (!window.retired()) {
                    return what.apply(window);
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
