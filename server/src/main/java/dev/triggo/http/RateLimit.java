package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.limits.Allowance;

/** The question that this package asks of the rate limiter; answered by the wiring. */
@FunctionalInterface
public interface RateLimit {
    /** Takes a place in the caller's window, or says when one is free. */
    Allowance take(Caller caller);

    /** The same for somebody who is signed in: however many sessions they have, they have one window. */
    default Allowance take(Member member) {
        return take(member.caller());
    }
}
