package dev.triggo.runs;

import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.steps.StepRunner;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code runs}: what lists show. The journal has the rest, and decides where the two could differ. */
record RunRow(
        RunId id,
        WorkspaceId workspace,
        WorkflowId workflow,
        long version,
        @Nullable String action,
        RunStatus status,
        Source source,
        @Nullable String correlationId,
        PersonId person,
        String credential,
        long createdAt,
        @Nullable Long startedAt,
        @Nullable Long finishedAt,
        long wakeAt,
        @Nullable Parent parent,
        Lease lease) {

    /** The step that started the run: of which run, and which one (see {@code Underway.Attempt#callKey}). */
    record Parent(RunId run, String step) {
        /** In place of a step, which is never called so: the run is about the other one's failure. */
        static final String ON_FAILURE = "onFailure";
    }

    boolean isAboutFailure() {
        return parent != null && parent.step().equals(Parent.ON_FAILURE);
    }

    /**
     * Who may write of the run.
     *
     * @param holder the server that moves it; null while none does, and where servers share nothing
     * @param epoch how often the run was taken: a write with an older one is refused
     */
    record Lease(@Nullable String holder, long epoch) {}

    static final String COLUMNS = "id, workspace_id, workflow_id, version, action, status, source, correlation_id,"
            + " person_id, credential, created_at, started_at, finished_at, wake_at, parent_run_id, parent_step, holder, epoch";
    private static final String INSERT =
            "INSERT INTO runs (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE =
            "UPDATE runs SET status = ?, started_at = ?, finished_at = ?, wake_at = ?, holder = ?"
                    + " WHERE id = ? AND epoch = ?";
    private static final String HELD = "SELECT id FROM runs WHERE id = ? AND epoch = ?";
    private static final String FIND = "SELECT " + COLUMNS + " FROM runs WHERE id = ? AND workspace_id = ?";
    private static final String DUE = "SELECT " + COLUMNS + " FROM runs WHERE finished_at IS NULL"
            + " AND wake_at <= ? AND (wake_at, id) > (?, ?) ORDER BY wake_at, id LIMIT ?";
    private static final String CALLED = "SELECT id FROM runs WHERE parent_run_id = ? AND parent_step = ?";
    private static final String PAGE = "SELECT " + COLUMNS + " FROM runs WHERE id > ? ORDER BY id LIMIT ?";
    private static final String CALLED_BY = "SELECT id, parent_step FROM runs WHERE parent_run_id = ? ORDER BY id DESC";
    private static final String HOLD = "SELECT finished_at FROM runs WHERE id = ?";
    private static final String FIND_ANY = "SELECT " + COLUMNS + " FROM runs WHERE id = ?";

    /** When a run comes into being, as which, and by whom it is held. */
    record Birth(RunId id, long at, Lease lease) {}

    /** The row of a run that is asked for. */
    static RunRow of(Birth birth, RunRequest request, @Nullable String correlationId, @Nullable Parent parent) {
        return new RunRow(
                birth.id(),
                request.workspace(),
                request.workflow().workflow(),
                request.workflow().version(),
                request.workflow().action(),
                RunStatus.ACCEPTED,
                request.source(),
                correlationId,
                request.person(),
                request.credential(),
                birth.at(),
                null,
                null,
                0,
                parent,
                birth.lease());
    }

    static RunRow of(Row row) {
        return new RunRow(
                new RunId(row.text("id")),
                new WorkspaceId(row.text("workspace_id")),
                new WorkflowId(row.text("workflow_id")),
                row.number("version"),
                row.textOrNull("action"),
                RunStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                Source.valueOf(row.text("source").toUpperCase(Locale.ROOT)),
                row.textOrNull("correlation_id"),
                new PersonId(row.text("person_id")),
                row.text("credential"),
                row.number("created_at"),
                row.numberOrNull("started_at"),
                row.numberOrNull("finished_at"),
                row.number("wake_at"),
                parent(row),
                new Lease(row.textOrNull("holder"), row.number("epoch")));
    }

    /** What its steps may know of it. */
    StepRunner.About about(String workspaceName) {
        return new StepRunner.About(workspace, workspaceName, id, workflow, source.wireName(), correlationId);
    }

    private static @Nullable Parent parent(Row row) {
        String run = row.textOrNull("parent_run_id");
        return run == null ? null : new Parent(new RunId(run), String.valueOf(row.textOrNull("parent_step")));
    }

    /**
     * The row of the run as its events tell it now. A run that has ended or sleeps is held by nobody.
     *
     * @param newWakeAt until when (epoch milliseconds) nobody needs to look after it; 0 while it is under way
     * @param own by which it is written
     */
    RunRow at(RunState state, long newWakeAt, Lease own) {
        return new RunRow(
                id,
                workspace,
                workflow,
                version,
                action,
                state.status(),
                source,
                correlationId,
                person,
                credential,
                createdAt,
                state.startedAt() == 0 ? null : Long.valueOf(state.startedAt()),
                state.finishedAt() == 0 ? null : Long.valueOf(state.finishedAt()),
                newWakeAt,
                parent,
                newWakeAt != 0 || state.status().isFinal() ? new Lease(null, own.epoch()) : own);
    }

    /** False when its workspace was deleted: the store leaves the row out. */
    boolean insert(Transaction tx) {
        return tx.update(
                        INSERT,
                        id.value(),
                        workspace.value(),
                        workflow.value(),
                        version,
                        action,
                        status.wireName(),
                        source.wireName(),
                        correlationId,
                        person.value(),
                        credential,
                        createdAt,
                        startedAt,
                        finishedAt,
                        wakeAt,
                        parent == null ? null : parent.run().value(),
                        parent == null ? null : parent.step(),
                        lease.holder(),
                        lease.epoch())
                == 1;
    }

    /** True when the run is there already. */
    boolean isKnown(Transaction tx) {
        return find(tx, id).isPresent();
    }

    /** False when the run was taken by somebody else. Until the commit nobody can take it. */
    boolean update(Transaction tx) {
        return tx.update(
                        UPDATE,
                        status.wireName(),
                        startedAt,
                        finishedAt,
                        wakeAt,
                        lease.holder(),
                        id.value(),
                        lease.epoch())
                == 1;
    }

    /** As {@link #update}, with nothing to change. */
    boolean isHeld(Transaction tx) {
        return lease.holder() == null
                || tx.first(HELD + tx.locked(), row -> row.text("id"), id.value(), lease.epoch())
                        .isPresent();
    }

    static Optional<RunRow> find(Transaction tx, WorkspaceId workspace, RunId id) {
        return tx.first(FIND, RunRow::of, id.value(), workspace.value());
    }

    /** The run that the same step of the same run started before. */
    Optional<RunId> calledBefore(Transaction tx) {
        return parent == null
                ? Optional.empty()
                : tx.first(
                        CALLED,
                        found -> new RunId(found.text("id")),
                        parent.run().value(),
                        parent.step());
    }

    /** The last run that this step started, however often it was tried. */
    static Optional<RunId> calledLast(Transaction tx, RunId parent, String step) {
        return tx
                .list(
                        CALLED_BY,
                        found -> new Parent(new RunId(found.text("id")), found.text("parent_step")),
                        parent.value())
                .stream()
                .filter(called -> called.step().equals(step) || called.step().startsWith(step + "/"))
                .map(Parent::run)
                .findFirst();
    }

    /**
     * False when a step of a run that has ended meanwhile would start it. Holds the other run's row, so that its end comes
     * after this transaction and finds this run, and whoever would start the same run does.
     */
    boolean mayBegin(Transaction tx) {
        if (parent == null) {
            return true;
        }
        Optional<Boolean> ended = tx.first(
                HOLD + tx.locked(),
                row -> row.numberOrNull("finished_at") != null,
                parent.run().value());
        return isAboutFailure() || (ended.isPresent() && !ended.get());
    }

    static Optional<RunRow> find(Transaction tx, RunId id) {
        return tx.first(FIND_ANY, RunRow::of, id.value());
    }

    /** Runs in the order of their ids, after the given one. */
    static List<RunRow> page(Transaction tx, String after, int limit) {
        return tx.list(PAGE, RunRow::of, after, limit);
    }

    /** Runs that somebody has to look after at this time, the longest due first, after the given one. */
    static List<RunRow> due(Transaction tx, long at, @Nullable RunRow after, int limit) {
        return tx.list(
                DUE,
                RunRow::of,
                at,
                after == null ? -1 : after.wakeAt(),
                after == null ? "" : after.id().value(),
                limit);
    }
}
