package dev.triggo.actions;

import dev.triggo.access.Caller;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.limits.Tiers;
import dev.triggo.runs.Replay;
import dev.triggo.runs.Run;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.RunProgress;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Runs;
import dev.triggo.runs.Source;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls of actions and the runs that come of them, for both doors: every check of scope, schema and state is here, so
 * that it is the same over REST and MCP.
 */
public final class Invocations {
    private final Actions actions;
    private final Runs runs;
    private final RunHistory history;
    private final Runs.Surroundings graphs;
    private final Tiers tiers;

    public Invocations(Actions actions, Runs runs, RunHistory history, Runs.Surroundings graphs, Tiers tiers) {
        this.actions = actions;
        this.runs = runs;
        this.history = history;
        this.graphs = graphs;
        this.tiers = tiers;
    }

    /**
     * Calls an action. On return the run is durable, and has ended where the wait was long enough.
     *
     * @param progress told while waiting, or null
     * @throws Problem FORBIDDEN, ACTION_NOT_FOUND, ACTION_UNAVAILABLE, INPUT_VALIDATION_FAILED, IDEMPOTENCY_CONFLICT,
     *     RUN_QUOTA_EXCEEDED, OVERLOADED: no run came of it
     */
    public Runs.Accepted invoke(Caller caller, Invocation call, @Nullable RunProgress progress)
            throws InterruptedException {
        caller.requireRun(call.slug());
        RunRequest.Idempotency idempotency = idempotency(call);
        try {
            return begin(caller, call, idempotency, progress);
        } catch (Problem refused) {
            Optional<RunId> before = startedBefore(caller, call.slug(), idempotency);
            if (before.isEmpty()) {
                throw refused;
            }
            return new Runs.Accepted(runs.awaitEnd(caller.workspace(), before.get(), call.patience(), progress), true);
        }
    }

    /**
     * What was accepted once is the answer to whoever asks for it again, whatever has become of the action meanwhile: it
     * may have been stopped or changed, by this very run's failure even.
     */
    private Optional<RunId> startedBefore(
            Caller caller, String operation, RunRequest.@Nullable Idempotency idempotency) {
        return idempotency == null
                ? Optional.empty()
                : history.startedBefore(caller.workspace(), operation, idempotency);
    }

    private Runs.Accepted begin(
            Caller caller,
            Invocation call,
            RunRequest.@Nullable Idempotency idempotency,
            @Nullable RunProgress progress)
            throws InterruptedException {
        RunnableAction action = actions.resolve(caller, call.slug());
        Json input = action.checkInput(call.input());
        var target = new RunRequest.Target(
                action.workflow(),
                action.version(),
                action.slug(),
                graphs.graph(action.workspace(), action.workflow(), action.version()));
        var request = new RunRequest(
                caller.workspace(),
                caller.person(),
                caller.label(),
                target,
                input,
                call.dryRun() ? Source.DRY_RUN : Source.ACTION,
                call.dryRun(),
                call.correlationId(),
                idempotency,
                tiers.of(caller.tier()).runsPerHour(),
                null);
        return runs.accept(request, call.patience(), progress);
    }

    private static RunRequest.@Nullable Idempotency idempotency(Invocation call) {
        String key = call.idempotencyKey();
        if (key == null) {
            return null;
        }
        String fingerprint = Hash.sha256Hex(Json.object()
                .put("slug", call.slug())
                .put("input", call.input())
                .put("dryRun", call.dryRun())
                .build()
                .canonical());
        return new RunRequest.Idempotency(key, fingerprint);
    }

    /** A run, once it has ended or as it is after the wait. FORBIDDEN, RUN_NOT_FOUND. */
    public Run run(Caller caller, RunId id, Duration wait, @Nullable RunProgress progress) throws InterruptedException {
        caller.require(Scope.RUNS_READ);
        return runs.awaitEnd(caller.workspace(), id, wait, progress);
    }

    /** The run that a call has just given out, once it has ended or as it is after the wait; takes no scope again. */
    public Run end(Caller caller, RunId run, Duration wait, @Nullable RunProgress progress)
            throws InterruptedException {
        return runs.awaitEnd(caller.workspace(), run, wait, progress);
    }

    /** A page of runs, newest first. FORBIDDEN. */
    public RunHistory.Page runs(Caller caller, RunHistory.Filter filter) {
        caller.require(Scope.RUNS_READ);
        return history.list(caller.workspace(), filter);
    }

    /** A run's events after a number. FORBIDDEN, RUN_NOT_FOUND. */
    public RunHistory.Events events(Caller caller, RunId id, long after) {
        caller.require(Scope.RUNS_READ);
        return history.events(caller.workspace(), id, after);
    }

    /** Waits until there may be news of a run; returns what to hand in as {@code seen} the next time. */
    public long awaitNews(RunId id, long seen, Duration wait) throws InterruptedException {
        return runs.awaitNews(id, seen, wait);
    }

    /**
     * Starts a run that goes on where an earlier one stopped, or begins it anew, with the version that it had. The action
     * must be one that can be called now.
     *
     * @param idempotencyKey 1 to 255 visible ASCII characters
     * @throws Problem FORBIDDEN, RUN_NOT_FOUND, RUN_NOT_REPLAYABLE, ACTION_NOT_FOUND, ACTION_UNAVAILABLE,
     *     IDEMPOTENCY_CONFLICT, RUN_QUOTA_EXCEEDED, OVERLOADED: no run came of it
     */
    public Runs.Accepted replay(Caller caller, RunId id, Replay.From from, @Nullable String idempotencyKey)
            throws InterruptedException {
        Invocation.requireKey(idempotencyKey);
        String action = owned(caller, id);
        RunRequest.Idempotency idempotency = idempotencyKey == null
                ? null
                : new RunRequest.Idempotency(
                        idempotencyKey,
                        Hash.sha256Hex(Json.object()
                                .put("replayOf", id.value())
                                .put("from", from.wireName())
                                .build()
                                .canonical()));
        var replay = new Replay(
                from,
                caller.person(),
                caller.label(),
                idempotency,
                tiers.of(caller.tier()).runsPerHour());
        if (action == null) {
            return runs.replay(caller.workspace(), id, replay);
        }
        try {
            actions.resolve(caller.workspace(), action);
            return runs.replay(caller.workspace(), id, replay);
        } catch (Problem refused) {
            Optional<RunId> before = startedBefore(caller, action, idempotency);
            if (before.isEmpty()) {
                throw refused;
            }
            return new Runs.Accepted(history.find(caller.workspace(), before.get()), true);
        }
    }

    /** The action of a run that the caller may run it of, null for a run of something else. FORBIDDEN, RUN_NOT_FOUND. */
    private @Nullable String owned(Caller caller, RunId id) {
        if (caller.grants().actions().isEmpty()) {
            caller.require(Scope.ACTIONS_RUN);
        }
        String action = history.find(caller.workspace(), id).action();
        if (!caller.grants().has(Scope.ACTIONS_RUN)
                && (action == null || !caller.grants().mayRun(action))) {
            throw Problem.of(ProblemCode.RUN_NOT_FOUND, "There is no run with this id.");
        }
        return action;
    }

    /** Cancels a run that the caller may run the action of. FORBIDDEN, RUN_NOT_FOUND, RUN_NOT_CANCELLABLE. */
    public Run cancel(Caller caller, RunId id) {
        owned(caller, id);
        return runs.cancel(caller.workspace(), id, caller.label());
    }
}
