package dev.triggo.journal;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Some of a run's events in order, secrets blanked, and whether others follow. */
public record JournalPage(List<RecordedEvent> events, boolean more) {
    /** So many commits are in memory at a time. */
    private static final int AT_ONCE = 20;

    private static final String FROM = "SELECT last_seq, first_seq, events FROM journal_commits WHERE run_id = ?"
            + " AND first_seq >= (SELECT COALESCE(MAX(first_seq), 0) FROM journal_commits WHERE run_id = ? AND first_seq <= ?)"
            + " ORDER BY first_seq LIMIT " + AT_ONCE;
    private static final String BEFORE =
            "SELECT hash FROM journal_commits WHERE run_id = ? AND first_seq < ? ORDER BY first_seq DESC LIMIT 1";

    /**
     * A run's events after {@code after}: at most so many, and no more once they have so many characters. Costs what it
     * gives, and not what the run has.
     */
    public static JournalPage read(Transaction transaction, RunId run, long after, int most, long mostChars) {
        var found = new ArrayList<RecordedEvent>();
        long chars = 0;
        long from = after + 1;
        HashChain chain = null;
        while (true) {
            List<Commit> commits = transaction.list(FROM, Commit::of, run.value(), run.value(), from);
            for (Commit commit : commits) {
                if (chain == null) {
                    chain = new HashChain(hashBefore(transaction, run, commit.firstSeq()));
                }
                for (Json event : ((Json.Arr) Json.parse(commit.events())).items()) {
                    String line = event.write();
                    chain.add(line);
                    RecordedEvent recorded =
                            Journal.recorded((Json.Obj) event, Journal.data((Json.Obj) event), chain.hash());
                    if (recorded.seq() <= after) {
                        continue;
                    }
                    if (found.size() == most || chars > mostChars) {
                        return new JournalPage(found, true);
                    }
                    found.add(recorded);
                    chars += line.length();
                }
                from = commit.lastSeq() + 1;
            }
            if (commits.size() < AT_ONCE) {
                return new JournalPage(found, false);
            }
        }
    }

    private record Commit(long firstSeq, long lastSeq, String events) {
        static Commit of(Row row) {
            return new Commit(row.number("first_seq"), row.number("last_seq"), row.text("events"));
        }
    }

    private static String hashBefore(Transaction transaction, RunId run, long seq) {
        return transaction
                .first(BEFORE, row -> row.text("hash"), run.value(), seq)
                .orElseGet(() -> Journal.seed(run));
    }
}
