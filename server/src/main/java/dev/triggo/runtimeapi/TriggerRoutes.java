package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.runs.Runs;
import dev.triggo.triggers.Triggers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What starts a workflow by itself: how events come in, what came of late, and trying it. */
final class TriggerRoutes {
    private static final String ONE = "/api/v1/runtime/workflows/{id}/trigger";

    private static final String FIRINGS = "/api/v1/runtime/schedules/firings";
    private static final List<String> TEXTS = List.of("mode", "cron", "timezone");

    private final Triggers triggers;

    TriggerRoutes(Triggers triggers) {
        this.triggers = triggers;
    }

    List<Route> routes() {
        Route.Access runs = Route.scoped(Scope.WORKFLOWS_WRITE, Scope.ACTIONS_RUN);
        return List.of(
                new Route("GET", ONE, Route.scoped(Scope.WORKFLOWS_READ), this::show, showDoc()),
                new Route("GET", FIRINGS, Route.scoped(Scope.WORKFLOWS_READ), this::firings, firingsDoc()),
                new Route("POST", ONE + "/fire", runs, this::fire, fireDoc().withOrWithoutBody()),
                new Route(
                        "POST",
                        ONE + "/deliveries/{deliveryId}/redeliver",
                        runs,
                        this::redeliver,
                        redeliverDoc().withOrWithoutBody()));
    }

    private Answer show(Exchange exchange) {
        return Answer.json(triggers.show(exchange.caller(), id(exchange)));
    }

    private Answer firings(Exchange exchange) {
        Json.Builder config = Json.object();
        for (String name : TEXTS) {
            config.putIf(name, Params.text(exchange, name));
        }
        String seconds = Params.text(exchange, "seconds");
        if (seconds != null) {
            if (!seconds.matches("[0-9]{1,9}")) {
                throw Params.bad("seconds", "must be a whole number");
            }
            config.put("seconds", Long.parseLong(seconds));
        }
        return Answer.json(triggers.preview(exchange.caller(), config.build()));
    }

    private Answer fire(Exchange exchange) throws InterruptedException {
        Json.Obj body = Params.optional(exchange, Set.of("event", "wait"));
        Duration wait = wait(body);
        return answer(triggers.fire(exchange.caller(), id(exchange), body.get("event"), wait), wait);
    }

    private Answer redeliver(Exchange exchange) throws InterruptedException {
        Duration wait = wait(Params.optional(exchange, Set.of("wait")));
        return answer(
                triggers.redeliver(exchange.caller(), id(exchange), exchange.pathParam("deliveryId"), wait), wait);
    }

    private static Duration wait(Json.Obj body) {
        Duration wait = Params.seconds(body, "wait");
        return wait == null ? Duration.ZERO : wait;
    }

    private static Answer answer(Runs.Accepted accepted, Duration wait) {
        return !wait.isZero() && accepted.run().status().isFinal()
                ? Answer.json(200, accepted.run().toJson(true))
                : Answer.json(202, accepted.run().toAccepted());
    }

    private static WorkflowId id(Exchange exchange) {
        return new WorkflowId(exchange.pathParam("id"));
    }

    private static Route.Doc showDoc() {
        return new Route.Doc(
                "See what starts a workflow: its address or next firings, and what came in of late",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, Shapes.TRIGGER),
                List.of(ProblemCode.WORKFLOW_NOT_FOUND));
    }

    private static Route.Doc firingsDoc() {
        Json.Obj query = Json.object()
                .put("mode", Params.TEXT)
                .put("seconds", Json.object().put("type", "integer").build())
                .put("cron", Params.TEXT)
                .put("timezone", Params.TEXT)
                .build();
        return new Route.Doc(
                "See when a schedule would fire, before it is saved",
                query,
                null,
                Map.of(200, Shapes.FIRINGS),
                List.of());
    }

    private static Route.Doc fireDoc() {
        Json.Obj event = Json.object()
                .put("description", "What the trigger gives; left out, one of the kind that comes.")
                .build();
        return starting(
                "Start a run of the live version as an event would",
                Shapes.object("event", event, "wait", Params.WAIT));
    }

    private static Route.Doc redeliverDoc() {
        return starting(
                "Start a run of the live version with the event of an earlier delivery",
                Shapes.object("wait", Params.WAIT));
    }

    private static Route.Doc starting(String summary, Json.Obj body) {
        return new Route.Doc(
                summary,
                Json.EMPTY_OBJECT,
                body.with("additionalProperties", Json.of(false)),
                Map.of(200, Shapes.RUN, 202, Shapes.RUN_ACCEPTED),
                List.of(
                        ProblemCode.WORKFLOW_NOT_FOUND,
                        ProblemCode.NOT_FOUND,
                        ProblemCode.ACTION_UNAVAILABLE,
                        ProblemCode.RUN_NOT_REPLAYABLE,
                        ProblemCode.RUN_QUOTA_EXCEEDED));
    }
}
