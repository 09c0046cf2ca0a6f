package dev.triggo.runs;

import dev.triggo.store.Database;
import java.time.Clock;
import java.time.Duration;

/** Deletes what has been kept for long enough, in small batches so that nobody waits. */
public final class Retention {
    /** Callers may count on an idempotency key for this long. */
    private static final Duration KEYS_KEPT = Duration.ofHours(48);

    private static final int BATCH = 500;
    private static final String FORGET = "DELETE FROM run_idempotency WHERE run_id IN"
            + " (SELECT run_id FROM run_idempotency WHERE created_at < ? ORDER BY created_at LIMIT " + BATCH + ")";

    private final Database database;
    private final Clock clock;

    public Retention(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Forgets idempotency keys that are older than 48 hours. */
    public void forgetOldKeys() {
        long before = clock.millis() - KEYS_KEPT.toMillis();
        while (database.write(tx -> tx.update(FORGET, before)) == BATCH) {
            Thread.onSpinWait();
        }
    }
}
