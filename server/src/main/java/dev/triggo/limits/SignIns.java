package dev.triggo.limits;

/**
 * Attempts to come in, by the address that they come from and across all accounts: what slows one account's guesser down
 * says nothing to somebody who tries one password on many. Both doors for people count together.
 */
public final class SignIns {
    /** In any 60 seconds. An office behind one address gets in with that, who walks through accounts does not get far. */
    public static final int MOST = 60;

    private SignIns() {}

    /** Counts one. */
    public static Allowance take(RequestLimits limits, String address) {
        return limits.take("sign-in-" + address, MOST);
    }
}
