package dev.triggo.steps;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One time at which something is done: setting another forgets the one before. Not thread-safe: its owner guards it. */
public final class Alarm {
    private final Timers timers;
    private final Runnable task;
    private @Nullable Future<?> set;

    public Alarm(Timers timers, Runnable task) {
        this.timers = timers;
        this.task = task;
    }

    public void in(long millis) {
        cancel();
        set = timers.in(millis, task);
    }

    public void cancel() {
        if (set != null) {
            set.cancel(false);
        }
    }
}
