package dev.triggo.library;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.ConnectorMove;
import dev.triggo.workflow.NodeTypes;
import dev.triggo.workflow.Validation;
import dev.triggo.workflow.WorkflowProblem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes workflows live and takes them down. The steps that write are given the transaction, so that whatever else
 * has to follow (the action's slug, triggers) is committed with them or not at all.
 *
 * <p>Every deploy makes a new version, also of an unchanged draft: a version number says when something went live, and
 * nothing has to be compared. A rollback makes a new version of an older one's content and leaves the draft alone.
 */
public final class Releases {
    private final Database database;
    private final NodeTypes types;
    private final List<Activation> followers;
    private final Clock clock;

    public Releases(Database database, NodeTypes types, List<Activation> followers, Clock clock) {
        this.database = database;
        this.types = types;
        this.followers = List.copyOf(followers);
        this.clock = clock;
    }

    /** A version that went live. */
    public record Published(WorkflowVersion version, Activation.@Nullable Entrance entrance) {}

    /** The draft as it is now; WORKFLOW_INVALID, with every problem as a detail, unless it is sound. */
    public Deployable draft(WorkspaceId workspace, WorkflowId id, @Nullable Long expectedRevision) {
        SavedWorkflow now = database.read(tx -> Library.require(tx, workspace, id));
        Library.refuseStale(expectedRevision, now.revision());
        return sound(now, types.of(workspace), null, null);
    }

    /**
     * An older version, to be deployed again; WORKFLOW_INVALID when it is not sound any more. A draft that was tested is
     * none: it was never deployed.
     */
    public Deployable older(WorkspaceId workspace, WorkflowId id, long version) {
        SavedWorkflow shown = database.read(tx -> {
            SavedWorkflow now = Library.requireHead(tx, workspace, id);
            return now.showing(Library.requireDeployed(tx, now, version));
        });
        return sound(shown, types.of(workspace, id, version), version, null);
    }

    /**
     * The live version, to be deployed again with a newer version of one of its connectors; the draft has no part in it.
     *
     * @throws Problem WORKFLOW_INVALID with all that does not fit the newer version; BAD_REQUEST for a workflow that is
     *     not live, or cannot go over to that version
     */
    public Deployable moved(WorkspaceId workspace, WorkflowId id, ConnectorMove move) {
        SavedWorkflow live = database.read(tx -> {
            SavedWorkflow now = Library.requireHead(tx, workspace, id);
            Long version = now.version();
            if (now.status() != WorkflowStatus.ACTIVE_WAITING || version == null) {
                throw Problem.of(
                        ProblemCode.BAD_REQUEST,
                        "This workflow is not live: deploy it, which takes the newest version of its connectors.");
            }
            return now.showing(Library.requireVersion(tx, now, version));
        });
        long version = live.version() == null ? 0 : live.version();
        return sound(live, types.of(workspace, id, version, move), version, move);
    }

    private static Deployable sound(
            SavedWorkflow workflow, NodeTypes known, @Nullable Long rollbackOf, @Nullable ConnectorMove move) {
        Validation verdict = Validation.of(workflow.content(), known);
        if (!verdict.valid()) {
            List<WorkflowProblem> problems = verdict.problems();
            String count = problems.size() == 1 ? "it has a problem" : "it has " + problems.size() + " problems";
            String sentence = move == null
                    ? "The workflow cannot be deployed: %s. Mend what details list and deploy again.".formatted(count)
                    : "The workflow does not fit version %d of %s: %s. Mend in the draft what details list and deploy that; it takes the newest version."
                            .formatted(move.version(), move.connector(), count);
            throw Problem.of(
                    ProblemCode.WORKFLOW_INVALID,
                    sentence,
                    problems.stream().map(WorkflowProblem::toJson).toList());
        }
        return new Deployable(
                workflow.workspace(),
                workflow.id(),
                workflow.name(),
                workflow.description(),
                workflow.slug(),
                rollbackOf == null ? workflow.revision() : null,
                rollbackOf,
                move,
                verdict.type(),
                workflow.content(),
                verdict.definition());
    }

    /**
     * Has the outside world ready for it, before anything is written: what is asked there can take its time, and can fail.
     * Whatever comes of the deploy, what was made ready and is not used goes away by itself.
     *
     * @throws Problem WORKFLOW_INVALID when the world is not ready
     */
    public void prepare(Deployable what) {
        followers.forEach(follower -> follower.prepare(what));
    }

    /**
     * Makes it the next version and sets it live. Empty, with nothing done, when the draft was changed or deleted since
     * it was read, or another version went live in the place of the one whose connector is moved. From here to the commit nobody else can publish this workflow.
     */
    public Optional<Published> publish(Transaction tx, Deployable what, PersonId by) {
        long now = clock.millis();
        if (!WorkflowTable.setLive(tx, what, now)) {
            return Optional.empty();
        }
        SavedWorkflow live = Library.requireHead(tx, what.workspace(), what.workflow());
        Long number = live.version();
        var version = new WorkflowVersion(
                what.workspace(),
                what.workflow(),
                number == null ? 1 : number,
                what.name(),
                what.description(),
                what.type(),
                what.rollbackOf(),
                now,
                what.definition());
        VersionTable.insert(tx, version, by);
        Activation.Entrance entrance = null;
        for (Activation follower : followers) {
            entrance = follower.activated(tx, version, by).orElse(entrance);
            if (what.move() != null) {
                follower.moved(tx, version, what.move());
            }
        }
        return Optional.of(new Published(version, entrance));
    }

    /** Keeps the slug with the workflow, to be shown with it. */
    public void named(Transaction tx, Deployable what, String slug) {
        WorkflowTable.setSlug(tx, what.workspace(), what.workflow(), slug);
    }

    /** Takes the workflow out of service. Once stopped it stays so; BAD_REQUEST when it was never deployed. */
    public void stop(Transaction tx, WorkspaceId workspace, WorkflowId id) {
        SavedWorkflow now = Library.requireHead(tx, workspace, id);
        if (now.status() == WorkflowStatus.BLUEPRINT) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "This workflow was never deployed, so there is nothing to stop: deploy it first.");
        }
        if (WorkflowTable.takeDown(tx, workspace, id, WorkflowStatus.STOPPED, clock.millis())) {
            followers.forEach(follower -> follower.deactivated(tx, workspace, id));
        }
    }

    /**
     * Counts a run that failed through a fault of its workflow, and takes the workflow out of service when it is the
     * last straw; true when it did. Runs of a version that is not live any more do not count.
     *
     * @param straws so many failures in a row pause a workflow
     */
    public boolean failed(Transaction tx, FailedRun run, int straws) {
        if (FailureTable.count(tx, run) < straws
                || !WorkflowTable.pause(tx, run.workspace(), run.workflow(), run.version(), clock.millis())) {
            return false;
        }
        FailureTable.setPaused(tx, run, clock.millis());
        followers.forEach(follower -> follower.deactivated(tx, run.workspace(), run.workflow()));
        return true;
    }

    /**
     * Takes the workflow out of service because what starts it does not; true when this version was live.
     *
     * @param reason a sentence for people
     */
    public boolean pause(Transaction tx, WorkspaceId workspace, WorkflowId id, long version, String reason) {
        long now = clock.millis();
        if (!WorkflowTable.pause(tx, workspace, id, version, now)) {
            return false;
        }
        FailureTable.setPaused(tx, workspace, id, version, new FailureTable.Why(now, reason));
        followers.forEach(follower -> follower.deactivated(tx, workspace, id));
        return true;
    }

    /** Failures are counted anew after a run of the version that went well; false when there were none to forget. */
    public boolean succeeded(Transaction tx, WorkspaceId workspace, WorkflowId id, long version) {
        return FailureTable.reset(tx, workspace, id, version);
    }

    /** Deletes it with its draft. Its versions stay, for the runs that were started with them. */
    public void delete(Transaction tx, WorkspaceId workspace, WorkflowId id) {
        if (!Library.isId(id) || !WorkflowTable.delete(tx, workspace, id, clock.millis())) {
            throw Library.notFound();
        }
        followers.forEach(follower -> follower.deactivated(tx, workspace, id));
    }
}
