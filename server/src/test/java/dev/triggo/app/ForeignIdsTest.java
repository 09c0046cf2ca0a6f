package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.Statements;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever one workspace has, another is told of it what it is told of things that there are not: the same bytes but for
 * the request's id and the name that was asked for. On every route that takes an id, and every tool.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ForeignIdsTest {
    /** Of the same form as the ids that there are, and none of them. */
    private static final String UNKNOWN = "1k8a29ngn3hrnokgdca82uecapi92depuk8";

    private static final String UNKNOWN_SLUG = "no-such-action";

    private static final Map<String, String> BODIES = Map.of(
            "POST /api/v1/runtime/runs/{runId}/approve", "{\"decision\":\"approved\"}",
            "POST /api/v1/runtime/workflows/{id}/rollback", "{\"version\":1}",
            "POST /api/v1/app/workflows/{id}/connectors", "{\"connector\":\"shop\",\"version\":2}",
            "PUT /api/v1/runtime/workflows/{id}", "{\"name\":\"taken over\"}",
            "PUT /api/v1/app/people/{personId}", "{\"role\":\"viewer\"}",
            "PUT /api/v1/app/connections/{connectionId}", "{\"name\":\"taken over\"}");

    @TempDir
    private static Path folder;

    private final Statements statements = new Statements();
    private TwoWorkspaces world;
    private TwoWorkspaces.Things ours;
    private String ourKey;
    private String foreignKey;

    @BeforeAll
    void start() throws IOException {
        world = new TwoWorkspaces(folder);
        PageClient owner = world.people.get("owner");
        ourKey = TwoWorkspaces.secret(TwoWorkspaces.key(owner, null, allScopes()));
        foreignKey = TwoWorkspaces.secret(TwoWorkspaces.key(world.eve, null, allScopes()));
        ours = world.fill(owner, ourKey);
    }

    @AfterAll
    void stop() {
        statements.close();
        world.close();
    }

    private static String[] allScopes() {
        return new String[] {
            "actions:read", "actions:run", "runs:read", "approvals:decide",
            "connectors:read", "connectors:write", "workflows:read", "workflows:write"
        };
    }

    private String ourId(String parameter, String path) {
        return switch (parameter) {
            case "id" -> path.contains("/trigger") ? ourEventDriven() : ours.workflow();
            case "slug" -> ours.slug();
            case "runId" -> ours.run();
            case "keyId" -> ours.key();
            case "invitationId" -> ours.invitation();
            case "personId" -> ours.person();
            case "sessionId" -> ours.session();
            // GrantsOfPeopleTest tries to put out clients of others.
            case "grantId" -> ours.session();
            case "buildId" -> ourBuild();
            case "connectionId" -> ours.connection();
            case "subscriptionId" -> ours.workflow();
            case "name", "operation" -> "http";
            default -> throw new AssertionError(path + " takes " + parameter + ": say what we have of it");
        };
    }

    private String ourEventDriven() {
        return hears(ourKey);
    }

    /** A workflow that a webhook starts. */
    private String hears(String key) {
        var rest = world.rest(key);
        Json.Obj made = rest.post("/workflows", Json.parse("""
                {"name": "hears", "definition": {"nodes": [
                  {"id": "hook", "type": "trigger", "connector": "inbound-webhook", "operation": "inbound_webhook", "config": {}},
                  {"id": "out", "type": "return_output", "config": {"output": 1}}],
                 "edges": [{"source": "hook", "target": "out"}]}}""")).expect(201);
        rest.post("/workflows/" + made.text("id") + "/deploy", Json.EMPTY_OBJECT)
                .expect(200);
        return String.valueOf(made.text("id"));
    }

    private String ourBuild() {
        Json.Obj body = Json.object().put("openapi", "no document").build();
        return String.valueOf(
                world.rest(ourKey).post("/connectors/builds", body).expect(202).text("buildId"));
    }

    @Test
    void noRouteTellsAForeignIdFromAnUnknownOne() {
        var compared = new ArrayList<String>();
        for (Route route : world.server.routes()) {
            String path = route.path();
            // Connectors by name and the page's own documents are the same for everybody.
            if (!path.contains("{")
                    || path.contains("/connectors/{name}")
                    || route.access() instanceof Route.Access.Public) {
                continue;
            }
            String parameter = path.substring(path.indexOf('{') + 1, path.indexOf('}'));
            String id = ourId(parameter, path);
            Map<String, String> who = foreignCredential(route);
            String unknown = parameter.equals("slug") ? UNKNOWN_SLUG : UNKNOWN;
            String foreign = answer(route, id, who);
            assertEquals(answer(route, unknown, who), foreign, route.method() + " " + path);
            statements.areTheSame(path, () -> answer(route, id, who), () -> answer(route, unknown, who));
            assertTrue(foreign.startsWith("404"), foreign);
            compared.add(route.method() + " " + path);
            if (route.method().equals("GET")) {
                assertTrue(
                        answer(route, id, ourCredential(route)).startsWith("200"),
                        () -> "it is there for us: " + route.path());
            }
        }
        assertTrue(compared.size() > 15, compared::toString);
        assertTrue(statements.counted() > 15, "the store was asked");
        nothingWasTouched();
    }

    /** What they tried to change, stop, decide, revoke and put out is as it was. */
    private void nothingWasTouched() {
        var rest = world.rest(ourKey);
        Json.Obj workflow = rest.get("/workflows/" + ours.workflow()).expect(200);
        assertEquals("Ask", workflow.text("name"));
        rest.get("/actions/" + ours.slug()).expect(200);
        assertEquals(
                "waiting_for_approval",
                rest.get("/runs/" + ours.run()).expect(200).text("status"));
        PageClient owner = world.people.get("owner");
        assertTrue(owner.get("/invitations").expect(200).write().contains(ours.invitation()));
        assertFalse(owner.get("/keys").expect(200).write().contains("revokedAt"));
        assertEquals("owner", owner.get("/session").expect(200).text("role"));
        assertFalse(owner.get("/audit").expect(200).write().contains("eve@"), "nor is it noted with us");
    }

    private Map<String, String> foreignCredential(Route route) {
        return credential(route, foreignKey, world.eve);
    }

    private Map<String, String> ourCredential(Route route) {
        return credential(route, ourKey, world.people.get("owner"));
    }

    private static Map<String, String> credential(Route route, String key, PageClient person) {
        return route.access() instanceof Route.Access.Session
                ? Map.of(
                        "cookie",
                        "__Host-triggo=" + person.cookie(),
                        "x-csrf-token",
                        String.valueOf(person.get("/session").expect(200).text("csrfToken")))
                : Map.of("authorization", "Bearer " + key);
    }

    /** Status, headers and body, without what differs between any two answers. */
    private String answer(Route route, String id, Map<String, String> headers) {
        String name = route.method() + " " + route.path();
        String lent = name.replace("/api/v1/app/", "/api/v1/runtime/");
        boolean takesBody = route.method().equals("POST") || route.method().equals("PUT");
        HttpResponse<String> answer = world.send(
                route.method(),
                route.path().replaceAll("\\{\\w+}", id),
                takesBody ? BODIES.getOrDefault(name, BODIES.getOrDefault(lent, "{}")) : null,
                headers);
        var told = new TreeMap<>(answer.headers().map());
        // Whether a connection is kept depends on whether a body that nobody reads has come by then.
        for (String varies : List.of(
                "date", "connection", "content-length", "x-request-id", "x-ratelimit-remaining", "x-ratelimit-reset")) {
            told.remove(varies);
        }
        return (answer.statusCode() + " " + told + " " + answer.body())
                .replaceAll("\"requestId\":\"\\w+\"", "")
                .replace(id, "ID");
    }

    @Test
    void noToolTellsAForeignIdFromAnUnknownOne() {
        McpClient foreign = world.mcp(foreignKey);
        McpClient own = world.mcp(ourKey);
        Map<String, List<String>> calls = new TreeMap<>(Map.of(
                "get_action", List.of("slug", ours.slug()),
                "run_action", List.of("slug", ours.slug()),
                "get_run_status", List.of("runId", ours.run()),
                "approve_run", List.of("runId", ours.run(), "decision", "approved"),
                "get_workflow", List.of("workflowId", ours.workflow()),
                "update_workflow", List.of("workflowId", ours.workflow(), "name", "taken over"),
                "delete_workflow", List.of("workflowId", ours.workflow()),
                "deploy_workflow", List.of("workflowId", ours.workflow()),
                "open_workflow", List.of("workflowId", ours.workflow())));
        calls.forEach((tool, arguments) -> {
            String[] theirs = arguments.toArray(String[]::new);
            String[] nobodys = arguments.toArray(String[]::new);
            nobodys[1] = nobodys[0].equals("slug") ? UNKNOWN_SLUG : UNKNOWN;
            String told = called(foreign, tool, theirs).replace(theirs[1], "ID");
            assertEquals(called(foreign, tool, nobodys).replace(nobodys[1], "ID"), told, tool);
            assertTrue(told.contains("NOT_FOUND"), told);
            statements.areTheSame(tool, () -> called(foreign, tool, theirs), () -> called(foreign, tool, nobodys));
        });
        assertFalse(called(own, "get_run_status", "runId", ours.run()).contains("NOT_FOUND"));
        nothingWasTouched();
    }

    private static String called(McpClient client, String tool, String... arguments) {
        McpClient.Reply reply = client.request(
                "tools/call", TwoWorkspaces.fields("name", tool).with("arguments", TwoWorkspaces.fields(arguments)));
        return (reply.status() + " " + reply.last().write())
                .replaceAll("requestId\\W+\\w+", "")
                .replaceAll("\"id\":\\d+", "");
    }

    /** Ids that stand in a body, an argument, a definition, or second in a path. */
    @Test
    void nothingThatIsNamedInPassingTellsAForeignIdFromAnUnknownOne() {
        String build = ourBuild();
        String connection = ours.connection();
        String hears = ourEventDriven();
        Json.Obj fired = world.rest(ourKey)
                .post("/workflows/" + hears + "/trigger/fire", Json.EMPTY_OBJECT)
                .expect(202);
        String delivery = String.valueOf(((Json.Obj) ((Json.Arr) world.rest(ourKey)
                                .get("/workflows/" + hears + "/trigger")
                                .expect(200)
                                .get("deliveries"))
                        .items()
                        .getFirst())
                .text("id"));
        String theirs = hears(foreignKey);
        String redeliver = "/api/v1/runtime/workflows/" + theirs + "/trigger/deliveries/ID/redeliver";
        same("POST", redeliver, "{}", delivery, 404);
        same("POST", "/api/v1/runtime/connectors/validate", """
                {"connector": "slack", "connectionId": "ID", "live": true}""", connection, 200);
        same("POST", "/api/v1/app/connectors/slack/operations/list_channels/try", """
                {"connectionId": "ID", "input": {}}""", connection, 400);
        same("POST", "/api/v1/app/connection-sign-ins", """
                {"connector": "slack", "connectionId": "ID"}""", connection, 404);
        same("POST", "/api/v1/app/workspace", "{\"workspace\": \"ID\"}", ourWorkspace(), 404);
        String definition = """
                {"name": "x", "definition": {"nodes": [
                    {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                    {"id": "s", "type": "connector", "connector": "slack", "operation": "list_channels",
                     "connectionId": "ID", "config": {}},
                    {"id": "out", "type": "return_output", "config": {"output": "done"}}],
                  "edges": [{"source": "in", "target": "s"}, {"source": "s", "target": "out"}]}}""";
        assertEquals(problems(definition.replace("ID", UNKNOWN)), problems(definition.replace("ID", connection)));
        theToolsTellNothing(build, connection);
        // A run of ours is no place in their list: they get their own from there on.
        String after = "/runs?cursor=" + fired.text("runId");
        String page = world.rest(foreignKey).get(after).expect(200).write();
        assertFalse(page.contains(ours.run()), page);
        nothingWasTouched();
    }

    private void theToolsTellNothing(String build, String connection) {
        McpClient mcp = world.mcp(foreignKey);
        for (List<String> call : List.of(
                List.of("get_build_status", "buildId", build),
                List.of("list_runs", "action", ours.slug()),
                List.of("validate_connector", "connectionId", connection, "connector", "slack"))) {
            String[] named = call.subList(1, call.size()).toArray(String[]::new);
            String[] nobodys = named.clone();
            nobodys[1] = UNKNOWN;
            String foreign = called(mcp, call.getFirst(), named).replace(named[1], "ID");
            assertEquals(called(mcp, call.getFirst(), nobodys).replace(UNKNOWN, "ID"), foreign);
            statements.areTheSame(
                    call.getFirst(),
                    () -> called(mcp, call.getFirst(), named),
                    () -> called(mcp, call.getFirst(), nobodys));
        }
    }

    /** The door answers alike for what is ours and for what there is not. */
    private void same(String method, String path, String body, String id, int status) {
        Map<String, String> who = path.startsWith("/api/v1/app/")
                ? Map.of("cookie", "__Host-triggo=" + world.eve.cookie(), "x-csrf-token", csrf(world.eve))
                : Map.of("authorization", "Bearer " + foreignKey);
        UnaryOperator<String> asked = one -> {
            HttpResponse<String> answer = world.send(method, path.replace("ID", one), body.replace("ID", one), who);
            return (answer.statusCode() + " " + answer.body())
                    .replaceAll("\"requestId\":\"\\w+\"", "")
                    .replace(one, "ID");
        };
        String foreign = asked.apply(id);
        assertEquals(asked.apply(UNKNOWN), foreign, path);
        assertTrue(foreign.startsWith(status + " "), foreign);
        statements.areTheSame(path, () -> asked.apply(id), () -> asked.apply(UNKNOWN));
    }

    private static String csrf(PageClient person) {
        return String.valueOf(person.get("/session").expect(200).text("csrfToken"));
    }

    private String ourWorkspace() {
        return String.valueOf(
                world.people.get("owner").get("/workspace").expect(200).text("id"));
    }

    private String problems(String workflow) {
        return String.valueOf(world.rest(foreignKey)
                .post("/workflows", Json.parse(workflow))
                .expect(201)
                .get("validation"));
    }

    @Test
    void listsCountsAndFiltersHaveOnlyOnesOwn() {
        var foreign = world.rest(foreignKey);
        for (String path : List.of(
                "/workflows",
                "/actions",
                "/runs",
                "/runs?action=" + ours.slug(),
                "/runs?needs_approval=true",
                "/workflows?query=Ask")) {
            String body = foreign.get(path).expect(200).write();
            assertFalse(body.contains(ours.workflow()) || body.contains(ours.run()), body);
            assertTrue(body.contains("[]"), body);
        }
    }

    /** Whatever can be read without naming an id, at whichever door. */
    @Test
    void nothingThatIsReadHasAnythingOfAnother() {
        List<String> traces = List.of(
                ours.workflow(),
                ours.run(),
                ours.key(),
                ours.invitation(),
                ours.session(),
                ours.connection(),
                ourEventDriven(),
                "admin@example.com");
        var shownToUs = new StringBuilder();
        for (Route route : world.server.routes()) {
            if (!route.method().equals("GET")
                    || route.path().contains("{")
                    || route.access() instanceof Route.Access.Public) {
                continue;
            }
            String shown = answer(route, UNKNOWN, foreignCredential(route));
            traces.forEach(trace -> assertFalse(shown.contains(trace), () -> route.path() + ": " + shown));
            shownToUs.append(answer(route, UNKNOWN, ourCredential(route)));
        }
        McpClient mcp = world.mcp(foreignKey);
        for (String tool : List.of("list_actions", "list_runs", "list_workflows", "list_connectors")) {
            String shown = called(mcp, tool);
            traces.forEach(trace -> assertFalse(shown.contains(trace), () -> tool + ": " + shown));
            shownToUs.append(called(world.mcp(ourKey), tool));
        }
        traces.forEach(trace -> assertTrue(shownToUs.indexOf(trace) >= 0, () -> trace + " is shown nowhere"));
    }

    @Test
    void theSameNamesInTwoWorkspacesAreTwoThings() {
        TwoWorkspaces.Things theirs = world.fill(world.eve, foreignKey);
        assertEquals(ours.slug(), theirs.slug());
        Json.Obj start = Json.EMPTY_OBJECT;
        String own = String.valueOf(world.rest(ourKey)
                .post("/actions/" + ours.slug() + "/run", start, "idempotency-key", "once")
                .expect(202)
                .text("runId"));
        String other = String.valueOf(world.rest(foreignKey)
                .post("/actions/" + ours.slug() + "/run", start, "idempotency-key", "once")
                .expect(202)
                .text("runId"));
        assertFalse(own.equals(other));
        world.rest(foreignKey).get("/runs/" + own).expect(404);
        world.rest(foreignKey).delete("/workflows/" + theirs.workflow()).expect(200);
        world.rest(ourKey).get("/actions/" + ours.slug()).expect(200);
    }
}
