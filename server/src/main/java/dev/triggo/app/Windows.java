package dev.triggo.app;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.http.RateLimit;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.RequestLimits;
import dev.triggo.limits.Tiers;

/** Answers the door's question of how often: credentials by their tier, people by themselves. */
record Windows(RequestLimits limits, Tiers tiers) implements RateLimit {
    /** A page asks for several things at each look: the figures of tiers are for programs. */
    static final int OF_A_PERSON = 600;

    @Override
    public Allowance take(Caller caller) {
        return limits.take(caller.credentialId(), tiers.requestsPerMinute(caller.tier(), caller.rateLimitPerMinute()));
    }

    @Override
    public Allowance take(Member member) {
        int limit =
                Math.max(OF_A_PERSON, tiers.requestsPerMinute(member.caller().tier(), null));
        return limits.take("person-" + member.caller().person().value(), limit);
    }
}
