package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step whose effect must happen once, in a server of its own that is killed while the request is in flight. */
@Timeout(180)
class EffectOnceTest {
    @TempDir
    Path folder;

    private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();
    private final Semaphore asked = new Semaphore(0);
    private final CountDownLatch answer = new CountDownLatch(1);
    private HttpServer witness;

    @BeforeEach
    void open() throws IOException {
        witness = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        witness.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        witness.createContext("/", this::answer);
        witness.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        calls.merge(path, 1, Integer::sum);
        asked.release();
        try {
            boolean in = path.startsWith("/hang") && answer.await(60, TimeUnit.SECONDS);
            exchange.sendResponseHeaders(in ? 200 : path.startsWith("/busy") ? 429 : 503, -1);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    @AfterEach
    void close() {
        answer.countDown();
        witness.stop(0);
    }

    private Json.Obj calling(String method, String path, String options) {
        return (Json.Obj) Json.parse("""
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "pay", "type": "connector", "connector": "http-request", "operation": "http_request",
                   "config": {"method": "%s", "url": "http://127.0.0.1:%d%s"}, "options": %s},
                  {"id": "output", "type": "return_output", "config": {"output": {"done": true}}}],
                 "edges": [{"source": "input", "target": "pay"}, {"source": "pay", "target": "output"}]}
                """.formatted(method, witness.getAddress().getPort(), path, options));
    }

    private static void publish(RestClient rest, String slug, Json.Obj definition) {
        Json.Obj draft = rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", slug)
                                .put("definition", definition)
                                .build())
                .expect(201);
        rest.post(
                        "/workflows/" + draft.text("id") + "/deploy",
                        Json.object().put("slug", slug).build())
                .expect(200);
    }

    private static String start(RestClient rest, String slug) {
        return String.valueOf(rest.post("/actions/" + slug + "/run", Json.EMPTY_OBJECT)
                .expect(202)
                .text("runId"));
    }

    private static Json.Obj object(Json.Obj from, String name) {
        return (Json.Obj) Objects.requireNonNull(from.get(name), from::write);
    }

    @ParameterizedTest
    @EnumSource
    void aKillWhileItIsUnderWayEndsTheRunAndRepeatsNothing(TestDatabase.Kind kind) throws Exception {
        var settings = new HashMap<>(Map.of(
                "TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + witness.getAddress().getPort()));
        if (kind == TestDatabase.Kind.POSTGRES) {
            settings.put("DATABASE_URL", TestDatabase.freshPostgresUrl());
            settings.put("ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        }
        int port = Ports.free();
        var before = ServerProcess.start(port, folder, settings, List.of());
        var rest = new RestClient(port, ServerProcess.KEY);
        publish(rest, "once", calling("POST", "/hang/once", "{\"effect\": \"once\", \"maxRetries\": 3}"));
        publish(rest, "read-once", calling("GET", "/hang/read-once", "{\"effect\": \"once\"}"));
        publish(rest, "again", calling("POST", "/hang/again", "{}"));
        String once = start(rest, "once");
        String readOnce = start(rest, "read-once");
        String again = start(rest, "again");
        assertTrue(asked.tryAcquire(3, 30, TimeUnit.SECONDS));
        before.kill();
        answer.countDown();

        try (var after = ServerProcess.start(port, folder, settings, List.of())) {
            for (String run : List.of(once, readOnce)) {
                Json.Obj ended = rest.get("/runs/" + run + "?wait=30").expect(200);
                assertEquals("failed", ended.text("status"), ended::write);
                assertEquals("STEP_OUTCOME_UNKNOWN", object(ended, "error").text("code"));
                assertEquals("pay", object(ended, "error").text("nodeId"));
                Json.Obj step = (Json.Obj) ((Json.Arr) Objects.requireNonNull(ended.get("steps")))
                        .items().stream()
                                .filter(one -> "pay".equals(((Json.Obj) one).text("nodeId")))
                                .findFirst()
                                .orElseThrow();
                assertEquals("failed", step.text("status"));
                Json.Obj overMcp = new McpClient(after.port(), "/mcp", ServerProcess.KEY, Era.MODERN)
                        .give("get_run_status", Json.object().put("runId", run).build());
                assertEquals(ended.get("error"), overMcp.get("error"));
            }
            Json.Obj repeated = rest.get("/runs/" + again + "?wait=30").expect(200);
            assertEquals("succeeded", repeated.text("status"), repeated::write);
        }
        assertEquals(Map.of("/hang/once", 1, "/hang/read-once", 1, "/hang/again", 2), calls);
    }

    @ParameterizedTest
    @EnumSource
    void isTakenAndRefusedAlikeOverBothDoorsAndRetriedOnlyWhenTurnedAway(Era era) {
        var settings = Map.of(
                "TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + witness.getAddress().getPort(), "TRIGGO_AUTO_PAUSE_AFTER", "0");
        try (var server = RunningServer.start(folder, settings)) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, era);
            Json.Obj twice = Json.object()
                    .put("name", "twice")
                    .put("definition", calling("POST", "/x", "{\"effect\": \"twice\"}"))
                    .build();
            Json refused = object(mcp.give("create_workflow", twice), "validation");
            assertTrue(refused.write().contains("/nodes/1/options/effect"), refused::write);
            assertEquals(refused, rest.post("/workflows", twice).expect(201).get("validation"));

            String options = "{\"effect\": \"once\", \"maxRetries\": 2, \"baseIntervalMs\": 1}";
            Json.Obj kept = mcp.give(
                    "create_workflow",
                    Json.object()
                            .put("name", "kept")
                            .put("definition", calling("POST", "/x", options))
                            .build());
            assertEquals(
                    "{\"valid\":true,\"problems\":[]}",
                    object(kept, "validation").write());
            publish(rest, "down", calling("POST", "/down", options));
            publish(rest, "busy", calling("POST", "/busy", options));
            assertEquals("UPSTREAM_ERROR", code(mcp, "down"));
            assertEquals("RATE_LIMITED", code(mcp, "busy"));
        }
        assertEquals(Map.of("/down", 1, "/busy", 3), calls);
    }

    private static String code(McpClient mcp, String slug) {
        Json.Obj run = mcp.give(
                "run_action", Json.object().put("slug", slug).put("wait", 30).build());
        return String.valueOf(object(run, "error").text("code"));
    }
}
