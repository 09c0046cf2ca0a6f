package dev.triggo.actions;

import dev.triggo.access.Caller;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.TestedDrafts;
import dev.triggo.limits.Tiers;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Runs;
import dev.triggo.runs.Source;
import dev.triggo.schema.JsonSchema;
import dev.triggo.trials.Trials;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tries out a draft as it is, or one step of an earlier run. Side effects are real, except those
 * of nodes whose output is pinned, and in a dry run. Takes {@code workflows:write} and {@code actions:run}; counts
 * towards the quota of runs, and for nothing else of the workflow's.
 */
public final class TestRuns {
    private final TestedDrafts drafts;
    private final Trials trials;
    private final Runs.Surroundings graphs;
    private final Tiers tiers;

    public TestRuns(TestedDrafts drafts, Trials trials, Runs.Surroundings graphs, Tiers tiers) {
        this.drafts = drafts;
        this.trials = trials;
        this.graphs = graphs;
        this.tiers = tiers;
    }

    /** How a test is to be carried out: see {@link Invocation}. */
    public record How(boolean dryRun, @Nullable String idempotencyKey, Duration patience) {
        /** Throws BAD_REQUEST with all faults at once. */
        public How {
            Invocation.check(null, idempotencyKey, patience);
        }
    }

    /**
     * The draft that is to run.
     *
     * @param expectedRevision the one that was looked at; null for whatever is there
     */
    public record Draft(WorkflowId workflow, @Nullable Long expectedRevision) {}

    /**
     * Runs a draft.
     *
     * @param pinned outputs by node id, see {@link Trials#test}
     * @throws Problem FORBIDDEN, WORKFLOW_NOT_FOUND, VERSION_CONFLICT, WORKFLOW_INVALID, INPUT_VALIDATION_FAILED,
     *     BAD_REQUEST, IDEMPOTENCY_CONFLICT, RUN_QUOTA_EXCEEDED, OVERLOADED: no run came of it
     */
    public Runs.Accepted test(Caller caller, Draft wanted, Json input, @Nullable Json pinned, How how)
            throws InterruptedException {
        caller.require(Scope.WORKFLOWS_WRITE, Scope.ACTIONS_RUN);
        WorkflowId id = wanted.workflow();
        TestedDrafts.Tested draft = drafts.keep(caller.workspace(), id, wanted.expectedRevision(), caller.person());
        var schema = JsonSchema.compile(Publication.inputSchema(draft.definition()));
        var target =
                new RunRequest.Target(id, draft.version(), null, graphs.graph(caller.workspace(), id, draft.version()));
        var request = new RunRequest(
                caller.workspace(),
                caller.person(),
                caller.label(),
                target,
                RunnableAction.checkInput(
                        schema, input, "The input does not fit the draft's action_input: see details."),
                Source.TEST,
                how.dryRun(),
                null,
                idempotency(
                        how,
                        Json.object()
                                .put("test", id.value())
                                .put("input", input)
                                .putIf("pinned", pinned)),
                tiers.of(caller.tier()).runsPerHour(),
                null);
        return trials.test(request, pinned, how.patience());
    }

    /**
     * Carries out one step of a run again.
     *
     * @throws Problem FORBIDDEN, RUN_NOT_FOUND, RUN_NOT_REPLAYABLE, BAD_REQUEST, IDEMPOTENCY_CONFLICT,
     *     RUN_QUOTA_EXCEEDED, OVERLOADED: no run came of it
     */
    public Runs.Accepted rerun(Caller caller, Trials.Again again, How how) throws InterruptedException {
        caller.require(Scope.WORKFLOWS_WRITE, Scope.ACTIONS_RUN);
        var asker = new Trials.Asker(
                caller.workspace(),
                caller.person(),
                caller.label(),
                how.dryRun(),
                idempotency(
                        how,
                        Json.object()
                                .put("rerun", again.run().value())
                                .put("nodeId", again.nodeId())
                                .put("iteration", again.iteration())
                                .putIf("config", again.config())),
                tiers.of(caller.tier()).runsPerHour());
        return trials.rerun(asker, again, how.patience());
    }

    private static RunRequest.@Nullable Idempotency idempotency(How how, Json.Builder request) {
        String key = how.idempotencyKey();
        return key == null
                ? null
                : new RunRequest.Idempotency(
                        key,
                        Hash.sha256Hex(
                                request.put("dryRun", how.dryRun()).build().canonical()));
    }
}
