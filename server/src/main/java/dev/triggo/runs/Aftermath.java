package dev.triggo.runs;

import dev.triggo.engine.Graph;
import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.Times;
import dev.triggo.steps.Timers;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is still to be done once a run has ended: runs that its steps have called and that go on are cancelled, and the
 * action that its workflow names for failures is told. That there is something to do is written with the run's end, and
 * all of it may be done again, so that a crash in between neither loses nor doubles it. Thread-safe.
 */
final class Aftermath {
    private static final Logger LOG = LoggerFactory.getLogger(Aftermath.class);
    private static final int PAGE = 200;
    private static final String OPEN_CALLS = "SELECT id FROM runs WHERE parent_run_id = ? AND finished_at IS NULL"
            + " AND parent_step <> '" + RunRow.Parent.ON_FAILURE + "'";
    private static final String NOTE =
            "INSERT INTO run_aftermath (run_id, refusal) VALUES (?, NULL) ON CONFLICT (run_id) DO NOTHING";
    private static final String NOTED =
            "SELECT run_id FROM run_aftermath WHERE refusal IS NULL AND run_id > ? ORDER BY run_id LIMIT " + PAGE;
    private static final String DONE = "DELETE FROM run_aftermath WHERE run_id = ?";
    private static final String REFUSED = "UPDATE run_aftermath SET refusal = ? WHERE run_id = ?";
    private static final String TOLD =
            "SELECT id FROM runs WHERE parent_run_id = ? AND parent_step = '" + RunRow.Parent.ON_FAILURE + "'";
    private static final String REFUSAL = "SELECT refusal FROM run_aftermath WHERE run_id = ? AND refusal IS NOT NULL";

    private final Database database;
    private final RunHistory history;
    private final Runs runs;
    private final Runs.Surroundings surroundings;
    private final Timers timers;

    Aftermath(Database database, RunHistory history, Runs runs, Runs.Surroundings surroundings, Timers timers) {
        this.database = database;
        this.history = history;
        this.runs = runs;
        this.surroundings = surroundings;
        this.timers = timers;
    }

    /** Writes down, in the transaction of a run's end, that something is to be done about it, if it is. */
    static void note(Transaction tx, RunRow ended, Graph graph) {
        if (mustTell(ended, graph)
                || (graph.callsRuns() && !openCalls(tx, ended).isEmpty())) {
            tx.update(NOTE, ended.id().value());
        }
    }

    private static boolean mustTell(RunRow row, Graph graph) {
        return graph.onFailure() != null
                && (row.status() == RunStatus.FAILED || row.status() == RunStatus.TIMED_OUT)
                && row.source() != Source.TEST
                && row.source() != Source.DRY_RUN
                && !row.isAboutFailure();
    }

    private static List<RunId> openCalls(Transaction tx, RunRow row) {
        return tx.list(
                OPEN_CALLS, found -> new RunId(found.text("id")), row.id().value());
    }

    /** To be called when a run's end is durable; returns at once. */
    void follow(RunRow ended) {
        Graph graph = surroundings.graph(ended.workspace(), ended.workflow(), ended.version());
        if (graph.callsRuns() || mustTell(ended, graph)) {
            var unused = timers.start("aftermath-of-" + ended.id(), () -> settle(ended.id()));
        }
    }

    /** Does what was left undone. */
    void sweep() {
        String after = "";
        while (true) {
            String from = after;
            List<String> noted = database.read(tx -> tx.list(NOTED, row -> row.text("run_id"), from));
            for (String run : noted) {
                after = run;
                settle(new RunId(run));
            }
            if (noted.size() < PAGE) {
                return;
            }
        }
    }

    private void settle(RunId id) {
        try {
            Optional<RunRow> ended = database.read(tx -> RunRow.find(tx, id));
            if (ended.isPresent() && isNoted(id)) {
                settle(ended.get());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.warn("what follows from the end of run {} is done later: {}", id, fault.getMessage());
        }
    }

    private boolean isNoted(RunId id) {
        return database.read(tx -> tx.first(
                        "SELECT 1 AS noted FROM run_aftermath WHERE run_id = ? AND refusal IS NULL",
                        row -> true,
                        id.value()))
                .isPresent();
    }

    private void settle(RunRow ended) throws InterruptedException {
        for (RunId called : database.read(tx -> openCalls(tx, ended))) {
            cancel(ended, called);
        }
        String refusal = null;
        Graph graph = surroundings.graph(ended.workspace(), ended.workflow(), ended.version());
        if (mustTell(ended, graph) && !isBelowTestOrFailure(ended)) {
            refusal = tell(ended, String.valueOf(graph.onFailure()));
        }
        String id = ended.id().value();
        if (refusal == null) {
            database.write(tx -> tx.update(DONE, id));
        } else {
            String why = refusal;
            LOG.warn("nobody was told that run {} failed: {}", id, why);
            database.write(tx -> tx.update(REFUSED, why, id));
        }
    }

    private void cancel(RunRow ended, RunId called) {
        try {
            runs.cancel(ended.workspace(), called, "the end of run " + ended.id());
        } catch (Problem refused) {
            if (refused.code() != ProblemCode.RUN_NOT_CANCELLABLE) {
                throw refused;
            }
        }
    }

    /** What a test or the news of a failure calls tells nobody when it fails: no chains. */
    private boolean isBelowTestOrFailure(RunRow run) {
        return database.read(tx -> {
            Optional<RunRow> here = Optional.of(run);
            while (here.isPresent()) {
                RunRow.Parent parent = here.get().parent();
                if (here.get().source() == Source.TEST || here.get().isAboutFailure()) {
                    return true;
                }
                here = parent == null ? Optional.empty() : RunRow.find(tx, parent.run());
            }
            return false;
        });
    }

    /** Starts the run that is told of the failure, if it was not started before; returns why not, where it cannot be. */
    private @Nullable String tell(RunRow failed, String slug) throws InterruptedException {
        try {
            Runs.Callee callee = surroundings.callee(failed.workspace(), slug, failure(failed));
            if (callee.target().workflow().equals(failed.workflow())) {
                return "The action '" + slug + "' is the failed workflow itself.";
            }
            var request = new RunRequest(
                    failed.workspace(),
                    failed.person(),
                    failed.credential(),
                    callee.target(),
                    callee.input(),
                    Source.ACTION,
                    false,
                    failed.correlationId(),
                    null,
                    null,
                    null);
            var parent = new RunRow.Parent(failed.id(), RunRow.Parent.ON_FAILURE);
            runs.accept(new Runs.Start(request, List.of(), parent, null), Duration.ZERO, null);
            return null;
        } catch (Problem refused) {
            if (refused.code() == ProblemCode.OVERLOADED) {
                throw refused;
            }
            return refused.code() + ": " + refused.sentence();
        }
    }

    private Json failure(RunRow failed) {
        RunState state = history.find(failed.workspace(), failed.id()).state();
        StepError error = state.failure();
        return Json.object()
                .put("workflowId", failed.workflow().value())
                .put("workflowName", surroundings.workflowName(failed.workspace(), failed.workflow(), failed.version()))
                .put("runId", failed.id().value())
                .putIf("action", failed.action())
                .put("version", failed.version())
                .put(
                        "error",
                        Json.object()
                                .put("code", error == null ? "UNKNOWN" : error.code())
                                .put("message", error == null ? "" : error.message())
                                .putIf("nodeId", state.failureNode())
                                .build())
                .putIf("startedAt", state.startedAt() == 0 ? null : Times.iso(state.startedAt()))
                .put("finishedAt", Times.iso(state.finishedAt()))
                .build();
    }

    /** {@code {errorRunId}} once an action was told of the failure, {@code {errorRunRefusal}} when it could not be. */
    static Json.Obj shown(Transaction tx, RunRow row, Graph graph) {
        if (!mustTell(row, graph)) {
            return Json.EMPTY_OBJECT;
        }
        String id = row.id().value();
        Json.Builder shown = Json.object();
        Optional<String> told = tx.first(TOLD, found -> found.text("id"), id);
        if (told.isPresent()) {
            shown.put("errorRunId", told.get());
        } else {
            shown.putIf(
                    "errorRunRefusal",
                    tx.first(REFUSAL, found -> found.text("refusal"), id).orElse(null));
        }
        return shown.build();
    }
}
