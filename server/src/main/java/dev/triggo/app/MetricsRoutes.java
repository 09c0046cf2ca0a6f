package dev.triggo.app;

import dev.triggo.access.BootstrapKeys;
import dev.triggo.http.Answer;
import dev.triggo.http.Route;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.metrics.Metrics;
import java.util.Map;

/** Where the metrics are read. They are of the whole server: the operator's, no workspace's. */
final class MetricsRoutes {
    private static final String PATH = "/metrics";

    private MetricsRoutes() {}

    /** For the port that all come to: only for the operator's own keys. */
    static Route guarded(Metrics metrics) {
        return new Route(
                "GET",
                PATH,
                Route.anyCredential(),
                exchange -> {
                    if (!BootstrapKeys.mayWatch(exchange.caller())) {
                        throw Problem.of(
                                ProblemCode.FORBIDDEN,
                                "The metrics are of the whole server: read them with the key of TRIGGO_METRICS_KEY, or "
                                        + "one of RUNTIME_API_KEYS.");
                    }
                    return page(metrics);
                },
                null);
    }

    /** For a port of its own, which the operator keeps closed to others. */
    static Route open(Metrics metrics) {
        return new Route("GET", PATH, Route.anybody(), exchange -> page(metrics), null);
    }

    private static Answer page(Metrics metrics) {
        return new Answer.TextBody(200, Metrics.CONTENT_TYPE, Map.of(), metrics.text());
    }
}
