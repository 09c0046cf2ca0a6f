package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.template.Bindings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as its events tell it: a fold, and nothing else decides it. Each event costs work for its own node's edges
 * only, so a run of n steps costs n. Not thread-safe: one driver owns it.
 */
public final class RunState {
    private final Graph graph;
    private final Agenda agenda = new Agenda();
    private Scopes scopes;
    private Transitions moves;
    private final Trial trial = new Trial();
    private final WorkClock work = new WorkClock();
    private final List<Json> plans = new ArrayList<>();

    private RunStatus status = RunStatus.ACCEPTED;
    private Json input = Json.EMPTY_OBJECT;
    private boolean dryRun;
    private long startedAt;
    private long finishedAt;
    private int recoveries;
    private @Nullable Approval approval;
    private @Nullable StepError failure;
    private @Nullable String failedNode;
    private @Nullable String outputNode;
    private @Nullable String replayOf;
    private boolean replaysFromStart;

    public RunState(Graph graph) {
        this.graph = graph;
        this.scopes = new Scopes(graph, agenda);
        this.moves = new Transitions(agenda, scopes);
    }

    /** Takes in the next event, which happened at this time (epoch milliseconds). */
    public void apply(RunEvent event, long at) {
        if (event instanceof RunEvent.RunResumed) {
            recoveries++;
            work.pass(at);
        }
        work.advance(at);
        switch (event) {
            case RunEvent.OfStep ofStep -> apply(ofStep, at);
            case RunEvent.RunAccepted e -> {
                input = e.input();
                dryRun = e.dryRun();
            }
            case RunEvent.RunStarted e -> {
                status = RunStatus.RUNNING;
                startedAt = at;
                scopes.begin(scopes.root);
            }
            case RunEvent.RunReplayed e -> {
                replayOf = e.of();
                replaysFromStart = e.from().equals("start");
            }
            case RunEvent.RunTested e -> trial.pin(e.pinned());
            case RunEvent.StepRerun e -> narrow(e);
            case RunEvent.RunResumed e -> {}
            case RunEvent.RunSucceeded e -> {
                outputNode = e.outputNode();
                finish(RunStatus.SUCCEEDED, at);
            }
            case RunEvent.RunFailed e -> {
                failure = e.error();
                failedNode = e.nodeId();
                finish(RunStatus.FAILED, at);
            }
            case RunEvent.RunCancelled e -> finish(RunStatus.CANCELLED, at);
            case RunEvent.RunTimedOut e -> {
                failure = e.error();
                finish(RunStatus.TIMED_OUT, at);
            }
        }
        work.goesOn(isWorking());
    }

    private void apply(RunEvent.OfStep event, long at) {
        Step step = known(event.step());
        switch (event) {
            case RunEvent.StepStarted e -> moves.start(step, e, at);
            case RunEvent.StepLogged e -> moves.log(step, e.lines());
            case RunEvent.StepCompleted e -> moves.complete(step, e, at);
            case RunEvent.StepPlanned e -> {
                plans.add(e.plan());
                moves.plan(step, e, at);
            }
            case RunEvent.StepPinned e -> moves.pin(step, trial.pin(step), at);
            case RunEvent.StepFailed e -> moves.fail(step, e.error(), Step.Status.FAILED, at, e.durationMs());
            case RunEvent.StepTimedOut e -> moves.fail(step, e.error(), Step.Status.TIMED_OUT, at, e.durationMs());
            case RunEvent.StepFailedContinued e -> moves.failAndGoOn(step, e.error(), at, e.durationMs());
            case RunEvent.StepRetried e -> moves.retry(step, e.error(), at + e.delayMs());
            case RunEvent.StepSkipped e -> moves.skip(step);
            case RunEvent.SafetyViolation e -> step.error = e.error();
            case RunEvent.RunWaiting e -> moves.sleep(step, e.until());
            case RunEvent.ChildStarted e -> moves.awaitChild(step, e.childRun());
            case RunEvent.OfLoop ofLoop -> apply(step, ofLoop, at);
            case RunEvent.OfApproval ofApproval -> apply(step, ofApproval);
        }
        if (step.hasEnded()) {
            recoveries = 0;
            withdrawDoomedApproval();
        }
    }

    /** From here on the run is that step alone. */
    private void narrow(RunEvent.StepRerun event) {
        trial.rerun = event;
        scopes = new Scopes(graph.only(event.step().nodeId()), agenda);
        scopes.root.steps[0].given = event;
        moves = new Transitions(agenda, scopes);
    }

    boolean isPinned(Step step) {
        return trial.isPinned(step);
    }

    private void apply(Step step, RunEvent.OfLoop event, long at) {
        switch (event) {
            case RunEvent.LoopStarted e -> moves.loop(step, e);
            case RunEvent.ItemCompleted e -> {
                step.items().outputs[e.index()] = scopes.close(step, e.index()).output();
                scopes.openItems(step);
            }
            case RunEvent.ItemFailed e -> {
                scopes.close(step, e.index());
                step.items().failed++;
                scopes.openItems(step);
            }
            case RunEvent.LoopCompleted e -> moves.succeed(step, step.items().output(), null, at, e.durationMs());
        }
    }

    private void apply(Step step, RunEvent.OfApproval event) {
        switch (event) {
            case RunEvent.ApprovalRequested e -> {
                moves.pause(step, Step.Status.WAITING_FOR_APPROVAL);
                approval = new Approval(e.step(), e.request());
                status = RunStatus.WAITING_FOR_APPROVAL;
            }
            case RunEvent.ApprovalApproved e -> {
                Approval decided = decided(Approval.Status.APPROVED, e.by(), e.comment());
                step.approvedHash = decided.request().argumentsHash();
                step.status = Step.Status.READY;
                agenda.ready.add(step);
            }
            case RunEvent.ApprovalRejected e -> decided(Approval.Status.REJECTED, e.by(), e.comment());
            case RunEvent.ApprovalExpired e -> decided(Approval.Status.EXPIRED, null, null);
        }
    }

    private Approval decided(Approval.Status how, @Nullable String by, @Nullable String comment) {
        Approval asked = approval;
        if (asked == null) {
            throw new IllegalStateException("a decision on nothing");
        }
        asked.settle(how, by, comment);
        status = RunStatus.RUNNING;
        return asked;
    }

    /** Nobody needs to say yes to a step that will not be carried out. */
    private void withdrawDoomedApproval() {
        Approval asked = approval;
        if (asked == null || asked.status() != Approval.Status.PENDING) {
            return;
        }
        Step waiting = find(asked.step());
        if (waiting == null || waiting.scope.isDoomed()) {
            asked.settle(Approval.Status.WITHDRAWN, null, null);
            status = RunStatus.RUNNING;
        }
    }

    private void finish(RunStatus how, long at) {
        if (approval != null && approval.status() == Approval.Status.PENDING) {
            approval.settle(Approval.Status.WITHDRAWN, null, null);
        }
        status = how;
        finishedAt = at;
    }

    /** True while something is done, or could be: only then the run's time to work runs. */
    public boolean isWorking() {
        if (status == RunStatus.ACCEPTED || status.isFinal()) {
            return false;
        }
        if (scopes.root.running > 0 || !agenda.retrying.isEmpty()) {
            return true;
        }
        for (Step step : agenda.ready) {
            if (mayStart(step)) {
                return true;
            }
        }
        return false;
    }

    /** Requests for approval are made one at a time, so that a yes cannot fall on one that nobody has read. */
    boolean mayStart(Step step) {
        return !step.scope.isHeld() && (!mustAsk(step) || approvalPending() == null);
    }

    boolean mustAsk(Step step) {
        return step.spot.asks() && !dryRun && step.approvedHash == null && !isPinned(step);
    }

    /** The step, which must be there: see {@link #find}. */
    public Step known(StepRef ref) {
        Step step = find(ref);
        if (step == null) {
            throw new IllegalStateException("there is no step " + ref);
        }
        return step;
    }

    /** The step; null when the loop's item that it belongs to is not being worked on. */
    public @Nullable Step find(StepRef ref) {
        return scopes.find(ref);
    }

    // What the engine asks.

    Agenda agenda() {
        return agenda;
    }

    int running() {
        return scopes.root.running;
    }

    boolean allSettled() {
        return scopes.root.allSettled();
    }

    /** When the run has worked for this long, if it works on; {@link Long#MAX_VALUE} while it only waits. */
    long workEnds(long allowedMs) {
        return work.end(allowedMs);
    }

    /** How often it was taken up since a step last came to its end. */
    int recoveries() {
        return recoveries;
    }

    /** The reached output node that comes last in topological order, or null. */
    @Nullable
    String lastReachedOutput() {
        return scopes.root.lastReached(trial::givesRunOutput);
    }

    /** True when the step is still to be begun: nothing around it has failed meanwhile. */
    public boolean mayBegin(StepRef ref) {
        Step step = find(ref);
        return step != null
                && !step.scope.isDoomed()
                && (agenda.ready.contains(step) || agenda.retrying.contains(step));
    }

    // What everybody may ask.

    public Graph graph() {
        return graph;
    }

    public RunStatus status() {
        return status;
    }

    public Json input() {
        return input;
    }

    public boolean dryRun() {
        return dryRun;
    }

    /** Epoch milliseconds; 0 while it has not happened. */
    public long startedAt() {
        return startedAt;
    }

    public long finishedAt() {
        return finishedAt;
    }

    /** Why the run failed, or is about to; null while all is well. */
    public @Nullable StepError failure() {
        return failure == null ? scopes.root.failure : failure;
    }

    public @Nullable String failureNode() {
        StepRef failed = scopes.root.failedStep;
        return failedNode == null && failed != null ? failed.nodeId() : failedNode;
    }

    /** The run's output once it has succeeded; null when it has none. */
    public @Nullable Json output() {
        return outputNode == null ? null : scopes.root.step(outputNode).output;
    }

    /** The run that this one replays; null for all others. */
    public @Nullable String replayOf() {
        return replayOf;
    }

    /** True for a replay that takes nothing over from the run that it replays. */
    public boolean replaysFromStart() {
        return replaysFromStart;
    }

    /** The step of another run that this one carries out again; null for all others. */
    public RunEvent.@Nullable StepRerun rerun() {
        return trial.rerun;
    }

    /** The request for somebody's yes that was made last; null when there was none. */
    public @Nullable Approval approval() {
        return approval;
    }

    /** The request that waits for somebody; null when none does. */
    public @Nullable Approval approvalPending() {
        return approval != null && approval.status() == Approval.Status.PENDING ? approval : null;
    }

    /** What a dry run would have sent, in the order in which it came to it. */
    public List<Json> plans() {
        return plans;
    }

    /** How much it has taken in and given so far. */
    public Amounts amounts() {
        return moves.amounts;
    }

    /** The node's config with its templates resolved, deferred fields as written. */
    public Json.Obj resolvedConfig(StepRef ref, Bindings bindings) {
        Graph.Spot spot = graph.find(ref.nodeId());
        Json.Obj given = trial.config(ref.nodeId());
        Json.Obj config = given == null ? (Json.Obj) spot.config().resolve(bindings) : given;
        for (var field : spot.deferred().fields().entrySet()) {
            boolean told = given != null && given.has(field.getKey());
            config = told ? config : config.with(field.getKey(), field.getValue());
        }
        return config;
    }

    /** What the node's {@code requiresApproval} says, templates resolved; null when it needs no approval. */
    public Json.@Nullable Obj resolvedApproval(StepRef ref, Bindings bindings) {
        var approval = graph.find(ref.nodeId()).approval();
        return approval == null ? null : (Json.Obj) approval.resolve(bindings);
    }

    /** The value of a template's root as the step sees it: a node before it, or item and index of its loops. */
    public @Nullable Json rootSeenBy(StepRef ref, String root) {
        return known(ref).root(root);
    }

    /** The run's own steps in topological order, then those of the items of loops, as far as they are kept. */
    public List<Step> steps() {
        return scopes.steps();
    }

    /** How many items of loops have ended of which no steps are kept. */
    public int itemsNotShown() {
        return scopes.itemsNotShown();
    }

    /** How many of the run's own nodes have ended or were skipped, of how many. */
    public int settledCount() {
        return scopes.root.settled;
    }

    public int size() {
        return scopes.root.steps.length;
    }

    /** The steps that were started and have no recorded end: after a crash their outcome is unknown. */
    public List<Step> unfinishedSteps() {
        return scopes.steps().stream()
                .filter(step -> step.status == Step.Status.RUNNING)
                .toList();
    }

    /** The steps that wait for a run that they have started. */
    public List<Step> awaitingChildren() {
        return scopes.steps().stream().filter(Step::awaitsChild).toList();
    }
}
