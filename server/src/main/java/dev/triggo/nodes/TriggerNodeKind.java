package dev.triggo.nodes;

import dev.triggo.connectors.ConnectorInfo;
import dev.triggo.connectors.Shelf;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.triggers.kinds.TriggerKind;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an event starts a run with; its config says which events. */
final class TriggerNodeKind extends BuiltInKind {
    private static final Json.Obj ANY_OBJECT = Json.object()
            .put("type", "object")
            .put("description", "What the trigger takes; get_operation_schema of its connector tells it.")
            .build();
    private static final String EXAMPLE = """
            {"node": {"type": "trigger", "connector": "schedule", "operation": "schedule",
               "config": {"mode": "cron", "cron": "0 9 * * MON-FRI", "timezone": "Europe/Berlin"}},
             "input": {"timestamp": "2026-11-25T08:00:00.000Z", "scheduleType": "cron", "expression": "0 9 * * MON-FRI"},
             "output": {"timestamp": "2026-11-25T08:00:00.000Z", "scheduleType": "cron", "expression": "0 9 * * MON-FRI"}}""";

    private final Shelf connectors;
    private final boolean judgesConnections;

    /** @param judgesConnections whether a node may name a connection is asked too */
    TriggerNodeKind(Shelf connectors, boolean judgesConnections) {
        super(KindText.of(
                "trigger",
                "Starts an event-driven workflow: a webhook (inbound-webhook), time (schedule), or a trigger of a connector; gives the event.",
                "{}",
                List.of(),
                EXAMPLE));
        this.connectors = connectors;
        this.judgesConnections = judgesConnections;
    }

    @Override
    Outcome carryOut(NodeContext context) {
        return Outcome.done(context.runInput());
    }

    @Override
    public boolean isTrigger() {
        return true;
    }

    @Override
    public boolean usesConnector() {
        return true;
    }

    @Override
    public Json.Obj configSchema(Node node) {
        TriggerKind kind = find(node);
        return kind == null ? ANY_OBJECT : kind.configSchema();
    }

    /** There is nothing yet that a template could refer to. */
    @Override
    public Set<String> literalFields() {
        return connectors.triggers().stream()
                .flatMap(kind -> kind.configSchema().get("properties") instanceof Json.Obj fields
                        ? fields.fields().keySet().stream()
                        : Stream.<String>empty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The output says what there is to say. */
    @Override
    public Json.Obj journaledInput(Json.Obj config) {
        return Json.EMPTY_OBJECT;
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        String connector = node.connector();
        String operation = node.operation();
        if (connector == null || connector.isEmpty() || operation == null || operation.isEmpty()) {
            // Validation says so of every kind that uses a connector.
            return List.of();
        }
        TriggerKind kind = find(node);
        if (kind == null) {
            return List.of(unknown(node, connector));
        }
        String connection = node.connectionId();
        var problems = new ArrayList<WorkflowProblem>();
        kind.check(node.config(), connection != null)
                .forEach(fault ->
                        problems.add(new WorkflowProblem(node.id(), fault.path(), fault.rule(), fault.message())));
        if (connection != null && !kind.takesConnection()) {
            problems.add(new WorkflowProblem(
                    node.id(),
                    "/connectionId",
                    "unexpected_connection",
                    "The trigger " + kind.connector() + " takes no connection: leave connectionId out."));
        } else if (connection != null && judgesConnections) {
            String fault = connectors.connectionFault(connector, connection);
            if (fault != null) {
                problems.add(new WorkflowProblem(node.id(), "/connectionId", "unknown_connection", fault));
            }
        }
        return problems;
    }

    private @Nullable TriggerKind find(Node node) {
        return node.connector() == null || node.operation() == null
                ? null
                : connectors.trigger(node.connector(), node.operation());
    }

    private WorkflowProblem unknown(Node node, String connector) {
        ConnectorInfo known = connectors.find(connector);
        List<TriggerKind> among = connectors.triggers().stream()
                .filter(kind -> known == null || kind.connector().equals(connector))
                .toList();
        String names = among.stream()
                .map(kind -> kind.connector() + " / " + kind.operation())
                .collect(Collectors.joining(", "));
        return new WorkflowProblem(
                node.id(),
                known == null ? "/connector" : "/operation",
                known == null ? "unknown_connector" : "unknown_operation",
                names.isEmpty()
                        ? "The connector " + connector
                                + " has no triggers: a node of type connector calls its operations."
                        : "There is no such trigger; there are: " + names + ".");
    }
}
