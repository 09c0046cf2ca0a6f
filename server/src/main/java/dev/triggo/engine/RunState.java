package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.template.Bindings;
import dev.triggo.workflow.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A run as its events tell it: a fold, and nothing else decides it. Each event costs work for its own node's edges
 * only, so a run of n nodes costs n. Not thread-safe: one driver owns it.
 */
public final class RunState {
    private final Graph graph;
    private final Step[] steps;
    /** Numbers of nodes that can start now, and of those that no branch leads to, in topological order. */
    private final TreeSet<Integer> ready = new TreeSet<>();

    private final TreeSet<Integer> unreached = new TreeSet<>();
    private final TreeSet<Integer> retrying = new TreeSet<>();

    private RunStatus status = RunStatus.ACCEPTED;
    private Json input = Json.EMPTY_OBJECT;
    private boolean dryRun;
    private long acceptedAt;
    private long startedAt;
    private long workingSince;
    private long finishedAt;
    private int running;
    private int settled;
    private @Nullable StepError failure;
    private @Nullable String failedNode;
    private @Nullable String outputNode;

    public RunState(Graph graph) {
        this.graph = graph;
        this.steps = new Step[graph.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = new Step();
            steps[i].openEntries = graph.spot(i).incoming();
        }
    }

    /** Takes in the next event, which happened at this time (epoch milliseconds). */
    public void apply(RunEvent event, long at) {
        switch (event) {
            case RunEvent.RunAccepted e -> {
                input = e.input();
                dryRun = e.dryRun();
                acceptedAt = at;
            }
            case RunEvent.RunStarted e -> start(at);
            case RunEvent.RunResumed e -> workingSince = at;
            case RunEvent.StepStarted e -> stepStarted(e, at);
            case RunEvent.StepCompleted e -> {
                step(e.nodeId()).output = e.output();
                end(e.nodeId(), Step.Status.SUCCEEDED, at, e.durationMs());
                leave(graph.number(e.nodeId()), true, e.handle());
            }
            case RunEvent.StepPlanned e -> {
                step(e.nodeId()).output = e.output();
                step(e.nodeId()).plan = e.plan();
                end(e.nodeId(), Step.Status.SUCCEEDED, at, 0);
                leave(graph.number(e.nodeId()), true, null);
            }
            case RunEvent.StepFailed e -> fail(e.nodeId(), e.error(), Step.Status.FAILED, at, e.durationMs());
            case RunEvent.StepTimedOut e -> fail(e.nodeId(), e.error(), Step.Status.TIMED_OUT, at, e.durationMs());
            case RunEvent.StepFailedContinued e -> continueAfter(e, at);
            case RunEvent.StepRetried e -> retry(e, at);
            case RunEvent.StepSkipped e -> {
                unreached.remove(graph.number(e.nodeId()));
                step(e.nodeId()).status = Step.Status.SKIPPED;
                settled++;
                leave(graph.number(e.nodeId()), false, null);
            }
            case RunEvent.SafetyViolation e -> step(e.nodeId()).error = e.error();
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
    }

    private void start(long at) {
        status = RunStatus.RUNNING;
        startedAt = at;
        workingSince = at;
        for (int i = 0; i < steps.length; i++) {
            if (steps[i].openEntries == 0) {
                steps[i].status = Step.Status.READY;
                ready.add(i);
            }
        }
    }

    private void stepStarted(RunEvent.StepStarted event, long at) {
        int number = graph.number(event.nodeId());
        Step step = steps[number];
        if (step.status != Step.Status.RUNNING) {
            running++;
        }
        ready.remove(number);
        retrying.remove(number);
        step.status = Step.Status.RUNNING;
        step.attempt = event.attempt();
        step.input = event.input();
        step.error = null;
        if (step.startedAt == 0) {
            step.startedAt = at;
        }
    }

    private void end(String nodeId, Step.Status how, long at, long durationMs) {
        Step step = step(nodeId);
        if (step.status == Step.Status.RUNNING) {
            running--;
        }
        step.status = how;
        step.finishedAt = at;
        step.durationMs = durationMs;
        settled++;
    }

    private void fail(String nodeId, StepError error, Step.Status how, long at, long durationMs) {
        step(nodeId).error = error;
        end(nodeId, how, at, durationMs);
        if (failure == null) {
            failure = error;
            failedNode = nodeId;
        }
    }

    private void continueAfter(RunEvent.StepFailedContinued event, long at) {
        Step step = step(event.nodeId());
        step.error = event.error();
        step.continued = true;
        step.output = Json.object().put("error", event.error().toJson()).build();
        end(event.nodeId(), Step.Status.FAILED, at, event.durationMs());
        leave(graph.number(event.nodeId()), true, null);
    }

    private void retry(RunEvent.StepRetried event, long at) {
        int number = graph.number(event.nodeId());
        Step step = steps[number];
        if (step.status == Step.Status.RUNNING) {
            running--;
        }
        step.status = Step.Status.WAITING_TO_RETRY;
        step.retries++;
        step.error = event.error();
        step.dueAt = at + event.delayMs();
        retrying.add(number);
    }

    /** Settles the edges that leave a node; a target whose edges are all settled is ready, or unreached. */
    private void leave(int from, boolean ended, @Nullable String handle) {
        for (Graph.Exit exit : graph.spot(from).exits()) {
            Step target = steps[exit.target()];
            boolean taken = ended && (exit.handle() == null || exit.handle().equals(handle));
            target.openEntries--;
            if (taken) {
                target.takenEntries++;
                target.settledSources.add(from);
            }
            if (target.openEntries == 0) {
                if (target.takenEntries > 0) {
                    target.status = Step.Status.READY;
                    ready.add(exit.target());
                } else {
                    unreached.add(exit.target());
                }
            }
        }
    }

    private void finish(RunStatus how, long at) {
        status = how;
        finishedAt = at;
    }

    private Step step(String nodeId) {
        return steps[graph.number(nodeId)];
    }

    // What the engine asks.

    TreeSet<Integer> ready() {
        return ready;
    }

    TreeSet<Integer> unreached() {
        return unreached;
    }

    TreeSet<Integer> retrying() {
        return retrying;
    }

    Step step(int number) {
        return steps[number];
    }

    /** From when on the run's time to work counts. */
    long workingSince() {
        return workingSince;
    }

    int running() {
        return running;
    }

    boolean allSettled() {
        return settled == steps.length;
    }

    @Nullable
    String failedNode() {
        return failedNode;
    }

    /** The reached output node that comes last in topological order, or null. */
    @Nullable
    String lastReachedOutput() {
        for (int i = steps.length - 1; i >= 0; i--) {
            if (graph.spot(i).kind().givesRunOutput() && steps[i].status == Step.Status.SUCCEEDED) {
                return graph.spot(i).node().id();
            }
        }
        return null;
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
    public long acceptedAt() {
        return acceptedAt;
    }

    public long startedAt() {
        return startedAt;
    }

    public long finishedAt() {
        return finishedAt;
    }

    /** Why the run failed, or is about to; null while all is well. */
    public @Nullable StepError failure() {
        return failure;
    }

    public @Nullable String failureNode() {
        return failedNode;
    }

    /** The run's output once it has succeeded; null when it has none. */
    public @Nullable Json output() {
        return outputNode == null ? null : step(outputNode).output;
    }

    public @Nullable Json outputOf(String nodeId) {
        return graph.has(nodeId) ? step(nodeId).output : null;
    }

    public int attemptOf(String nodeId) {
        return step(nodeId).attempt;
    }

    /** The node's config with its templates resolved, deferred fields as written. */
    public Json.Obj resolvedConfig(String nodeId, Bindings bindings) {
        Graph.Spot spot = graph.spot(graph.number(nodeId));
        Json.Obj config = (Json.Obj) spot.config().resolve(bindings);
        for (var field : spot.deferred().fields().entrySet()) {
            config = config.with(field.getKey(), field.getValue());
        }
        return config;
    }

    /** Outputs of the sources of the taken edges into the node, in the order of the definition. */
    public Map<String, Json> sources(String nodeId) {
        var sources = new LinkedHashMap<String, Json>();
        for (int number : new TreeSet<>(steps[graph.number(nodeId)].settledSources)) {
            Json output = steps[number].output;
            sources.put(graph.spot(number).node().id(), output == null ? Json.Null.NULL : output);
        }
        return sources;
    }

    /** The same sources in the order in which they ended. */
    public List<String> settledSources(String nodeId) {
        return steps[graph.number(nodeId)].settledSources.stream()
                .distinct()
                .map(number -> graph.spot(number).node().id())
                .toList();
    }

    /** The steps by node, in topological order. */
    public Map<Node, Step> steps() {
        var all = new LinkedHashMap<Node, Step>();
        for (int i = 0; i < steps.length; i++) {
            all.put(graph.spot(i).node(), steps[i]);
        }
        return all;
    }

    /** How many nodes have ended or were skipped, of how many. */
    public int settledCount() {
        return settled;
    }

    public int size() {
        return steps.length;
    }

    /** Ids of the steps that were started and have no recorded end: after a crash their outcome is unknown. */
    public List<String> unfinishedSteps() {
        var open = new ArrayList<String>();
        for (int i = 0; i < steps.length; i++) {
            if (steps[i].status == Step.Status.RUNNING) {
                open.add(graph.spot(i).node().id());
            }
        }
        return open;
    }
}
