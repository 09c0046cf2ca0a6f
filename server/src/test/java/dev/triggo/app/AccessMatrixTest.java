package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.access.Role;
import dev.triggo.access.Scope;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.page.PageRoutes;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may call what: each route of the server with each kind of credential, as its declaration says, written into
 * {@code docs/access.md} and then called, cell by cell. A route without a probe here fails, and so does a probe without
 * a route.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class AccessMatrixTest {
    private static final String APP = "/api/v1/app";
    private static final Map<String, Probe> PROBES = Probe.OF_ROUTES;

    @TempDir
    private static Path folder;

    private TwoWorkspaces world;
    private List<Route> routes;

    @BeforeAll
    void start() throws IOException {
        world = new TwoWorkspaces(folder);
        // The page's own documents are everybody's, and there only where it was built.
        Set<String> page =
                new PageRoutes(List.of()).routes().stream().map(Route::path).collect(Collectors.toSet());
        routes = world.server.routes().stream()
                .filter(route -> !page.contains(route.path()))
                .toList();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private static String name(Route route) {
        return route.method() + " " + route.path();
    }

    /** Whoever knocks, and what they may. */
    private sealed interface Knocker {
        record Nobody() implements Knocker {}

        /** A key that counts for nothing, any more. */
        record Dead() implements Knocker {}

        record Key(TreeSet<Scope> scopes, boolean oneAction) implements Knocker {}

        record Operator() implements Knocker {}

        record Person(Role role) implements Knocker {}
    }

    private static Knocker.Key having(Scope... scopes) {
        return new Knocker.Key(new TreeSet<>(List.of(scopes)), false);
    }

    /** What the declaration promises, said a second time. */
    private static int expected(Route route, Knocker knocker) {
        Probe probe = PROBES.get(name(route));
        if (probe == null) {
            throw new AssertionError(name(route) + " has no probe: say what it answers whoever may call it");
        }
        return switch (route.access()) {
            case Route.Access.Public() -> probe.status();
            case Route.Access.Visitor() -> probe.status();
            case Route.Access.Credential credential -> ofKeys(credential, knocker, probe);
            case Route.Access.Session(Role least) -> {
                if (knocker instanceof Knocker.Person(Role role)) {
                    yield role.includes(least) ? probe.status() : 403;
                }
                yield 401;
            }
        };
    }

    private static int ofKeys(Route.Access.Credential needs, Knocker knocker, Probe probe) {
        if (knocker instanceof Knocker.Operator) {
            return probe.operator();
        }
        if (knocker instanceof Knocker.Key(var has, boolean oneAction)) {
            if (oneAction && needs.actionGrant()) {
                return probe.oneAction();
            }
            return has.containsAll(needs.scopes()) ? probe.status() : 403;
        }
        return 401;
    }

    @Test
    void eachRouteHasAProbeAndEachProbeARoute() {
        assertEquals(
                PROBES.keySet(),
                routes.stream().map(AccessMatrixTest::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    @Tag("docs")
    void theDocumentSaysWhatIsDeclared() {
        var rows = new ArrayList<List<String>>();
        for (Route route : routes) {
            var row = new ArrayList<String>();
            row.add("`" + name(route) + "`");
            row.add(needs(route.access()));
            var knockers = new ArrayList<Knocker>(List.of(new Knocker.Nobody(), new Knocker.Dead(), having()));
            knockers.add(having(Scope.values()));
            knockers.add(new Knocker.Key(new TreeSet<>(), true));
            for (String role : TwoWorkspaces.ROLES) {
                knockers.add(new Knocker.Person(Role.of(role).orElseThrow()));
            }
            knockers.forEach(knocker -> row.add(String.valueOf(expected(route, knocker))));
            rows.add(row);
        }
        rows.sort((a, b) -> path(a).compareTo(path(b)));
        WrittenDocs.mustSay(
                "docs/access.md",
                """
                # Who may call what

                Every route, and what it answers when it is called with nothing that it finds: 200, 204, 400 or 404 is the
                route's own answer, 401 and 403 are the door's. Written by the test that also calls each cell, with a key
                of each single scope besides; a foreign workspace's ids answer as unknown ones.

                A dead key is unknown, expired or revoked. A key for one action holds `actions:run:<slug>` alone, and
                asks for another action here. `/metrics` answers the operator's own keys with 200. The tools of `/mcp` ask for
                the scopes that they tell.

                """
                        + WrittenDocs.table(
                                List.of(
                                        "route",
                                        "needs",
                                        "nobody",
                                        "dead key",
                                        "key without scopes",
                                        "key with all",
                                        "key for one action",
                                        "viewer",
                                        "editor",
                                        "admin",
                                        "owner"),
                                rows));
    }

    private static String path(List<String> row) {
        String name = row.getFirst().replace("`", "");
        return name.substring(name.indexOf('/')) + " " + name;
    }

    private static String needs(Route.Access access) {
        return switch (access) {
            case Route.Access.Public() -> "nothing";
            case Route.Access.Visitor() -> "nothing: it asks who is there";
            case Route.Access.Session(Role least) -> least.wireName();
            case Route.Access.Credential(var scopes, var actionGrant) ->
                scopes.isEmpty()
                        ? "a key"
                        : scopes.stream()
                                .sorted()
                                .map(scope -> "`" + scope.wireName() + "`")
                                .collect(Collectors.joining(", "));
        };
    }

    @Test
    void nobodyAndDeadKeysAreToldTheSameWhateverTheyAskFor() {
        PageClient owner = world.signIn("owner");
        Instant end = Instant.now().plusSeconds(5);
        String expired = TwoWorkspaces.secret(TwoWorkspaces.key(owner, end, "runs:read", "actions:read"));
        Json.Obj made = TwoWorkspaces.key(owner, null, "runs:read", "actions:read");
        owner.delete("/keys/" + made.text("id")).expect(200);
        while (Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
        String invitation = String.valueOf(
                owner.post("/invitations", TwoWorkspaces.fields("email", "late@example.com", "role", "viewer"))
                        .expect(201)
                        .text("invitation"));
        // Good secrets all of them, for something else.
        String csrf = String.valueOf(owner.get("/session").expect(200).text("csrfToken"));
        List<String> dead = List.of(
                "trg_AbCdEfGhIjKlMnOpQrStUvWxYz012345",
                "trg_at_AbCdEfGhIjKlMnOpQrStUvWxYz012345",
                expired,
                TwoWorkspaces.secret(made),
                String.valueOf(owner.cookie()),
                csrf,
                invitation);
        for (String secret : List.of(RunningServer.KEY, csrf, invitation)) {
            assertEquals(
                    401,
                    world.send("GET", APP + "/session", null, Map.of("cookie", "__Host-triggo=" + secret))
                            .statusCode());
        }
        var faults = new ArrayList<String>();
        for (Route route : routes) {
            compare(faults, route, "nobody", expected(route, new Knocker.Nobody()), Map.of());
            var answers = new TreeSet<String>();
            for (String key : dead) {
                HttpResponse<String> answer =
                        compare(faults, route, "dead key", expected(route, new Knocker.Dead()), bearer(key));
                answers.add(answer.statusCode() == 401 ? withoutRequestId(answer.body()) : "");
            }
            assertEquals(1, answers.size(), name(route));
        }
        assertEquals(List.of(), faults);
    }

    private static String withoutRequestId(String body) {
        return ((Json.Obj) Json.parse(body)).without("requestId").write();
    }

    @Test
    void eachScopeOpensWhatItsRoutesDeclareAndNoMore() {
        PageClient owner = world.signIn("owner");
        Map<String, Knocker> keys = new LinkedHashMap<>();
        keys.put(TwoWorkspaces.secret(TwoWorkspaces.key(owner, null)), having());
        for (Scope scope : Scope.values()) {
            keys.put(TwoWorkspaces.secret(TwoWorkspaces.key(owner, null, scope.wireName())), having(scope));
        }
        keys.put(
                TwoWorkspaces.secret(TwoWorkspaces.key(owner, null, "actions:run:some-action")),
                new Knocker.Key(new TreeSet<>(), true));
        keys.put(RunningServer.KEY, new Knocker.Operator());
        var faults = new ArrayList<String>();
        for (Route route : routes) {
            keys.forEach((key, knocker) -> {
                HttpResponse<String> answer =
                        compare(faults, route, knocker.toString(), expected(route, knocker), bearer(key));
                if (answer.statusCode() == 403
                        && route.access() instanceof Route.Access.Credential credential
                        && !credential.scopes().isEmpty()) {
                    assertEquals(
                            Json.strings(credential.scopes().stream()
                                    .sorted()
                                    .map(Scope::wireName)
                                    .toList()),
                            ((Json.Obj) Json.parse(answer.body())).get("details"),
                            name(route));
                }
            });
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void eachRoleComesAsFarAsItsRoutesDeclare() {
        var faults = new ArrayList<String>();
        for (Route route : routes) {
            for (String role : TwoWorkspaces.ROLES) {
                boolean ends = name(route).endsWith("/sign-out") || name(route).equals("DELETE " + APP + "/sessions");
                PageClient person = ends ? world.signIn(role) : world.people.get(role);
                Map<String, String> headers = Map.of(
                        "cookie",
                        "__Host-triggo=" + person.cookie(),
                        "x-csrf-token",
                        String.valueOf(person.get("/session").expect(200).text("csrfToken")));
                Role held = Role.of(role).orElseThrow();
                compare(faults, route, role, expected(route, new Knocker.Person(held)), headers);
                if (ends) {
                    world.people.put(role, world.signIn(role));
                }
            }
        }
        assertEquals(List.of(), faults);
    }

    /** The scope that each tool asks for, as the contract has it; some let in who may read workflows, too. */
    private static final Map<String, Scope> TOOLS = Map.ofEntries(
            Map.entry("list_actions", Scope.ACTIONS_READ),
            Map.entry("get_action", Scope.ACTIONS_READ),
            Map.entry("run_action", Scope.ACTIONS_RUN),
            Map.entry("get_run_status", Scope.RUNS_READ),
            Map.entry("list_runs", Scope.RUNS_READ),
            Map.entry("approve_run", Scope.APPROVALS_DECIDE),
            Map.entry("list_workflows", Scope.WORKFLOWS_READ),
            Map.entry("get_workflow", Scope.WORKFLOWS_READ),
            Map.entry("create_workflow", Scope.WORKFLOWS_WRITE),
            Map.entry("update_workflow", Scope.WORKFLOWS_WRITE),
            Map.entry("delete_workflow", Scope.WORKFLOWS_WRITE),
            Map.entry("deploy_workflow", Scope.WORKFLOWS_WRITE),
            Map.entry("open_workflow", Scope.WORKFLOWS_READ),
            Map.entry("list_connectors", Scope.CONNECTORS_READ),
            Map.entry("get_connector_operations", Scope.CONNECTORS_READ),
            Map.entry("get_operation_schema", Scope.CONNECTORS_READ),
            Map.entry("build_connector", Scope.CONNECTORS_WRITE),
            Map.entry("get_build_status", Scope.CONNECTORS_WRITE),
            Map.entry("validate_connector", Scope.CONNECTORS_WRITE));

    private static final Json.Obj ARGUMENTS = Json.object()
            .put("slug", "unknown")
            .put("runId", "unknown")
            .put("workflowId", "unknown")
            .put("connector", "unknown")
            .put("operation", "unknown")
            .put("decision", "approved")
            .put("name", "")
            .build();

    @Test
    void eachToolAsksForItsScopeAndForNoOther() {
        PageClient owner = world.signIn("owner");
        Map<String, Json.Obj> tools = new TreeMap<>();
        Json.Arr listed = (Json.Arr) world.mcp(RunningServer.KEY)
                .request("tools/list", Json.EMPTY_OBJECT)
                .result()
                .fields()
                .get("tools");
        listed.items().forEach(tool -> tools.put(String.valueOf(((Json.Obj) tool).text("name")), (Json.Obj) tool));
        var faults = new ArrayList<String>();
        for (Scope scope : Scope.values()) {
            McpClient client = world.mcp(TwoWorkspaces.secret(TwoWorkspaces.key(owner, null, scope.wireName())));
            tools.forEach((name, tool) -> {
                Scope needed = TOOLS.get(name);
                int expected = scope == needed ? 200 : 403;
                McpClient.Reply reply = client.request(
                        "tools/call", TwoWorkspaces.fields("name", name).with("arguments", argumentsOf(tool)));
                if (reply.status() != expected) {
                    faults.add(name + " with " + scope.wireName() + ": " + reply.status() + " in place of " + expected
                            + " " + reply.last().write());
                }
            });
        }
        assertEquals(List.of(), faults);
    }

    /** What the tool requires, and nothing that there is. */
    private static Json argumentsOf(Json.Obj tool) {
        var arguments = Json.object();
        Json.Obj schema = (Json.Obj) tool.fields().get("inputSchema");
        if (schema.get("required") instanceof Json.Arr required) {
            required.items().forEach(name -> {
                String field = ((Json.Str) name).value();
                arguments.putIf(field, ARGUMENTS.get(field));
            });
        }
        return arguments.build();
    }

    private static Map<String, String> bearer(String key) {
        return Map.of("authorization", "Bearer " + key);
    }

    private HttpResponse<String> compare(
            List<String> faults, Route route, String who, int expected, Map<String, String> headers) {
        Probe probe = PROBES.get(name(route));
        String path = route.path().replaceAll("\\{\\w+}", "0000000000000000000000000000000000a");
        HttpResponse<String> answer = world.send(route.method(), path, probe.body(), headers);
        if (answer.statusCode() != expected) {
            faults.add(name(route) + " for " + who + ": " + answer.statusCode() + " in place of " + expected + " "
                    + answer.body());
        }
        if (!Guarded.is(route, answer, headers.isEmpty())) {
            faults.add(name(route) + " answers " + answer.statusCode() + " with "
                    + answer.headers().map() + " " + answer.body());
        }
        return answer;
    }
}
