package dev.triggo.runs;

import dev.triggo.engine.Approval;
import dev.triggo.engine.Decision;
import dev.triggo.engine.Engine;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.steps.Alarm;
import dev.triggo.steps.Slice;
import dev.triggo.steps.Underway;
import dev.triggo.store.StatementFailed;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one run. Whoever brings news (the door that accepted it, a step that ended, a timer, a person who decided) drives
 * it on its own thread, one at a time: asks the engine what is next, carries out pure nodes at once, and hands nodes with
 * an effect to threads of their own.
 *
 * <p>The output-commit rule: before a step leaves the process, and before anybody is told of the end, every event so
 * far is committed. Otherwise nothing waits for the disk; a run of pure nodes is one commit.
 *
 * <p>A run that has long to wait is let go of: its row says until when, and a new driver takes it up then.
 */
final class RunDriver {
    private static final Logger LOG = LoggerFactory.getLogger(RunDriver.class);
    private static final long RETRY_COMMIT_MS = 1_000;
    /** Shorter waits are kept in memory; longer than the time from one look for sleeping runs to the next. */
    static final long SLEEPS_FROM_MS = 15_000;
    /** A run whose step waits for another run looks after it so often, should it ever miss the news. */
    private static final long LOOK_AFTER_CHILD_MS = 30_000;

    private final RunContext context;
    private final RunState state;
    private final RunLog log;
    private final Underway underway;
    private final RunSteps steps;
    private final News news = new News();
    private CompletableFuture<Run> rest = new CompletableFuture<>();
    private boolean mustCommit;
    /** False until the driver of a run that was taken up has seen to what was under way; whoever comes first sees to it. */
    private boolean begun;

    private final Alarm alarm;
    private boolean gone;
    private boolean overtaken;
    private @Nullable RuntimeException storeAway;

    RunDriver(RunContext context, RunState state, RunLog log) {
        this.context = context;
        this.state = state;
        this.log = log;
        this.underway = new Underway(context.timers(), log.row().id().value(), this::ended);
        this.steps = new RunSteps(context, state, log, underway);
        this.alarm = new Alarm(context.timers(), this::drive);
        this.begun = !log.accepted();
    }

    /**
     * Completes when the run has come to rest, after the commit: it has ended, waits for somebody's yes, or sleeps and is
     * not moved by this driver any more. Fails when somebody else moves it: what this driver knows may not be true.
     */
    synchronized CompletableFuture<Run> rest() {
        return rest;
    }

    News news() {
        return news;
    }

    /** Takes up a new run: on return it is accepted, durably, or an exception was thrown and it never was. */
    synchronized void accept(RunRequest request, List<RunEvent> opening) {
        try {
            steps.record(
                    new RunEvent.RunAccepted(request.input(), log.row().source().wireName(), request.dryRun()));
            opening.forEach(steps::record);
            RunRequest.Reuse reuse = request.reuse();
            if (reuse != null) {
                steps.record(new RunEvent.RunReplayed(reuse.of(), reuse.from()));
                steps.record(new RunEvent.RunStarted());
                reuse.events().forEach(steps::record);
            }
            loop();
        } catch (RuntimeException fault) {
            // Timers that were set must find nothing to move.
            letGo();
            throw fault;
        }
    }

    /**
     * A run that was cut off goes on with what was under way then; not so one that was put to sleep. This comes before
     * anything else that happens to the run, be it a decision that arrives at the same moment.
     */
    private void begin() {
        if (context.surroundings().isGone(log.row().workspace())) {
            steps.endWithTheWorkspace();
        }
        if (begun) {
            return;
        }
        begun = true;
        if (log.row().wakeAt() == 0 && !state.status().isFinal()) {
            steps.goOnAfterCrash();
        }
    }

    /** Lets the run go on as far as it can now. */
    synchronized void drive() {
        if (gone) {
            return;
        }
        try {
            begin();
            steps.goOnWithStore();
            steps.lookAfterChildren();
            loop();
            storeAway = null;
        } catch (Problem | StatementFailed away) {
            LOG.warn("run {} waits for the store: {}", log.row().id(), away.getMessage());
            storeAway = away;
            steps.waitForStore();
            alarm.in(RETRY_COMMIT_MS);
        } catch (RunLog.Overtaken | RunLog.Refused other) {
            LOG.warn("this server lets go of run {}: {}", id(), other.getMessage());
            goElsewhere();
        } catch (RuntimeException bug) {
            failForOurFault(bug);
        }
    }

    /**
     * The run after news from outside were taken in and are durable; empty when somebody else moves it, to whom they are to
     * be told instead. Throws OVERLOADED when the store is away: what was taken in may still come to be.
     */
    private Optional<Run> taken() {
        drive();
        if (storeAway != null) {
            throw storeAway;
        }
        return overtaken ? Optional.empty() : Optional.of(snapshot());
    }

    /** A run must end even where we are wrong: it fails with a code of its own, and the log has the rest. */
    private void failForOurFault(RuntimeException bug) {
        LOG.error("run {} met a fault of the server", log.row().id(), bug);
        if (state.status().isFinal()) {
            storeAway = bug;
            goElsewhere();
            return;
        }
        underway.stop();
        steps.record(new RunEvent.RunFailed(
                new StepError("INTERNAL_FAULT", "The run met a fault of the server; its log has the details."), null));
        drive();
    }

    /**
     * Cancels the run; RUN_NOT_CANCELLABLE when it has ended. On return the cancellation is durable. Empty when this
     * driver does not move the run any more: ask the next one.
     */
    synchronized Optional<Run> cancel(String by) {
        if (overtaken || (gone && !state.status().isFinal())) {
            return Optional.empty();
        }
        if (state.status().isFinal()) {
            throw storeAway == null ? snapshot().notCancellable() : storeAway;
        }
        Failpoint.CANCELLING.reach();
        steps.record(new RunEvent.RunCancelled(by));
        underway.stop();
        return taken();
    }

    /**
     * Takes a person's decision, durably. Empty when this driver does not move the run any more: ask the next one.
     *
     * @throws Problem APPROVAL_NOT_PENDING, FORBIDDEN, and whatever it is refused with when it is to be committed
     */
    synchronized Optional<Run> decide(ApprovalDecision decision) {
        if (overtaken || (gone && !state.status().isFinal())) {
            return Optional.empty();
        }
        begin();
        Approval asked = state.approvalPending();
        if (asked == null
                || !decision.isAbout(asked)
                || asked.request().expiresAt() <= context.clock().millis()) {
            drive();
            if (overtaken) {
                return Optional.empty();
            }
            throw storeAway == null ? snapshot().approvalNotPending() : storeAway;
        }
        try {
            decision.checkDecider(asked, log.row());
        } catch (Problem refused) {
            drive();
            throw refused;
        }
        mustCommit = true;
        var may = log.onlyIf((tx, row) -> context.surroundings().refusal(tx, row.workspace(), decision));
        boolean asksItself = state.graph().kind(asked.step().nodeId()).asksApproval();
        decision.events(asked, asksItself).forEach(steps::record);
        if (decision.approved()) {
            rest = new CompletableFuture<>();
        }
        return taken().or(may::orRefuse);
    }

    synchronized Run snapshot() {
        return new Run(log.durableRow(), state, log.redactor());
    }

    synchronized int settledCount() {
        return state.settledCount();
    }

    int size() {
        return state.size();
    }

    private void loop() {
        steps.beginCutOff();
        var slice = new Slice(log.count());
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Decision decision : Engine.next(state, context.clock().millis())) {
                moved |= steps.carryOut(decision);
            }
            if (moved && slice.isOver(log.count()) && !state.status().isFinal()) {
                makeDurable();
                alarm.in(0);
                return;
            }
            if (log.isLarge()) {
                log.commitLater(state, news::tell);
            }
        }
        settle();
    }

    /** What was computed is durable from now on, and what waited for that happens. */
    private void makeDurable() {
        log.commit(state);
        mustCommit = false;
        underway.launch();
        news.tell();
    }

    /** Everything that could be computed was: now what must be durable is made so, and what waited for that happens. */
    private void settle() {
        boolean ended = state.status().isFinal();
        // What waits for a retry is at work: should the server be away meanwhile, that must not count as its work.
        boolean sleeps = !ended
                && underway.isEmpty()
                && !state.isWorking()
                && steps.wakesAt() - context.clock().millis() > SLEEPS_FROM_MS;
        if (sleeps) {
            long look = context.clock().millis() + LOOK_AFTER_CHILD_MS;
            log.park(state, steps.awaitChildren() ? Math.min(steps.wakesAt(), look) : steps.wakesAt());
        } else if (mustCommit || ended || !log.accepted() || underway.waitsToWrite()) {
            log.commit(state);
        } else if (log.hasPending()) {
            log.commitLater(state, news::tell);
        }
        mustCommit = false;
        underway.launch();
        news.tell();
        if (ended || sleeps) {
            leave();
        } else {
            wakeAt(steps.wakesAt());
        }
        if (ended || sleeps || state.status() == RunStatus.WAITING_FOR_APPROVAL) {
            log.commit(state);
            if (ended) {
                log.ended(state);
            }
            rest.complete(snapshot());
        }
    }

    /** A step with an effect has ended, in time or not; only the first word on an attempt counts. */
    private void ended(Underway.Attempt attempt, Outcome outcome) {
        // Another run is started before this one is locked, because it may end at once and bring the news here.
        RunContext.Call called = outcome instanceof Outcome.Call call
                ? context.neighbours().call(log.row(), attempt.callKey(), call, state.dryRun())
                : null;
        synchronized (this) {
            if (gone || !underway.take(attempt) || state.status().isFinal()) {
                return;
            }
            switch (called) {
                case null -> steps.outcome(attempt, outcome);
                case RunContext.Call.Refused refused -> steps.outcome(attempt, refused.outcome());
                case RunContext.Call.NotNow _ -> {
                    // The next server calls it: nothing fails because this one stops.
                }
                case RunContext.Call.Started started -> {
                    steps.called(attempt, started.child());
                    steps.newsOf(started.child());
                }
            }
            drive();
        }
    }

    /** A run that a step of this one waits for has ended. False when this driver does not move the run any more. */
    synchronized boolean childEnded(RunId child) {
        if (gone) {
            return false;
        }
        steps.newsOf(child);
        drive();
        return true;
    }

    private void wakeAt(long epochMillis) {
        if (epochMillis == Long.MAX_VALUE) {
            return;
        }
        alarm.in(Math.max(1, epochMillis - context.clock().millis()));
    }

    /** The run has ended or sleeps: this driver is not needed any more. */
    private void leave() {
        letGo();
        context.neighbours().left(log.row());
    }

    RunId id() {
        return log.row().id();
    }

    private void goElsewhere() {
        overtaken = true;
        leave();
        rest.completeExceptionally(new RunLog.Overtaken(id()));
    }

    /** Whether the store has the run; asked without waiting for whoever moves it just now. */
    boolean isAccepted() {
        return log.accepted();
    }

    synchronized void movedElsewhere() {
        if (!gone) {
            LOG.warn("run {} is moved by another server; this one lets go of it", id());
            goElsewhere();
        }
    }

    /** Lets another server go on from what is durable now. False when a step is carried out and that may not be cut off. */
    synchronized boolean handOver(boolean evenWhenBusy) {
        if (gone || !log.accepted() || (isCarryingOut() && !evenWhenBusy)) {
            return false;
        }
        underway.stop();
        log.tryToCommit(state);
        goElsewhere();
        return true;
    }

    /** Stops driving without an end: the journal has what is needed to go on elsewhere, or after a restart. */
    synchronized void letGo() {
        gone = true;
        alarm.cancel();
        underway.stop();
    }

    /** Whoever waits here for the end is answered with how far it has come: it goes on after the restart. */
    synchronized void tellThatItIsOver() {
        rest.complete(snapshot());
        news.tell();
    }

    synchronized boolean isCarryingOut() {
        return !underway.isEmpty();
    }
}
