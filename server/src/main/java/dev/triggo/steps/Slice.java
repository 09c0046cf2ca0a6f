package dev.triggo.steps;

/**
 * How much of a run is computed at once. Whoever has brought the run, or wants to cancel it, waits for no more: by then it is
 * accepted, and goes on by itself.
 */
public final class Slice {
    private static final long NANOS = 100_000_000;
    /** A short run is done in one go, as long as it takes less than {@link #LONG_NANOS}. */
    private static final int EVENTS = 200;

    private static final long LONG_NANOS = 2_000_000_000;

    private final long began = System.nanoTime();
    private final long eventsBefore;

    /** @param events how many the run has had */
    public Slice(long events) {
        this.eventsBefore = events;
    }

    /** @param events how many the run has had by now */
    public boolean isOver(long events) {
        long nanos = System.nanoTime() - began;
        return nanos > LONG_NANOS || (nanos > NANOS && events - eventsBefore > EVENTS);
    }
}
