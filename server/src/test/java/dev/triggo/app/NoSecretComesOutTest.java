package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PlantedSecrets;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of every kind are put in through both doors and an upstream: they come out at no place. */
class NoSecretComesOutTest {
    private static final Map<String, PlantedSecrets.Planted> PLANTED = PlantedSecrets.all();
    private static final String ENCRYPTION_KEY = "5b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e";

    @TempDir
    Path data;

    private final StringBuilder answers = new StringBuilder();
    /** All that services were sent. */
    private final StringBuffer sent = new StringBuffer();

    private String note(Object answer) {
        answers.append(answer).append('\n');
        return String.valueOf(answer);
    }

    private Json.Obj note(RestClient.Answer answer) {
        note(answer.response().body());
        note(answer.response().headers().map());
        return answer.body();
    }

    private static Json.Obj all() {
        var all = Json.object();
        PLANTED.forEach((kind, secret) -> all.put("for " + kind, secret.text()));
        return all.build();
    }

    /** Answers with every secret, and with what it was sent, as a careless API does; at {@code /down} it fails so. */
    private HttpServer upstream() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        server.createContext("/", exchange -> {
            sent.append(exchange.getRequestURI())
                    .append(exchange.getRequestHeaders().entrySet())
                    .append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = Json.object()
                    .put("echo", String.valueOf(exchange.getRequestHeaders().getFirst("x-custom")))
                    .put("all", all())
                    .build()
                    .write()
                    .getBytes(StandardCharsets.UTF_8);
            boolean down = exchange.getRequestURI().getPath().startsWith("/down");
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.getResponseHeaders()
                    .set("set-cookie", "sid=" + PLANTED.get("cookie-line").canary());
            exchange.sendResponseHeaders(down ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Json definition(int port, String path) {
        return Json.parse("""
                {"nodes": [
                   {"id": "action_input", "type": "action_input", "config": {"inputSchema": {"type": "object",
                      "properties": {"n": {"type": "integer"}, "pick": {"enum": ["a", "b"]}}}}},
                   {"id": "http_1", "type": "connector", "connector": "http-request", "operation": "http_request",
                    "config": {"method": "POST", "url": "http://127.0.0.1:%d%s", "body": "{{action_input}}",
                               "headers": {"x-custom": "{{action_input.header}}", "authorization": "{{action_input.header}}"}}},
                   {"id": "set_1", "type": "set", "config": {"fields": {"text": "all of {{action_input}} and {{http_1.body}}"}}},
                   {"id": "return_output", "type": "return_output", "config": {"output": {"all": "{{set_1}}", "raw": "{{http_1}}"}}}],
                 "edges": [{"id": "e1", "source": "action_input", "target": "http_1"},
                           {"id": "e2", "source": "http_1", "target": "set_1"},
                           {"id": "e3", "source": "set_1", "target": "return_output"}]}""".formatted(port, path));
    }

    private static void publish(RestClient rest, String name, Json definition) {
        Json.Obj made = rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", name)
                                .put("definition", definition)
                                .build())
                .expect(201);
        rest.post("/workflows/" + made.text("id") + "/deploy", Json.EMPTY_OBJECT)
                .expect(200);
    }

    @Test
    @Timeout(180)
    void neitherFromTheStoreNorFromTheLogNorFromAnAnswer() throws Exception {
        HttpServer upstream = upstream();
        int port = upstream.getAddress().getPort();
        var settings = Map.of("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + port, "ENCRYPTION_KEY", ENCRYPTION_KEY);
        try (ServerProcess server = ServerProcess.start(data, settings)) {
            var rest = new RestClient(server.port(), ServerProcess.KEY);
            publish(rest, "echo", definition(port, "/ok"));
            publish(rest, "down", definition(port, "/down"));
            for (String slug : List.of("echo", "down")) {
                useRest(rest, slug);
                useMcp(server.port(), slug);
            }
            askForTheImpossible(rest, server.port());
            assertEquals(0, doctor("--journal"), "beside a running server");
        } finally {
            upstream.stop(0);
        }
        assertEquals(0, doctor("--journal", "--json"), "without a server");
        assertNowhere();
    }

    private void useRest(RestClient rest, String slug) {
        Json.Obj input = all().with("header", Json.of(PLANTED.get("bearer").text()));
        for (boolean dry : List.of(false, true)) {
            Json.Obj run = note(rest.post(
                    "/actions/" + slug + "/run",
                    Json.object()
                            .put("input", input)
                            .put("wait", 30)
                            .put("dryRun", dry)
                            .put("correlationId", PLANTED.get("npm").text())
                            .build(),
                    "Idempotency-Key",
                    PLANTED.get("github-oauth").text() + dry));
            String id = run.text("runId");
            assertEquals(dry || slug.equals("echo") ? "succeeded" : "failed", run.text("status"), run::write);
            note(rest.get("/runs/" + id));
            note(rest.get("/runs/" + id + "/events"));
            note(rest.send("GET", "/runs/" + id + "/events", null, "accept", "text/event-stream"));
        }
        note(rest.get("/runs?limit=100"));
    }

    private void useMcp(int port, String slug) {
        for (McpClient.Era era : McpClient.Era.values()) {
            var mcp = new McpClient(port, "/mcp", ServerProcess.KEY, era);
            Json.Obj ran = mcp.call(
                    "run_action",
                    Json.object()
                            .put("slug", slug)
                            .put("input", all())
                            .put("wait", 30)
                            .build());
            note(ran);
            if (ran.get("structuredContent") instanceof Json.Obj run) {
                note(mcp.call(
                        "get_run_status",
                        Json.object()
                                .put("runId", String.valueOf(run.text("runId")))
                                .put("includeSteps", true)
                                .build()));
            }
            note(mcp.call("list_runs", Json.EMPTY_OBJECT));
        }
    }

    /** Requests that are refused with what was sent, or a part of it, in the answer. */
    private void askForTheImpossible(RestClient rest, int port) {
        var mcp = new McpClient(port, "/mcp", ServerProcess.KEY, McpClient.Era.LEGACY);
        PLANTED.forEach((kind, secret) -> {
            note(rest.post(
                    "/actions/echo/run",
                    Json.object()
                            .put(
                                    "input",
                                    Json.object()
                                            .put("n", secret.text())
                                            .put("pick", secret.text())
                                            .build())
                            .build()));
            note(rest.post(
                    "/actions/echo/run",
                    Json.object().put(secret.text(), secret.text()).build()));
            note(rest.send("POST", "/actions/echo/run", "{\"input\": " + secret.text(), "user-agent", "t"));
            note(mcp.call("get_action", Json.object().put("slug", secret.text()).build()));
            note(mcp.call("list_actions", Json.object().put(secret.text(), 1).build()));
            note(mcp.request("tools/call", McpClient.callOf(secret.text(), Json.EMPTY_OBJECT))
                    .last());
            note(mcp.request(secret.text(), Json.EMPTY_OBJECT).last());
        });
        String token = PLANTED.get("github-classic").text();
        note(rest.get("/runs/" + token));
        note(rest.get("/runs?status=" + token));
        note(rest.get("/runs?" + token + "=1"));
        note(rest.get("/actions?cursor=" + token));
    }

    private int doctor(String... words) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(out, true, StandardCharsets.UTF_8));
        Map<String, String> environment = Map.of("TRIGGO_DATA_DIR", data.toString(), "ENCRYPTION_KEY", ENCRYPTION_KEY);
        var line = new java.util.ArrayList<>(List.of("doctor"));
        line.addAll(List.of(words));
        int code = new Cli(
                        environment,
                        () -> LocalData.open(Settings.read(environment)),
                        new Doctor(environment),
                        Clock.systemUTC(),
                        terminal)
                .run(line);
        note(out.toString(StandardCharsets.UTF_8));
        return code;
    }

    private void assertNowhere() throws IOException {
        assertTrue(answers.toString().contains("[redacted:"));
        assertTrue(sent.toString().contains(PLANTED.get("bearer").canary()), "services get what they are meant to get");
        assertFalse(sent.toString().contains(ServerProcess.KEY), "the key that the caller came with was handed on");
        PLANTED.forEach((kind, secret) -> assertFalse(
                answers.toString().contains(secret.canary()),
                () -> kind + " came out in an answer: " + around(secret.canary())));
        try (var files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                PLANTED.forEach((kind, secret) ->
                        assertFalse(content.contains(secret.canary()), kind + " is in " + file.getFileName()));
                assertFalse(content.contains(ServerProcess.KEY), "the key of the test is in " + file.getFileName());
                assertFalse(content.contains(ENCRYPTION_KEY), "the encryption key is in " + file.getFileName());
            }
        }
    }

    private String around(String canary) {
        int at = answers.indexOf(canary);
        return answers.substring(Math.max(0, at - 200), at + canary.length());
    }
}
