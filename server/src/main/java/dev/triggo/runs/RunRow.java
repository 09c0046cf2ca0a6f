package dev.triggo.runs;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
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
        @Nullable Long finishedAt) {

    static final String COLUMNS = "id, workspace_id, workflow_id, version, action, status, source, correlation_id,"
            + " person_id, credential, created_at, started_at, finished_at";
    private static final String INSERT =
            "INSERT INTO runs (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "UPDATE runs SET status = ?, started_at = ?, finished_at = ? WHERE id = ?";
    private static final String FIND = "SELECT " + COLUMNS + " FROM runs WHERE id = ? AND workspace_id = ?";
    private static final String OPEN =
            "SELECT " + COLUMNS + " FROM runs WHERE finished_at IS NULL AND id > ? ORDER BY id LIMIT ?";

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
                row.numberOrNull("finished_at"));
    }

    RunRow at(RunStatus newStatus, long started, long finished) {
        return new RunRow(
                id,
                workspace,
                workflow,
                version,
                action,
                newStatus,
                source,
                correlationId,
                person,
                credential,
                createdAt,
                started == 0 ? null : Long.valueOf(started),
                finished == 0 ? null : Long.valueOf(finished));
    }

    void insert(Transaction tx) {
        tx.update(
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
                finishedAt);
    }

    void update(Transaction tx) {
        tx.update(UPDATE, status.wireName(), startedAt, finishedAt, id.value());
    }

    static Optional<RunRow> find(Transaction tx, WorkspaceId workspace, RunId id) {
        return tx.first(FIND, RunRow::of, id.value(), workspace.value());
    }

    /** Runs that have not ended, in order of id, after the given one. */
    static List<RunRow> open(Transaction tx, String after, int limit) {
        return tx.list(OPEN, RunRow::of, after, limit);
    }
}
