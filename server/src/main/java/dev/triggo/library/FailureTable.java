package dev.triggo.library;

import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.Optional;

/** The SQL of {@code workflow_failures}. */
final class FailureTable {
    private FailureTable() {}

    /**
     * Counts a failure of the version and gives the number in a row; 0, with nothing done, when another version is live
     * or none, also where this was so only a moment ago. The same run is counted once, also when its end is written a second time because the first answer of the
     * store was lost.
     */
    static long count(Transaction tx, FailedRun run) {
        int counted = tx.update(
                """
                INSERT INTO workflow_failures (workspace_id, workflow_id, version, in_a_row, last_run, last_code)
                SELECT workspace_id, id, version, 1, CAST(? AS TEXT), CAST(? AS TEXT)
                  FROM workflows
                 WHERE workspace_id = ? AND id = ? AND version = ? AND status = 'active' AND deleted_at IS NULL
                    ON CONFLICT (workspace_id, workflow_id) DO UPDATE
                   SET in_a_row = CASE WHEN workflow_failures.version = excluded.version
                                       THEN workflow_failures.in_a_row + 1 ELSE 1 END,
                       version = excluded.version, last_run = excluded.last_run, last_code = excluded.last_code,
                       paused_at = NULL, reason = NULL
                 WHERE workflow_failures.last_run <> excluded.last_run
                   AND (workflow_failures.paused_at IS NULL OR workflow_failures.version <> excluded.version)
                """,
                run.run().value(),
                run.code(),
                run.workspace().value(),
                run.workflow().value(),
                run.version());
        return counted == 0
                ? 0
                : tx.first(
                                "SELECT in_a_row FROM workflow_failures WHERE workspace_id = ? AND workflow_id = ?",
                                row -> row.number("in_a_row"),
                                run.workspace().value(),
                                run.workflow().value())
                        .orElse(0L);
    }

    /** Begins to count anew after a run of the version that went well; false when there was nothing to forget. */
    static boolean reset(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long version) {
        return tx.update("""
                        UPDATE workflow_failures SET in_a_row = 0
                         WHERE workspace_id = ? AND workflow_id = ? AND version = ? AND in_a_row > 0
                           AND paused_at IS NULL
                        """, workspace.value(), workflow.value(), version) == 1;
    }

    static void setPaused(Transaction tx, FailedRun run, long now) {
        tx.update(
                "UPDATE workflow_failures SET paused_at = ?, reason = NULL WHERE workspace_id = ? AND workflow_id = ?",
                now,
                run.workspace().value(),
                run.workflow().value());
    }

    /** Notes a pause that no run was the cause of. */
    static void setPaused(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long version, Why why) {
        tx.update("""
                INSERT INTO workflow_failures (workspace_id, workflow_id, version, in_a_row, last_run, last_code,
                                               paused_at, reason)
                VALUES (?, ?, ?, 0, '', '', ?, ?)
                    ON CONFLICT (workspace_id, workflow_id) DO UPDATE
                   SET version = excluded.version, in_a_row = 0, last_run = '', last_code = '',
                       paused_at = excluded.paused_at, reason = excluded.reason
                """, workspace.value(), workflow.value(), version, why.at(), why.reason());
    }

    /** When and why a workflow was paused. */
    record Why(long at, String reason) {}

    /** What there is to tell of a pause. */
    static Optional<Pause> pause(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        return tx.first("""
                SELECT in_a_row, last_run, last_code, paused_at, reason FROM workflow_failures
                 WHERE workspace_id = ? AND workflow_id = ? AND paused_at IS NOT NULL
                """, FailureTable::pause, workspace.value(), workflow.value());
    }

    private static Pause pause(Row row) {
        return new Pause(
                row.number("in_a_row"),
                new RunId(row.text("last_run")),
                row.text("last_code"),
                row.number("paused_at"),
                row.textOrNull("reason"));
    }
}
