package dev.triggo.egress;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends exchanges at their deadline by closing their connection: socket timeouts count from byte to byte, so that a
 * server which sends one byte a second would hold a call for ever.
 */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Watchdog(ThreadFactory factory) {
        this.timer = new ScheduledThreadPoolExecutor(1, factory);
        timer.setRemoveOnCancelPolicy(true);
    }

    Watch watch(Deadline deadline) {
        var watch = new Watch();
        watch.alarm = timer.schedule(watch::fire, deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        return watch;
    }

    /** Does it again and again until the watchdog is closed. */
    Future<?> every(long seconds, Runnable task) {
        return timer.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The watch over one exchange. */
    static final class Watch implements AutoCloseable {
        private @Nullable Future<?> alarm;
        private @Nullable Closeable watched;
        private boolean fired;

        /** From now on this is what the deadline closes; at once when it has passed. */
        synchronized void over(Closeable connection) {
            watched = connection;
            if (fired) {
                closeQuietly(connection);
            }
        }

        synchronized boolean fired() {
            return fired;
        }

        private synchronized void fire() {
            fired = true;
            if (watched != null) {
                closeQuietly(watched);
            }
        }

        /** The exchange is over: the connection is the pool's again and is closed by nobody else. */
        @Override
        public synchronized void close() {
            watched = null;
            if (alarm != null) {
                alarm.cancel(false);
            }
        }

        private static void closeQuietly(Closeable connection) {
            try {
                connection.close();
            } catch (IOException alreadyBroken) {
                // It is closed all the same.
            }
        }
    }
}
