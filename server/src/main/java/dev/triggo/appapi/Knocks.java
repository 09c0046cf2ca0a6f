package dev.triggo.appapi;

import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Handler;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.RequestLimits;
import dev.triggo.limits.SignIns;
import java.time.Duration;
import java.util.Set;

/** Those who come without a session and want one: where too many fail, nothing is looked at any more for a while. */
final class Knocks {
    /** What somebody is told whose secret is none. */
    private static final Set<ProblemCode> WRONG = Set.of(ProblemCode.UNAUTHORIZED, ProblemCode.FORBIDDEN);

    private final RequestLimits limits;

    Knocks(RequestLimits limits) {
        this.limits = limits;
    }

    /** The same handler; RATE_LIMIT_EXCEEDED where too many have failed, whatever is brought. */
    Handler counted(Handler handler) {
        return exchange -> counted(handler, exchange);
    }

    private Answer counted(Handler handler, Exchange exchange) throws InterruptedException {
        SignIns.refusal(limits, exchange.address()).ifPresent(Knocks::refuse);
        try {
            return handler.handle(exchange);
        } catch (Problem refused) {
            if (WRONG.contains(refused.code())) {
                SignIns.failed(limits, exchange.address());
            }
            throw refused;
        }
    }

    private static void refuse(Allowance allowance) {
        throw Problem.later(
                ProblemCode.RATE_LIMIT_EXCEEDED,
                "Too many attempts to sign in failed that came from this address: at most " + allowance.limit()
                        + " may in 60 seconds. Try again in " + allowance.retryAfterSeconds() + " s.",
                Duration.ofSeconds(allowance.retryAfterSeconds()));
    }
}
