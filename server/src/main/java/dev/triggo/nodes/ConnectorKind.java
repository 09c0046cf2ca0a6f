package dev.triggo.nodes;

import dev.triggo.connectors.CallRequest;
import dev.triggo.connectors.CallResult;
import dev.triggo.connectors.ConnectorInfo;
import dev.triggo.connectors.OperationInfo;
import dev.triggo.connectors.Shelf;
import dev.triggo.connectors.SideEffect;
import dev.triggo.connectors.Via;
import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.schema.SchemaError;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls one operation of a connector; its config is the operation's input. */
final class ConnectorKind extends BuiltInKind {
    private static final String NO_AUTH = "none";
    private static final Json.Obj ANY_OBJECT = Json.object()
            .put("type", "object")
            .put("description", "The operation's input; get_operation_schema of its connector tells it.")
            .build();
    private static final String EXAMPLE = """
            {"node": {"type": "connector", "connector": "http-request", "operation": "http_request",
               "config": {"url": "https://api.example.com/people", "query_params": {"email": "{{action_input.email}}"}}},
             "sources": {"action_input": {"email": "ada@example.com"}},
             "output": {"status": 200, "headers": {"content-type": "application/json", "content-length": "14"},
               "body": {"name": "Ada"}}}""";

    private final Shelf connectors;
    private final boolean judgesConnections;
    private final Schemas schemas = new Schemas();

    /** @param judgesConnections whether a node may name a connection is asked too */
    ConnectorKind(Shelf connectors, boolean judgesConnections) {
        super(KindText.of(
                "connector",
                "Calls an operation of a connector, such as http-request; config is the operation's input.",
                "{}",
                List.of(),
                EXAMPLE));
        this.connectors = connectors;
        this.judgesConnections = judgesConnections;
    }

    @Override
    Outcome carryOut(NodeContext context) throws InterruptedException {
        Node node = context.node();
        OperationInfo operation = operation(node);
        if (operation == null) {
            return Outcome.failed(
                    "NOT_FOUND",
                    "There is no operation " + node.operation() + " of a connector " + node.connector()
                            + "; deploy the workflow again with one that there is.");
        }
        if (context.dryRun() && writes(node, operation, context.config())) {
            return plan(node, operation, context.config());
        }
        var request = new CallRequest(
                context.workspace(),
                operation.connector(),
                operation.name(),
                context.config(),
                context.run().value(),
                context.attempt(),
                context.idempotencyKey(),
                context.dryRun(),
                context.deadlineNanos());
        return switch (connectors.call(request, new Via(node.connectionId(), context.workflow()))) {
            case CallResult.Done done -> Outcome.done(done.output());
            case CallResult.Failed failed ->
                new Outcome.Failed(failed.code(), failed.message(), failed.retryable(), failed.retryAfter());
        };
    }

    /** By the input as it is written too: an operation that may write, as far as one can tell, is not tried out. */
    private boolean writes(Node node, OperationInfo operation, Json.Obj input) {
        return effect(node) == Effect.WRITE
                || connectors.sideEffect(operation.connector(), operation.name(), input) == SideEffect.WRITE;
    }

    /** What would be sent, with the same refusals as if it were. */
    private Outcome plan(Node node, OperationInfo operation, Json.Obj input) {
        List<SchemaError> faults = schemas.faults(operation.inputSchema(), input);
        if (!faults.isEmpty()) {
            return Outcome.failed("VALIDATION_ERROR", "The input does not fit the operation. " + Schemas.line(faults));
        }
        Json.Obj plan = Json.object()
                .put("nodeId", node.id())
                .put("connector", operation.connector())
                .put("operation", operation.name())
                .put("input", input)
                .put("sideEffect", SideEffect.WRITE.word())
                .build();
        return new Outcome.Planned(plan, Json.Null.NULL);
    }

    @Override
    public Effect effect(Node node) {
        OperationInfo operation = operation(node);
        if (operation == null) {
            return Effect.WRITE;
        }
        return switch (connectors.sideEffect(operation.connector(), operation.name(), node.config())) {
            case NONE -> Effect.NONE;
            case READ -> Effect.READ;
            case WRITE -> Effect.WRITE;
        };
    }

    @Override
    public Json.Obj configSchema(Node node) {
        OperationInfo operation = operation(node);
        return operation == null ? ANY_OBJECT : operation.inputSchema();
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        String name = node.connector();
        String operation = node.operation();
        if (name == null || name.isEmpty() || operation == null || operation.isEmpty()) {
            // Validation says so of every kind that uses a connector.
            return List.of();
        }
        ConnectorInfo connector = connectors.find(name);
        if (connector == null) {
            List<String> known =
                    connectors.list().stream().map(ConnectorInfo.Head::name).toList();
            return List.of(new WorkflowProblem(
                    node.id(),
                    "/connector",
                    "unknown_connector",
                    "There is no connector " + shown(name) + "; there are: " + names(known) + "."));
        }
        if (connector.operation(operation) == null) {
            List<String> known = connector.operations().stream()
                    .map(OperationInfo.Summary::name)
                    .toList();
            return List.of(new WorkflowProblem(
                    node.id(),
                    "/operation",
                    "unknown_operation",
                    connector.name() + " has no operation " + shown(operation) + "; it has: " + names(known) + "."));
        }
        return checkConnection(node, connector);
    }

    private List<WorkflowProblem> checkConnection(Node node, ConnectorInfo connector) {
        boolean open = connector.auth().equals(NO_AUTH);
        String id = node.connectionId();
        if (!open && id != null && !id.isEmpty()) {
            String fault = judgesConnections ? connectors.connectionFault(connector.name(), id) : null;
            return fault == null
                    ? List.of()
                    : List.of(new WorkflowProblem(node.id(), "/connectionId", "unknown_connection", fault));
        }
        if (open && id == null) {
            return List.of();
        }
        return List.of(new WorkflowProblem(
                node.id(),
                "/connectionId",
                open ? "unexpected_connection" : "missing_connection",
                open
                        ? "The connector " + connector.name() + " takes no connection: leave connectionId out."
                        : "The connector " + connector.name()
                                + " needs a connection: set connectionId to one that get_connector_operations lists."));
    }

    @Override
    public boolean takesOptions() {
        return true;
    }

    @Override
    public boolean usesConnector() {
        return true;
    }

    private @Nullable OperationInfo operation(Node node) {
        return node.connector() == null || node.operation() == null
                ? null
                : connectors.operation(node.connector(), node.operation());
    }

    private static String shown(String name) {
        return Json.of(name.length() > 80 ? name.substring(0, 80) + "…" : name).write();
    }

    /** The first of them; the rest is found in lists. */
    private static String names(List<String> names) {
        String first = String.join(", ", names.stream().limit(20).toList());
        return names.size() > 20 ? first + " and " + (names.size() - 20) + " more" : first;
    }
}
