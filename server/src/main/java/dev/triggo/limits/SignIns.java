package dev.triggo.limits;

import java.util.Optional;

/**
 * Failed attempts to come in, by the address that they come from and across all accounts: what slows one account's guesser
 * down says nothing to somebody who tries one password on many. Both doors for people count together. Whoever gets in takes
 * no place, so that those who share an address, as behind a proxy, are slowed down only by guessers among them.
 */
public final class SignIns {
    /** In any 60 seconds. An office behind one address may mistype so often, who walks through accounts does not get far. */
    public static final int MOST = 60;

    private SignIns() {}

    /** What to tell whoever comes from an address from which too many failed of late; empty where nothing stands against it. */
    public static Optional<Allowance> refusal(RequestLimits limits, String address) {
        String unit = unit(address);
        if (limits.look(unit).requests() < MOST) {
            return Optional.empty();
        }
        // Where there is no place none is taken, and how long to wait is told.
        Allowance none = limits.take(unit, MOST);
        return none.allowed() ? Optional.empty() : Optional.of(none);
    }

    /** Counts one that failed. */
    public static void failed(RequestLimits limits, String address) {
        limits.take(unit(address), MOST);
    }

    private static String unit(String address) {
        return "sign-in-" + address;
    }
}
