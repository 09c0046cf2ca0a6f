package dev.triggo.app;

import dev.triggo.http.Answer;
import dev.triggo.http.DocsPage;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Routes about the server itself: is it alive, is it ready, what can it do. */
final class SystemRoutes {
    private final BooleanSupplier ready;
    private final Supplier<Json.Obj> openApi;
    private volatile Json.@Nullable Obj document;

    /** {@code openApi} is asked once, by the first who reads the document. */
    SystemRoutes(BooleanSupplier ready, Supplier<Json.Obj> openApi) {
        this.ready = ready;
        this.openApi = openApi;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/healthz", Route.anybody(), exchange -> Answer.json(status("alive")), null),
                new Route("GET", "/readyz", Route.anybody(), exchange -> readiness(), null),
                new Route("GET", "/openapi.json", Route.anybody(), exchange -> Answer.json(document()), null),
                new Route("GET", "/docs", Route.anybody(), exchange -> DocsPage.of(document()), null),
                new Route("GET", "/examples/people", Route.anybody(), SystemRoutes::person, personDoc()));
    }

    private Json.Obj document() {
        Json.Obj known = document;
        if (known == null) {
            known = openApi.get();
            document = known;
        }
        return known;
    }

    /** A made-up person for an address, the same every time: what the quickstart's example workflow calls. */
    private static Answer person(Exchange exchange) {
        String email = exchange.query("email").orElse("");
        int at = email.indexOf('@');
        if (at < 1 || email.length() > 200) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "Give 'email', as /examples/people?email=ada@example.com.");
        }
        String name = email.substring(0, 1).toUpperCase(Locale.ROOT) + email.substring(1, at);
        int score = (Hash.sha256(email.getBytes(StandardCharsets.UTF_8))[0] & 0xff) % 100;
        return Answer.json(Json.object()
                .put("email", email)
                .put("name", name)
                .put("score", score)
                .build());
    }

    private static Route.Doc personDoc() {
        return new Route.Doc(
                "A made-up person, for the example workflow",
                Json.object()
                        .put("email", Json.object().put("type", "string").build())
                        .build(),
                null,
                Map.of(200, Json.object().put("type", "object").build()),
                List.of());
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
