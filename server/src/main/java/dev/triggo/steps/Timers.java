package dev.triggo.steps;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where all that goes on by itself comes from: threads, and what they do at which time. The thread that keeps the time
 * only starts others: a driver may wait for a commit. Tests put one in its place that they move by hand.
 */
public class Timers implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;

    public Timers() {
        clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("run-timers").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Has a thread of its own do this now. */
    public Thread start(String name, Runnable task) {
        return Thread.ofVirtual().name(name).start(task);
    }

    /** Does this after so long, unless what is returned is cancelled. */
    public Future<?> in(long millis, Runnable task) {
        return clock.schedule(() -> Thread.ofVirtual().start(task), millis, TimeUnit.MILLISECONDS);
    }

    /** Does this again and again, the first time after so long; times may overlap. */
    public void every(long millis, Runnable task) {
        var unused = clock.scheduleWithFixedDelay(
                () -> Thread.ofVirtual().start(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
