package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.connectors.builds.ConnectorBuilds;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/runtime/connectors/builds} and {@code /validate}: connectors made from documents. */
final class BuildRoutes {
    private static final String BUILDS = "/api/v1/runtime/connectors/builds";
    private static final String VALIDATE = "/api/v1/runtime/connectors/validate";
    private static final Json.Obj TEXT = Params.TEXT;
    private static final Json.Obj DOCUMENT =
            Json.object().put("type", Json.strings(List.of("object", "string"))).build();
    private static final Json.Obj PROBLEMS = Shapes.list(ConnectorShapes.PROBLEM);
    private static final Json.Obj NAMES =
            Json.object().put("type", "array").put("items", TEXT).build();
    private static final Json.Obj PATTERNS = Json.object()
            .put("type", Json.strings(List.of("array", "string")))
            .put("items", TEXT)
            .put(
                    "description",
                    "Which operations are taken: names, /paths, GET /paths and tag:names with * for any text; ! takes out.")
            .build();

    private final ConnectorBuilds builds;

    BuildRoutes(ConnectorBuilds builds) {
        this.builds = builds;
    }

    List<Route> routes() {
        Route.Access writes = Route.scoped(Scope.CONNECTORS_WRITE);
        int large = ConnectorBuilds.MAX_REQUEST_BYTES;
        return List.of(
                new Route("POST", BUILDS, writes, this::build, buildDoc(), large),
                new Route("GET", BUILDS + "/{buildId}", writes, this::status, statusDoc()),
                new Route("POST", VALIDATE, writes, this::validate, validateDoc(), large));
    }

    private Answer build(Exchange exchange) {
        Json.Obj build =
                builds.build(exchange.caller().workspace(), exchange.caller().person(), body(exchange));
        return Answer.json(202, build);
    }

    private Answer status(Exchange exchange) {
        return Answer.json(builds.status(exchange.caller().workspace(), exchange.pathParam("buildId")));
    }

    private Answer validate(Exchange exchange) throws InterruptedException {
        return Answer.json(builds.validate(exchange.caller().workspace(), body(exchange)));
    }

    private static Json.Obj body(Exchange exchange) {
        if (exchange.json() instanceof Json.Obj body) {
            return body;
        }
        throw Problem.of(ProblemCode.BAD_REQUEST, "The body must be an object.");
    }

    private static Route.Doc buildDoc() {
        return new Route.Doc(
                "Start to build a connector from an OpenAPI document, its address, or a manifest",
                Json.EMPTY_OBJECT,
                Shapes.object(
                        "name",
                        TEXT,
                        "openapi",
                        DOCUMENT,
                        "openapiUrl",
                        TEXT,
                        "manifest",
                        DOCUMENT,
                        "include",
                        PATTERNS),
                Map.of(202, OpenApi.shape("buildId", TEXT, "status", TEXT)),
                List.of(ProblemCode.OVERLOADED));
    }

    private static Route.Doc statusDoc() {
        return new Route.Doc(
                "See how a build stands, and what is wrong",
                Json.EMPTY_OBJECT,
                null,
                Map.of(
                        200,
                        OpenApi.shape(
                                "buildId",
                                TEXT,
                                "status",
                                TEXT,
                                "connector?",
                                TEXT,
                                "version?",
                                Json.object().put("type", "integer").build(),
                                "operations?",
                                NAMES,
                                "found?",
                                Json.object().put("type", "integer").build(),
                                "problems",
                                PROBLEMS)),
                List.of(ProblemCode.BUILD_NOT_FOUND));
    }

    private static Route.Doc validateDoc() {
        return new Route.Doc(
                "Check a connector or a manifest; with live, call the service once",
                Json.EMPTY_OBJECT,
                Shapes.object("connector", TEXT, "manifest", DOCUMENT, "connectionId", TEXT, "live", Params.FLAG),
                Map.of(
                        200,
                        Shapes.object("valid", Params.FLAG, "problems", PROBLEMS, "live", ConnectorShapes.LIVE_CALL)),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND));
    }
}
