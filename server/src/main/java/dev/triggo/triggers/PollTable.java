package dev.triggo.triggers;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code trigger_polls} and {@code trigger_items}. */
final class PollTable {
    private static final String COLUMNS = "subscription_id, begun, place, due, claim, failures, fault, polled_at";

    private PollTable() {}

    /**
     * Where asking has come to.
     *
     * @param begun false until the first answer
     * @param place what the connector wants to be given
     * @param due epoch milliseconds; null while nobody asks
     * @param claim whose turn it is; null for nobody's
     * @param fault of the last call, when it failed
     */
    record Poll(
            String subscription,
            boolean begun,
            Json place,
            @Nullable Long due,
            @Nullable String claim,
            long failures,
            @Nullable String fault,
            @Nullable Long polledAt) {}

    static Optional<Poll> find(Transaction tx, String subscription) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM trigger_polls WHERE subscription_id = ?", PollTable::of, subscription);
    }

    /** Asked from now on, from where it was. */
    static void goOn(Transaction tx, String subscription, long now) {
        tx.update("""
                UPDATE trigger_polls SET due = ?, failures = 0, fault = NULL, claim = NULL, claimed_until = 0
                 WHERE subscription_id = ?
                """, now, subscription);
    }

    /** Asked from now on; what the first answer holds is where it starts from. */
    static void begin(Transaction tx, String subscription, long now, boolean forget) {
        tx.update("""
                INSERT INTO trigger_polls (subscription_id, begun, place, due, claim, claimed_until, failures, fault,
                                           polled_at)
                VALUES (?, 0, NULL, ?, NULL, 0, 0, NULL, NULL)
                    ON CONFLICT (subscription_id) DO UPDATE
                   SET begun = 0, place = NULL, due = excluded.due, claim = NULL, claimed_until = 0, failures = 0,
                       fault = NULL, polled_at = NULL
                """, subscription, now);
        if (forget) {
            tx.update("DELETE FROM trigger_items WHERE subscription_id = ?", subscription);
        }
    }

    /** Not asked any more. */
    static void end(Transaction tx, String subscription) {
        tx.update(
                "UPDATE trigger_polls SET due = NULL, claim = NULL, claimed_until = 0 WHERE subscription_id = ?",
                subscription);
    }

    static boolean isSomethingDue(Transaction tx, long now) {
        return tx.first(
                        "SELECT subscription_id FROM trigger_polls WHERE due IS NOT NULL AND due <= ? AND claimed_until <= ? LIMIT 1",
                        row -> true,
                        now,
                        now)
                .isPresent();
    }

    /** Takes up to so many that are due and that nobody sees to, under this claim until {@code until}. */
    static List<String> claimDue(Transaction tx, long now, String claim, long until, int most) {
        List<String> due = tx.list("""
                       SELECT subscription_id FROM trigger_polls
                        WHERE due IS NOT NULL AND due <= ? AND claimed_until <= ?
                        ORDER BY due LIMIT ?
                       """ + tx.skipLocked(), row -> row.text("subscription_id"), now, now, most);
        if (!due.isEmpty()) {
            tx.batch(
                    "UPDATE trigger_polls SET claim = ?, claimed_until = ? WHERE subscription_id = ?",
                    due.stream()
                            .map(subscription -> new @Nullable Object[] {claim, until, subscription})
                            .toList());
        }
        return due;
    }

    /** Keeps the claim until then; false when it is somebody else's by now, or the workflow is not live any more. */
    static boolean hold(Transaction tx, String subscription, String claim, long until) {
        return tx.update(
                        "UPDATE trigger_polls SET claimed_until = ? WHERE subscription_id = ? AND claim = ? AND due IS NOT NULL",
                        until,
                        subscription,
                        claim)
                == 1;
    }

    /** All that was told is seen to. The claim is held. */
    static void advance(Transaction tx, String subscription, Json place, long due, long now) {
        tx.update("""
                UPDATE trigger_polls SET begun = 1, place = ?, due = ?, claim = NULL, claimed_until = 0, failures = 0,
                                         fault = NULL, polled_at = ?
                 WHERE subscription_id = ?
                """, place.write(), due, now, subscription);
    }

    /** Not all could be seen to: from the same place again then. The claim is held. */
    static void again(Transaction tx, String subscription, long due, long failures, @Nullable String fault) {
        tx.update("""
                UPDATE trigger_polls SET due = ?, claim = NULL, claimed_until = 0, failures = ?, fault = ?
                 WHERE subscription_id = ?
                """, due, failures, fault, subscription);
    }

    static boolean isSeen(Transaction tx, String subscription, String id) {
        return tx.first(
                        "SELECT item FROM trigger_items WHERE subscription_id = ? AND item = ?",
                        row -> true,
                        subscription,
                        Hash.sha256Hex(id))
                .isPresent();
    }

    static void see(Transaction tx, String subscription, Collection<String> ids, long now) {
        if (!ids.isEmpty()) {
            tx.batch(
                    """
                    INSERT INTO trigger_items (subscription_id, item, seen_at) VALUES (?, ?, ?)
                        ON CONFLICT (subscription_id, item) DO NOTHING
                    """,
                    ids.stream()
                            .map(id -> new @Nullable Object[] {subscription, Hash.sha256Hex(id), now})
                            .toList());
        }
    }

    /** They are still told: what was noted of them before {@code before} is as of now. */
    static void stillTold(Transaction tx, String subscription, Collection<String> ids, long before, long now) {
        if (!ids.isEmpty()) {
            tx.batch(
                    "UPDATE trigger_items SET seen_at = ? WHERE subscription_id = ? AND item = ? AND seen_at < ?",
                    ids.stream()
                            .map(id -> new @Nullable Object[] {now, subscription, Hash.sha256Hex(id), before})
                            .toList());
        }
    }

    /** Forgets some that nobody has told since then; returns how many. */
    static int forget(Transaction tx, long before, int most) {
        return tx.update("""
                DELETE FROM trigger_items
                 WHERE (subscription_id, item) IN (SELECT subscription_id, item FROM trigger_items
                                                    WHERE seen_at < ? LIMIT ?)
                """, before, most);
    }

    private static Poll of(Row row) {
        String place = row.textOrNull("place");
        return new Poll(
                row.text("subscription_id"),
                row.flag("begun"),
                place == null ? Json.Null.NULL : Json.parse(place),
                row.numberOrNull("due"),
                row.textOrNull("claim"),
                row.number("failures"),
                row.textOrNull("fault"),
                row.numberOrNull("polled_at"));
    }
}
