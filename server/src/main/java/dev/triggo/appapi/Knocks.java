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

/** Those who come without a session and want one: counted by where they come from, before anything is looked at. */
final class Knocks {
    private final RequestLimits limits;

    Knocks(RequestLimits limits) {
        this.limits = limits;
    }

    /** The same handler; RATE_LIMIT_EXCEEDED for who comes too often, whatever they bring. */
    Handler counted(Handler handler) {
        return exchange -> counted(handler, exchange);
    }

    private Answer counted(Handler handler, Exchange exchange) throws InterruptedException {
        Allowance allowance = SignIns.take(limits, exchange.address());
        if (!allowance.allowed()) {
            throw Problem.later(
                    ProblemCode.RATE_LIMIT_EXCEEDED,
                    "Too many attempts to sign in come from this address: at most " + allowance.limit()
                            + " in 60 seconds. Try again in " + allowance.retryAfterSeconds() + " s.",
                    Duration.ofSeconds(allowance.retryAfterSeconds()));
        }
        return handler.handle(exchange);
    }
}
