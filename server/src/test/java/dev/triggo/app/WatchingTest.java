package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a server: metrics and the log of requests, and nobody else, and no secret. */
@Timeout(120)
class WatchingTest {
    private static final String WATCHER = "watch-and-nothing-else-0001";
    private static final String ECHO = """
            {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                       {"id": "output", "type": "return_output", "config": {"output": "{{input.value}}"}}],
             "edges": [{"id": "e", "source": "input", "target": "output"}]}""";

    @TempDir
    static Path folder;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static String ofAWorkspace;
    private static int ownPort;
    private static ServerProcess server;
    private static RestClient rest;

    @BeforeAll
    static void start() throws Exception {
        ownPort = Ports.free();
        ofAWorkspace = RunningServer.key(folder, null, "actions:read", "actions:run", "runs:read", "workflows:write");
        server = ServerProcess.start(
                folder,
                Map.of(
                        "TRIGGO_REQUEST_LOG",
                        "on",
                        "TRIGGO_METRICS_KEY",
                        WATCHER,
                        "TRIGGO_METRICS_PORT",
                        Integer.toString(ownPort)));
        rest = new RestClient(server.port(), ServerProcess.KEY);
        Json draft = Json.object()
                .put("name", "echo")
                .put("definition", Json.parse(ECHO))
                .build();
        String id = String.valueOf(rest.post("/workflows", draft).expect(201).text("id"));
        rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> metrics(int port, String key) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static double value(String sample) throws Exception {
        return metrics(server.port(), WATCHER)
                .body()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void metricsAreForTheOperatorAlone() throws Exception {
        assertEquals(401, metrics(server.port(), null).statusCode());
        assertEquals(401, metrics(server.port(), "trg_" + "x".repeat(32)).statusCode());
        HttpResponse<String> foreign = metrics(server.port(), ofAWorkspace);
        assertEquals(403, foreign.statusCode());
        assertFalse(foreign.body().contains("triggo_"));

        for (HttpResponse<String> good : List.of(
                metrics(server.port(), WATCHER), metrics(server.port(), ServerProcess.KEY), metrics(ownPort, null))) {
            assertEquals(200, good.statusCode());
            assertTrue(good.headers().firstValue("content-type").orElse("").startsWith("text/plain; version=0.0.4"));
            assertTrue(good.body().contains("\ntriggo_runs_accepted_total "));
        }
        for (String door : List.of("/mcp", "/mcp/actions")) {
            assertEquals(
                    403,
                    new RestClient(server.port(), WATCHER)
                            .postToRoot(door, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}")
                            .status(),
                    door);
        }
        // The watcher's key opens nothing else, and nothing else is at the port of the metrics.
        assertEquals(403, new RestClient(server.port(), WATCHER).get("/actions").status());
        assertEquals(
                404, new RestClient(ownPort, ServerProcess.KEY).get("/actions").status());
    }

    @Test
    void countsWhatHappened() throws Exception {
        String path = "route=\"/api/v1/runtime/actions/{slug}/run\"";
        String requests = "triggo_http_requests_total{method=\"POST\"," + path + ",status=\"200\"}";
        String ended = "triggo_runs_ended_total{status=\"succeeded\"}";
        double before = value(requests);
        double endedBefore = value(ended);
        double writesBefore = value("triggo_store_writes_total");
        for (int i = 0; i < 5; i++) {
            rest.post("/actions/echo/run", Json.object().put("wait", 20).build())
                    .expect(200);
        }
        assertAll(
                () -> assertEquals(before + 5, value(requests)),
                () -> assertEquals(endedBefore + 5, value(ended)),
                () -> assertEquals(value("triggo_runs_accepted_total"), value(ended)),
                () -> assertEquals(0, value("triggo_runs_active")),
                () -> assertTrue(value("triggo_store_writes_total") >= writesBefore + 5),
                () -> assertTrue(value("triggo_store_commits_total") > 0),
                () -> assertTrue(value("triggo_jvm_heap_used_bytes") > 1_000_000),
                () -> assertEquals(
                        value("triggo_http_request_duration_seconds_count{method=\"POST\"," + path + "}"),
                        value("triggo_http_request_duration_seconds_bucket{method=\"POST\"," + path
                                + ",le=\"+Inf\"}")));
    }

    @Test
    void neitherLogNorLabelsHoldWhatACallerMadeUp(@TempDir Path other) throws Exception {
        String secret = "trg_" + "Z9".repeat(16);
        String key = RunningServer.key(other, null, "actions:read", "runs:read");
        String id;
        String seen;
        try (var asked = talkative(other, "on")) {
            var caller = new RestClient(asked.port(), key);
            caller.get("/actions/made-up-slug?query=made-up-query");
            caller.send("GET", "/made-up-path", null, "x-made-up", "made-up-header");
            caller.send("MADEUPMETHOD", "/actions", null);
            for (String head : List.of(
                    "GET / HTTP/1.1\r\nHost: made-up/host\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: made-up@localhost\r\n\r\n",
                    "GET http://made-up:x/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /%made-up HTTP/1.1\r\nHost: localhost\r\nmade-up\r\n\r\n",
                    "made-up\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: made-up\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: made-up=\u0001\r\n\r\n")) {
                assertTrue(refused(asked.port(), head).startsWith("HTTP/1.1 400 "), head);
            }
            new RestClient(asked.port(), secret).get("/actions");
            caller.get("/runs?access_token=" + secret);
            id = caller.get("/runs/made-up-run").header("x-request-id");
            int told = 0;
            for (int i = 0; i < 5_000 && told != 429; i++) {
                String guess = "Bearer trg_" + "guess".repeat(6) + (10 + i % 90);
                told = caller.send("GET", "/actions", null, "authorization", guess)
                        .status();
            }
            assertEquals(429, told, "nobody was slowed down");
            seen = metrics(asked.port(), WATCHER).body();
        }
        String log = Files.readString(other.resolve("server.log"));
        String line = log.lines().filter(one -> one.contains(id)).findFirst().orElse(log);
        assertTrue(
                line.matches(".* INFO +requests GET /api/v1/runtime/runs/\\{runId} 404 [0-9.]+ ms request=" + id
                        + " key=trg_[A-Za-z0-9_-]{4}\\*{4} credential=[0-9a-v]{35}"),
                line);
        assertTrue(log.contains("requests GET no route 404 "), log);
        assertTrue(log.contains("requests OTHER no route 405 "), log);
        assertEquals(1, log.split("sends credentials that nobody has", -1).length - 1);
        assertTrue(seen.contains("triggo_rate_limited_total 1"), seen);
        for (String text : List.of(log, seen)) {
            assertAll(
                    () -> assertFalse(text.contains("made-up") || text.contains("MADEUP"), text),
                    () -> assertFalse(text.contains("Z9Z9") || text.contains("guess" + "guess"), text),
                    () -> assertFalse(text.contains(key.substring(8)), text),
                    () -> assertFalse(text.contains(WATCHER.substring(8)), text));
        }
    }

    /** The first line of the answer to these very bytes. */
    private static String refused(int port, String head) throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** A server that logs as it does for its operator: tests are quieter. */
    private static ServerProcess talkative(Path dataDir, String requestLog) throws Exception {
        return ServerProcess.start(
                Ports.free(),
                dataDir,
                Map.of("TRIGGO_REQUEST_LOG", requestLog, "TRIGGO_METRICS_KEY", WATCHER),
                List.of("-Dlogback.configurationFile=logback.xml"));
    }

    @Test
    void saysNothingOfRequestsUnlessAsked(@TempDir Path other) throws Exception {
        try (var quiet = talkative(other, "off")) {
            new RestClient(quiet.port(), ServerProcess.KEY).get("/actions").expect(200);
        }
        assertFalse(Files.readString(other.resolve("server.log")).contains("requests GET"));
    }

    @Test
    void wrongSettingsAreNamed() {
        assertTrue(wrong("TRIGGO_REQUEST_LOG", "loud").contains("'on' nor 'off'"));
        assertTrue(wrong("TRIGGO_METRICS_PORT", "70000").startsWith("TRIGGO_METRICS_PORT"));
        Settings short_ = Settings.read(Map.of("TRIGGO_METRICS_KEY", "short", "TRIGGO_DATA_DIR", folder.toString()));
        assertEquals("short", short_.watching().metricsKey());
    }

    private static String wrong(String name, String value) {
        return String.valueOf(assertThrows(Settings.Wrong.class, () -> Settings.read(Map.of(name, value)))
                .getMessage());
    }
}
