package dev.triggo.triggers;

import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The SQL of {@code trigger_deliveries}. */
final class DeliveryTable {
    private static final String COLUMNS = "id, at, outcome, reason, run_id, due_at, redelivery_of";

    private DeliveryTable() {}

    static void insert(Transaction tx, String subscription, Delivery delivery) {
        tx.update(
                """
                INSERT INTO trigger_deliveries (subscription_id, id, at, outcome, reason, run_id, due_at, redelivery_of)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                subscription,
                delivery.id(),
                delivery.at(),
                delivery.outcome().word(),
                delivery.reason(),
                delivery.runId(),
                delivery.dueAt(),
                delivery.redeliveryOf());
    }

    /** Newest first. */
    static List<Delivery> newest(Transaction tx, String subscription, int count) {
        return tx.list(
                "SELECT " + COLUMNS + " FROM trigger_deliveries WHERE subscription_id = ? ORDER BY id DESC LIMIT ?",
                DeliveryTable::of,
                subscription,
                count);
    }

    static Optional<Delivery> find(Transaction tx, String subscription, String id) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM trigger_deliveries WHERE subscription_id = ? AND id = ?",
                DeliveryTable::of,
                subscription,
                id);
    }

    /** Forgets some that are older than this; returns how many. */
    static int forget(Transaction tx, long before, int most) {
        return tx.update("""
                DELETE FROM trigger_deliveries
                 WHERE (subscription_id, id) IN (SELECT subscription_id, id FROM trigger_deliveries
                                                  WHERE at < ? LIMIT ?)
                """, before, most);
    }

    private static Delivery of(Row row) {
        return new Delivery(
                row.text("id"),
                row.number("at"),
                Delivery.Outcome.valueOf(row.text("outcome").toUpperCase(Locale.ROOT)),
                row.textOrNull("reason"),
                row.textOrNull("run_id"),
                row.numberOrNull("due_at"),
                row.textOrNull("redelivery_of"));
    }
}
