package dev.triggo.limits;

/**
 * The accepted requests of one unit in the last 60 seconds: their times in a ring, oldest first. Guarded by its own
 * monitor.
 *
 * <p>Times are kept on a scale of the window's own: clock plus {@code shift}. When the clock is found behind the newest
 * request, the shift grows by the difference, as if no time had passed: requests keep their distances, none leaves the
 * window too early, and none stays longer than 60 seconds of what passes from then on.
 */
final class Window {
    static final long LENGTH_MILLIS = 60_000;
    /** The ring's length is always a power of two, so that a mask wraps around it. */
    private static final int SMALLEST = 16;

    private long[] times = new long[SMALLEST];
    private int oldest;
    private int count;
    private long newest = Long.MIN_VALUE;
    private long shift;
    private boolean retired;

    /** Counts one request if there is a place, or says when there will be. */
    Allowance take(int limit, long clockMillis) {
        long now = advance(clockMillis);
        boolean allowed = count < limit;
        if (allowed) {
            append(now);
        }
        long reset = Math.ceilDiv(times[oldest] + LENGTH_MILLIS - shift, 1000L);
        return new Allowance(allowed, limit, Math.max(0, limit - count), reset, allowed ? 0 : retryAfter(limit, now));
    }

    /** What is counted at this time. */
    Used look(long clockMillis) {
        advance(clockMillis);
        return count == 0 ? Used.NOTHING : new Used(count, Math.ceilDiv(times[oldest] + LENGTH_MILLIS - shift, 1000L));
    }

    /** True when nothing is counted any more; from then on nobody may take from this window. */
    boolean retireIfEmpty(long clockMillis) {
        advance(clockMillis);
        retired = count == 0;
        return retired;
    }

    boolean retired() {
        return retired;
    }

    /** The request that must leave first: with a limit that was lowered meanwhile, not the oldest one. */
    private long retryAfter(int limit, long now) {
        long leaving = times[(oldest + count - limit) & (times.length - 1)];
        return Math.max(1, Math.ceilDiv(leaving + LENGTH_MILLIS - now, 1000L));
    }

    private long advance(long clockMillis) {
        long now = clockMillis + shift;
        if (now < newest) {
            shift += newest - now;
            now = newest;
        }
        newest = now;
        while (count > 0 && now - times[oldest] >= LENGTH_MILLIS) {
            oldest = (oldest + 1) & (times.length - 1);
            count--;
        }
        return now;
    }

    private void append(long now) {
        if (count == times.length) {
            var larger = new long[times.length * 2];
            System.arraycopy(times, oldest, larger, 0, times.length - oldest);
            System.arraycopy(times, 0, larger, times.length - oldest, oldest);
            times = larger;
            oldest = 0;
        }
        times[(oldest + count) & (times.length - 1)] = now;
        count++;
    }
}
