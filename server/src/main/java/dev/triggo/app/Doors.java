package dev.triggo.app;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.http.HttpServer;
import dev.triggo.http.HttpSettings;
import dev.triggo.http.Observer;
import dev.triggo.http.RateLimit;
import dev.triggo.http.Route;
import dev.triggo.kernel.Ids;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.Guesses;
import dev.triggo.limits.RequestLimits;
import dev.triggo.limits.Tiers;
import dev.triggo.metrics.Metrics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The addresses that this process listens at. */
record Doors(Settings settings, RateLimit rateLimit, Guesses guesses, Metrics metrics, Ids ids) {
    /** Answers the door's question of how often: credentials by their tier, people by themselves. */
    record Windows(RequestLimits limits, Tiers tiers) implements RateLimit {
        /** A page asks for several things at each look: the figures of tiers are for programs. */
        static final int OF_A_PERSON = 600;

        @Override
        public Allowance take(Caller caller) {
            return limits.take(
                    caller.credentialId(), tiers.requestsPerMinute(caller.tier(), caller.rateLimitPerMinute()));
        }

        @Override
        public Allowance take(Member member) {
            int limit = Math.max(
                    OF_A_PERSON, tiers.requestsPerMinute(member.caller().tier(), null));
            return limits.take("person-" + member.caller().person().value(), limit);
        }
    }

    /** The one for everybody. */
    HttpServer open(List<Route> routes, Doorkeeper doorkeeper) {
        return new HttpServer(httpSettings(settings.port()), routes, doorkeeper, rateLimit, guesses, observer(), ids);
    }

    /** The metrics at a port of their own, where the operator asks for one. */
    @Nullable
    HttpServer openForMetrics() {
        Integer port = settings.watching().metricsPort();
        return port == null
                ? null
                : new HttpServer(
                        httpSettings(port),
                        List.of(MetricsRoutes.open(metrics)),
                        nobody -> Optional.empty(),
                        nobody -> new Allowance(true, 1, 1, 0, 0),
                        guesses,
                        request -> {},
                        ids);
    }

    private HttpSettings httpSettings(int port) {
        return HttpSettings.of(settings.host(), port, settings.publicUrl())
                .withAllowedOrigins(Set.copyOf(settings.corsOrigins()))
                .withTrustedProxies(settings.proxies().trusted());
    }

    private Observer observer() {
        Observer log = settings.watching().requestLog() ? new RequestLog() : request -> {};
        return request -> {
            metrics.count(request.method(), request.route(), request.status(), request.nanos());
            log.answered(request);
        };
    }
}
