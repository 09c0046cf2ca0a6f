package dev.triggo.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until the test moves it. */
public final class TestClock extends Clock {
    private final AtomicLong millis;

    public TestClock(long startMillis) {
        this.millis = new AtomicLong(startMillis);
    }

    /** At a fixed day of 2026. */
    public static TestClock someDay() {
        return new TestClock(Instant.parse("2026-11-02T10:00:00Z").toEpochMilli());
    }

    public void move(Duration by) {
        millis.addAndGet(by.toMillis());
    }

    public void set(long epochMillis) {
        millis.set(epochMillis);
    }

    /** The same time as nanoseconds, for what takes {@code System::nanoTime}. */
    public long nanoTime() {
        return millis.get() * 1_000_000;
    }

    @Override
    public long millis() {
        return millis.get();
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
        return this;
    }
}
