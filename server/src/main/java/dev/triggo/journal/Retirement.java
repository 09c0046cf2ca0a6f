package dev.triggo.journal;

import dev.triggo.kernel.RunId;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets go of the events of runs that have been kept for long enough; that they were there, and what they were, stays. */
public final class Retirement {
    private static final String RECORD =
            "INSERT INTO journal_retired (run_id, last_seq, hash, at) VALUES (?, ?, ?, ?) ON CONFLICT (run_id) DO NOTHING";
    private static final String FORGET = """
            DELETE FROM journal_commits WHERE run_id = ?
               AND EXISTS (SELECT 1 FROM journal_retired r WHERE r.run_id = journal_commits.run_id)""";
    private static final String FORGET_SEALED = """
            DELETE FROM journal_sealed WHERE run_id = ?
               AND EXISTS (SELECT 1 FROM journal_retired r WHERE r.run_id = journal_sealed.run_id)""";

    private Retirement() {}

    static boolean isRetired(Transaction tx, RunId run) {
        return tx.first("SELECT run_id FROM journal_retired WHERE run_id = ?", row -> true, run.value())
                .isPresent();
    }

    /** Deletes what the journal has of these runs, in the transaction that records them as retired. */
    public static void retire(Transaction tx, List<Head> heads, long now) {
        var records = new ArrayList<@Nullable Object[]>();
        var runs = new ArrayList<@Nullable Object[]>();
        for (Head head : heads) {
            records.add(new Object[] {head.run().value(), head.seq(), head.hash(), now});
            runs.add(new Object[] {head.run().value()});
        }
        tx.batch(RECORD, records);
        tx.batch(FORGET_SEALED, runs);
        tx.batch(FORGET, runs);
    }
}
