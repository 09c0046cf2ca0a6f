package dev.triggo.triggers;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code trigger_hooks}. */
final class HookTable {
    /** The service is being told. */
    static final String BEGUN = "begun";

    /** The service knows it; no workflow is started by it. */
    static final String READY = "ready";

    static final String KEPT = "kept";

    /** The service is to let go of it. */
    static final String LEAVING = "leaving";

    private static final String COLUMNS = "id, workspace_id, workflow_id, connector, operation, config, connection_id,"
            + " secret, registration, state, tries";

    private HookTable() {}

    /**
     * What an address is for.
     *
     * @param connectionId as whom the service is asked
     */
    record For(
            WorkspaceId workspace,
            WorkflowId workflow,
            String connector,
            String operation,
            Json.Obj config,
            @Nullable String connectionId) {}

    /**
     * An address that a service was given.
     *
     * @param secret sealed
     * @param registration what the connector said of it
     * @param tries so often the service was asked to let go
     */
    record Hook(
            String id, For purpose, String secret, @Nullable Json registration, String state, long tries) {}

    static void insert(Transaction tx, Hook hook, long due) {
        tx.update(
                """
                INSERT INTO trigger_hooks (id, workspace_id, workflow_id, connector, operation, config, connection_id,
                                           secret, registration, state, tries, due)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, 0, ?)
                """,
                hook.id(),
                hook.purpose().workspace().value(),
                hook.purpose().workflow().value(),
                hook.purpose().connector(),
                hook.purpose().operation(),
                hook.purpose().config().write(),
                hook.purpose().connectionId(),
                hook.secret(),
                hook.state(),
                due);
    }

    /** The service has it; false when it took so long that it was given up. */
    static boolean ready(Transaction tx, String id, Json registration) {
        return tx.update(
                        "UPDATE trigger_hooks SET state = 'ready', registration = ? WHERE id = ? AND state = 'begun'",
                        registration.write(),
                        id)
                == 1;
    }

    static Optional<Hook> find(Transaction tx, String id) {
        return tx.first("SELECT " + COLUMNS + " FROM trigger_hooks WHERE id = ?", HookTable::of, id);
    }

    /** Those of a workflow that are of use to it, the one that it has first. */
    static List<Hook> usable(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        return tx.list("SELECT " + COLUMNS + """
                         FROM trigger_hooks WHERE workspace_id = ? AND workflow_id = ? AND state IN ('kept', 'ready')
                        ORDER BY state, id
                       """, HookTable::of, workspace.value(), workflow.value());
    }

    /** The workflow is started by it; false when it was given up meanwhile. */
    static boolean keep(Transaction tx, String id) {
        return tx.update(
                        "UPDATE trigger_hooks SET state = 'kept', due = NULL WHERE id = ? AND state IN ('kept', 'ready')",
                        id)
                == 1;
    }

    /** What the workflow is started by, this one apart, is to go. */
    static void leave(Transaction tx, WorkspaceId workspace, WorkflowId workflow, String but, long now) {
        tx.update("""
                UPDATE trigger_hooks SET state = 'leaving', due = ?
                 WHERE workspace_id = ? AND workflow_id = ? AND state = 'kept' AND id <> ?
                """, now, workspace.value(), workflow.value(), but);
    }

    static void leave(Transaction tx, String id, long now) {
        tx.update("UPDATE trigger_hooks SET state = 'leaving', due = ? WHERE id = ? AND state <> 'kept'", now, id);
    }

    static boolean isSomethingDue(Transaction tx, long now) {
        return tx.first("SELECT id FROM trigger_hooks WHERE due IS NOT NULL AND due <= ? LIMIT 1", row -> true, now)
                .isPresent();
    }

    /** Takes up to so many that are to go or that nobody came to use, until {@code until}, when others may. */
    static List<Hook> claimDue(Transaction tx, long now, long until, int most) {
        List<Hook> due = tx.list(
                "SELECT " + COLUMNS + " FROM trigger_hooks WHERE due IS NOT NULL AND due <= ? ORDER BY due LIMIT ?"
                        + tx.skipLocked(),
                HookTable::of,
                now,
                most);
        if (!due.isEmpty()) {
            tx.batch(
                    "UPDATE trigger_hooks SET state = 'leaving', tries = tries + 1, due = ? WHERE id = ?",
                    due.stream()
                            .map(hook -> new @Nullable Object[] {until, hook.id()})
                            .toList());
        }
        return due;
    }

    static void again(Transaction tx, String id, long due) {
        tx.update("UPDATE trigger_hooks SET due = ? WHERE id = ?", due, id);
    }

    static void delete(Transaction tx, String id) {
        tx.update("DELETE FROM trigger_hooks WHERE id = ? AND state = 'leaving'", id);
    }

    /** How many addresses a workspace has at services. */
    static long count(Transaction tx, WorkspaceId workspace) {
        return tx.first(
                        "SELECT COUNT(*) AS hooks FROM trigger_hooks WHERE workspace_id = ?",
                        row -> row.number("hooks"),
                        workspace.value())
                .orElse(0L);
    }

    /** Forgets them all. */
    static int forget(Transaction tx, WorkspaceId workspace) {
        return tx.update("DELETE FROM trigger_hooks WHERE workspace_id = ?", workspace.value());
    }

    private static Hook of(Row row) {
        String registration = row.textOrNull("registration");
        return new Hook(
                row.text("id"),
                new For(
                        new WorkspaceId(row.text("workspace_id")),
                        new WorkflowId(row.text("workflow_id")),
                        row.text("connector"),
                        row.text("operation"),
                        (Json.Obj) Json.parse(row.text("config")),
                        row.textOrNull("connection_id")),
                row.text("secret"),
                registration == null ? null : Json.parse(registration),
                row.text("state"),
                row.number("tries"));
    }
}
