package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.workflow.NodeOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, and does nothing: from what has happened to a run and what time it is, what is next. The same state and time
 * give the same decisions.
 */
public final class Engine {
    /** The work that a run may do, waiting for people and timers not counted. */
    public static final long MAX_RUN_MS = 300_000;

    /** A run that was cut off so often without a step coming to its end takes the server down with it, it seems. */
    static final int MAX_RECOVERIES = 5;

    private Engine() {}

    /** What to do now; empty when the run is over or waits for steps that are being carried out. */
    public static List<Decision> next(RunState state, long now) {
        return switch (state.status()) {
            case ACCEPTED -> List.of(new Decision.Record(new RunEvent.RunStarted()));
            case RUNNING, WAITING_FOR_APPROVAL -> running(state, now);
            case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> List.of();
        };
    }

    private static List<Decision> running(RunState state, long now) {
        RunEvent verdict = verdict(state);
        if (verdict != null) {
            return List.of(new Decision.Record(verdict));
        }
        long deadline = state.workEnds(MAX_RUN_MS);
        if (now >= deadline) {
            return List.of(new Decision.Record(new RunEvent.RunTimedOut(new StepError(
                    "RUN_TIMEOUT", "The run worked for longer than " + MAX_RUN_MS / 1000 + " s and was stopped."))));
        }
        StepError failure = state.failure();
        if (failure != null) {
            // Steps that are under way are let end first, so that what they did is known.
            return state.running() > 0
                    ? List.of(new Decision.Wait(deadline))
                    : List.of(new Decision.Record(new RunEvent.RunFailed(failure, state.failureNode())));
        }
        var decisions = new ArrayList<Decision>();
        long wake = Math.min(deadline, due(state, now, decisions));
        loops(state, decisions);
        for (Step step : state.agenda().unreached) {
            decisions.add(new Decision.Record(new RunEvent.StepSkipped(step.ref)));
        }
        begin(state, decisions);
        if (!decisions.isEmpty()) {
            return decisions;
        }
        return state.allSettled()
                ? List.of(new Decision.Record(new RunEvent.RunSucceeded(state.lastReachedOutput())))
                : List.of(new Decision.Wait(wake));
    }

    /** How a decision against going on ends the run; null without one. */
    private static @Nullable RunEvent verdict(RunState state) {
        Approval asked = state.approval();
        if (asked == null) {
            return null;
        }
        return switch (asked.status()) {
            case REJECTED -> new RunEvent.RunCancelled(String.valueOf(asked.decidedBy()));
            case EXPIRED ->
                new RunEvent.RunTimedOut(new StepError(
                        "APPROVAL_EXPIRED",
                        "Nobody approved step '" + asked.step().nodeId() + "' in time. Replay the run to ask again."));
            case PENDING, APPROVED, WITHDRAWN -> null;
        };
    }

    /** What its time has come for; returns when the next of it is. */
    private static long due(RunState state, long now, List<Decision> decisions) {
        long wake = Long.MAX_VALUE;
        Approval asked = state.approvalPending();
        if (asked != null) {
            wake = asked.request().expiresAt();
            if (wake <= now) {
                decisions.add(new Decision.Record(new RunEvent.ApprovalExpired(
                        asked.step(), asked.request().id())));
            }
        }
        for (Step step : state.agenda().retrying) {
            if (step.dueAt <= now) {
                decisions.add(start(step));
            }
            wake = Math.min(wake, step.dueAt);
        }
        for (Step step : state.agenda().sleeping) {
            wake = Math.min(wake, step.dueAt);
            if (step.dueAt > now) {
                break;
            }
            decisions.add(new Decision.Record(new RunEvent.StepCompleted(
                    step.ref,
                    step.attempt,
                    Json.object().put("resumedAt", Times.iso(now)).build(),
                    null,
                    Math.max(0, now - step.startedAt))));
        }
        return wake;
    }

    private static void loops(RunState state, List<Decision> decisions) {
        for (Step loop : state.agenda().finishing) {
            decisions.add(new Decision.FinishLoop(loop.ref));
        }
        for (Scope item : state.agenda().closing) {
            Step loop = item.loop;
            if (loop == null || loop.scope.isDoomed()) {
                // Nothing follows from the end of an item whose loop is given up with what is around it.
                continue;
            }
            StepError failure = item.failure;
            if (failure == null) {
                decisions.add(new Decision.Record(new RunEvent.ItemCompleted(loop.ref, item.index)));
            } else if (loop.items().continueOnItemFailure) {
                if (item.running == 0) {
                    decisions.add(new Decision.Record(new RunEvent.ItemFailed(loop.ref, item.index, failure)));
                }
            } else {
                // The loop fails with the first of its items, once nothing in it is under way any more.
                if (loop.items().running == 0) {
                    decisions.add(new Decision.Record(failed(loop, failure, item.index)));
                }
                return;
            }
        }
    }

    private static RunEvent failed(Step loop, StepError failure, int index) {
        var error = new StepError(failure.code(), "Item " + index + ": " + failure.message());
        NodeOptions options = loop.node().options();
        return options.continueOnFailure()
                ? new RunEvent.StepFailedContinued(loop.ref, loop.attempt, error, 0)
                : new RunEvent.StepFailed(loop.ref, loop.attempt, error, 0);
    }

    private static void begin(RunState state, List<Decision> decisions) {
        boolean asking = false;
        for (Step step : state.agenda().ready) {
            if (!state.mayStart(step)) {
                continue;
            }
            if (state.isPinned(step)) {
                decisions.add(new Decision.Record(new RunEvent.StepPinned(step.ref)));
            } else if (!state.mustAsk(step)) {
                decisions.add(start(step));
            } else if (!asking) {
                decisions.add(new Decision.Ask(step.ref));
                asking = true;
            }
        }
    }

    private static Decision start(Step step) {
        return new Decision.Start(step.ref, step.attempt + 1);
    }

    /**
     * The events that an attempt's outcome gives.
     *
     * @param chance from 0 to 1, for the jitter of a retry
     */
    public static List<RunEvent> outcome(Step step, Outcome outcome, long durationMs, double chance) {
        return switch (outcome) {
            case Outcome.Done done ->
                List.of(new RunEvent.StepCompleted(step.ref, step.attempt, done.output(), done.handle(), durationMs));
            case Outcome.Planned planned ->
                List.of(new RunEvent.StepPlanned(step.ref, step.attempt, planned.plan(), planned.output()));
            case Outcome.Failed failed -> failure(step, failed, durationMs, chance);
            case Outcome.Sleep sleep -> List.of(new RunEvent.RunWaiting(step.ref, step.attempt, sleep.until()));
            case Outcome.Each each ->
                List.of(new RunEvent.LoopStarted(
                        step.ref, step.attempt, each.items(), each.concurrency(), each.continueOnItemFailure()));
            case Outcome.Call call ->
                throw new IllegalArgumentException("a call begins with the run that it starts: " + call.slug());
        };
    }

    private static List<RunEvent> failure(Step step, Outcome.Failed failed, long durationMs, double chance) {
        var error = new StepError(failed.code(), failed.message());
        NodeOptions options = step.node().options();
        var events = new ArrayList<RunEvent>();
        if (failed.code().equals(StepCodes.EGRESS_DENIED)) {
            events.add(new RunEvent.SafetyViolation(step.ref, step.attempt, error));
        }
        if (mayRetry(failed, options) && step.retries < options.maxRetries() && !step.scope.isDoomed()) {
            long delay = Retry.delayMs(step.retries, options.baseIntervalMs(), failed.retryAfter(), chance);
            events.add(new RunEvent.StepRetried(step.ref, step.attempt, error, delay));
        } else if (options.continueOnFailure()) {
            events.add(new RunEvent.StepFailedContinued(step.ref, step.attempt, error, durationMs));
        } else if (failed.code().equals(StepCodes.TIMEOUT)) {
            events.add(new RunEvent.StepTimedOut(step.ref, step.attempt, error, durationMs));
        } else {
            events.add(new RunEvent.StepFailed(step.ref, step.attempt, error, durationMs));
        }
        return events;
    }

    /** Of a step whose effect must happen once, only a call that was turned away certainly had none. */
    private static boolean mayRetry(Outcome.Failed failed, NodeOptions options) {
        return failed.retryable() && (!options.effectOnce() || failed.code().equals(StepCodes.RATE_LIMITED));
    }

    /**
     * What a run that was cut off goes on with: steps that were started and have no recorded end are carried out again,
     * except those whose effect must happen once. Returns the events that end the run when there is such a one, or when
     * the run was cut off too often; else none.
     */
    public static List<RunEvent> afterCrash(RunState state) {
        for (Step step : state.unfinishedSteps()) {
            if (step.node().options().effectOnce()) {
                var error = new StepError(
                        StepCodes.STEP_OUTCOME_UNKNOWN,
                        "The server stopped while step '" + step.ref
                                + "' was under way, and its effect must not happen twice. "
                                + "Find out whether it happened, then replay the run.");
                return List.of(
                        new RunEvent.StepFailed(step.ref, step.attempt, error, 0),
                        new RunEvent.RunFailed(error, step.ref.nodeId()));
            }
        }
        if (state.recoveries() >= MAX_RECOVERIES) {
            return List.of(new RunEvent.RunFailed(
                    new StepError(
                            "TOO_MANY_RECOVERIES",
                            "The run was cut off " + MAX_RECOVERIES
                                    + " times in a row without a step coming to its end,"
                                    + " so it is not taken up again by itself. Find out what stops the server, then"
                                    + " replay the run."),
                    null));
        }
        return List.of();
    }
}
