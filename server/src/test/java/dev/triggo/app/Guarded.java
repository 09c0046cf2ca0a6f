package dev.triggo.app;

import dev.triggo.http.Route;
import java.net.http.HttpResponse;
import java.util.List;

/** What every answer of every route has, whatever it says. */
final class Guarded {
    private static final List<String> RATES =
            List.of("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset");

    private Guarded() {}

    /**
     * Whether nobody keeps or misreads the answer, and who is known is told of their window.
     *
     * @param nobody whether no credential was sent
     */
    static boolean is(Route route, HttpResponse<String> answer, boolean nobody) {
        var told = answer.headers();
        boolean known = !nobody
                && answer.statusCode() != 401
                && (route.access() instanceof Route.Access.Credential
                        || route.access() instanceof Route.Access.Session);
        boolean rated = RATES.stream()
                .allMatch(name -> told.firstValue(name)
                        .filter(value -> value.matches("[0-9]+"))
                        .isPresent());
        // A refusal that was not asked with a secret has none to blank.
        boolean whole = answer.statusCode() < 400 || !answer.body().contains("[redacted");
        return whole
                && told.allValues("cache-control").equals(List.of("no-store"))
                && told.allValues("x-content-type-options").equals(List.of("nosniff"))
                && told.allValues("x-request-id").size() == 1
                && (rated == known || route.access() instanceof Route.Access.Visitor);
    }
}
