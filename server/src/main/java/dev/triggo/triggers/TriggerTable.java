package dev.triggo.triggers;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code trigger_subscriptions}. */
final class TriggerTable {
    private static final String COLUMNS = "id, workspace_id, workflow_id, version, connector, operation, config,"
            + " connection_id, person_id, active, next_fire";

    private TriggerTable() {}

    static Optional<Trigger> find(Transaction tx, String id) {
        return tx.first("SELECT " + COLUMNS + " FROM trigger_subscriptions WHERE id = ?", TriggerTable::of, id);
    }

    static Optional<Trigger> find(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM trigger_subscriptions WHERE workspace_id = ? AND workflow_id = ?",
                TriggerTable::of,
                workspace.value(),
                workflow.value());
    }

    /** Those whose runs begin by themselves: at a time, or because a service is asked. */
    static List<Trigger> selfStarting(Transaction tx) {
        return tx.list("SELECT " + COLUMNS + """
                 FROM trigger_subscriptions s
                WHERE active = 1
                  AND (next_fire IS NOT NULL
                       OR EXISTS (SELECT 1 FROM trigger_polls p WHERE p.subscription_id = s.id AND p.due IS NOT NULL))
                ORDER BY id
                """, TriggerTable::of);
    }

    /** Makes it what this says, whatever it was. */
    static void put(Transaction tx, Trigger trigger, long now) {
        tx.update(
                """
                INSERT INTO trigger_subscriptions (id, workspace_id, workflow_id, version, connector, operation, config,
                                                   connection_id, person_id, active, next_fire, claimed_until, changed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
                    ON CONFLICT (id) DO UPDATE
                   SET version = excluded.version, connector = excluded.connector, operation = excluded.operation,
                       config = excluded.config, connection_id = excluded.connection_id,
                       person_id = excluded.person_id, active = excluded.active, next_fire = excluded.next_fire,
                       claimed_until = 0, changed_at = excluded.changed_at
                """,
                trigger.id(),
                trigger.workspace().value(),
                trigger.workflow().value(),
                trigger.version(),
                trigger.connector(),
                trigger.operation(),
                trigger.config().write(),
                trigger.connectionId(),
                trigger.person().value(),
                trigger.active(),
                trigger.nextFire(),
                now);
    }

    static void takeDown(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long now) {
        tx.update("""
                UPDATE trigger_subscriptions SET active = 0, next_fire = NULL, changed_at = ?
                 WHERE workspace_id = ? AND workflow_id = ? AND active = 1
                """, now, workspace.value(), workflow.value());
    }

    /** Whether this version is still what the trigger starts, and stays so until the commit: a stop comes after it. */
    static boolean isLive(Transaction tx, Trigger trigger) {
        return tx.first(
                        "SELECT id FROM trigger_subscriptions WHERE id = ? AND version = ? AND active = 1" + tx.held(),
                        row -> true,
                        trigger.id(),
                        trigger.version())
                .isPresent();
    }

    static boolean isSomethingDue(Transaction tx, long now) {
        return tx.first("""
                        SELECT id FROM trigger_subscriptions
                         WHERE active = 1 AND next_fire IS NOT NULL AND next_fire <= ? AND claimed_until <= ? LIMIT 1
                        """, row -> true, now, now).isPresent();
    }

    /** Takes up to so many that are due and that nobody sees to, for itself until {@code until}. */
    static List<Trigger> claimDue(Transaction tx, long now, long until, int most) {
        List<Trigger> due = tx.list("SELECT " + COLUMNS + """
                         FROM trigger_subscriptions
                        WHERE active = 1 AND next_fire IS NOT NULL AND next_fire <= ? AND claimed_until <= ?
                        ORDER BY next_fire LIMIT ?
                       """ + tx.skipLocked(), TriggerTable::of, now, now, most);
        if (!due.isEmpty()) {
            tx.batch(
                    "UPDATE trigger_subscriptions SET claimed_until = ? WHERE id = ?",
                    due.stream()
                            .map(trigger -> new @Nullable Object[] {until, trigger.id()})
                            .toList());
        }
        return due;
    }

    /** Goes on to the next firing; false when this one was seen to by somebody, or is not wanted any more. */
    static boolean advance(Transaction tx, Trigger trigger, long next) {
        return tx.update("""
                        UPDATE trigger_subscriptions SET next_fire = ?, claimed_until = 0
                         WHERE id = ? AND version = ? AND active = 1 AND next_fire = ?
                        """, next, trigger.id(), trigger.version(), trigger.nextFire()) == 1;
    }

    private static Trigger of(Row row) {
        return new Trigger(
                row.text("id"),
                new WorkspaceId(row.text("workspace_id")),
                new WorkflowId(row.text("workflow_id")),
                row.number("version"),
                row.text("connector"),
                row.text("operation"),
                (Json.Obj) Json.parse(row.text("config")),
                row.textOrNull("connection_id"),
                new PersonId(row.text("person_id")),
                row.flag("active"),
                row.numberOrNull("next_fire"));
    }
}
