package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code workflow_versions}: written once, read for ever. */
final class VersionTable {
    private static final String SHOWN =
            "workspace_id, workflow_id, version, name, description, type, rollback_of, created_at";

    private VersionTable() {}

    /** Numbers below zero are those of drafts that were tested. */
    static Optional<WorkflowVersion> find(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long version) {
        if (version < 0) {
            return TestedDrafts.find(tx, workspace, workflow, version);
        }
        return tx.first(
                "SELECT " + SHOWN
                        + ", definition FROM workflow_versions WHERE workspace_id = ? AND workflow_id = ? AND version = ?",
                row -> of(row, (Json.Obj) Json.parse(row.text("definition"))),
                workspace.value(),
                workflow.value(),
                version);
    }

    /** Versions below {@code before}, newest first. */
    static List<WorkflowVersion> page(
            Transaction tx, WorkspaceId workspace, WorkflowId workflow, long before, int count) {
        return tx.list(
                "SELECT " + SHOWN
                        + " FROM workflow_versions WHERE workspace_id = ? AND workflow_id = ? AND version < ?"
                        + " ORDER BY version DESC LIMIT ?",
                row -> of(row, null),
                workspace.value(),
                workflow.value(),
                before,
                count);
    }

    static void insert(Transaction tx, WorkflowVersion version, PersonId createdBy) {
        tx.update(
                """
                INSERT INTO workflow_versions (workspace_id, workflow_id, version, name, description, type, rollback_of,
                       created_at, created_by, definition)
                VALUES (?, ?, ?, ?, ?, ?, CAST(? AS BIGINT), ?, ?, ?)
                """,
                version.workspace().value(),
                version.workflow().value(),
                version.version(),
                version.name(),
                version.description(),
                version.type().wireName(),
                version.rollbackOf(),
                version.createdAt(),
                createdBy.value(),
                version.content().write());
    }

    /** A draft that was tested. */
    static WorkflowVersion of(Row row, long version, long at) {
        return new WorkflowVersion(
                new WorkspaceId(row.text("workspace_id")),
                new WorkflowId(row.text("workflow_id")),
                version,
                row.text("name"),
                row.text("description"),
                WorkflowTable.type(row.text("type")),
                null,
                at,
                (Json.Obj) Json.parse(row.text("definition")));
    }

    private static WorkflowVersion of(Row row, Json.@Nullable Obj definition) {
        return new WorkflowVersion(
                new WorkspaceId(row.text("workspace_id")),
                new WorkflowId(row.text("workflow_id")),
                row.number("version"),
                row.text("name"),
                row.text("description"),
                WorkflowTable.type(row.text("type")),
                row.numberOrNull("rollback_of"),
                row.number("created_at"),
                definition);
    }
}
