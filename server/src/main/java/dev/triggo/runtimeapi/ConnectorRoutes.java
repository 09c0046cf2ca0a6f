package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.connectors.ConnectorInfo;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.OperationInfo;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/runtime/connectors}: what nodes can call. */
final class ConnectorRoutes {
    private static final String ALL = "/api/v1/runtime/connectors";

    private final Connectors connectors;

    ConnectorRoutes(Connectors connectors) {
        this.connectors = connectors;
    }

    List<Route> routes() {
        Route.Access reads = Route.scoped(Scope.CONNECTORS_READ);
        return List.of(
                new Route("GET", ALL, reads, this::list, listDoc()),
                new Route("GET", ALL + "/{name}/operations", reads, this::operations, operationsDoc()),
                new Route("GET", ALL + "/{name}/operations/{operation}", reads, this::operation, operationDoc()));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(connectors.page(
                Params.text(exchange, "query"), Params.text(exchange, "cursor"), Params.limit(exchange)));
    }

    private Answer operations(Exchange exchange) {
        ConnectorInfo connector = connectors.require(exchange.pathParam("name"));
        return Answer.json(connector.toOperations());
    }

    private Answer operation(Exchange exchange) {
        OperationInfo operation =
                connectors.requireOperation(exchange.pathParam("name"), exchange.pathParam("operation"));
        return Answer.json(operation.schema());
    }

    private static Route.Doc listDoc() {
        return new Route.Doc("List connectors", Params.PAGE, null, Map.of(200, Shapes.CONNECTOR_LIST), List.of());
    }

    private static Route.Doc operationsDoc() {
        return new Route.Doc(
                "List a connector's operations",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, Shapes.OPERATION_LIST),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND));
    }

    private static Route.Doc operationDoc() {
        return new Route.Doc(
                "Inspect an operation: what it takes and gives",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, Shapes.OPERATION),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND, ProblemCode.NOT_FOUND));
    }
}
