package dev.triggo.appapi;

import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.http.SessionCookie;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.people.OidcSignIn;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing in by the outside provider: there and back, as a browser goes. */
final class OidcRoutes {
    private static final String PATH = "/api/v1/app/oidc";
    private static final String TICKET = "__Host-triggo-oidc";

    /** What providers send along, whether we read it or not. */
    private static final List<String> SENT_BACK = List.of(
            "code",
            "state",
            "iss",
            "error",
            "error_description",
            "error_uri",
            "session_state",
            "scope",
            "authuser",
            "prompt",
            "hd");

    private final @Nullable OidcSignIn oidc;
    private final String publicUrl;

    /** @param oidc null where the operator has set no provider */
    OidcRoutes(@Nullable OidcSignIn oidc, String publicUrl) {
        this.oidc = oidc;
        this.publicUrl = publicUrl;
    }

    List<Route> routes() {
        var query = Json.object();
        SENT_BACK.forEach(
                name -> query.put(name, Json.object().put("type", "string").build()));
        var back = new Route.Doc("Back from the provider", query.build(), null, Map.of(), List.of());
        return List.of(
                new Route("GET", PATH, Route.anybody(), exchange -> state(), null),
                new Route("GET", PATH + "/start", Route.anybody(), exchange -> start(), null),
                new Route("GET", PATH + "/callback", Route.anybody(), this::callback, back));
    }

    private Answer state() {
        return Answer.json(Json.object().put("enabled", oidc != null).build());
    }

    private OidcSignIn provider() {
        if (oidc == null) {
            throw Problem.of(
                    ProblemCode.NOT_FOUND,
                    "This server has no identity provider: its operator can set one with TRIGGO_OIDC_ISSUER.");
        }
        return oidc;
    }

    private Answer start() {
        OidcSignIn.Departure departure = provider().depart();
        return new Answer.Empty(
                303,
                Map.of(
                        "location",
                        departure.url(),
                        "set-cookie",
                        cookie(departure.ticket(), OidcSignIn.ON_THE_WAY),
                        "cache-control",
                        "no-store"));
    }

    private static String cookie(String value, Duration longest) {
        return TICKET + "=" + value + "; Path=/; Max-Age=" + longest.toSeconds() + "; Secure; HttpOnly; SameSite=Lax";
    }

    private Answer callback(Exchange exchange) {
        OidcSignIn outside = provider();
        Optional<String> code = exchange.query("code");
        if (code.isEmpty() || exchange.query("error").isPresent()) {
            throw Problem.of(
                    ProblemCode.UNAUTHORIZED,
                    "The identity provider let nobody in: sign in again, or with a password.");
        }
        SignIn.Outcome outcome = outside.arrive(
                ticket(exchange),
                exchange.query("state").orElse(""),
                code.get(),
                exchange.header("user-agent").orElse("unknown"));
        return switch (outcome) {
            case SignIn.Outcome.SignedIn(Sessions.Begun begun) ->
                to("/", SessionCookie.begin(begun.secret(), Sessions.LONGEST));
            // Behind the # it is sent to no server and written into no log.
            case SignIn.Outcome.CodeNeeded(String secret, long expiresAt) ->
                to("/sign-in#code-for=" + secret, cookie("", Duration.ZERO));
        };
    }

    private Answer to(String page, String cookie) {
        return new Answer.Empty(
                303, Map.of("location", publicUrl + page, "set-cookie", cookie, "cache-control", "no-store"));
    }

    /** Empty when there is none, or more than one, of which neither counts. */
    private static String ticket(Exchange exchange) {
        List<String> found = exchange.headers("cookie").stream()
                .flatMap(line -> List.of(line.split(";", -1)).stream())
                .map(String::strip)
                .filter(pair -> pair.startsWith(TICKET + "="))
                .map(pair -> pair.substring(TICKET.length() + 1))
                .toList();
        return found.size() == 1 ? found.getFirst() : "";
    }
}
