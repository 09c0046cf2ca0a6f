package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.actions.Actions;
import dev.triggo.actions.Invocation;
import dev.triggo.actions.Invocations;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.library.PageRequest;
import dev.triggo.runs.Runs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/runtime/actions}: find, inspect and run what was published. */
final class ActionRoutes {
    private static final Set<String> RUN_FIELDS = Set.of("input", "dryRun", "correlationId", "wait");

    private final Actions actions;
    private final Invocations invocations;

    ActionRoutes(Actions actions, Invocations invocations) {
        this.actions = actions;
        this.invocations = invocations;
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        "/api/v1/runtime/actions",
                        Route.scopedOrActionGrant(Scope.ACTIONS_READ),
                        this::list,
                        listDoc()),
                new Route(
                        "GET",
                        "/api/v1/runtime/actions/{slug}",
                        Route.scopedOrActionGrant(Scope.ACTIONS_READ),
                        this::get,
                        getDoc()),
                new Route(
                        "POST",
                        "/api/v1/runtime/actions/{slug}/run",
                        Route.scopedOrActionGrant(Scope.ACTIONS_RUN),
                        this::run,
                        runDoc().withOrWithoutBody()));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(actions.list(exchange.caller(), page(exchange)).toJson());
    }

    static PageRequest page(Exchange exchange) {
        return new PageRequest(Params.text(exchange, "query"), Params.text(exchange, "cursor"), Params.limit(exchange));
    }

    private Answer get(Exchange exchange) {
        return Answer.json(
                actions.get(exchange.caller(), exchange.pathParam("slug")).toJson());
    }

    private Answer run(Exchange exchange) throws InterruptedException {
        Json.Obj body = Params.optional(exchange, RUN_FIELDS);
        Duration patience = patience(exchange, body);
        Json input = body.get("input");
        var call = new Invocation(
                exchange.pathParam("slug"),
                input == null ? Json.EMPTY_OBJECT : input,
                Boolean.TRUE.equals(either("dryRun", Params.flag(exchange, "dryRun"), Params.flag(body, "dryRun"))),
                Params.text(body, "correlationId"),
                Params.idempotencyKey(exchange),
                patience);
        Runs.Accepted accepted = invocations.invoke(exchange.caller(), call, null);
        boolean sawTheEnd = !patience.isZero() && accepted.run().status().isFinal();
        return sawTheEnd
                ? accepted(200, accepted, accepted.run().toJson(true))
                : accepted(202, accepted, accepted.run().toAccepted());
    }

    static Answer accepted(int status, Runs.Accepted accepted, Json body) {
        return new Answer.JsonBody(
                status, accepted.replayed() ? Map.of("idempotency-replayed", "true") : Map.of(), body);
    }

    private static Duration patience(Exchange exchange, Json.Obj body) {
        Duration asked = either(
                "wait",
                exchange.query("wait").isPresent() ? Params.wait(exchange) : null,
                Params.seconds(body, "wait"));
        return asked == null ? Duration.ZERO : asked;
    }

    /** A value that may come in the query or in the body; both only when they agree. */
    private static <T> @Nullable T either(String name, @Nullable T query, @Nullable T body) {
        if (query != null && body != null && !query.equals(body)) {
            throw Params.bad(name, "is one thing in the query and another in the body");
        }
        return query == null ? body : query;
    }

    private static Route.Doc listDoc() {
        return new Route.Doc("List published actions", Params.PAGE, null, Map.of(200, Shapes.ACTION_LIST), List.of());
    }

    private static Route.Doc getDoc() {
        return new Route.Doc(
                "Inspect an action",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, Shapes.ACTION),
                List.of(ProblemCode.ACTION_NOT_FOUND, ProblemCode.ACTION_UNAVAILABLE));
    }

    private static Route.Doc runDoc() {
        Json.Obj body = Shapes.object(
                "input", Json.object().put("type", "object").build(),
                "dryRun", Params.FLAG,
                "correlationId", Params.TEXT,
                "wait", Params.WAIT);
        return new Route.Doc(
                "Run an action; header Idempotency-Key makes repeats harmless for 48 hours",
                Json.object()
                        .put("wait", Params.WAIT)
                        .put("dryRun", Params.FLAG)
                        .build(),
                body.with("additionalProperties", Json.of(false)),
                Map.of(200, Shapes.RUN, 202, Shapes.RUN_ACCEPTED),
                List.of(
                        ProblemCode.ACTION_NOT_FOUND,
                        ProblemCode.ACTION_UNAVAILABLE,
                        ProblemCode.IDEMPOTENCY_CONFLICT,
                        ProblemCode.INPUT_VALIDATION_FAILED,
                        ProblemCode.UNSUPPORTED_ENTRYPOINT,
                        ProblemCode.RUN_QUOTA_EXCEEDED));
    }
}
