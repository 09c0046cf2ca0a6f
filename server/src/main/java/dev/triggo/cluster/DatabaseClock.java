package dev.triggo.cluster;

import dev.triggo.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * The database's time, read now and then and counted on by this machine's monotonic clock: all servers agree on it, however
 * their own clocks are set.
 */
final class DatabaseClock extends Clock {
    private final Database database;
    private volatile Reading reading = new Reading(0, 0);

    /** What the database's clock showed at a moment of the monotonic one. */
    private record Reading(long millis, long nanos) {
        long at(long nowNanos) {
            return millis + TimeUnit.NANOSECONDS.toMillis(nowNanos - nanos);
        }
    }

    DatabaseClock(Database database) {
        this.database = database;
        set();
    }

    /** Reads the database's clock. What differs by less than the reading took is left as it is. */
    void set() {
        long before = System.nanoTime();
        long millis = database.read(tx -> tx.first("SELECT " + tx.now() + " AS now", row -> row.number("now"))
                .orElseThrow());
        long after = System.nanoTime();
        var read = new Reading(millis, before + (after - before) / 2);
        long off = Math.abs(read.at(after) - reading.at(after));
        if (off > 10 + TimeUnit.NANOSECONDS.toMillis(after - before)) {
            reading = read;
        }
    }

    @Override
    public long millis() {
        return reading.at(System.nanoTime());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }
}
