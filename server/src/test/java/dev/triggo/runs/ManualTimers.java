package dev.triggo.runs;

import dev.triggo.steps.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Threads that run, and times that come, when the test says so. */
final class ManualTimers extends Timers {
    private static final int ID_LENGTH = 35;

    /** What happens at a time of the clock that never jumps. */
    static final class Timed extends CompletableFuture<Void> {
        final long dueAt;
        final Runnable task;

        Timed(long dueAt, Runnable task) {
            this.dueAt = dueAt;
            this.task = task;
        }
    }

    /** A step that is carried out on a thread of its own: first its call leaves, later its end is told. */
    static final class StepTask {
        final String run;
        final String step;
        final Runnable task;
        final Thread thread;
        boolean called;

        StepTask(String run, String step, Runnable task, Thread thread) {
            this.run = run;
            this.step = step;
            this.task = task;
            this.thread = thread;
        }

        String key() {
            return run + ":" + step;
        }
    }

    long now;
    final List<Runnable> soon = new ArrayList<>();
    final List<StepTask> steps = new ArrayList<>();
    private final List<Timed> timed = new ArrayList<>();
    private final List<Runnable> sweeps = new ArrayList<>();

    ManualTimers(long now) {
        this.now = now;
    }

    @Override
    public Thread start(String name, Runnable task) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(task);
        if (name.startsWith("run-")) {
            int id = "run-".length();
            steps.add(
                    new StepTask(name.substring(id, id + ID_LENGTH), name.substring(id + ID_LENGTH + 1), task, thread));
        } else {
            soon.add(task);
        }
        return thread;
    }

    @Override
    public Future<?> in(long millis, Runnable task) {
        var at = new Timed(now + millis, task);
        timed.add(at);
        return at;
    }

    @Override
    public void every(long millis, Runnable task) {
        sweeps.add(task);
    }

    void sweep() {
        sweeps.forEach(Runnable::run);
    }

    /** What comes next; null when nothing is to come. */
    @Nullable
    Timed next() {
        timed.removeIf(Timed::isCancelled);
        Timed first = null;
        for (Timed at : timed) {
            if (first == null || at.dueAt < first.dueAt) {
                first = at;
            }
        }
        return first;
    }

    /** Its time has come. */
    void fire(Timed at) {
        timed.remove(at);
        now = Math.max(now, at.dueAt);
        at.task.run();
    }
}
