package dev.triggo.runs;

import dev.triggo.journal.JournalDigests;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the journal signed, and at first what may have been committed and not signed before the server was last stopped. */
public final class Digesting {
    private static final Duration OVERLAP = Duration.ofMinutes(5);
    private static final int PAGE = 500;
    private static final String OPEN =
            "SELECT id FROM runs WHERE finished_at IS NULL AND id > ? ORDER BY id LIMIT " + PAGE;
    private static final String ENDED =
            "SELECT id FROM runs WHERE finished_at >= ? AND id > ? ORDER BY id LIMIT " + PAGE;

    private static final Logger LOG = LoggerFactory.getLogger(Digesting.class);

    private final Database database;
    private final JournalDigests digests;
    private boolean caughtUp;
    /** More was signed here than the store has. */
    private boolean ahead;

    public Digesting(Database database, JournalDigests digests) {
        this.database = database;
        this.digests = digests;
    }

    /** Signs what was committed since the last time. */
    public synchronized void sign() {
        if (ahead) {
            // Or the next start would take this store for the one that was always here.
            return;
        }
        if (!caughtUp) {
            catchUp(digests.lastAt() - OVERLAP.toMillis());
            caughtUp = true;
        }
        digests.write();
    }

    /**
     * True when the store has less than was signed here: an older one, or another one, was put into its place. Nothing
     * is signed then until {@link #putBack}.
     */
    public synchronized boolean isStoreOlder() {
        ahead = database.read(digests::isAhead);
        return ahead;
    }

    /** From here on that is the store, whatever was signed before. */
    public synchronized void putBack() {
        digests.putBack();
        ahead = false;
    }

    /** As {@link #sign}, at the end: what cannot be signed now is caught up with at the next start. */
    public void signLast() {
        try {
            sign();
        } catch (RuntimeException storeOrDiskAway) {
            LOG.warn("the journal's last events are signed at the next start: {}", storeOrDiskAway.getMessage());
        }
    }

    private void catchUp(long since) {
        for (String sql : List.of(OPEN, ENDED)) {
            String last = "";
            List<String> page;
            do {
                String after = last;
                page = database.read(tx -> {
                    List<String> found = sql.equals(OPEN)
                            ? tx.list(sql, row -> row.text("id"), after)
                            : tx.list(sql, row -> row.text("id"), since, after);
                    found.forEach(run -> digests.signNext(tx, new RunId(run)));
                    return found;
                });
                last = page.isEmpty() ? last : page.getLast();
            } while (page.size() == PAGE);
        }
    }
}
