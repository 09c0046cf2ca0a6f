package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.PlantedSecrets;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections through every door, with a service that sends back all that it is told. */
@Timeout(240)
class ConnectionsTest {
    private static final String ENCRYPTION_KEY = "7b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e";
    private static final String PASSWORD = "a sentence that nobody guesses";

    @TempDir
    private Path data;

    private final StringBuilder answers = new StringBuilder();
    private HttpServer upstream;
    private Map<String, String> settings;

    @BeforeEach
    void open() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        upstream.createContext("/", exchange -> {
            String header = String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
            String secret = header.replaceFirst("^Bearer ", "");
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            String echo = String.join(
                    " ",
                    header,
                    Base64.getEncoder().encodeToString(bytes),
                    Base64.getEncoder().encodeToString(("user:" + secret).getBytes(StandardCharsets.UTF_8)),
                    URLEncoder.encode(secret, StandardCharsets.UTF_8),
                    Json.of(Json.of(secret).write()).write(),
                    new StringBuilder(secret).reverse());
            boolean down = exchange.getRequestURI().getPath().startsWith("/down");
            boolean refuses = exchange.getRequestURI().getPath().startsWith("/refuse");
            Json model = Json.object()
                    .put("id", "model " + echo)
                    .put("object", "model")
                    .put("created", 1)
                    .put("owned_by", secret)
                    .build();
            byte[] body = Json.object()
                    .put("object", "list")
                    .put("data", Json.array(List.of(model)))
                    .put("error", Json.object().put("message", "no: " + echo).build())
                    .build()
                    .write()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.getResponseHeaders().set("x-echo", secret);
            exchange.sendResponseHeaders(down ? 400 : refuses ? 401 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
        settings = Map.of(
                "TRIGGO_EGRESS_ALLOW",
                "127.0.0.1:" + upstream.getAddress().getPort(),
                "ENCRYPTION_KEY",
                ENCRYPTION_KEY);
    }

    @AfterEach
    void close() {
        upstream.stop(0);
    }

    private Json.Obj note(RestClient.Answer answer) {
        answers.append(answer.response().body())
                .append(answer.response().headers().map())
                .append('\n');
        return answer.body();
    }

    private String base(String path) {
        return "http://127.0.0.1:" + upstream.getAddress().getPort() + path;
    }

    private static Json openAi(String name, String secret, String base) {
        return Json.object()
                .put("connector", "openai")
                .put("name", name)
                .put("fields", fields("api_key", secret, "base_url", base))
                .build();
    }

    private static Json workflow(String connector, String operation, String connection) {
        return Json.parse("""
                {"nodes": [
                   {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                   {"id": "ask", "type": "connector", "connector": "%s", "operation": "%s", "connectionId": "%s",
                    "config": {}, "options": {"continueOnFailure": true}},
                   {"id": "out", "type": "return_output", "config": {"output": {"said": "{{ask}}", "back": "{{in}}"}}}],
                 "edges": [{"source": "in", "target": "ask"}, {"source": "ask", "target": "out"}]}
                """.formatted(connector, operation, connection));
    }

    private PageClient owner(int port) throws IOException {
        var page = new PageClient(port);
        String token = Files.readString(data.resolve("setup-token")).strip();
        page.post("/setup", fields("token", token, "email", "o@example.com", "name", "O", "password", PASSWORD))
                .expect(201);
        return page;
    }

    /** Secrets that are known by their shape, and as many that look like nothing. */
    private static Map<String, String> planted() {
        var all = new LinkedHashMap<String, String>();
        PlantedSecrets.all().forEach((kind, secret) -> {
            if (secret.text().chars().allMatch(c -> c > 32 && c < 127)) {
                all.put(kind, secret.text());
            }
            all.put("plain " + kind, new StringBuilder(secret.canary()).reverse() + "-q");
        });
        return all;
    }

    @Test
    void noSecretComesOutWhateverTheServiceSendsBack() throws Exception {
        Map<String, String> planted = planted();
        assertTrue(planted.size() >= 40, () -> "only " + planted.size());
        try (ServerProcess server = ServerProcess.start(data, settings)) {
            PageClient owner = owner(server.port());
            var rest = new RestClient(server.port(), ServerProcess.KEY);
            for (var secret : planted.entrySet()) {
                for (String path : List.of("/ok", "/down")) {
                    Json.Obj made =
                            note(owner.post("/connections", openAi(secret.getKey(), secret.getValue(), base(path))));
                    String id = String.valueOf(made.text("id"));
                    if (path.equals("/down") && !secret.getKey().startsWith("plain a")) {
                        continue;
                    }
                    note(owner.post("/connections/" + id + "/test", Json.EMPTY_OBJECT));
                    run(rest, id, secret.getValue());
                }
            }
            for (String path :
                    List.of("/connections", "/audit", "/connection-kinds", "/connectors/openai/operations")) {
                note(owner.get(path));
            }
            note(rest.get("/runs?limit=100"));
            note(rest.get("/workflows?limit=100"));
            note(rest.get("/connectors/openai/operations/list_models"));
            var mcp = new McpClient(server.port(), "/mcp", ServerProcess.KEY, McpClient.Era.LEGACY);
            answers.append(mcp.request(
                            "tools/call",
                            fields("name", "get_connector_operations").with("arguments", fields("connector", "openai")))
                    .last()
                    .write());
        }
        assertTrue(answers.toString().contains("[redacted:credential]"));
        assertTrue(answers.toString().contains("\"connections\":[{"));
        nowhere(planted);
    }

    private void run(RestClient rest, String connection, String secret) {
        Json.Obj saved = note(rest.post(
                "/workflows",
                Json.object()
                        .put("name", "w")
                        .put("definition", workflow("openai", "list_models", connection))
                        .build()));
        Json.Obj live = note(rest.post("/workflows/" + saved.text("id") + "/deploy", Json.EMPTY_OBJECT));
        assertTrue(live.has("slug"), live::write);
        Json.Obj run = note(rest.post(
                "/actions/" + live.text("slug") + "/run",
                Json.object()
                        .put("input", fields("pasted", "look: " + secret))
                        .put("wait", 30)
                        .build()));
        note(rest.get("/runs/" + run.text("runId")));
        answers.append(
                rest.get("/runs/" + run.text("runId") + "/events").response().body());
    }

    private void nowhere(Map<String, String> planted) throws IOException {
        var found = new HashMap<String, String>();
        try (var files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                planted.forEach((kind, secret) -> {
                    if (text.contains(secret) || text.contains(new StringBuilder(secret).reverse())) {
                        found.put(kind, file.getFileName().toString());
                    }
                });
            }
        }
        String all = answers.toString();
        planted.forEach((kind, secret) -> {
            int at = all.indexOf(secret);
            if (at >= 0) {
                found.put(kind, "an answer: " + all.substring(Math.max(0, at - 80), at));
            }
        });
        assertTrue(found.isEmpty(), found::toString);
    }

    @Test
    void aNodeNamesAConnectionOfItsWorkspaceAndConnectorOrIsRefused() throws Exception {
        try (RunningServer server = RunningServer.start(data, settings)) {
            PageClient owner = owner(server.port());
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String id = String.valueOf(owner.post("/connections", openAi("A", "planted-secret", base("/ok")))
                    .expect(201)
                    .text("id"));
            for (String[] wrong : new String[][] {
                {"openai", "list_models", "unknown"},
                {"openai", "list_models", "{{in.connection}}"},
                {"telegram", "get_me", id}
            }) {
                Json.Obj saved = rest.post(
                                "/workflows",
                                Json.object()
                                        .put("name", "w")
                                        .put("definition", workflow(wrong[0], wrong[1], wrong[2]))
                                        .build())
                        .expect(201);
                assertTrue(saved.write().contains("unknown_connection"), saved::write);
                Json.Obj refused = rest.post("/workflows/" + saved.text("id") + "/deploy", Json.EMPTY_OBJECT)
                        .expect(422);
                assertTrue(refused.write().contains("/connectionId"), refused::write);
            }
            Json.Obj saved = rest.post(
                            "/workflows",
                            Json.object()
                                    .put("name", "w")
                                    .put("definition", workflow("openai", "list_models", id))
                                    .build())
                    .expect(201);
            rest.post("/workflows/" + saved.text("id") + "/deploy", Json.EMPTY_OBJECT)
                    .expect(200);
            Json.Obj inUse = owner.delete("/connections/" + id).expect(409);
            assertEquals("CONNECTION_IN_USE", inUse.text("code"));
            assertTrue(inUse.write().contains(String.valueOf(saved.text("id"))), inUse::write);
            rest.post("/workflows/" + saved.text("id") + "/stop", Json.EMPTY_OBJECT)
                    .expect(200);
            owner.delete("/connections/" + id).expect(204);
            owner.get("/connections/" + id).expect(404);
        }
    }

    @Test
    void whoWidensTheHostsGivesTheSecretAgain() throws Exception {
        try (RunningServer server = RunningServer.start(data, settings)) {
            PageClient owner = owner(server.port());
            Json asked = ((Json.Obj) openAi("A", "planted-secret", base("/ok")))
                    .with("hosts", Json.strings(List.of("127.0.0.1", "api.example.com")));
            String path = "/connections/"
                    + owner.post("/connections", asked).expect(201).text("id");
            for (String hosts : List.of("[]", "[\"127.0.0.1\", \"evil.example\"]")) {
                owner.put(path, Json.parse("{\"hosts\": " + hosts + "}")).expect(400);
            }
            owner.put(path, Json.parse("{\"hosts\": [\"127.0.0.1\"]}")).expect(200);
            owner.put(path, Json.parse("{\"hosts\": [\"127.0.0.1\"], \"revision\": 1}"))
                    .expect(409);
            owner.put(path, Json.parse("{\"hosts\": [], \"fields\": {\"api_key\": \"planted-other\"}}"))
                    .expect(200);
            owner.post("/connections", Json.parse("{\"connector\": \"http-request\", \"name\": \"x\", \"fields\": {}}"))
                    .expect(400);
            owner.post("/connections", Json.parse("{\"connector\": \"nothing\", \"name\": \"x\", \"fields\": {}}"))
                    .expect(404);
            Json.Obj faults = owner.post(
                            "/connections",
                            Json.parse("{\"connector\": \"telegram\", \"name\": \"x\", \"fields\": {\"other\": 1}}"))
                    .expect(400);
            assertTrue(
                    faults.write().contains("/fields/secret") && faults.write().contains("/fields/other"),
                    faults::write);
        }
    }

    @Test
    void oneThatIsNotTakenIsMarkedAndGoodAgainWhenItIsTriedWithSuccess() throws Exception {
        try (RunningServer server = RunningServer.start(data, settings)) {
            PageClient owner = owner(server.port());
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String id = String.valueOf(owner.post("/connections", openAi("A", "planted-secret", base("/refuse")))
                    .expect(201)
                    .text("id"));
            assertEquals(
                    Json.Bool.FALSE,
                    owner.post("/connections/" + id + "/test", Json.EMPTY_OBJECT)
                            .expect(200)
                            .get("ok"));
            assertEquals("ok", owner.get("/connections/" + id).expect(200).text("state"));
            run(rest, id, "nothing");
            assertTrue(answers.toString().contains("is not used any more until"), answers::toString);
            assertEquals(
                    "needs_reauth", owner.get("/connections/" + id).expect(200).text("state"));
            owner.put(
                            "/connections/" + id,
                            Json.object()
                                    .put("fields", fields("api_key", "planted-new", "base_url", base("/ok")))
                                    .build())
                    .expect(200);
            assertEquals(
                    Json.Bool.TRUE,
                    owner.post("/connections/" + id + "/test", Json.EMPTY_OBJECT)
                            .expect(200)
                            .get("ok"));
            assertEquals("ok", owner.get("/connections/" + id).expect(200).text("state"));
        }
    }

    @Test
    void theCommandLineTakesTheSecretFromStdin() throws Exception {
        assertTrue(cli("", 1, "connections", "add", "openai", "--name", "x").contains("stdin"));
        String id = cli(
                        "{\"api_key\": \"planted-secret\", \"base_url\": \"" + base("/ok") + "\"}",
                        0,
                        "connections",
                        "add",
                        "openai",
                        "--name",
                        "x",
                        "--hosts",
                        "127.0.0.1")
                .strip();
        assertTrue(cli("", 0, "connections", "list").contains(id));
        assertTrue(cli("", 0, "connections", "test", id).contains("takes the connection"));
        assertTrue(cli("", 0, "connections", "delete", id).contains("deleted x"));
        assertFalse(cli("", 0, "connections", "list", "--json").contains(id));
        assertFalse(answers.toString().contains("planted"));
    }

    private String cli(String in, int code, String... words) throws InterruptedException {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var all = new HashMap<>(settings);
        all.put("TRIGGO_DATA_DIR", data.toString());
        var terminal = new Terminal(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), out, out);
        int ended = new Cli(all, () -> LocalData.open(Settings.read(all)), new Doctor(all), Clock.systemUTC(), terminal)
                .run(List.of(words));
        String said = bytes.toString(StandardCharsets.UTF_8);
        answers.append(said);
        assertEquals(code, ended, said);
        return said;
    }
}
