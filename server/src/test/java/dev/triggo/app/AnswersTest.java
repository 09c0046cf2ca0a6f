package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every JSON answer of the runtime door and the page's, for each status that says yes: it has the fields that are described, and no other. */
@Timeout(300)
class AnswersTest {
    private static final String APP = "/api/v1/app";

    /** What the people of the workspace wrote, schemas, and what differs from one kind to the next. */
    private static final Set<String> WRITTEN_BY_THEM = Set.of(
            "about",
            "arguments",
            "configSchema",
            "data",
            "definition",
            "example",
            "examples",
            "input",
            "inputSchema",
            "output",
            "outputSchema",
            "plan");

    /** Answered with a file, a page of another address, or the description itself. */
    private static final Set<String> NO_JSON = Set.of(
            "GET /api/v1/app/audit/export",
            "GET /api/v1/app/connection-sign-ins/callback",
            "GET /api/v1/app/oidc/callback",
            "GET /api/v1/app/oidc/start",
            "GET /api/v1/app/openapi.json");

    @TempDir
    private Path folder;

    private Shop shop;
    private TwoWorkspaces world;
    private PageClient owner;
    private Allowlist allowlist;
    private SeenDoor page;
    private int port;

    @BeforeEach
    void start() throws IOException {
        shop = new Shop(path -> path.endsWith("/models") ? "{\"data\": [{\"id\": \"small\"}]}" : "{\"name\": \"Rex\"}");
        port = Ports.free();
        world = new TwoWorkspaces(
                folder,
                Map.of(
                        "RUNTIME_PORT",
                        "" + port,
                        "TRIGGO_PUBLIC_URL",
                        "http://localhost:" + port,
                        "TRIGGO_EGRESS_ALLOW",
                        shop.host()));
        owner = world.people.get("owner");
        allowlist = new Allowlist(
                world.rest(RunningServer.KEY).getFromRoot("/openapi.json").expect(200),
                world.browser().get("/openapi.json").expect(200));
        page = SeenDoor.of(owner, allowlist);
    }

    @AfterEach
    void stop() {
        world.close();
        shop.close();
    }

    @Test
    void noAnswerHasAFieldThatIsNotDescribed() throws IOException {
        RestClient rest = world.rest(TwoWorkspaces.fullKey(owner));
        SeenDoor runtime = (method, path, body) -> allowlist.fits(rest.send(method, path, body));
        for (SeenDoor door : List.of(runtime, page)) {
            String name = door == runtime ? "shop" : "store";
            build(door, name, "get_pet");
            actions(door, name);
            endings(door, name);
            trigger(door);
            reading(door, name);
            choices(door, name);
        }
        versions();
        new AnswersToPeople(world, allowlist, folder).all();
        assertEquals(Set.of(), allowlist.notCompared(), "describe it, and see an answer of it here");
    }

    @Test
    void theDescriptionIsOfEveryRouteAndSaysAllButWhatIsTheirs() {
        assertEquals(WRITTEN_BY_THEM, allowlist.openPlaces());
        var said = allowlist.described().stream()
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toCollection(TreeSet::new));
        var routes = world.server.routes().stream()
                .filter(route -> route.path().startsWith(APP) || route.path().startsWith("/api/v1/runtime"))
                .map(route -> route.method() + " " + route.path())
                .filter(route -> !NO_JSON.contains(route))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(routes, said);
        assertTrue(
                world.server.routes().stream().anyMatch(route -> route.access() instanceof Route.Access.Credential),
                "the doors are there");
    }

    private void build(SeenDoor door, String name, String... reads) {
        Stream<String> operations = Stream.concat(
                Arrays.stream(reads).map(read -> operation("GET", read)), Stream.of(operation("POST", "buy")));
        shop.build(door, name, operations.toArray(String[]::new));
        String wrong = door.post(202, "/connectors/builds", "{\"openapi\": \"no document\"}")
                .text("buildId");
        Json.Obj failed = Shop.built(door, String.valueOf(wrong));
        assertEquals("failed", failed.text("status"));
        SeenDoor.first(failed, "problems");
        Json.Obj checked =
                door.post(200, "/connectors/validate", "{\"connector\": \"%s\", \"live\": true}".formatted(name));
        assertEquals("get_pet", SeenDoor.inner(checked, "live").text("operation"));
    }

    private static String operation(String method, String name) {
        return "{\"name\": \"%1$s\", \"method\": \"%2$s\", \"path\": \"/%1$s\", \"parameters\": []}"
                .formatted(name, method);
    }

    /** A workflow that calls the shop, asks, and writes; deployed as {@code ask-NAME}. */
    private String made(SeenDoor door, String name) {
        Json.Obj made = door.post(201, "/workflows", """
                {"name": "Ask %s", "definition": {"nodes": [
                    {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                    {"id": "pet", "type": "connector", "connector": "%s", "operation": "get_pet", "config": {}},
                    {"id": "ask", "type": "approval", "config": {"title": "Sure?", "message": "It will."}},
                    {"id": "buy", "type": "connector", "connector": "%s", "operation": "buy", "config": {}},
                    {"id": "out", "type": "return_output", "config": {"output": "done"}}],
                  "edges": [{"source": "in", "target": "pet"}, {"source": "pet", "target": "ask"},
                            {"source": "ask", "target": "buy"}, {"source": "buy", "target": "out"}]}}""".formatted(name, name, name));
        return String.valueOf(made.text("id"));
    }

    private void actions(SeenDoor door, String name) {
        String id = made(door, name);
        String one = "/workflows/" + id;
        String slug = "ask-" + name;
        door.post(200, one + "/deploy", "{\"slug\": \"%s\"}".formatted(slug));
        door.ask(200, "PUT", one, fields("name", "Ask again " + name));
        door.post(200, one + "/deploy", "{}");
        door.post(200, one + "/rollback", "{\"version\": 1}");
        String run = door.post(202, "/actions/" + slug + "/run", "{\"wait\": 30, \"correlationId\": \"c\"}")
                .text("runId");
        Json.Obj waiting = door.get("/runs/" + run + "?wait=30");
        assertEquals("pending", SeenDoor.inner(waiting, "approval").text("status"), waiting.write());
        door.post(200, "/runs/" + run + "/approve", "{\"decision\": \"approved\", \"comment\": \"well\"}");
        assertEquals("succeeded", door.get("/runs/" + run + "?wait=30").text("status"));
        door.get("/runs/" + run + "/events");
        Json.Obj dry = door.post(200, "/actions/" + slug + "/run", "{\"wait\": 30, \"dryRun\": true}");
        assertEquals("buy", SeenDoor.first(dry, "plan").text("operation"), dry.write());
        door.post(200, "/runs/" + run + "/nodes/pet/rerun", "{\"wait\": 30}");
        door.post(202, "/runs/" + run + "/nodes/pet/rerun", "{}");
        String gone = door.post(202, "/actions/" + slug + "/run", "{}").text("runId");
        door.post(200, "/runs/" + gone + "/cancel", "{}");
        door.post(202, "/runs/" + gone + "/replay", "{}");
        door.post(202, one + "/test", "{}");
        door.post(200, one + "/test", "{\"wait\": 30, \"dryRun\": true, \"pinned\": {\"pet\": {\"name\": \"Tom\"}}}");
    }

    /** Runs that fail, with what is told of that, and what calls another. */
    private void endings(SeenDoor door, String name) {
        Json.Obj made = door.post(201, "/workflows", """
                {"name": "Fails %s", "definition": {"nodes": [
                    {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                    {"id": "code", "type": "code", "config": {"source": "export default function (inputs, utils) { console.log('hm'); throw new Error('no'); }"}},
                    {"id": "out", "type": "return_output", "config": {"output": 1}}],
                  "edges": [{"source": "in", "target": "code"}, {"source": "code", "target": "out"}]}}""".formatted(name));
        String one = "/workflows/" + made.text("id");
        Json.Obj failed = door.post(200, one + "/test", "{\"wait\": 60}");
        assertEquals("failed", failed.text("status"), failed.write());
        SeenDoor.inner(failed, "error");
        door.ask(201, "POST", "/workflows", fields("name", "Draft " + name));
        door.ask(200, "DELETE", one, null);
    }

    private void trigger(SeenDoor door) {
        Json.Obj made = door.post(201, "/workflows", """
                {"name": "hears", "definition": {"nodes": [
                  {"id": "hook", "type": "trigger", "connector": "inbound-webhook", "operation": "inbound_webhook", "config": {}},
                  {"id": "out", "type": "return_output", "config": {"output": 1}}],
                 "edges": [{"source": "hook", "target": "out"}]}}""");
        String one = "/workflows/" + made.text("id");
        door.post(200, one + "/deploy", "{}");
        door.post(202, one + "/trigger/fire", "{}");
        door.post(200, one + "/trigger/fire", "{\"wait\": 30}");
        String again = one + "/trigger/deliveries/"
                + SeenDoor.first(door.get(one + "/trigger"), "deliveries").text("id") + "/redeliver";
        door.post(202, again, "{}");
        door.post(200, again, "{\"wait\": 30}");
        SeenDoor.first(door.get(one + "/trigger"), "deliveries");
        door.get(one);
        door.get(one + "/versions");
        door.post(200, one + "/stop", "{}");
    }

    private void reading(SeenDoor door, String name) {
        owner.post(
                        "/connections",
                        Json.parse("{\"connector\": \"slack\", \"name\": \"%s\", \"fields\": {\"secret\": \"planted\"}}"
                                .formatted(name)))
                .expect(201);
        for (String path : List.of(
                "/workflows",
                "/actions",
                "/actions/ask-" + name,
                "/runs",
                "/node-kinds",
                "/connectors?limit=100",
                "/connectors/slack/operations",
                "/connectors/slack/operations/list_channels",
                "/connectors/nodes/operations",
                "/connectors/nodes/operations/code",
                "/schedules/firings?mode=cron&cron=1%202",
                "/schedules/firings?mode=interval&seconds=60")) {
            door.get(path);
        }
    }

    /** What a service gives to choose from: its models. */
    private void choices(SeenDoor door, String name) {
        String models = String.valueOf(owner.post("/connections", Json.parse("""
                        {"connector": "openai", "name": "Models of %s",
                         "fields": {"api_key": "planted", "base_url": "http://%s/v1"}}""".formatted(name, shop.host())))
                .expect(201)
                .text("id"));
        Json.Obj told = door.ask(
                200,
                "POST",
                "/connectors/openai/operations/chat_completion/choices/model",
                fields("connectionId", models));
        assertEquals("small", SeenDoor.first(told, "choices").text("value"), told.write());
    }

    private void versions() {
        build(page, "shop", "get_pet", "list_pets");
        page.get("/connectors/shop/versions");
        page.get("/connectors/shop/changes?from=1&to=2");
        String live = page.get("/actions/ask-shop").text("workflowId");
        page.post(200, "/workflows/" + live + "/connectors", "{\"connector\": \"shop\", \"version\": 2}");
        page.post(200, "/connectors/shop/operations/get_pet/try", "{\"input\": {}}");
    }
}
