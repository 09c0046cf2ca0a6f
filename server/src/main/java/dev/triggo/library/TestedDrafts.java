package dev.triggo.library;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.NodeTypes;
import dev.triggo.workflow.Validation;
import dev.triggo.workflow.WorkflowDefinition;
import dev.triggo.workflow.WorkflowProblem;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Drafts as they were when they were tested. A run of one goes on with that definition, and is shown with it, however
 * the draft is edited meanwhile; it refers to it as the version of the revision's number below zero.
 */
public final class TestedDrafts {
    /** A draft that is about to be run has no run yet. */
    private static final Duration KEPT_WITHOUT_RUNS = Duration.ofDays(1);

    private static final int BATCH = 100;
    private static final String COLUMNS =
            "workspace_id, workflow_id, revision, name, description, type, tested_at, definition";

    private final Database database;
    private final NodeTypes types;
    private final Clock clock;

    public TestedDrafts(Database database, NodeTypes types, Clock clock) {
        this.database = database;
        this.types = types;
        this.clock = clock;
    }

    /**
     * A draft that is kept.
     *
     * @param version what runs of it refer to: below zero
     */
    public record Tested(WorkflowId workflow, String name, long version, WorkflowDefinition definition) {}

    /** Tells whether runs refer to this version. */
    public interface Runs {
        boolean referTo(WorkspaceId workspace, WorkflowId workflow, long version);
    }

    /**
     * Keeps the present draft for runs of it.
     *
     * @param expectedRevision the draft that was looked at; null for whatever is there
     * @throws Problem WORKFLOW_NOT_FOUND; VERSION_CONFLICT when the draft is at another revision; WORKFLOW_INVALID with
     *     every problem as a detail
     */
    public Tested keep(WorkspaceId workspace, WorkflowId id, @Nullable Long expectedRevision, PersonId by) {
        SavedWorkflow draft = database.read(tx -> Library.require(tx, workspace, id));
        Library.refuseStale(expectedRevision, draft.revision());
        Validation verdict = Validation.of(draft.content(), types.of(workspace));
        if (!verdict.valid()) {
            throw Problem.of(
                    ProblemCode.WORKFLOW_INVALID,
                    "The draft cannot be run: mend what details list, then test it again.",
                    verdict.problems().stream().map(WorkflowProblem::toJson).toList());
        }
        database.write(tx -> tx.update(
                """
                INSERT INTO tested_drafts (workspace_id, workflow_id, revision, name, description, type, created_by,
                       tested_at, definition)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (workspace_id, workflow_id, revision) DO UPDATE SET tested_at = excluded.tested_at
                """,
                workspace.value(),
                id.value(),
                draft.revision(),
                draft.name(),
                draft.description(),
                verdict.type().wireName(),
                by.value(),
                clock.millis(),
                draft.content().write()));
        return new Tested(id, draft.name(), -draft.revision(), verdict.definition());
    }

    /** As a version, which never changes either. */
    static Optional<WorkflowVersion> find(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long version) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM tested_drafts WHERE workspace_id = ? AND workflow_id = ? AND revision = ?",
                TestedDrafts::of,
                workspace.value(),
                workflow.value(),
                -version);
    }

    private static WorkflowVersion of(Row row) {
        return VersionTable.of(row, -row.number("revision"), row.number("tested_at"));
    }

    /** Forgets drafts that no run refers to any more; returns how many. */
    public int forgetUnused(Runs runs) {
        long before = clock.millis() - KEPT_WITHOUT_RUNS.toMillis();
        int forgotten = 0;
        long after = 0;
        while (true) {
            long from = after;
            List<WorkflowVersion> old = database.read(tx -> tx.list(
                    "SELECT " + COLUMNS
                            + " FROM tested_drafts WHERE tested_at < ? AND tested_at > ? ORDER BY tested_at LIMIT "
                            + BATCH,
                    TestedDrafts::of,
                    before,
                    from));
            for (WorkflowVersion draft : old) {
                after = draft.createdAt();
                if (!runs.referTo(draft.workspace(), draft.workflow(), draft.version())) {
                    forgotten += database.write(tx -> forget(tx, draft));
                }
            }
            if (old.size() < BATCH) {
                return forgotten;
            }
        }
    }

    /** Nothing is lost when it is tested again in this moment: its time is another then. */
    private static int forget(Transaction tx, WorkflowVersion draft) {
        return tx.update(
                "DELETE FROM tested_drafts WHERE workspace_id = ? AND workflow_id = ? AND revision = ? AND tested_at = ?",
                draft.workspace().value(),
                draft.workflow().value(),
                -draft.version(),
                draft.createdAt());
    }
}
