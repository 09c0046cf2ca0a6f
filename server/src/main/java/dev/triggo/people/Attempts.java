package dev.triggo.people;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;

/**
 * Attempts to prove something, by what they are for, whether there is such a thing or not. Each is counted before it is
 * looked at, so that those that come at once are all counted; one that succeeds wipes the slate. Thread-safe.
 */
final class Attempts {
    /** So many failures in a row cost nothing; each further one doubles the wait. */
    static final int FREE = 5;

    private static final long FIRST_WAIT_MS = 1_000;
    private static final long LONGEST_WAIT_MS = 15 * 60_000;
    private static final long FORGOTTEN_MS = 24 * 3_600_000L;

    /** Makes the row, or takes hold of it until the commit. */
    private static final String HOLD = """
            INSERT INTO people_failed_logins (email_hash, failures, last_at) VALUES (?, 0, 0)
            ON CONFLICT (email_hash) DO UPDATE SET failures = people_failed_logins.failures
            RETURNING failures, last_at
            """;

    private final Database database;
    private final Clock clock;

    Attempts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Failures(long count, long lastAt) {}

    /** Counts one. RATE_LIMIT_EXCEEDED with the time to wait, and not counted, after too many failures. */
    void begin(String at) {
        long now = clock.millis();
        long wait = database.write(tx -> {
            Failures failures = tx.first(
                            HOLD,
                            row -> new Failures(row.number("failures"), row.number("last_at")),
                            Hash.sha256Hex(at))
                    .orElseThrow();
            long left = left(failures, now);
            if (left <= 0) {
                tx.update(
                        "UPDATE people_failed_logins SET failures = failures + 1, last_at = ? WHERE email_hash = ?",
                        now,
                        Hash.sha256Hex(at));
            }
            return left;
        });
        if (wait > 0) {
            long seconds = Math.max(1, Math.ceilDiv(wait, 1000L));
            throw Problem.later(
                    ProblemCode.RATE_LIMIT_EXCEEDED,
                    "Too many failed attempts for this address: try again in " + seconds + " s.",
                    Duration.ofSeconds(seconds));
        }
    }

    private static long left(Failures failures, long now) {
        if (failures.count() < FREE) {
            return 0;
        }
        long doublings = Math.min(30, failures.count() - FREE);
        return failures.lastAt() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << doublings) - now;
    }

    /** It was right: nothing is held against it any more. */
    void succeeded(Transaction tx, String at) {
        tx.update("DELETE FROM people_failed_logins WHERE email_hash = ?", Hash.sha256Hex(at));
    }

    /** It was not looked at after all. */
    void undo(String at) {
        var unused = database.write(tx -> tx.update(
                "UPDATE people_failed_logins SET failures = failures - 1 WHERE email_hash = ? AND failures > 0",
                Hash.sha256Hex(at)));
    }

    /** Forgets failures that are a day old. */
    void sweep() {
        long before = clock.millis() - FORGOTTEN_MS;
        var unused = database.write(tx -> tx.update("DELETE FROM people_failed_logins WHERE last_at < ?", before));
    }
}
