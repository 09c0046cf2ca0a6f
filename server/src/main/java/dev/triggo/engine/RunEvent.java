package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a run. The run, its steps and its result are a fold over these and nothing else; a member that was
 * ever written stays readable for ever.
 */
public sealed interface RunEvent {
    /** An event of one step. */
    sealed interface OfStep extends RunEvent {
        StepRef step();

        /** From 1; 0 for a step that was never tried, and where it does not matter. */
        default int attempt() {
            return 0;
        }
    }

    /** An event of a loop and its items; its step is the loop. */
    sealed interface OfLoop extends OfStep {}

    /** An event of somebody's yes that a step needs. */
    sealed interface OfApproval extends OfStep {}

    /** The run exists: somebody was, or is about to be, promised its id. {@code input} has its defaults filled in. */
    record RunAccepted(Json input, String source, boolean dryRun) implements RunEvent {}

    record RunStarted() implements RunEvent {}

    /**
     * The run was asked for as the replay of another one, whose steps that had ended well are not repeated: their events
     * follow.
     *
     * @param from {@code start} or {@code failed_step}
     */
    record RunReplayed(String of, String from) implements RunEvent {}

    /**
     * The run tries a draft out. The nodes named are not carried out: what is given for them stands, in loops for every
     * item.
     */
    record RunTested(Map<String, Pinned> pinned) implements RunEvent {}

    /** The output that a node is taken to have given; {@code handle} is the branch taken, null for the only one. */
    record Pinned(Json output, @Nullable String handle) {}

    /**
     * The run carries out a single step of another one again, and nothing else.
     *
     * @param of the other run
     * @param step as it was called there
     * @param seen the values that templates of the step refer to, by their roots
     * @param sources outputs of the sources of the taken edges into the step, by node id
     * @param settled the ids of the sources in the order in which they ended
     * @param config what the step is handed in place of its own config; null for its own
     */
    record StepRerun(
            String of, StepRef step, Json.Obj seen, Json.Obj sources, List<String> settled, Json.@Nullable Obj config)
            implements RunEvent {

        /** A step of this run, which was carried out there, to be carried out again. */
        public static StepRerun of(String run, Graph graph, Step step, Json.@Nullable Obj config) {
            var seen = Json.object();
            Set<String> roots = graph.rootsOf(step.ref.nodeId());
            if (config != null) {
                roots.addAll(step.spot.kind().furtherRoots(config));
            }
            for (String root : roots) {
                seen.putIf(root, step.root(root));
            }
            return new StepRerun(
                    run, step.ref, seen.build(), new Json.Obj(step.sources()), step.settledSources(), config);
        }
    }

    /** The run goes on after the server was away; the time between does not count as its work. */
    record RunResumed(String reason) implements RunEvent {}

    /** A step begins; {@code input} is the node's config with templates resolved. */
    record StepStarted(StepRef step, int attempt, Json input) implements OfStep {}

    /** What an attempt wrote with {@code console.log} and its like; right before what came of it. */
    record StepLogged(StepRef step, int attempt, List<String> lines) implements OfStep {}

    /** A step ended well; {@code handle} is the branch taken, null for the only one. */
    record StepCompleted(
            StepRef step,
            int attempt,
            Json output,
            @Nullable String handle,
            long durationMs) implements OfStep {}

    /** In a dry run: the step would have written; {@code plan} is what it would have sent. */
    record StepPlanned(StepRef step, int attempt, Json.Obj plan, Json output) implements OfStep {}

    /** A step failed for good, and the run with it, or the item of the loop that it is in. */
    record StepFailed(StepRef step, int attempt, StepError error, long durationMs) implements OfStep {}

    /** A step failed for good and the run goes on, with the error as the step's output. */
    record StepFailedContinued(StepRef step, int attempt, StepError error, long durationMs) implements OfStep {}

    /** As {@link StepFailed}, because its time was over. */
    record StepTimedOut(StepRef step, int attempt, StepError error, long durationMs) implements OfStep {}

    /** An attempt failed; the next one starts {@code delayMs} after this event. */
    record StepRetried(StepRef step, int attempt, StepError error, long delayMs) implements OfStep {}

    /** The step is not carried out: the output that was given for its node stands. */
    record StepPinned(StepRef step) implements OfStep {}

    /** No branch leads here in this run. */
    record StepSkipped(StepRef step) implements OfStep {}

    /** The egress gate, or another guard, refused what a step tried. Followed by the step's failure. */
    record SafetyViolation(StepRef step, int attempt, StepError error) implements OfStep {}

    /** A step sleeps until this time (epoch milliseconds), which does not count as work. */
    record RunWaiting(StepRef step, int attempt, long until) implements OfStep {}

    /** A step has started another run and waits for its end. */
    record ChildStarted(StepRef step, int attempt, String childRun) implements OfStep {}

    /** A loop has its items: the steps of its body are carried out for each of them. */
    record LoopStarted(StepRef step, int attempt, List<Json> items, int concurrency, boolean continueOnItemFailure)
            implements OfLoop {}

    /** Every step of a loop's body has ended for the item of this number; its output follows from them. */
    record ItemCompleted(StepRef step, int index) implements OfLoop {}

    /** The body failed for the item of this number, and the loop goes on with the others. */
    record ItemFailed(StepRef step, int index, StepError error) implements OfLoop {}

    /** All items of a loop are done; its output follows from what was recorded of them. */
    record LoopCompleted(StepRef step, int attempt, long durationMs) implements OfLoop {}

    /** Somebody has to say yes before a step goes on. */
    record ApprovalRequested(StepRef step, Approval.Request request) implements OfApproval {}

    /** @param by who decided, as shown to people */
    record ApprovalApproved(
            StepRef step,
            String approvalId,
            String by,
            @Nullable String comment) implements OfApproval {}

    /** Followed by the run's cancellation. */
    record ApprovalRejected(
            StepRef step,
            String approvalId,
            String by,
            @Nullable String comment) implements OfApproval {}

    /** Nobody decided in time. Followed by the run's end. */
    record ApprovalExpired(StepRef step, String approvalId) implements OfApproval {}

    /** The run ended well; its output is that of {@code outputNode}, or nothing when no output node was reached. */
    record RunSucceeded(@Nullable String outputNode) implements RunEvent {}

    record RunFailed(StepError error, @Nullable String nodeId) implements RunEvent {}

    record RunCancelled(String by) implements RunEvent {}

    record RunTimedOut(StepError error) implements RunEvent {}
}
