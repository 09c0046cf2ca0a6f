package dev.triggo.engine;

/** How long a run has worked: the time in which a step was under way or could be. All times in epoch milliseconds. */
final class WorkClock {
    private long worked;
    private long since;
    private boolean going;

    /** Counts the time until now, if the run was working. */
    void advance(long now) {
        if (going) {
            worked += Math.max(0, now - since);
        }
        since = now;
    }

    /** Does not count the time until now: the server was away. */
    void pass(long now) {
        since = now;
    }

    void goesOn(boolean working) {
        going = working;
    }

    /** When the allowed time will be over if the run works on; {@link Long#MAX_VALUE} while it does not work. */
    long end(long allowedMs) {
        return going ? since + allowedMs - worked : Long.MAX_VALUE;
    }
}
