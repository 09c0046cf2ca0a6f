package dev.triggo.runs;

import dev.triggo.engine.Graph;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.StepRef;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events of an earlier run enter the journal of its replay. What was recorded as done is never done again:
 *
 * <ul>
 *   <li>a step that ended well, was passed by, or failed with the run going on, keeps its end;
 *   <li>a loop keeps its items and every item that is done with, whole, the approvals in it included: nothing would follow
 *       from asking for it again;
 *   <li>all other approvals are asked again, also where steps after them are done already: what is left to do waits for
 *       the new answer. A step that needs an approval of its own and was carried out is done; one that was not, is asked
 *       for again.
 * </ul>
 *
 * <p>What failed, was under way, slept or waited begins anew.
 */
final class Replays {
    private final Graph graph;
    private final Set<StepRef> settled = new HashSet<>();
    private final Set<Item> closed = new HashSet<>();
    /** How an attempt began and what it wrote, until it is known what came of it. */
    private final Map<StepRef, List<RunEvent>> begun = new HashMap<>();

    private final List<RunEvent> kept = new ArrayList<>();

    /** One item of a loop. */
    private record Item(StepRef loop, int index) {}

    private Replays(Graph graph) {
        this.graph = graph;
    }

    /** The request for a run that replays this one. Throws RUN_NOT_REPLAYABLE with the reason. */
    static RunRequest request(RunHistory.Recorded earlier, Replay replay) {
        RunRow row = earlier.run().row();
        RunState state = earlier.run().state();
        refuse(row, state, earlier.original().whole());
        List<RunEvent> reused = replay.from() == Replay.From.START
                ? List.of()
                : reusable(state, earlier.original().events());
        Failpoint.REPLAYING.reach();
        return new RunRequest(
                row.workspace(),
                replay.person(),
                replay.credential(),
                new RunRequest.Target(row.workflow(), row.version(), row.action(), state.graph()),
                state.input(),
                Source.REPLAY,
                false,
                row.correlationId(),
                replay.idempotency(),
                replay.runsPerHour(),
                new RunRequest.Reuse(row.id().value(), replay.from().wireName(), reused));
    }

    private static void refuse(RunRow row, RunState state, boolean whole) {
        String why = state.dryRun()
                ? "it was a dry run, which did nothing; run the action again"
                : row.source() == Source.TEST
                        ? "it was a test; test the draft, or the step, once more"
                        : switch (row.status()) {
                            case ACCEPTED, RUNNING -> "it has not ended; wait for its end, or cancel it";
                            case WAITING_FOR_APPROVAL ->
                                "it has not ended: it waits for an approval; decide on it, or cancel it";
                            case SUCCEEDED -> "it has succeeded; run the action again to do it once more";
                            case FAILED, CANCELLED, TIMED_OUT ->
                                whole ? null : "it has secrets that cannot be read any more; run the action again";
                        };
        if (why != null) {
            throw Problem.of(ProblemCode.RUN_NOT_REPLAYABLE, "The run cannot be replayed: " + why + ".");
        }
    }

    static List<RunEvent> reusable(RunState state, List<RecordedEvent> events) {
        var replays = new Replays(state.graph());
        events.forEach(event -> replays.note(event.event()));
        events.forEach(event -> replays.keep(event.event()));
        return replays.kept;
    }

    private void note(RunEvent event) {
        if (!(event instanceof RunEvent.OfStep ofStep)) {
            return;
        }
        switch (ofStep) {
            case RunEvent.StepCompleted e -> settled.add(e.step());
            case RunEvent.StepFailedContinued e -> settled.add(e.step());
            case RunEvent.StepPinned e -> {}
            case RunEvent.StepSkipped e -> settled.add(e.step());
            case RunEvent.LoopCompleted e -> settled.add(e.step());
            case RunEvent.ItemCompleted e -> closed.add(new Item(e.step(), e.index()));
            case RunEvent.ItemFailed e -> closed.add(new Item(e.step(), e.index()));
            case RunEvent.LoopStarted e -> {}
            case RunEvent.StepStarted e -> {}
            case RunEvent.StepLogged e -> {}
            case RunEvent.StepPlanned e -> {}
            case RunEvent.StepFailed e -> {}
            case RunEvent.StepTimedOut e -> {}
            case RunEvent.StepRetried e -> {}
            case RunEvent.SafetyViolation e -> {}
            case RunEvent.RunWaiting e -> {}
            case RunEvent.ChildStarted e -> {}
            case RunEvent.OfApproval e -> {}
        }
    }

    private void keep(RunEvent event) {
        if (!(event instanceof RunEvent.OfStep ofStep)) {
            return;
        }
        switch (ofStep) {
            case RunEvent.StepStarted e -> begun.put(e.step(), new ArrayList<>(List.of(e)));
            case RunEvent.StepLogged e ->
                begun.computeIfAbsent(e.step(), unknown -> new ArrayList<>()).add(e);
            case RunEvent.StepCompleted e -> keep(e, isDone(e.step()));
            case RunEvent.StepFailedContinued e -> keep(e, isDone(e.step()));
            case RunEvent.StepPinned e -> {}
            case RunEvent.StepSkipped e -> keep(e, isDone(e.step()));
            case RunEvent.StepFailed e -> keep(e, isWithinDone(e.step()));
            case RunEvent.StepTimedOut e -> keep(e, isWithinDone(e.step()));
            case RunEvent.OfLoop e -> keep(e, true);
            case RunEvent.StepPlanned e -> {}
            case RunEvent.StepRetried e -> {}
            case RunEvent.SafetyViolation e -> {}
            case RunEvent.RunWaiting e -> {}
            case RunEvent.ChildStarted e -> {}
            case RunEvent.OfApproval e -> {}
        }
    }

    /** The beginning of a step is told right before what came of it. */
    private void keep(RunEvent.OfStep event, boolean stays) {
        List<RunEvent> before = begun.remove(event.step());
        if (stays) {
            if (before != null) {
                kept.addAll(before);
            }
            kept.add(event);
        }
    }

    private boolean isDone(StepRef step) {
        return isWithinDone(step)
                || (settled.contains(step) && !graph.kind(step.nodeId()).asksApproval());
    }

    /** True in items of loops that are done with, or whose loop is. */
    private boolean isWithinDone(StepRef step) {
        Item item = around(step);
        while (item != null) {
            if (closed.contains(item) || settled.contains(item.loop())) {
                return true;
            }
            item = around(item.loop());
        }
        return false;
    }

    /** The item whose step it is; null for the run's own. */
    private @Nullable Item around(StepRef step) {
        String loop = graph.node(step.nodeId()).parentId();
        if (loop == null) {
            return null;
        }
        int last = step.iteration().lastIndexOf('.');
        return new Item(
                new StepRef(loop, last < 0 ? "" : step.iteration().substring(0, last)),
                Integer.parseInt(step.iteration().substring(last + 1)));
    }
}
