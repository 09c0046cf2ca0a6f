package dev.triggo.appapi;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.actions.Publishing;
import dev.triggo.connectors.BuiltVersions;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.LiveWorkflows;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.people.Audit;
import dev.triggo.workflow.ConnectorMove;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of connectors that were built: which there are, what changed between two, which workflows keep which, and
 * moving a workflow on to a newer one.
 */
public final class ConnectorVersionRoutes {
    private static final String CONNECTOR = "/api/v1/app/connectors/{name}";

    private final BuiltVersions versions;
    private final LiveWorkflows workflows;
    private final Publishing publishing;
    private final Audit audit;

    public ConnectorVersionRoutes(BuiltVersions versions, LiveWorkflows workflows, Publishing publishing, Audit audit) {
        this.versions = versions;
        this.workflows = workflows;
        this.publishing = publishing;
        this.audit = audit;
    }

    public List<Route> routes() {
        Route.Access reads = Route.signedIn(Role.VIEWER);
        return List.of(
                new Route("GET", CONNECTOR + "/versions", reads, this::list, listDoc()),
                new Route("GET", CONNECTOR + "/changes", reads, this::changes, changesDoc()),
                new Route(
                        "POST",
                        "/api/v1/app/workflows/{id}/connectors",
                        Route.signedIn(Role.EDITOR),
                        this::move,
                        moveDoc()));
    }

    private Answer list(Exchange exchange) {
        WorkspaceId workspace = exchange.member().caller().workspace();
        String name = exchange.pathParam("name");
        Json.Obj list = versions.list(workspace, name, number(exchange, "before"));
        return Answer.json(list.with("workflows", Json.array(users(workspace, versions.kept(workspace, name)))));
    }

    /** A version that was replaced since, or whose workflow is gone, counts no more. */
    private List<Json.Obj> users(WorkspaceId workspace, List<BuiltVersions.Kept> kept) {
        var last = new LinkedHashMap<WorkflowId, Long>();
        var keeps = new LinkedHashMap<WorkflowId, Long>();
        kept.forEach(one -> {
            last.put(one.workflow(), one.workflowVersion());
            keeps.put(one.workflow(), one.version());
        });
        return workflows.still(workspace, last).stream()
                .map(workflow -> user(workflow, keeps.getOrDefault(workflow.id(), 0L)))
                .toList();
    }

    private static Json.Obj user(SavedWorkflow workflow, long keeps) {
        return Json.object()
                .put("id", workflow.id().value())
                .put("name", workflow.name())
                .put("status", workflow.status().wireName())
                .put("keeps", keeps)
                .build();
    }

    private Answer changes(Exchange exchange) {
        Long from = number(exchange, "from");
        Long to = number(exchange, "to");
        if (from == null || to == null) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "'from' and 'to' are needed: the versions that are compared.");
        }
        return Answer.json(
                versions.changes(exchange.member().caller().workspace(), exchange.pathParam("name"), from, to));
    }

    private static @Nullable Long number(Exchange exchange, String name) {
        String text = exchange.query(name).orElse("");
        if (text.isEmpty()) {
            return null;
        }
        if (!text.matches("[1-9][0-9]{0,9}")) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "'%s' must be the number of a version.".formatted(name));
        }
        return Long.valueOf(text);
    }

    private Answer move(Exchange exchange) {
        Member member = exchange.member();
        Fields fields = Fields.of(exchange, "connector", "version");
        String connector = fields.text("connector");
        Long version = fields.whole("version");
        if (version == null) {
            fields.fault("version", "must be the number of a version");
        }
        fields.done();
        long to = version == null ? 0 : version;
        Json.Obj deployed = publishing
                .move(member.caller(), new WorkflowId(exchange.pathParam("id")), new ConnectorMove(connector, to))
                .toJson();
        audit.note(
                member,
                "workflow.connector_moved",
                Json.object()
                        .put("workflowId", exchange.pathParam("id"))
                        .put("connector", connector)
                        .put("connectorVersion", to)
                        .putIf("version", deployed.get("version"))
                        .build());
        return Answer.json(deployed);
    }

    private static Route.Doc listDoc() {
        Json.Obj version = OpenApi.shape(
                "version",
                Described.WHOLE,
                "operations",
                Described.WHOLE,
                "auth",
                Described.TEXT,
                "createdAt",
                Described.TIME);
        Json.Obj workflow = OpenApi.shape(
                "id", Described.TEXT, "name", Described.TEXT, "status", Described.TEXT, "keeps", Described.WHOLE);
        return new Route.Doc(
                "The versions of a connector that was built, and which of them workflows keep",
                Json.object().put("before", Described.TEXT).build(),
                null,
                Map.of(
                        200,
                        OpenApi.shape(
                                "connector",
                                Described.TEXT,
                                "versions",
                                Described.list(version),
                                "more",
                                Described.FLAG,
                                "workflows",
                                Described.list(workflow))),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND));
    }

    private static Route.Doc changesDoc() {
        Json.Obj difference =
                OpenApi.shape("breaking", Described.FLAG, "path", Described.TEXT, "message", Described.TEXT);
        Json.Obj changed = OpenApi.shape(
                "operation",
                Described.TEXT,
                "breaking",
                Described.FLAG,
                "differences",
                Described.list(difference),
                "more",
                Described.WHOLE);
        Json.Obj names = Described.list(Described.TEXT);
        Json.Obj shape = OpenApi.shape(
                "from",
                Described.WHOLE,
                "to",
                Described.WHOLE,
                "auth?",
                Described.TEXT,
                "addresses?",
                names,
                "added",
                names,
                "addedCount",
                Described.WHOLE,
                "removed",
                names,
                "removedCount",
                Described.WHOLE,
                "changed",
                Described.list(changed),
                "changedCount",
                Described.WHOLE,
                "same",
                Described.WHOLE,
                "breaking",
                Described.FLAG);
        return new Route.Doc(
                "What changed between two versions of a connector that was built, as workflows see it",
                Json.object()
                        .put("from", Described.TEXT)
                        .put("to", Described.TEXT)
                        .build(),
                null,
                Map.of(200, shape),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND, ProblemCode.NOT_FOUND));
    }

    private static Route.Doc moveDoc() {
        return new Route.Doc(
                "Deploy what is live again with a newer version of one of its connectors",
                Json.EMPTY_OBJECT,
                OpenApi.shape("connector", Described.TEXT, "version", Described.WHOLE),
                Map.of(
                        200,
                        OpenApi.shape(
                                "workflowId",
                                Described.TEXT,
                                "version",
                                Described.WHOLE,
                                "type",
                                Described.TEXT,
                                "slug?",
                                Described.TEXT,
                                "webhookUrl?",
                                Described.TEXT,
                                "nextFirings?",
                                Described.list(Described.TIME),
                                "status",
                                Described.TEXT)),
                List.of(
                        ProblemCode.WORKFLOW_NOT_FOUND,
                        ProblemCode.CONNECTOR_NOT_FOUND,
                        ProblemCode.WORKFLOW_INVALID,
                        ProblemCode.VERSION_CONFLICT));
    }
}
