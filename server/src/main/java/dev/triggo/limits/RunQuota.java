package dev.triggo.limits;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.store.Transaction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many runs a person may start in an hour. The hour is 60 minutes from the first run in it; the first run after
 * its end begins the next one. Checked and counted by one statement in the transaction that accepts the run, so that a
 * run that is not committed is not counted. Stateless and thread-safe.
 */
public final class RunQuota {
    private static final long HOUR_MILLIS = 3_600_000;

    /**
     * An hour that begins more than an hour from now was written by a clock that was wrong and has been set right: it
     * counts as over. One that begins a little ahead stays, or two servers whose clocks differ would end it in turns.
     */
    private static final String TAKE = """
            INSERT INTO run_quota (person_id, hour_start, runs) VALUES (?, ?, 1)
            ON CONFLICT (person_id) DO UPDATE SET
                runs = CASE WHEN run_quota.hour_start BETWEEN ? AND ? THEN run_quota.runs + 1 ELSE 1 END,
                hour_start = CASE WHEN run_quota.hour_start BETWEEN ? AND ?
                                  THEN run_quota.hour_start ELSE excluded.hour_start END
            WHERE run_quota.runs < ? OR run_quota.hour_start NOT BETWEEN ? AND ?
            """;

    /**
     * Counts one run of the person if there is a place.
     *
     * @param runsPerHour the tier's figure; null for any number, and then the database is not asked
     * @return false when the quota is used up; nothing was counted then
     */
    public boolean take(Transaction tx, PersonId person, @Nullable Integer runsPerHour, long nowMillis) {
        if (runsPerHour == null) {
            return true;
        }
        long from = nowMillis - HOUR_MILLIS + 1;
        long to = nowMillis + HOUR_MILLIS;
        return runsPerHour > 0
                && tx.update(TAKE, person.value(), nowMillis, from, to, from, to, runsPerHour, from, to) == 1;
    }

    /** What a caller is told after a refusal, with the time until the person's next hour. */
    public Problem refusal(Transaction tx, PersonId person, int runsPerHour, long nowMillis) {
        long start = tx.first(
                        "SELECT hour_start FROM run_quota WHERE person_id = ?",
                        row -> row.number("hour_start"),
                        person.value())
                .orElse(nowMillis);
        long seconds = Math.max(1, Math.ceilDiv(start + HOUR_MILLIS - nowMillis, 1000L));
        return Problem.later(
                ProblemCode.RUN_QUOTA_EXCEEDED,
                "The quota of " + runsPerHour + " runs an hour is used up; this run was not started. Try again in "
                        + seconds + " seconds.",
                Duration.ofSeconds(seconds));
    }

    /** Forgets the hours that are over; returns how many. */
    public int sweep(Transaction tx, long nowMillis) {
        return tx.update("DELETE FROM run_quota WHERE hour_start <= ?", nowMillis - HOUR_MILLIS);
    }
}
