package dev.triggo.appapi;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.connectors.CallRequest;
import dev.triggo.connectors.CallResult;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.Shelf;
import dev.triggo.connectors.SideEffect;
import dev.triggo.connectors.Via;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.people.Audit;
import dev.triggo.runs.RunHistory;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One call of an operation that reads, so that somebody sees what it gives before a workflow is drawn around it. */
public final class OperationTrialRoutes {
    private static final String PATH = "/api/v1/app/connectors/{name}/operations/{operation}/try";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Connectors connectors;
    private final RunHistory history;
    private final Audit audit;

    /** @param history blanks what came of it as it does what runs show */
    public OperationTrialRoutes(Connectors connectors, RunHistory history, Audit audit) {
        this.connectors = connectors;
        this.history = history;
        this.audit = audit;
    }

    public List<Route> routes() {
        return List.of(new Route("POST", PATH, Route.signedIn(Role.EDITOR), this::attempt, doc()));
    }

    private Answer attempt(Exchange exchange) throws InterruptedException {
        Member member = exchange.member();
        WorkspaceId workspace = member.caller().workspace();
        Fields fields = Fields.of(exchange, "input", "connectionId");
        Json.Obj given = fields.object("input");
        Json.Obj input = given == null ? Json.EMPTY_OBJECT : given;
        String connection = fields.text("connectionId", "");
        String connector = exchange.pathParam("name");
        String operation = exchange.pathParam("operation");
        Shelf shelf = connectors.of(workspace);
        var unused = shelf.requireOperation(connector, operation);
        String fault = connection.isEmpty() ? null : shelf.connectionFault(connector, connection);
        if (fault != null) {
            fields.fault("connectionId", fault);
        }
        fields.done();
        if (shelf.sideEffect(connector, operation, input) != SideEffect.READ) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The operation changes something at the service, and only those that read are tried here: test it as a"
                            + " step of a workflow.");
        }
        var request = new CallRequest(
                workspace,
                connector,
                operation,
                input,
                "trial",
                1,
                exchange.requestId(),
                true,
                System.nanoTime() + PATIENCE.toNanos());
        CallResult result = shelf.call(request, new Via(connection.isEmpty() ? null : connection, null));
        boolean ok = result instanceof CallResult.Done;
        audit.note(
                member,
                "connector.operation_tried",
                Json.object()
                        .put("connector", connector)
                        .put("operation", operation)
                        .putIf("connectionId", connection.isEmpty() ? null : connection)
                        .put("ok", ok)
                        .build());
        return Answer.json(history.shown(workspace, told(result)));
    }

    private static Json.Obj told(CallResult result) {
        return switch (result) {
            case CallResult.Done done ->
                Json.object().put("ok", true).put("output", done.output()).build();
            case CallResult.Failed failed ->
                Json.object()
                        .put("ok", false)
                        .put("code", failed.code())
                        .put("message", failed.message())
                        .build();
        };
    }

    private static Route.Doc doc() {
        Json.Obj object = Json.object().put("type", "object").build();
        return new Route.Doc(
                "Call an operation that reads, once, and show what came of it; nothing is kept",
                Json.EMPTY_OBJECT,
                OpenApi.shape("input?", object, "connectionId?", Described.TEXT),
                Map.of(
                        200,
                        OpenApi.shape(
                                "ok",
                                Described.FLAG,
                                "output?",
                                Json.EMPTY_OBJECT,
                                "code?",
                                Described.TEXT,
                                "message?",
                                Described.TEXT)),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND, ProblemCode.NOT_FOUND));
    }
}
