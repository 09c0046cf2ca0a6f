package dev.triggo.limits;

import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that nobody has, counted by the address that they came from: {@value #FREE} in 60 seconds are told that they
 * are unknown, the others to come back later. Only what was refused is ever counted or held back, so that a good key works
 * from the same address too: many people may share one. Thread-safe.
 *
 * <p>Memory: at most {@value #MOST_ADDRESSES} addresses; the one counted for longest makes room for another.
 */
public final class Guesses {
    static final int FREE = 300;
    static final int MOST_ADDRESSES = 10_000;
    private static final long WINDOW_MILLIS = 60_000;
    /** However many addresses guess, the log gets no more lines than this lets through. */
    private static final long LINE_MILLIS = 1_000;

    private final Clock clock;
    /** In the order of their windows' beginnings. */
    private final Map<String, Count> counts = new LinkedHashMap<>();

    private long lastLine = Long.MIN_VALUE;

    /** Hand in a {@link SteadyClock}, as for {@link Limits}. */
    public Guesses(Clock clock) {
        this.clock = clock;
    }

    /**
     * What the next refusal is to say.
     *
     * @param throttled to come back later, in place of unknown
     * @param worthALine true once for an address that goes too far, until it has kept quiet for a window
     */
    public record Verdict(boolean throttled, boolean worthALine, Duration retryAfter) {}

    private static final class Count {
        private final long since;
        private int refused;
        private boolean told;

        Count(long since) {
            this.since = since;
        }
    }

    /** Counts one refused credential from there. */
    public synchronized Verdict refused(String address) {
        long now = clock.millis();
        Count count = counts.get(address);
        if (count == null || now - count.since >= WINDOW_MILLIS) {
            count = next(address, count, now);
        }
        count.refused++;
        boolean throttled = count.refused > FREE;
        boolean worthALine = throttled && !count.told && (lastLine == Long.MIN_VALUE || now - lastLine >= LINE_MILLIS);
        if (worthALine) {
            count.told = true;
            lastLine = now;
        }
        return new Verdict(throttled, worthALine, Duration.ofMillis(count.since + WINDOW_MILLIS - now));
    }

    synchronized int addresses() {
        return counts.size();
    }

    private Count next(String address, @Nullable Count before, long now) {
        counts.remove(address);
        if (counts.size() >= MOST_ADDRESSES) {
            Iterator<Count> oldest = counts.values().iterator();
            oldest.next();
            oldest.remove();
        }
        var count = new Count(now);
        count.told = before != null && before.told && now - before.since < 2 * WINDOW_MILLIS;
        counts.put(address, count);
        return count;
    }
}
