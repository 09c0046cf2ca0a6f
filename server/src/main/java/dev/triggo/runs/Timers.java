package dev.triggo.runs;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where all that goes on by itself comes from: threads, and what they do at which time. The thread that keeps the time
 * only starts others: a driver may wait for a commit. Tests put one in its place that they move by hand.
 */
class Timers implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;

    Timers() {
        clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("run-timers").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    Thread start(String name, Runnable task) {
        return Thread.ofVirtual().name(name).start(task);
    }

    Future<?> in(long millis, Runnable task) {
        return clock.schedule(() -> Thread.ofVirtual().start(task), millis, TimeUnit.MILLISECONDS);
    }

    void every(long millis, Runnable task) {
        var unused = clock.scheduleWithFixedDelay(
                () -> Thread.ofVirtual().start(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
