package dev.triggo.engine;

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

    private Engine() {}

    /** What to do now; empty when the run is over or waits for steps that are being carried out. */
    public static List<Decision> next(RunState state, long now) {
        return switch (state.status()) {
            case ACCEPTED -> List.of(new Decision.Record(new RunEvent.RunStarted()));
            case RUNNING -> running(state, now);
            case WAITING_FOR_APPROVAL, SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> List.of();
        };
    }

    private static List<Decision> running(RunState state, long now) {
        long deadline = state.workingSince() + MAX_RUN_MS;
        if (now >= deadline) {
            return List.of(new Decision.Record(new RunEvent.RunTimedOut(new StepError(
                    "RUN_TIMEOUT", "The run worked for longer than " + MAX_RUN_MS / 1000 + " s and was stopped."))));
        }
        StepError failure = state.failure();
        if (failure != null) {
            // Steps that are under way are let end first, so that what they did is known.
            return state.running() > 0
                    ? List.of(new Decision.Wait(deadline))
                    : List.of(new Decision.Record(new RunEvent.RunFailed(failure, state.failedNode())));
        }
        var decisions = new ArrayList<Decision>();
        for (int number : state.unreached()) {
            decisions.add(new Decision.Record(
                    new RunEvent.StepSkipped(state.graph().spot(number).node().id())));
        }
        for (int number : state.ready()) {
            decisions.add(start(state, number));
        }
        long wake = deadline;
        for (int number : state.retrying()) {
            if (state.step(number).dueAt <= now) {
                decisions.add(start(state, number));
            } else {
                wake = Math.min(wake, state.step(number).dueAt);
            }
        }
        if (!decisions.isEmpty()) {
            return decisions;
        }
        return state.allSettled()
                ? List.of(new Decision.Record(new RunEvent.RunSucceeded(state.lastReachedOutput())))
                : List.of(new Decision.Wait(wake));
    }

    private static Decision start(RunState state, int number) {
        return new Decision.Start(state.graph().spot(number).node().id(), state.step(number).attempt + 1);
    }

    /**
     * The events that an attempt's outcome gives.
     *
     * @param chance from 0 to 1, for the jitter of a retry
     */
    public static List<RunEvent> outcome(
            RunState state, String nodeId, Outcome outcome, long durationMs, double chance) {
        Step step = state.step(state.graph().number(nodeId));
        return switch (outcome) {
            case Outcome.Done done ->
                List.of(new RunEvent.StepCompleted(nodeId, step.attempt, done.output(), done.handle(), durationMs));
            case Outcome.Planned planned ->
                List.of(new RunEvent.StepPlanned(nodeId, step.attempt, planned.plan(), planned.output()));
            case Outcome.Failed failed -> failure(state, nodeId, failed, durationMs, chance);
        };
    }

    private static List<RunEvent> failure(
            RunState state, String nodeId, Outcome.Failed failed, long durationMs, double chance) {
        Step step = state.step(state.graph().number(nodeId));
        var error = new StepError(failed.code(), failed.message());
        NodeOptions options = state.graph().node(nodeId).options();
        var events = new ArrayList<RunEvent>();
        if (failed.code().equals(StepCodes.EGRESS_DENIED)) {
            events.add(new RunEvent.SafetyViolation(nodeId, step.attempt, error));
        }
        if (failed.retryable() && step.retries < options.maxRetries()) {
            long delay = Retry.delayMs(step.retries, options.baseIntervalMs(), failed.retryAfter(), chance);
            events.add(new RunEvent.StepRetried(nodeId, step.attempt, error, delay));
        } else if (options.continueOnFailure()) {
            events.add(new RunEvent.StepFailedContinued(nodeId, step.attempt, error, durationMs));
        } else if (failed.code().equals(StepCodes.TIMEOUT)) {
            events.add(new RunEvent.StepTimedOut(nodeId, step.attempt, error, durationMs));
        } else {
            events.add(new RunEvent.StepFailed(nodeId, step.attempt, error, durationMs));
        }
        return events;
    }

    /**
     * What a run that was cut off goes on with: steps that were started and have no recorded end are carried out again,
     * except those whose effect must happen once. Returns the event that ends the run when there is such a one.
     */
    public static @Nullable RunEvent afterCrash(RunState state) {
        for (String nodeId : state.unfinishedSteps()) {
            if (state.graph().node(nodeId).options().effectOnce()) {
                return new RunEvent.RunFailed(
                        new StepError(
                                StepCodes.STEP_OUTCOME_UNKNOWN,
                                "The server stopped while step '" + nodeId
                                        + "' was under way, and its effect must not happen twice. "
                                        + "Find out whether it happened, then replay the run."),
                        nodeId);
            }
        }
        return null;
    }
}
