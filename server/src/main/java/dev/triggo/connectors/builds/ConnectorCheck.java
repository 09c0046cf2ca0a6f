package dev.triggo.connectors.builds;

import dev.triggo.connectors.BuiltTable;
import dev.triggo.connectors.CallRequest;
import dev.triggo.connectors.CallResult;
import dev.triggo.connectors.ConnectorInfo;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.Via;
import dev.triggo.connectors.WorkspaceRules;
import dev.triggo.connectors.built.BuiltConnector;
import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.openapi.ApiDocument;
import dev.triggo.connectors.openapi.BuildProblem;
import dev.triggo.connectors.openapi.BuildProblem.Severity;
import dev.triggo.connectors.openapi.BuildRefused;
import dev.triggo.connectors.openapi.Include;
import dev.triggo.egress.Egress;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.schema.JsonSchema;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.store.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a connector or a manifest: of itself, and where asked for, by calling the service once. */
final class ConnectorCheck {
    private static final Set<String> FIELDS = Set.of("connector", "manifest", "connectionId", "live");
    private static final Duration LIVE = Duration.ofSeconds(20);
    private static final int CHUNK = 200;

    private final Database database;
    private final Connectors connectors;
    private final Egress egress;
    private final WorkspaceRules rules;
    private final Ids ids;

    ConnectorCheck(Database database, Connectors connectors, Egress egress, WorkspaceRules rules, Ids ids) {
        this.database = database;
        this.connectors = connectors;
        this.egress = egress;
        this.rules = rules;
        this.ids = ids;
    }

    /** What is to be checked, read. */
    private record Asked(
            @Nullable String connector,
            @Nullable String manifest,
            @Nullable String connection,
            boolean live) {
        static Asked of(Json.Obj body) {
            ConnectorBuilds.refuseUnknown(body, FIELDS);
            var faults = new ArrayList<Json>();
            String manifest = BuildRequest.document(body.get("manifest"), "manifest", faults)
                    .orElse(null);
            for (String field : List.of("connector", "connectionId")) {
                if (body.has(field) && body.text(field) == null) {
                    BuildRequest.fault(faults, "/" + field, "must be a text");
                }
            }
            if (body.has("live") && !(body.get("live") instanceof Json.Bool)) {
                BuildRequest.fault(faults, "/live", "must be true or false");
            }
            boolean live = body.get("live") == Json.Bool.TRUE;
            if (faults.isEmpty() && (body.has("connector") == (manifest != null))) {
                BuildRequest.fault(faults, "", "needs one of connector and manifest");
            }
            if (faults.isEmpty() && live && manifest != null) {
                BuildRequest.fault(faults, "/live", "is for connectors: build the manifest first");
            }
            BuildRequest.refuse(faults);
            return new Asked(body.text("connector"), manifest, body.text("connectionId"), live);
        }
    }

    /** {@code {valid, problems[], live?}}. */
    Json.Obj check(WorkspaceId workspace, Json.Obj body) throws InterruptedException {
        Asked asked = Asked.of(body);
        var problems = new ArrayList<BuildProblem>();
        Json.Obj called = null;
        if (asked.manifest() != null) {
            manifest(workspace, asked.manifest(), problems);
        } else {
            String name = String.valueOf(asked.connector());
            ConnectorInfo info = connectors.of(workspace).require(name);
            built(workspace, name, problems);
            called = asked.live() ? live(workspace, info, asked.connection(), problems) : null;
        }
        boolean valid = problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
        return Json.object()
                .put("valid", valid)
                .put(
                        "problems",
                        Json.array(problems.stream().map(BuildProblem::toJson).toList()))
                .putIf("live", called)
                .build();
    }

    private void manifest(WorkspaceId workspace, String text, List<BuildProblem> problems) throws InterruptedException {
        try {
            var made = ApiDocument.manifest(text)
                    .make(new ApiDocument.Making(
                            null, Include.ALL, Map.of(), address -> egress.refusal(address, rules.of(workspace))));
            problems.addAll(made.problems());
            made.operations().forEach(operation -> operation(made.connector(), operation, problems));
        } catch (BuildRefused refused) {
            problems.addAll(refused.problems());
        }
    }

    /** Of a built-in connector nothing is to be said: it was checked when the server was made. */
    private void built(WorkspaceId workspace, String name, List<BuildProblem> problems) {
        BuiltTable.Built built = connectors.isTaken(name)
                ? null
                : database.read(tx -> BuiltTable.find(tx, workspace, name, null))
                        .orElse(null);
        if (built == null) {
            return;
        }
        var connector = BuiltConnector.of((Json.Obj) Json.parse(built.definition()));
        connector.addresses().forEach(address -> {
            String refusal = address.indexOf('{') >= 0 ? null : egress.refusal(address, rules.of(workspace));
            if (refusal != null) {
                problems.add(new BuildProblem(
                        "/servers", Severity.ERROR, "The address may not be called. " + refusal, "Build it again."));
            }
        });
        for (int from = 0; from < built.head().actions(); from += CHUNK) {
            int begin = from;
            database.read(tx -> BuiltTable.plans(tx, workspace, built.build(), begin, CHUNK))
                    .forEach(plan -> operation(connector, BuiltOperation.of((Json.Obj) Json.parse(plan)), problems));
        }
    }

    private static void operation(BuiltConnector connector, BuiltOperation operation, List<BuildProblem> problems) {
        String where = "/operations/" + operation.name();
        try {
            var unused = connector.action(operation);
            JsonSchema schema = JsonSchema.compile(operation.schemas().input());
            Json example = operation.schemas().example().get("input");
            schema.check(example == null ? Json.EMPTY_OBJECT : example).stream()
                    .limit(1)
                    .forEach(fault -> problems.add(new BuildProblem(
                            where + "/example",
                            Severity.WARNING,
                            "There is no example that fits: %s %s".formatted(fault.path(), fault.message()),
                            "Give an example in the document.")));
        } catch (IllegalArgumentException unsound) {
            problems.add(new BuildProblem(
                    where, Severity.ERROR, String.valueOf(unsound.getMessage()), "Build the connector again."));
        }
    }

    /** One call that changes nothing and needs nothing. */
    private Json.@Nullable Obj live(
            WorkspaceId workspace, ConnectorInfo info, @Nullable String connection, List<BuildProblem> problems)
            throws InterruptedException {
        Connector definition = connectors.trial(workspace, info.name());
        Action cheapest = definition == null
                ? null
                : definition.actions().stream()
                        .filter(action -> action.sideEffect() == dev.triggo.sdk.SideEffect.READ
                                && !action.inputSchema().containsKey("required"))
                        .findFirst()
                        .orElse(null);
        if (cheapest == null) {
            problems.add(new BuildProblem(
                    "",
                    Severity.WARNING,
                    "No operation reads without an input, so none was called.",
                    "Try one in a workflow of your own."));
            return null;
        }
        if (!info.auth().equals("none") && connection == null) {
            problems.add(new BuildProblem(
                    "/connectionId",
                    Severity.ERROR,
                    "The connector signs in, and no connection was given.",
                    "Give connectionId."));
            return null;
        }
        var request = new CallRequest(
                workspace,
                info.name(),
                cheapest.name(),
                Json.EMPTY_OBJECT,
                "check",
                1,
                ids.next(),
                false,
                System.nanoTime() + LIVE.toNanos());
        CallResult result = connectors.call(request, new Via(connection, null));
        if (result instanceof CallResult.Failed failed) {
            problems.add(new BuildProblem(
                    "/operations/" + cheapest.name(),
                    Severity.ERROR,
                    "The live call failed with %s. %s".formatted(failed.code(), failed.message()),
                    "See whether the service is there, and what it says of the credential."));
        }
        return Json.object()
                .put("operation", cheapest.name())
                .put("ok", result instanceof CallResult.Done)
                .build();
    }
}
