package dev.triggo.limits;

import dev.triggo.kernel.PersonId;
import dev.triggo.store.Transaction;

/** Placeholder until the branch lands. */
public final class RunQuota {
    private RunQuota() {}

    public static boolean take(Transaction tx, PersonId person, int runsPerHour, long nowMillis) {
        return true;
    }
}
