package dev.triggo.limits;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * A clock that only runs forward: it takes the date once, at its making, and from then on counts elapsed time. Somebody
 * who sets the machine's clock neither opens nor closes a rate limit with it.
 */
public final class SteadyClock extends Clock {
    private final Clock wall;
    private final LongSupplier nanoTime;
    private final long startMillis;
    private final long startNanos;

    /** The date is taken from {@code wall}; {@code nanoTime} counts, as {@code System::nanoTime} does. */
    public SteadyClock(Clock wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.startMillis = wall.millis();
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public long millis() {
        return startMillis + (nanoTime.getAsLong() - startNanos) / 1_000_000;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return wall.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new SteadyClock(wall.withZone(zone), nanoTime);
    }
}
