package dev.triggo.steps;

import dev.triggo.engine.Effect;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.StepCodes;
import dev.triggo.engine.StepRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one run that are carried out on threads of their own, each within its time. Not thread-safe: its driver
 * owns it, and is told of each end on the step's own thread.
 */
public final class Underway {
    /** After the time of a step that may change something elsewhere. */
    private static final long LAST_WORD_MS = 500;

    private final Timers timers;
    private final String runId;
    private final BiConsumer<Attempt, Outcome> told;
    private final Map<StepRef, Attempt> attempts = new HashMap<>();
    private final List<Attempt> waiting = new ArrayList<>();

    /** One try of one step. */
    public static final class Attempt {
        private final int retries;
        private StepRunner.Prepared prepared;
        private long startedNanos = System.nanoTime();
        private @Nullable Thread thread;
        private @Nullable Future<?> timeout;

        /** @param retries how often the step was tried again after a failure */
        public Attempt(StepRunner.Prepared prepared, int retries) {
            this.prepared = prepared;
            this.retries = retries;
        }

        /** Names the run that the step calls: the same after a crash, another one when a failed call is tried again. */
        public String callKey() {
            return retries == 0 ? step().toString() : step() + "/" + retries;
        }

        public StepRef step() {
            return prepared.context().step();
        }

        /** From 1. */
        public int number() {
            return prepared.context().attempt();
        }

        public long tookMs() {
            return (System.nanoTime() - startedNanos) / 1_000_000;
        }

        /** What it rests on is durable, which may have taken long: its time begins now. */
        private void begin() {
            prepared = prepared.begunNow();
            startedNanos = System.nanoTime();
        }

        private void stop() {
            if (timeout != null) {
                timeout.cancel(false);
            }
            interrupt();
        }

        private void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** @param told whoever takes the outcome; only the first word on an attempt counts, see {@link #take} */
    public Underway(Timers timers, String runId, BiConsumer<Attempt, Outcome> told) {
        this.timers = timers;
        this.runId = runId;
        this.told = told;
    }

    /** To be carried out once what it rests on is durable. */
    public void add(Attempt attempt) {
        attempts.put(attempt.step(), attempt);
        waiting.add(attempt);
    }

    /** True when a step waits to be carried out that may change something elsewhere, or that must not be repeated. */
    public boolean waitsToWrite() {
        return waiting.stream()
                .anyMatch(attempt -> attempt.prepared.effect() == Effect.WRITE
                        || attempt.prepared.context().node().options().effectOnce());
    }

    /** Begins what was added, each on a thread of its own. */
    public void launch() {
        waiting.forEach(this::launch);
        waiting.clear();
    }

    private void launch(Attempt attempt) {
        attempt.begin();
        attempt.thread = timers.start(
                "run-" + runId + "-" + attempt.step(), () -> told.accept(attempt, carryOut(attempt.prepared)));
        long timeoutMs = attempt.prepared.context().node().options().timeoutMs();
        // Only the step itself knows whether what it sent can be sent again: it is given a moment to say so.
        boolean writes = attempt.prepared.effect() == Effect.WRITE;
        long atMostMs = timeoutMs + attempt.prepared.kind().mayWaitMs();
        attempt.timeout = timers.in(writes ? atMostMs + LAST_WORD_MS : atMostMs, () -> {
            told.accept(attempt, new Outcome.Failed(StepCodes.TIMEOUT, late(timeoutMs, writes), !writes, null));
            attempt.interrupt();
        });
    }

    private static String late(long timeoutMs, boolean writes) {
        String sentence = "The step took longer than its " + timeoutMs + " ms.";
        return writes
                ? sentence + " What it was to do may have been done all the same, so it is not tried again by itself."
                : sentence;
    }

    /** Carries out a step on this thread. */
    public static Outcome carryOut(StepRunner.Prepared prepared) {
        try {
            return StepRunner.carryOut(prepared);
        } catch (InterruptedException stopped) {
            return new Outcome.Failed(StepCodes.TIMEOUT, "The step was stopped.", true, null);
        }
    }

    /** Takes an attempt that has ended out. False when its end was told before, or it was stopped. */
    public boolean take(Attempt attempt) {
        if (!attempts.remove(attempt.step(), attempt)) {
            return false;
        }
        if (attempt.timeout != null) {
            attempt.timeout.cancel(false);
        }
        return true;
    }

    public boolean isEmpty() {
        return attempts.isEmpty();
    }

    /** What has not begun does not begin; what goes on is interrupted, and its end is not told any more. */
    public void stop() {
        waiting.clear();
        attempts.values().forEach(Attempt::stop);
        attempts.clear();
    }
}
