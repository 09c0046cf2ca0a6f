package dev.triggo.runs;

import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.engine.StepCodes;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.redaction.Redactor;
import dev.triggo.steps.Unreadable;
import dev.triggo.store.Database;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs that are started by the steps of others: how deep they may go, and what comes back of them. */
final class Calls {
    /** A run that somebody asked for, and what it calls, and what that calls: so many below one another. */
    static final int MAX_DEPTH = 5;
    /** Replays of replays are looked through so far back. */
    private static final int MAX_REPLAYS = 20;

    private final Database database;
    private final RunHistory history;
    private final Runs.Surroundings surroundings;

    Calls(Database database, RunHistory history, Runs.Surroundings surroundings) {
        this.database = database;
        this.history = history;
        this.surroundings = surroundings;
    }

    /** What a step is told that cannot call. */
    static RunContext.Call.Refused refused(Problem problem) {
        boolean later = problem.code() == ProblemCode.OVERLOADED;
        return new RunContext.Call.Refused(new Outcome.Failed(
                problem.code().name(),
                problem.sentence(),
                later,
                problem.retryAfter().orElse(null)));
    }

    /** What a step is told that was stopped while it called. */
    static RunContext.Call.Refused stopped() {
        return new RunContext.Call.Refused(new Outcome.Failed(StepCodes.TIMEOUT, "The step was stopped.", true, null));
    }

    /** The request for the run that a step calls. Throws a problem when there is to be no such run. */
    RunRequest request(RunRow parent, String callKey, Outcome.Call call, boolean dryRun) {
        Runs.Callee callee = surroundings.callee(parent.workspace(), call.slug(), call.input());
        Set<WorkflowId> above = above(parent);
        if (above.contains(callee.target().workflow())) {
            throw Problem.of(
                    ProblemCode.ACTION_UNAVAILABLE,
                    "The action '" + call.slug() + "' is under way above this step: calls may not go in a circle.");
        }
        if (above.size() > MAX_DEPTH) {
            throw Problem.of(
                    ProblemCode.ACTION_UNAVAILABLE,
                    "Actions call each other at most " + MAX_DEPTH + " deep; '" + call.slug()
                            + "' would be one too many.");
        }
        return new RunRequest(
                parent.workspace(),
                parent.person(),
                parent.credential(),
                callee.target(),
                callee.input(),
                dryRun ? Source.DRY_RUN : Source.ACTION,
                dryRun,
                parent.correlationId(),
                null,
                null,
                dryRun ? null : reuse(parent, callKey, callee));
    }

    /**
     * In a replay, a run that is called goes on where the one stopped that the same step called before: what that has done
     * is not repeated either. Null where there was none or it has retired, or it was something else that it was asked to
     * do.
     */
    private RunRequest.@Nullable Reuse reuse(RunRow parent, String callKey, Runs.Callee callee) {
        if (parent.source() != Source.REPLAY && parent.parent() == null) {
            return null;
        }
        Optional<RunHistory.Recorded> called =
                calledEarlier(parent, step(callKey)).flatMap(run -> history.recordedIfKept(parent.workspace(), run));
        if (called.isEmpty()) {
            return null;
        }
        RunHistory.Recorded before = called.get();
        boolean same = before.run().row().workflow().equals(callee.target().workflow())
                && before.run().row().version() == callee.target().version()
                && before.run().state().input().equals(callee.input());
        return same && before.run().status().isFinal() && before.original().whole()
                ? new RunRequest.Reuse(
                        before.run().id().value(),
                        Replay.From.FAILED_STEP.wireName(),
                        Replays.reusable(before.run().state(), before.original().events()))
                : null;
    }

    /** The run that the step called in the run that this one replays, or in the one that that replayed. */
    private Optional<RunId> calledEarlier(RunRow run, String step) {
        Optional<RunId> called = Optional.empty();
        Optional<RunId> looked = Optional.of(run.id());
        for (int i = 0; i < MAX_REPLAYS && called.isEmpty() && looked.isPresent(); i++) {
            // What an earlier one was a replay of is not known any more once it has retired.
            looked = history.findKept(run.workspace(), looked.get())
                    .map(Run::state)
                    .filter(replay -> !replay.replaysFromStart())
                    .map(RunState::replayOf)
                    .map(RunId::new);
            called = looked.flatMap(of -> database.read(tx -> RunRow.calledLast(tx, of, step)));
        }
        return called;
    }

    private static String step(String callKey) {
        int retry = callKey.indexOf('/');
        return retry < 0 ? callKey : callKey.substring(0, retry);
    }

    /** The workflows of the run and of those that it was called by. */
    private Set<WorkflowId> above(RunRow run) {
        return database.read(tx -> {
            var workflows = new HashSet<WorkflowId>();
            Optional<RunRow> here = Optional.of(run);
            while (here.isPresent() && workflows.size() <= MAX_DEPTH) {
                workflows.add(here.get().workflow());
                RunRow.Parent parent = here.get().parent();
                // The run that is told of a failure was not called by the one that failed.
                here = parent == null || here.get().isAboutFailure() ? Optional.empty() : RunRow.find(tx, parent.run());
            }
            return workflows;
        });
    }

    /** How the run that a step waits for has ended; null while it has not. */
    @Nullable
    Outcome endOf(RunRow parent, RunId child) {
        Optional<RunRow> found = database.read(tx -> RunRow.find(tx, parent.workspace(), child));
        if (found.isPresent() && found.get().finishedAt() == null) {
            // What it has done so far may be long, and nobody asks for it.
            return null;
        }
        return found.flatMap(row -> history.recordedIfKept(parent.workspace(), child))
                .map(Calls::end)
                .orElseGet(() ->
                        Outcome.failed("CALLED_RUN_FAILED", "The called run " + child + " is not kept any more."));
    }

    private static Outcome end(RunHistory.Recorded called) {
        RunRow row = called.run().row();
        RunState state = called.run().state();
        Json output = state.output();
        Json kept = output == null ? Json.Null.NULL : output;
        if (!called.original().whole() && Redactor.isBlanked(kept)) {
            return Outcome.failed(Unreadable.error().code(), Unreadable.error().message());
        }
        StepError error = state.failure();
        RunStatus status = state.status();
        return status == RunStatus.SUCCEEDED
                ? state.dryRun() ? planned(row, state, kept) : Outcome.done(kept)
                : Outcome.failed(
                        "CALLED_RUN_FAILED",
                        "The called run " + row.id() + " of '" + row.action() + "' is " + status.wireName()
                                + (error == null ? "." : ": " + error.code() + ": " + error.message()));
    }

    /** In a dry run, what the called action would have sent belongs to the plan of the caller too. */
    private static Outcome planned(RunRow row, RunState state, Json output) {
        return state.plans().isEmpty()
                ? Outcome.done(output)
                : new Outcome.Planned(
                        Json.object()
                                .put("connector", "action")
                                .put("operation", String.valueOf(row.action()))
                                .put("input", state.input())
                                .put("sideEffect", "write")
                                .put("plan", Json.array(state.plans()))
                                .build(),
                        output);
    }
}
