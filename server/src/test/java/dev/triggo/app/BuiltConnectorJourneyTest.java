package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By MCP alone: from the address of a document to a run that called the service that it describes. */
@Timeout(120)
class BuiltConnectorJourneyTest {
    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String document = "";
    private volatile String key = "";
    private HttpServer service;

    @BeforeEach
    void open() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        service.createContext("/", this::answer);
        service.start();
    }

    @AfterEach
    void close() {
        service.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            asked.add(exchange.getRequestMethod() + " " + path);
            key = String.valueOf(exchange.getRequestHeaders().getFirst("X-Key"));
            boolean wantsDocument = path.equals("/api.json");
            String said = wantsDocument ? document : "{\"path\": \"" + path + "\", \"id\": 7, \"name\": \"Rex\"}";
            // Documents come with all sorts of types.
            exchange.getResponseHeaders().set("Content-Type", wantsDocument ? "text/html" : "application/json");
            byte[] body = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + service.getAddress().getPort() + path;
    }

    private String documentAt(String path) {
        return """
                {"openapi": "3.1.0", "info": {"title": "Pet Shop", "version": "1"},
                 "servers": [{"url": "%s"}],
                 "paths": {"%s/{petId}": {"get": {"operationId": "getPet", "summary": "Get a pet",
                   "parameters": [{"name": "petId", "in": "path", "required": true, "schema": {"type": "integer"}},
                                  {"name": "full", "in": "query", "schema": {"type": "boolean"}}],
                   "responses": {"200": {"description": "A pet", "content": {"application/json": {"schema": {
                     "type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}}}}}}}}}
                """.formatted(url(""), path);
    }

    private RunningServer server() {
        return RunningServer.start(
                folder,
                Map.of(
                        "TRIGGO_EGRESS_ALLOW",
                        "127.0.0.1:" + service.getAddress().getPort()));
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) Json.parse(text);
    }

    private static Json.Obj built(McpClient mcp, Json.Obj arguments) {
        Json.Obj started = mcp.give("build_connector", arguments);
        assertEquals("queued", started.text("status"));
        String id = started.text("buildId");
        while (true) {
            Json.Obj build = mcp.give(
                    "get_build_status", Json.object().put("buildId", id).build());
            if (List.of("succeeded", "failed").contains(build.text("status"))) {
                return build;
            }
            Thread.onSpinWait();
        }
    }

    private Json.Obj run(McpClient mcp) {
        return mcp.give("run_action", json("{\"slug\": \"look-up\", \"input\": {\"pet\": 7}, \"wait\": 30}"));
    }

    @ParameterizedTest
    @EnumSource(McpClient.Era.class)
    void fromTheAddressOfADocumentToARun(McpClient.Era era) {
        document = documentAt("/pets");
        Json.Obj fromUrl = Json.object().put("openapiUrl", url("/api.json")).build();
        try (var server = server()) {
            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, era);
            Json.Obj build = built(mcp, fromUrl);
            assertEquals("succeeded", build.text("status"), build.write());
            assertEquals("pet-shop", build.text("connector"));
            assertEquals(Json.strings(List.of("get_pet")), build.get("operations"));

            Json.Obj schema =
                    mcp.give("get_operation_schema", json("{\"connector\": \"pet-shop\", \"operation\": \"get_pet\"}"));
            assertEquals("read", schema.text("sideEffect"));
            assertEquals(Json.strings(List.of("petId")), ((Json.Obj) schema.get("inputSchema")).get("required"));

            Json.Obj workflow = mcp.give("create_workflow", json("""
                    {"name": "Look up", "definition": {"nodes": [
                       {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object",
                          "properties": {"pet": {"type": "integer"}}, "required": ["pet"]}}},
                       {"id": "call", "type": "connector", "connector": "pet-shop", "operation": "get_pet",
                        "config": {"petId": "{{in.pet}}", "full": true}},
                       {"id": "out", "type": "return_output", "config": {"output": "{{call}}"}}],
                      "edges": [{"source": "in", "target": "call"}, {"source": "call", "target": "out"}]}}"""));
            String id = workflow.text("id");
            mcp.give("deploy_workflow", Json.object().put("workflowId", id).build());
            Json.Obj run = run(mcp);
            assertEquals("succeeded", run.text("status"), run.write());
            assertEquals("Rex", ((Json.Obj) run.get("output")).text("name"));
            assertTrue(asked.contains("GET /pets/7?full=true"), asked::toString);

            document = documentAt("/animals");
            Json.Obj again = built(mcp, fromUrl.with("name", Json.of("pet-shop")));
            assertEquals("2", again.get("version").write());
            asked.clear();
            run(mcp);
            assertEquals(List.of("GET /pets/7?full=true"), asked, "what is deployed keeps its version");

            mcp.give("deploy_workflow", Json.object().put("workflowId", id).build());
            asked.clear();
            run(mcp);
            assertEquals(List.of("GET /animals/7?full=true"), asked, "what is deployed anew has the newest");
        }
        try (var server = server()) {
            asked.clear();
            run(new McpClient(server.port(), "/mcp", RunningServer.KEY, era));
            assertEquals(List.of("GET /animals/7?full=true"), asked, "after a restart too");
        }
    }

    @Test
    void whatAnInputDoesNotFitIsRefusedBeforeAnythingIsSent() {
        document = documentAt("/pets");
        try (var server = server()) {
            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN);
            built(
                    mcp,
                    Json.object()
                            .put("openapi", Json.parse(document))
                            .put("name", "pets")
                            .build());
            Json.Obj created = mcp.give("create_workflow", json("""
                    {"name": "Wrong", "definition": {"nodes": [
                       {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                       {"id": "call", "type": "connector", "connector": "pets", "operation": "get_pet",
                        "config": {"petId": "seven", "colour": 1}},
                       {"id": "none", "type": "connector", "connector": "pets", "operation": "gone", "config": {}},
                       {"id": "out", "type": "return_output", "config": {"output": "{{call}}"}}],
                      "edges": [{"source": "in", "target": "call"}, {"source": "call", "target": "none"},
                                {"source": "none", "target": "out"}]}}"""));
            String verdict = created.get("validation").write();
            assertTrue(verdict.contains("petId") && verdict.contains("colour"), verdict);
            assertTrue(verdict.contains("unknown_operation"), verdict);
            assertFalse(asked.stream().anyMatch(request -> request.contains("/pets")), asked::toString);
        }
    }

    @Test
    void checksAConnectorAndCallsItsService() {
        document = documentAt("/pets")
                .replace("\"paths\": {", "\"paths\": {\"/pets\": {\"get\": {\"operationId\": \"list\"}},");
        try (var server = server()) {
            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN);
            built(
                    mcp,
                    Json.object().put("openapi", document).put("name", "pets").build());
            Json.Obj verdict = mcp.give("validate_connector", json("{\"connector\": \"pets\", \"live\": true}"));
            assertEquals(Json.Bool.TRUE, verdict.get("valid"), verdict.write());
            assertEquals(List.of("GET /pets"), asked);
            service.stop(0);
            Json.Obj gone = mcp.give("validate_connector", json("{\"connector\": \"pets\", \"live\": true}"));
            assertEquals(Json.Bool.FALSE, gone.get("valid"), gone.write());
            Json.Obj manifest = mcp.give("validate_connector", json("{\"manifest\": {\"name\": \"x\"}}"));
            assertEquals(Json.Bool.FALSE, manifest.get("valid"), manifest.write());
            Json.Obj unknown = mcp.call("validate_connector", json("{\"connector\": \"none\"}"));
            assertTrue(unknown.write().contains("CONNECTOR_NOT_FOUND"), unknown.write());
        }
    }

    private static final String SIGNED = """
            {"openapi": "3.0.0", "info": {"title": "Signed", "version": "1"}, "servers": [{"url": "%s"}],
             "security": [{"key": []}],
             "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
             "paths": {"/me": {"get": {"operationId": "me", "responses": {"200": {"description": "Me"}}}}}}""";

    private HttpServer other() throws IOException {
        var other = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        other.createContext("/", exchange -> {
            asked.add("OTHER");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        other.start();
        return other;
    }

    private PageClient owner(int port) throws IOException {
        var page = new PageClient(port);
        String token = Files.readString(folder.resolve("setup-token")).strip();
        page.post("/setup", json("""
                {"token": "%s", "email": "o@example.com", "name": "O", "password": "correct horse battery"}""".formatted(token))).expect(201);
        return page;
    }

    /** Only the connection is made by a person: its secret must not go through the agent. */
    @ParameterizedTest
    @EnumSource(McpClient.Era.class)
    void fromADocumentToARunThatSignsInWithWhatAPersonMade(McpClient.Era era) throws IOException {
        Json.Obj operation = json("{\"connector\": \"signed\", \"operation\": \"me\"}");
        try (var server = server()) {
            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, era);
            Json.Obj build = built(
                    mcp,
                    Json.object()
                            .put("openapi", SIGNED.formatted(url("")).replace("\"Me\"", "\"Me\", " + GIVES_A_PET))
                            .put("name", "signed")
                            .build());
            assertEquals("succeeded", build.text("status"), build.write());
            Json.Obj alone = mcp.give("get_operation_schema", operation);
            assertEquals("secret_text", alone.text("auth"));
            assertEquals(Json.EMPTY_ARRAY, alone.get("connections"), "the agent sees that a person is needed");
            Json.Obj workflow = mcp.give("create_workflow", json(WHO.replace("CONNECTION", "")));
            assertTrue(workflow.write().contains("missing_connection"), workflow.write());
            Json.Obj id = Json.object().put("workflowId", workflow.text("id")).build();
            assertTrue(mcp.call("deploy_workflow", id).write().contains("WORKFLOW_INVALID"));

            owner(server.port()).post("/connections", json("""
                            {"connector": "signed", "name": "mine", "fields": {"secret": "s-3-c-r-3-t"}}""")).expect(201);

            Json.Obj known = mcp.give("get_operation_schema", operation);
            var choice = (Json.Obj)
                    ((Json.Arr) known.fields().get("connections")).items().getFirst();
            assertEquals("mine", choice.text("name"));
            String named = "\"connectionId\": \"%s\",".formatted(choice.text("id"));
            Json.Obj whole = json(WHO.replace("CONNECTION", named));
            Json.Obj mended = mcp.give(
                    "update_workflow",
                    id.with("expectedRevision", Json.of(1))
                            .with("definition", whole.fields().get("definition")));
            assertTrue(mended.fields().get("validation").write().contains("\"valid\":true"), mended.write());
            String slug = mcp.give("deploy_workflow", id).text("slug");
            Json.Obj accepted =
                    mcp.give("run_action", Json.object().put("slug", slug).build());
            Json.Obj run = ended(mcp, accepted);
            assertEquals("succeeded", run.text("status"), run.write());
            assertEquals("Rex", ((Json.Obj) run.fields().get("output")).text("name"));
            assertEquals(List.of("GET /me"), asked);
            assertEquals("s-3-c-r-3-t", key, "the service was signed in to");
            for (Json.Obj told : List.of(known, mended, accepted, run)) {
                assertFalse(told.write().contains("s-3-c-r-3-t"), told.write());
            }
        }
    }

    private static Json.Obj ended(McpClient mcp, Json.Obj accepted) {
        return mcp.give(
                "get_run_status",
                Json.object()
                        .put("runId", accepted.text("runId"))
                        .put("wait", 30)
                        .put("includeSteps", true)
                        .build());
    }

    private static final String GIVES_A_PET =
            "\"content\": {\"application/json\": {\"schema\": {\"type\": \"object\"}}}";

    private static final String WHO = """
            {"name": "Who am I", "definition": {"nodes": [
               {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
               {"id": "call", "type": "connector", "connector": "signed", "operation": "me", CONNECTION "config": {}},
               {"id": "out", "type": "return_output", "config": {"output": "{{call}}"}}],
              "edges": [{"source": "in", "target": "call"}, {"source": "call", "target": "out"}]}}""";

    @Test
    void aConnectionIsForTheHostsThatItWasMadeFor() throws IOException {
        HttpServer other = other();
        var allowed = Map.of("TRIGGO_EGRESS_ALLOW", "127.0.0.1", "ENCRYPTION_KEY", "5a".repeat(32));
        try (var server = RunningServer.start(folder, allowed)) {
            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN);
            built(
                    mcp,
                    Json.object()
                            .put("openapi", SIGNED.formatted(url("/a")))
                            .put("name", "signed")
                            .build());
            var page = owner(server.port());
            Json.Obj made = page.post(
                            "/connections",
                            json(
                                    "{\"connector\": \"signed\", \"name\": \"mine\", \"fields\": {\"secret\": \"s-3-c-r-3-t\"}}"))
                    .expect(201);
            Json.Obj check = Json.object()
                    .put("connector", "signed")
                    .put("connectionId", made.text("id"))
                    .put("live", true)
                    .build();
            assertEquals(Json.Bool.TRUE, mcp.give("validate_connector", check).get("valid"));
            assertEquals(List.of("GET /a/me"), asked);
            assertEquals("s-3-c-r-3-t", key);

            String moved = "http://127.0.0.1:" + other.getAddress().getPort();
            built(
                    mcp,
                    Json.object()
                            .put("openapi", SIGNED.formatted(moved))
                            .put("name", "signed")
                            .build());
            asked.clear();
            Json.Obj refused = mcp.give("validate_connector", check);
            assertEquals(Json.Bool.FALSE, refused.get("valid"), refused.write());
            assertTrue(refused.write().contains("EGRESS_DENIED"), refused.write());
            assertEquals(List.of(), asked, "the secret went nowhere");

            page.put("/connections/" + made.text("id"), json("{\"fields\": {\"secret\": \"s-3-c-r-3-t\"}}"))
                    .expect(200);
            assertEquals(Json.Bool.TRUE, mcp.give("validate_connector", check).get("valid"));
            assertEquals(List.of("OTHER"), asked, "whoever gives the secret again lets it go there");
        } finally {
            other.stop(0);
        }
    }
}
