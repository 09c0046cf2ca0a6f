package dev.triggo.cluster;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * What servers tell runs that another one moves: kept in the database until the one that moves the run has answered, so
 * that it is not lost whichever of them dies. Thread-safe.
 */
final class Signals {
    private static final int PAGE = 500;
    private static final long KEPT_MS = 3_600_000;
    private static final String OPEN =
            "SELECT id, run_id, message, wants_answer FROM run_signals WHERE answer IS NULL AND id > ? ORDER BY id LIMIT "
                    + PAGE;
    private static final String ANSWER = "UPDATE run_signals SET answer = ? WHERE id = ? AND answer IS NULL";
    private static final String ANSWERED = "SELECT answer FROM run_signals WHERE id = ? AND answer IS NOT NULL";
    private static final String TAKE_AWAY = "DELETE FROM run_signals WHERE id = ?";
    private static final String FORGET = "DELETE FROM run_signals WHERE created_at < ";

    private final Database database;

    /** Something that a run was told and that nobody has answered. */
    record Signal(String id, RunId run, Json message, boolean wantsAnswer) {}

    Signals(Database database) {
        this.database = database;
    }

    /** Leaves a message; it is there when the transaction is. */
    void leave(Transaction tx, Signal signal) {
        tx.update(
                "INSERT INTO run_signals (id, run_id, message, wants_answer, created_at) VALUES (?, ?, ?, ?, "
                        + tx.now() + ")",
                signal.id(),
                signal.run().value(),
                signal.message().write(),
                signal.wantsAnswer() ? 1 : 0);
    }

    /** Messages that nobody has answered, the oldest first, after the given one; empty when there are no more. */
    List<Signal> openAfter(String id) {
        return database.read(tx -> tx.list(
                OPEN,
                row -> new Signal(
                        row.text("id"),
                        new RunId(row.text("run_id")),
                        Json.parse(row.text("message")),
                        row.number("wants_answer") == 1),
                id));
    }

    void answer(String id, Json answer) {
        var unused = database.write(tx -> tx.update(ANSWER, answer.write(), id));
    }

    Optional<Json> answerTo(String id) {
        return database.read(tx -> tx.first(ANSWERED, row -> Json.parse(row.text("answer")), id));
    }

    void takeAway(String id) {
        var unused = database.write(tx -> tx.update(TAKE_AWAY, id));
    }

    /** Forgets answers that nobody came for. */
    void forgetOld() {
        var unused = database.write(tx -> tx.update(FORGET + tx.now() + " - " + KEPT_MS + " AND answer IS NOT NULL"));
    }
}
