package dev.triggo.runs;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Wakes drivers. The thread that keeps the time only starts others: a driver may wait for a commit. */
final class Timers implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;

    Timers() {
        clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("run-timers").factory());
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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
