package dev.triggo.egress;

import java.time.Duration;

/** When an exchange has to be over, on the clock that only goes forward. */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime()
                + Math.clamp(time.toNanos(), 0, Duration.ofHours(1).toNanos()));
    }

    long nanosLeft() {
        return nanos - System.nanoTime();
    }

    boolean over() {
        return nanosLeft() <= 0;
    }

    /** Milliseconds left, at least 1: a zero means "for ever" to sockets. */
    int millisLeft() {
        return (int) Math.max(1, nanosLeft() / 1_000_000);
    }
}
