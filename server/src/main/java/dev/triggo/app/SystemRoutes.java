package dev.triggo.app;

import dev.triggo.http.Answer;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Routes about the server itself: is it alive, is it ready, what can it do. */
final class SystemRoutes {
    private final BooleanSupplier ready;

    SystemRoutes(BooleanSupplier ready) {
        this.ready = ready;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/healthz", Route.anybody(), exchange -> Answer.json(status("alive")), null),
                new Route("GET", "/readyz", Route.anybody(), exchange -> readiness(), null));
    }

    private Answer readiness() {
        if (!ready.getAsBoolean()) {
            throw Problem.later(
                    ProblemCode.OVERLOADED,
                    "Not ready: the store is away, or the server stops.",
                    Duration.ofSeconds(2));
        }
        return Answer.json(status("ready"));
    }

    private static Json status(String word) {
        return Json.object().put("status", word).build();
    }
}
