package dev.triggo.oauth;

import dev.triggo.kernel.PersonId;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.RequestLimits;
import dev.triggo.limits.SignIns;
import java.time.Duration;

/** How often somebody without a credential may do what costs us something, in a minute. */
final class Throttle {
    static final int REGISTRATIONS = 60;
    static final int TOKENS = 300;
    static final int DOCUMENTS = 30;

    private final RequestLimits limits;

    Throttle(RequestLimits limits) {
        this.limits = limits;
    }

    void register(String address) {
        take("oauth-register-" + address, REGISTRATIONS);
    }

    void token(String address) {
        take("oauth-token-" + address, TOKENS);
    }

    /** Before anybody signs in: too many may have failed that came from there. */
    void signIn(String address) {
        SignIns.refusal(limits, address).ifPresent(Throttle::require);
    }

    void signInFailed(String address) {
        SignIns.failed(limits, address);
    }

    void readDocument(PersonId person) {
        take("oauth-document-" + person.value(), DOCUMENTS);
    }

    private void take(String unit, int most) {
        require(limits.take(unit, most));
    }

    private static void require(Allowance allowance) {
        if (!allowance.allowed()) {
            throw Refusal.later(
                    "Too many requests of this kind come from here: at most " + allowance.limit()
                            + " in 60 seconds. Try again in " + allowance.retryAfterSeconds() + " s.",
                    Duration.ofSeconds(allowance.retryAfterSeconds()));
        }
    }
}
