package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.Guesses;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A server with a route for each thing that the tests want to see happen. */
final class TestServer implements AutoCloseable {
    static final String ALL = "trg_all";
    /** Of another workspace. */
    static final String OTHER = "trg_elsewhere";

    static final String READER = "trg_reader";
    static final String LIMITED = "trg_limited";
    static final String NOTHING = "trg_nothing";
    static final String SPENT = "trg_spent";

    final AtomicInteger handled = new AtomicInteger();
    final AtomicInteger authentications = new AtomicInteger();
    final BlockingQueue<Observer.Seen> seen = new LinkedBlockingQueue<>();
    /** What the observer does with a request before it adds it to {@link #seen}. */
    volatile Runnable whenSeen = () -> {};
    /** Tokens that are nobody's any more. */
    final Set<String> revoked = ConcurrentHashMap.newKeySet();

    final AtomicLong placesTaken = new AtomicLong();
    final HttpServer server;
    final int port;

    TestServer(List<Route> more, UnaryOperator<HttpSettings> settings) {
        var routes = new ArrayList<>(usual());
        routes.addAll(odd());
        routes.addAll(more);
        server = new HttpServer(
                settings.apply(HttpSettings.of("127.0.0.1", 0, "https://triggo.example.org")),
                routes,
                this::whose,
                this::take,
                new Guesses(Clock.systemUTC()),
                request -> {
                    whenSeen.run();
                    seen.add(request);
                },
                new Ids(Clock.systemUTC(), new SecureRandom()));
        server.start();
        port = server.port();
    }

    TestServer() {
        this(List.of(), UnaryOperator.identity());
    }

    static Caller caller(String id, Set<Scope> scopes, Set<String> actions) {
        return new Caller(
                new WorkspaceId("w"), new PersonId("p"), id, "trg_****", new Grants(scopes, actions), "free", null);
    }

    private Optional<Caller> whose(String bearer) {
        authentications.incrementAndGet();
        return revoked.contains(bearer) ? Optional.empty() : known(bearer);
    }

    private static Optional<Caller> known(String bearer) {
        return switch (bearer) {
            case ALL, SPENT -> Optional.of(caller(bearer, Set.of(Scope.values()), Set.of()));
            case OTHER ->
                Optional.of(new Caller(
                        new WorkspaceId("v"),
                        new PersonId("q"),
                        bearer,
                        "trg_****",
                        new Grants(Set.of(Scope.values()), Set.of()),
                        "free",
                        null));
            case READER -> Optional.of(caller(bearer, Set.of(Scope.ACTIONS_READ), Set.of()));
            case LIMITED -> Optional.of(caller(bearer, Set.of(), Set.of("send-report")));
            case NOTHING -> Optional.of(caller(bearer, Set.of(), Set.of()));
            default -> Optional.empty();
        };
    }

    private Allowance take(Caller caller) {
        placesTaken.incrementAndGet();
        return caller.credentialId().equals(SPENT)
                ? new Allowance(false, 60, 0, 1_800_000_000L, 17)
                : new Allowance(true, 60, 41, 1_800_000_000L, 0);
    }

    private List<Route> usual() {
        Route.Doc listed = new Route.Doc(
                "Lists.",
                Json.object()
                        .put("query", Json.EMPTY_OBJECT)
                        .put("limit", Json.EMPTY_OBJECT)
                        .build(),
                null,
                Map.of(),
                List.of());
        return List.of(
                route("GET", "/healthz", Route.anybody(), x -> Answer.json(Json.EMPTY_OBJECT)),
                route("POST", "/echo", Route.anybody(), x -> Answer.json(x.json())),
                route("POST", "/bytes", Route.anybody(), x -> Answer.json(Json.of(x.body().length))),
                route("POST", "/unread", Route.anybody(), x -> Answer.json(Json.EMPTY_OBJECT)),
                new Route("GET", "/api/v1/runtime/actions", Route.scoped(Scope.ACTIONS_READ), this::list, listed),
                route(
                        "GET",
                        "/api/v1/runtime/actions/{slug}",
                        Route.scopedOrActionGrant(Scope.ACTIONS_READ),
                        this::slug),
                route(
                        "POST",
                        "/api/v1/runtime/actions/{slug}/run",
                        Route.scoped(Scope.ACTIONS_RUN, Scope.RUNS_READ),
                        this::slug),
                route(
                        "POST",
                        "/mcp",
                        Route.anyCredential(),
                        x -> Answer.json(Json.of(x.caller().credentialId()))));
    }

    private List<Route> odd() {
        return List.of(
                route("GET", "/boom", Route.anybody(), x -> {
                    throw new IllegalStateException("secret\r\n2026 ERROR forged line");
                }),
                route("GET", "/deep", Route.anybody(), x -> Answer.json(Json.of(depth(0)))),
                route("GET", "/later", Route.anybody(), x -> {
                    throw Problem.later(ProblemCode.OVERLOADED, "Full.", Duration.ofMillis(1500));
                }),
                route("POST", "/narrow", Route.anyCredential(), x -> {
                    x.caller().require(Scope.RUNS_READ, Scope.ACTIONS_RUN);
                    return Answer.json(Json.EMPTY_OBJECT);
                }),
                route(
                        "GET",
                        "/reflect",
                        Route.anybody(),
                        x -> new Answer.JsonBody(
                                200,
                                Map.of("x-reflected", "a\r\nset-cookie: b=c", "cache-control", "max-age=60"),
                                Json.EMPTY_OBJECT)),
                route("DELETE", "/gone", Route.anybody(), x -> new Answer.Empty(204, Map.of())),
                route(
                        "GET",
                        "/page",
                        Route.anybody(),
                        x -> new Answer.TextBody(200, "text/html; charset=utf-8", Map.of(), "<p>ü</p>")));
    }

    private Route route(String method, String path, Route.Access access, Handler handler) {
        return new Route(
                method,
                path,
                access,
                x -> {
                    handled.incrementAndGet();
                    return handler.handle(x);
                },
                null);
    }

    private Answer list(Exchange x) {
        handled.incrementAndGet();
        return Answer.json(Json.object()
                .putIf("query", x.query("query").orElse(null))
                .putIf("limit", x.query("limit").orElse(null))
                .build());
    }

    private Answer slug(Exchange x) {
        return Answer.json(Json.object()
                .put("slug", x.pathParam("slug"))
                .put("path", x.path())
                .build());
    }

    private static long depth(long at) {
        return depth(at + 1) + 1;
    }

    /** A request as text, with Host, and a body when there is one. */
    String request(String method, String target, @Nullable String body, String... headers) {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (body != null) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        return text.append("\r\n").append(body == null ? "" : body).toString();
    }

    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    @Override
    public void close() {
        server.stop(Duration.ZERO);
    }
}
