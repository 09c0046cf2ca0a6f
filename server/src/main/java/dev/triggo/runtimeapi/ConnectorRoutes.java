package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.connectors.ConnectorInfo;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.OperationInfo;
import dev.triggo.connectors.Shelf;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.nodes.KindGuide;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/runtime/connectors} and {@code /node-kinds}: what nodes can be and what they can call. */
final class ConnectorRoutes {
    private static final String KINDS = "/api/v1/runtime/node-kinds";
    private static final String ALL = "/api/v1/runtime/connectors";

    private final Connectors connectors;
    private final KindGuide kinds;

    ConnectorRoutes(Connectors connectors, KindGuide kinds) {
        this.connectors = connectors;
        this.kinds = kinds;
    }

    List<Route> routes() {
        Route.Access reads = Route.scoped(Scope.CONNECTORS_READ);
        return List.of(
                new Route("GET", KINDS, Route.scoped(Scope.WORKFLOWS_READ), this::kinds, kindsDoc()),
                new Route("GET", ALL, reads, this::list, listDoc()),
                new Route("GET", ALL + "/{name}/operations", reads, this::operations, operationsDoc()),
                new Route("GET", ALL + "/{name}/operations/{operation}", reads, this::operation, operationDoc()));
    }

    private Shelf shelf(Exchange exchange) {
        return connectors.of(exchange.caller().workspace());
    }

    private Answer kinds(Exchange exchange) {
        return Answer.json(kinds.toJson());
    }

    private Answer list(Exchange exchange) {
        return Answer.json(shelf(exchange)
                .page(Params.text(exchange, "query"), Params.text(exchange, "cursor"), Params.limit(exchange)));
    }

    private Answer operations(Exchange exchange) {
        String name = exchange.pathParam("name");
        if (name.equals(KindGuide.CONNECTOR)) {
            return Answer.json(kinds.toOperations());
        }
        ConnectorInfo connector = shelf(exchange).require(name);
        return Answer.json(connectors.withConnections(
                connector.toOperations(), exchange.caller().workspace(), connector.name()));
    }

    private Answer operation(Exchange exchange) {
        String name = exchange.pathParam("name");
        if (name.equals(KindGuide.CONNECTOR)) {
            return Answer.json(kinds.toOperation(exchange.pathParam("operation")));
        }
        OperationInfo operation = shelf(exchange).requireOperation(name, exchange.pathParam("operation"));
        return Answer.json(
                connectors.withConnections(operation.schema(), exchange.caller().workspace(), operation.connector()));
    }

    private static Route.Doc kindsDoc() {
        return new Route.Doc(
                "List the kinds of node: config schema, branches and a worked example of each, and how a definition is"
                        + " written",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, ConnectorShapes.KIND_LIST),
                List.of());
    }

    private static Route.Doc listDoc() {
        return new Route.Doc(
                "List connectors", Params.PAGE, null, Map.of(200, ConnectorShapes.CONNECTOR_LIST), List.of());
    }

    private static Route.Doc operationsDoc() {
        return new Route.Doc(
                "List a connector's operations",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, ConnectorShapes.OPERATION_LIST),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND));
    }

    private static Route.Doc operationDoc() {
        return new Route.Doc(
                "Inspect an operation: what it takes and gives",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, ConnectorShapes.OPERATION),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND, ProblemCode.NOT_FOUND));
    }
}
