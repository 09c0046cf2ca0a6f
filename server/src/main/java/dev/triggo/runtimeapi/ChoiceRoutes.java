package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.connectors.ChoiceCalls;
import dev.triggo.connectors.Via;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code …/operations/{operation}/choices/{property}}: what a service gives to choose from, for whoever writes workflows. */
final class ChoiceRoutes {
    private static final String PATH = "/api/v1/runtime/connectors/{name}/operations/{operation}/choices/{property}";
    private static final Json.Obj OBJECT = Json.object().put("type", "object").build();

    private final ChoiceCalls calls;

    ChoiceRoutes(ChoiceCalls calls) {
        this.calls = calls;
    }

    List<Route> routes() {
        return List.of(new Route(
                "POST",
                PATH,
                Route.scoped(Scope.WORKFLOWS_WRITE),
                this::choices,
                doc().withOrWithoutBody(),
                Route.MAX_BODY));
    }

    private Answer choices(Exchange exchange) throws InterruptedException {
        Json.Obj body = Params.optional(exchange, Set.of("connectionId", "workflowId", "input"));
        Json.Obj input = switch (body.get("input")) {
            case null -> Json.EMPTY_OBJECT;
            case Json.Obj object -> object;
            case Json other -> throw Params.bad("input", "must be an object, as the node's config is");
        };
        String workflow = Params.text(body, "workflowId");
        return Answer.json(calls.ask(
                exchange.caller().workspace(),
                new ChoiceCalls.Question(
                        exchange.pathParam("name"),
                        exchange.pathParam("operation"),
                        exchange.pathParam("property"),
                        input,
                        new Via(Params.text(body, "connectionId"), workflow == null ? null : new WorkflowId(workflow)),
                        exchange.requestId())));
    }

    private static Route.Doc doc() {
        Json.Obj connection =
                Params.TEXT.with("description", Json.of("The node's connection; needed by connectors that sign in."));
        Json.Obj workflow = Params.TEXT.with(
                "description",
                Json.of(
                        "The workflow that the node is of; needed where the connection is for certain workflows alone."));
        Json.Obj input = OBJECT.with(
                "description",
                Json.of(
                        "The node's config as far as it is filled in, with what x-choices.needs names. What holds templates"
                                + " counts as not filled in."));
        Json.Obj body = Shapes.object("connectionId", connection, "workflowId", workflow, "input", input);
        Json.Obj choice = OpenApi.shape("value", Params.TEXT, "label", Params.TEXT);
        return new Route.Doc(
                "Ask a service what a property of an operation may be",
                Json.EMPTY_OBJECT,
                body.with("additionalProperties", Json.of(false)),
                Map.of(200, OpenApi.shape("choices", Shapes.list(choice), "more", Params.FLAG)),
                List.of(
                        ProblemCode.CONNECTOR_NOT_FOUND,
                        ProblemCode.NOT_FOUND,
                        ProblemCode.INPUT_VALIDATION_FAILED,
                        ProblemCode.OVERLOADED));
    }
}
