package dev.triggo.engine;

import dev.triggo.kernel.Json;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a run. The run, its steps and its result are a fold over these and nothing else; a member that was
 * ever written stays readable for ever.
 */
public sealed interface RunEvent {
    /** An event of one step. */
    sealed interface OfStep extends RunEvent {
        String nodeId();

        /** From 1; 0 for a step that was never tried. */
        default int attempt() {
            return 0;
        }
    }

    /** The run exists: somebody was, or is about to be, promised its id. {@code input} has its defaults filled in. */
    record RunAccepted(Json input, String source, boolean dryRun) implements RunEvent {}

    record RunStarted() implements RunEvent {}

    /** The run goes on after the server was away; its time to work counts from here. */
    record RunResumed(String reason) implements RunEvent {}

    /** A step begins; {@code input} is the node's config with templates resolved. */
    record StepStarted(String nodeId, int attempt, Json input) implements OfStep {}

    /** A step ended well; {@code handle} is the branch taken, null for the only one. */
    record StepCompleted(
            String nodeId,
            int attempt,
            Json output,
            @Nullable String handle,
            long durationMs) implements OfStep {}

    /** In a dry run: the step would have written; {@code plan} is what it would have sent. */
    record StepPlanned(String nodeId, int attempt, Json.Obj plan, Json output) implements OfStep {}

    /** A step failed for good, and the run with it. */
    record StepFailed(String nodeId, int attempt, StepError error, long durationMs) implements OfStep {}

    /** A step failed for good and the run goes on, with the error as the step's output. */
    record StepFailedContinued(String nodeId, int attempt, StepError error, long durationMs) implements OfStep {}

    /** As {@link StepFailed}, because its time was over. */
    record StepTimedOut(String nodeId, int attempt, StepError error, long durationMs) implements OfStep {}

    /** An attempt failed; the next one starts {@code delayMs} after this event. */
    record StepRetried(String nodeId, int attempt, StepError error, long delayMs) implements OfStep {}

    /** No branch leads here in this run. */
    record StepSkipped(String nodeId) implements OfStep {}

    /** The egress gate, or another guard, refused what a step tried. Followed by the step's failure. */
    record SafetyViolation(String nodeId, int attempt, StepError error) implements OfStep {}

    /** The run ended well; its output is that of {@code outputNode}, or nothing when no output node was reached. */
    record RunSucceeded(@Nullable String outputNode) implements RunEvent {}

    record RunFailed(StepError error, @Nullable String nodeId) implements RunEvent {}

    record RunCancelled(String by) implements RunEvent {}

    record RunTimedOut(StepError error) implements RunEvent {}
}
