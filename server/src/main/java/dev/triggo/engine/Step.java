package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One node's part in a run, as the events tell it. Read it; only {@link RunState} changes it. */
public final class Step {
    /** Where a step is. */
    public enum Status {
        PENDING,
        READY,
        RUNNING,
        /** Until a time, or until the run that it started has ended. */
        WAITING,
        WAITING_FOR_APPROVAL,
        WAITING_TO_RETRY,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        SKIPPED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a step has ended, for the steps after it: whether its edges are taken, and of which branch. */
    record Leaving(boolean ended, @Nullable String handle) {}

    final Scope scope;
    final int number;
    final Graph.Spot spot;
    final StepRef ref;

    Status status = Status.PENDING;
    int attempt;
    int retries;
    int openEntries;
    int takenEntries;
    long startedAt;
    long finishedAt;
    /** When a retry or the end of a wait is due. */
    long dueAt;

    long durationMs;
    boolean continued;
    /** How it left, kept while the way to it is not settled yet; null for all other steps. */
    @Nullable
    Leaving held;

    /** It was not carried out: its output was given. */
    boolean pinned;

    /** Where its sources are, for a step that is carried out again by itself. */
    RunEvent.@Nullable StepRerun given;

    /** Hash of the arguments that somebody said yes to; null while nobody has. */
    @Nullable
    String approvedHash;

    @Nullable
    String childRun;

    @Nullable
    Json input;

    @Nullable
    Json output;

    List<String> logs = List.of();

    @Nullable
    StepError error;

    Json.@Nullable Obj plan;

    /** What a loop knows of its items; null for all other steps, and before it has any. */
    @Nullable
    LoopState loop;

    final List<Integer> settledSources = new ArrayList<>(2);

    Step(Scope scope, int number) {
        this.scope = scope;
        this.number = number;
        this.spot = scope.graph.spot(number);
        this.ref = new StepRef(spot.node().id(), scope.path);
        this.openEntries = spot.incoming();
    }

    public Node node() {
        return spot.node();
    }

    public StepRef ref() {
        return ref;
    }

    public Status status() {
        return status;
    }

    /** The number of the attempt that runs or ran last, from 1; 0 when none started. */
    public int attempt() {
        return attempt;
    }

    /** How often a failed attempt was tried again. */
    public int retries() {
        return retries;
    }

    /** Epoch milliseconds of the first start; 0 when none. */
    public long startedAt() {
        return startedAt;
    }

    /** Epoch milliseconds of the end; 0 when it has not ended. */
    public long finishedAt() {
        return finishedAt;
    }

    public long durationMs() {
        return durationMs;
    }

    public @Nullable Json input() {
        return input;
    }

    public @Nullable Json output() {
        return output;
    }

    /** What the attempt that runs or ran last wrote, line by line. */
    public List<String> logs() {
        return logs;
    }

    public @Nullable StepError error() {
        return error;
    }

    public Json.@Nullable Obj plan() {
        return plan;
    }

    /** True when it was not carried out because its output was given. */
    public boolean pinned() {
        return pinned;
    }

    /** The run that the step has started; null when it started none. */
    public @Nullable String childRun() {
        return childRun;
    }

    /** What the arguments were that somebody approved, as SHA-256 (hex) over their canonical form; null before. */
    public @Nullable String approvedHash() {
        return approvedHash;
    }

    /** True while it waits for the run that it has started. */
    public boolean awaitsChild() {
        return status == Status.WAITING && childRun != null;
    }

    /**
     * Outputs of the sources of the taken edges into the step, in the order of the definition. Where a loop's body
     * begins it is the item, by the loop's id.
     */
    public Map<String, Json> sources() {
        if (given != null) {
            return given.sources().fields();
        }
        var sources = new LinkedHashMap<String, Json>();
        if (spot.incoming() == 0 && scope.loop != null) {
            sources.put(scope.loop.ref.nodeId(), scope.item);
        }
        for (int source : new TreeSet<>(settledSources)) {
            Json given = scope.steps[source].output;
            sources.put(scope.steps[source].ref.nodeId(), given == null ? Json.Null.NULL : given);
        }
        return sources;
    }

    /** The value of a template's root as the step sees it: a node before it, or item and index of its loops; or null. */
    @Nullable
    Json root(String name) {
        Json found = scope.root(name);
        RunEvent.StepRerun again = scope.top().steps[0].given;
        return found == null && again != null ? again.seen().get(name) : found;
    }

    /** The same sources in the order in which they ended. */
    public List<String> settledSources() {
        if (given != null) {
            return given.settled();
        }
        return settledSources.stream()
                .distinct()
                .map(source -> scope.steps[source].ref.nodeId())
                .toList();
    }

    /** A loop's output: {@code {items, count, failed}}, null standing for an item that failed. */
    public Json.Obj loopOutput() {
        return items().output();
    }

    LoopState items() {
        if (loop == null) {
            throw new IllegalStateException(ref + " has no items");
        }
        return loop;
    }

    boolean hasEnded() {
        return switch (status) {
            case SUCCEEDED, FAILED, TIMED_OUT, SKIPPED -> true;
            case PENDING, READY, RUNNING, WAITING, WAITING_FOR_APPROVAL, WAITING_TO_RETRY -> false;
        };
    }
}
