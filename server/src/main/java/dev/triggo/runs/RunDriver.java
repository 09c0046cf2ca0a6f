package dev.triggo.runs;

import dev.triggo.engine.Decision;
import dev.triggo.engine.Effect;
import dev.triggo.engine.Engine;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.StepCodes;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one run. Whoever brings news (the door that accepted it, a step that ended, a timer) drives it on its own
 * thread, one at a time: asks the engine what is next, carries out pure nodes at once, and hands nodes with an effect to
 * threads of their own.
 *
 * <p>The output-commit rule: before a step leaves the process, and before anybody is told of the end, every event so
 * far is committed. Otherwise nothing waits for the disk; a run of pure nodes is one commit.
 */
final class RunDriver {
    private static final Logger LOG = LoggerFactory.getLogger(RunDriver.class);
    private static final long RETRY_COMMIT_MS = 1_000;
    private static final long MAX_OUTPUTS = 16L << 20;

    private final RunContext context;
    private final RunState state;
    private final RunLog log;
    private final Map<String, Attempt> underway = new HashMap<>();
    private final List<Attempt> waitingToStart = new ArrayList<>();
    private final CompletableFuture<Run> ended = new CompletableFuture<>();
    /** Guards {@code changes}; a lock of its own, because a writer that tells of a commit must not wait for a driver. */
    private final Object news = new Object();

    private long changes;
    private long outputs;
    private @Nullable Future<?> timer;
    private boolean abandoned;

    /** A step being carried out on a thread of its own. */
    private static final class Attempt {
        final StepRunner.Prepared prepared;
        final long startedNanos = System.nanoTime();

        @Nullable
        Thread thread;

        @Nullable
        Future<?> timeout;

        Attempt(StepRunner.Prepared prepared) {
            this.prepared = prepared;
        }

        String nodeId() {
            return prepared.context().node().id();
        }

        long tookMs() {
            return (System.nanoTime() - startedNanos) / 1_000_000;
        }
    }

    RunDriver(RunContext context, RunState state, RunLog log) {
        this.context = context;
        this.state = state;
        this.log = log;
    }

    /** Completes after the commit of the run's end. */
    CompletableFuture<Run> ended() {
        return ended;
    }

    /** Takes up a new run: on return it is accepted, durably, or an exception was thrown and it never was. */
    synchronized void accept(Json input, boolean dryRun) {
        try {
            record(new RunEvent.RunAccepted(input, log.row().source().wireName(), dryRun));
            loop();
        } catch (RuntimeException fault) {
            // Timers that were set must find nothing to move.
            letGo();
            throw fault;
        }
    }

    /** Goes on with a run that was cut off. */
    synchronized void resume() {
        RunEvent verdict = Engine.afterCrash(state);
        if (verdict != null) {
            record(verdict);
        } else if (state.startedAt() != 0) {
            record(new RunEvent.RunResumed("the server was restarted"));
            for (String nodeId : state.unfinishedSteps()) {
                start(nodeId, state.attemptOf(nodeId) + 1);
            }
        }
        drive();
    }

    /** Lets the run go on as far as it can now. */
    synchronized void drive() {
        if (abandoned || ended.isDone()) {
            return;
        }
        try {
            loop();
        } catch (Problem storeAway) {
            LOG.warn("run {} waits for the store: {}", log.row().id(), storeAway.sentence());
            wakeIn(RETRY_COMMIT_MS);
        } catch (RunLog.Overtaken other) {
            abandon();
        } catch (RuntimeException bug) {
            failForOurFault(bug);
        }
    }

    /** A run must end even where we are wrong: it fails with a code of its own, and the log has the rest. */
    private void failForOurFault(RuntimeException bug) {
        LOG.error("run {} met a fault of the server", log.row().id(), bug);
        if (state.status().isFinal()) {
            abandon();
            return;
        }
        waitingToStart.clear();
        record(new RunEvent.RunFailed(
                new StepError("INTERNAL_FAULT", "The run met a fault of the server; its log has the details."), null));
        drive();
    }

    /** Cancels the run; RUN_NOT_CANCELLABLE when it has ended. On return the cancellation is durable. */
    synchronized Run cancel(String by) {
        if (state.status().isFinal()) {
            throw Problem.of(
                    ProblemCode.RUN_NOT_CANCELLABLE,
                    "The run has ended already: it is " + state.status().wireName() + ".");
        }
        record(new RunEvent.RunCancelled(by));
        underway.values().forEach(RunDriver::interrupt);
        drive();
        return snapshot();
    }

    synchronized Run snapshot() {
        return new Run(log.row(), state);
    }

    synchronized int settledCount() {
        return state.settledCount();
    }

    int size() {
        return state.size();
    }

    /** Waits until something is committed after {@code seen}, or the time is over; returns the number of changes now. */
    long awaitChange(long seen, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        synchronized (news) {
            while (changes <= seen && !ended.isDone()) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                news.wait(left);
            }
            return changes;
        }
    }

    private void tell() {
        synchronized (news) {
            changes++;
            news.notifyAll();
        }
    }

    private void loop() {
        while (true) {
            boolean moved = false;
            for (Decision decision : Engine.next(state, context.clock().millis())) {
                switch (decision) {
                    case Decision.Record r -> {
                        record(r.event());
                        moved = true;
                    }
                    case Decision.Start s -> {
                        start(s.nodeId(), s.attempt());
                        moved = true;
                    }
                    case Decision.Wait w -> wakeAt(w.until());
                }
            }
            if (!moved) {
                break;
            }
        }
        settle();
    }

    /** Everything that could be computed was: now what must be durable is made so, and what waited for that happens. */
    private void settle() {
        boolean mustCommit = !log.accepted()
                || state.status().isFinal()
                || waitingToStart.stream().anyMatch(attempt -> attempt.prepared.effect() == Effect.WRITE);
        if (mustCommit) {
            log.commit(state);
        } else if (log.hasPending()) {
            log.commitLater(state, this::tell);
        }
        waitingToStart.forEach(this::launch);
        waitingToStart.clear();
        tell();
        if (state.status().isFinal()) {
            finish();
        }
    }

    private void start(String nodeId, int attempt) {
        var prepared = StepRunner.prepare(log.row(), context.workspaceName(), state, nodeId, attempt);
        record(new RunEvent.StepStarted(nodeId, attempt, prepared.journaledInput()));
        var started = new Attempt(prepared);
        if (prepared.effect() == Effect.NONE || prepared.refusal() != null) {
            outcome(started, carryOut(prepared));
        } else {
            underway.put(nodeId, started);
            waitingToStart.add(started);
        }
    }

    private void launch(Attempt attempt) {
        attempt.thread = Thread.ofVirtual()
                .name("run-" + log.row().id() + "-" + attempt.nodeId())
                .start(() -> ended(attempt, carryOut(attempt.prepared)));
        long timeoutMs = attempt.prepared.context().node().options().timeoutMs();
        attempt.timeout = context.timers().in(timeoutMs, () -> {
            ended(
                    attempt,
                    new Outcome.Failed(
                            StepCodes.TIMEOUT, "The step took longer than its " + timeoutMs + " ms.", true, null));
            interrupt(attempt);
        });
    }

    private static Outcome carryOut(StepRunner.Prepared prepared) {
        try {
            return StepRunner.carryOut(prepared);
        } catch (InterruptedException stopped) {
            return new Outcome.Failed(StepCodes.TIMEOUT, "The step was stopped.", true, null);
        }
    }

    /** A step with an effect has ended, in time or not; only the first word on an attempt counts. */
    private synchronized void ended(Attempt attempt, Outcome outcome) {
        if (abandoned
                || !underway.remove(attempt.nodeId(), attempt)
                || state.status().isFinal()) {
            return;
        }
        Future<?> timeout = attempt.timeout;
        if (timeout != null) {
            timeout.cancel(false);
        }
        outcome(attempt, outcome);
        drive();
    }

    private void outcome(Attempt attempt, Outcome outcome) {
        Outcome kept = outcome;
        if (outcome instanceof Outcome.Done done) {
            outputs += JsonSize.of(done.output(), StepRunner.MAX_OUTPUT);
            if (outputs > MAX_OUTPUTS) {
                kept = Outcome.failed(
                        StepCodes.OUTPUT_TOO_LARGE,
                        "The outputs of this run's steps are together larger than " + (MAX_OUTPUTS >> 20) + " MiB.");
            }
        }
        Engine.outcome(
                        state,
                        attempt.nodeId(),
                        kept,
                        attempt.tookMs(),
                        context.ids().fraction())
                .forEach(this::record);
    }

    private static void interrupt(Attempt attempt) {
        Thread thread = attempt.thread;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void record(RunEvent event) {
        long now = context.clock().millis();
        log.add(now, event);
        state.apply(event, now);
    }

    private void wakeAt(long epochMillis) {
        wakeIn(Math.max(1, epochMillis - context.clock().millis()));
    }

    private void wakeIn(long millis) {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = context.timers().in(millis, this::drive);
    }

    private void finish() {
        stopWaiting();
        context.onEnd().accept(log.row().id());
        ended.complete(snapshot());
        tell();
    }

    /** Another instance has gone on with the run: this one must not touch it again. */
    private void abandon() {
        LOG.warn(
                "run {} is moved by another instance; this one lets go of it",
                log.row().id());
        abandoned = true;
        stopWaiting();
        context.onEnd().accept(log.row().id());
        ended.completeExceptionally(Problem.later(
                ProblemCode.OVERLOADED,
                "The run is moved by another instance; read it again.",
                java.time.Duration.ofSeconds(1)));
    }

    private void stopWaiting() {
        if (timer != null) {
            timer.cancel(false);
        }
        underway.values().forEach(attempt -> {
            if (attempt.timeout != null) {
                attempt.timeout.cancel(false);
            }
            interrupt(attempt);
        });
        underway.clear();
    }

    /** Stops driving without an end: the journal has what is needed to go on elsewhere, or after a restart. */
    synchronized void letGo() {
        abandoned = true;
        stopWaiting();
    }

    synchronized boolean isCarryingOut() {
        return !underway.isEmpty();
    }
}
