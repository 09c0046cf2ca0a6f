package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.actions.Publishing;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.Library;
import dev.triggo.library.WorkflowChange;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/v1/runtime/workflows}: drafts, versions, and taking them live. */
final class WorkflowRoutes {
    private static final String ALL = "/api/v1/runtime/workflows";
    private static final String ONE = ALL + "/{id}";
    /** With a name and a description around it, a definition has a little less than the 1 MiB that it may have at most. */
    private static final int MAX_BODY = Route.MAX_BODY;

    private final Library library;
    private final Publishing publishing;

    WorkflowRoutes(Library library, Publishing publishing) {
        this.library = library;
        this.publishing = publishing;
    }

    List<Route> routes() {
        Route.Access reads = Route.scoped(Scope.WORKFLOWS_READ);
        Route.Access writes = Route.scoped(Scope.WORKFLOWS_WRITE);
        return List.of(
                new Route("GET", ALL, reads, this::list, listDoc()),
                new Route("POST", ALL, writes, this::create, createDoc(), MAX_BODY),
                new Route("GET", ONE, reads, this::get, getDoc()),
                new Route("PUT", ONE, writes, this::update, updateDoc(), MAX_BODY),
                new Route(
                        "DELETE", ONE, writes, this::delete, plain("Delete a workflow; its runs stay", Shapes.DELETED)),
                new Route(
                        "POST",
                        ONE + "/deploy",
                        writes,
                        this::deploy,
                        deployDoc().withOrWithoutBody()),
                new Route(
                        "POST",
                        ONE + "/stop",
                        writes,
                        this::stop,
                        plain("Take a workflow out of service", Shapes.WORKFLOW)),
                new Route("GET", ONE + "/versions", reads, this::versions, versionsDoc()),
                new Route("POST", ONE + "/rollback", writes, this::rollback, rollbackDoc()));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(library.list(
                        exchange.caller().workspace(), Params.text(exchange, "status"), ActionRoutes.page(exchange))
                .toJson());
    }

    private Answer create(Exchange exchange) {
        Json.Obj body = Params.objectOrYaml(exchange, Set.of("name", "description", "definition"));
        String name = Params.text(body, "name");
        if (name == null) {
            throw Params.bad("name", "is required");
        }
        return Answer.json(
                201,
                library.create(
                                exchange.caller().workspace(),
                                name,
                                Params.text(body, "description"),
                                body.get("definition"),
                                exchange.caller().person())
                        .toJson());
    }

    private Answer get(Exchange exchange) {
        var version = exchange.query("version");
        return Answer.json((version.isEmpty()
                        ? library.get(exchange.caller().workspace(), id(exchange))
                        : library.get(exchange.caller().workspace(), id(exchange), number("version", version.get())))
                .toJson());
    }

    private Answer update(Exchange exchange) {
        Json.Obj body = Params.objectOrYaml(exchange, Set.of("expectedRevision", "name", "description", "definition"));
        var change = new WorkflowChange(
                exchange.caller().person(),
                Params.whole(body, "expectedRevision"),
                Params.text(body, "name"),
                Params.text(body, "description"),
                body.get("definition"));
        return Answer.json(library.update(exchange.caller().workspace(), id(exchange), change)
                .toJson());
    }

    private Answer delete(Exchange exchange) {
        publishing.delete(exchange.caller(), id(exchange));
        return Answer.json(Json.object().put("deleted", true).build());
    }

    private Answer deploy(Exchange exchange) {
        Json.Obj body = Params.optional(exchange, Set.of("slug", "expectedRevision"));
        return Answer.json(publishing
                .deploy(
                        exchange.caller(),
                        id(exchange),
                        Params.text(body, "slug"),
                        Params.whole(body, "expectedRevision"))
                .toJson());
    }

    private Answer stop(Exchange exchange) {
        return Answer.json(publishing.stop(exchange.caller(), id(exchange)).toJson());
    }

    private Answer versions(Exchange exchange) {
        return Answer.json(library.versions(exchange.caller().workspace(), id(exchange), ActionRoutes.page(exchange))
                .toJson());
    }

    private Answer rollback(Exchange exchange) {
        Json.Obj body = Params.object(exchange, Set.of("version"));
        Long version = Params.whole(body, "version");
        if (version == null) {
            throw Params.bad("version", "is required");
        }
        return Answer.json(
                publishing.rollback(exchange.caller(), id(exchange), version).toJson());
    }

    private static WorkflowId id(Exchange exchange) {
        return new WorkflowId(exchange.pathParam("id"));
    }

    private static long number(String name, String text) {
        if (!text.matches("-?[1-9][0-9]{0,9}")) {
            throw Params.bad(name, "must be a whole number from 1, or below 0 for a draft that was tested");
        }
        return Long.parseLong(text);
    }

    private static Route.Doc listDoc() {
        return new Route.Doc(
                "List workflows, drafts included",
                Json.object()
                        .put("query", Params.TEXT)
                        .put("status", Params.TEXT)
                        .put("cursor", Params.TEXT)
                        .put("limit", Params.LIMIT)
                        .build(),
                null,
                Map.of(200, Shapes.WORKFLOW_LIST),
                List.of());
    }

    private static Route.Doc createDoc() {
        return new Route.Doc(
                "Save a new draft",
                Json.EMPTY_OBJECT,
                Shapes.WORKFLOW_BODY,
                Map.of(201, Shapes.WORKFLOW),
                List.of(ProblemCode.PAYLOAD_TOO_LARGE));
    }

    private static Route.Doc getDoc() {
        return new Route.Doc(
                "Read a workflow's draft, or one of its versions",
                Json.object().put("version", Params.TEXT).build(),
                null,
                Map.of(200, Shapes.WORKFLOW),
                List.of(ProblemCode.WORKFLOW_NOT_FOUND));
    }

    private static Route.Doc updateDoc() {
        return new Route.Doc(
                "Change a draft",
                Json.EMPTY_OBJECT,
                Shapes.WORKFLOW_CHANGE_BODY,
                Map.of(200, Shapes.WORKFLOW),
                List.of(ProblemCode.WORKFLOW_NOT_FOUND, ProblemCode.VERSION_CONFLICT));
    }

    private static Route.Doc deployDoc() {
        return new Route.Doc(
                "Make the draft the live version; a callable workflow becomes an action",
                Json.EMPTY_OBJECT,
                Shapes.object("slug", Params.TEXT, "expectedRevision", Shapes.WHOLE),
                Map.of(200, Shapes.DEPLOYED),
                List.of(ProblemCode.WORKFLOW_NOT_FOUND, ProblemCode.WORKFLOW_INVALID, ProblemCode.VERSION_CONFLICT));
    }

    private static Route.Doc versionsDoc() {
        return new Route.Doc(
                "List the deployed versions",
                Params.PAGE,
                null,
                Map.of(200, Shapes.VERSION_LIST),
                List.of(ProblemCode.WORKFLOW_NOT_FOUND));
    }

    private static Route.Doc rollbackDoc() {
        return new Route.Doc(
                "Deploy an older version as a new one",
                Json.EMPTY_OBJECT,
                Shapes.object("version", Json.object().put("type", "integer").build()),
                Map.of(200, Shapes.DEPLOYED),
                List.of(ProblemCode.WORKFLOW_NOT_FOUND, ProblemCode.WORKFLOW_INVALID));
    }

    private static Route.Doc plain(String summary, Json.Obj answer) {
        return new Route.Doc(
                summary, Json.EMPTY_OBJECT, null, Map.of(200, answer), List.of(ProblemCode.WORKFLOW_NOT_FOUND));
    }
}
