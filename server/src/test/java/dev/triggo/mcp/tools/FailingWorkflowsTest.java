package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.app.RunningServer;
import dev.triggo.cli.Checkup;
import dev.triggo.cli.Cli;
import dev.triggo.cli.LocalStore;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workflows that keep failing and services that keep failing, as callers of both doors see them. */
@Timeout(120)
class FailingWorkflowsTest {
    @TempDir
    Path folder;

    private final AtomicInteger calls = new AtomicInteger();
    private volatile int status = 503;
    private HttpServer upstream;
    private RunningServer server;

    @BeforeEach
    void open() throws Exception {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        upstream.start();
        start(Map.of());
    }

    private void start(Map<String, String> more) {
        var settings = new HashMap<>(Map.of("TRIGGO_EGRESS_ALLOW", address()));
        settings.putAll(more);
        server = RunningServer.start(folder, settings);
    }

    private String address() {
        return "127.0.0.1:" + upstream.getAddress().getPort();
    }

    @AfterEach
    void close() {
        server.close();
        upstream.stop(0);
    }

    private RestClient rest() {
        return new RestClient(server.port(), RunningServer.KEY);
    }

    private McpClient mcp(Era era) {
        return new McpClient(server.port(), "/mcp", RunningServer.KEY, era);
    }

    private String publishCalling(String slug) {
        return Samples.publish(rest(), slug, Samples.calling("http://" + address() + "/"));
    }

    private Json.Obj run(String slug) {
        return rest().post("/actions/" + slug + "/run", Samples.json("{\"wait\":20}"))
                .expect(200);
    }

    private Json.Obj runOverMcp(Era era, String slug) {
        return mcp(era).give("run_action", Samples.json("{\"slug\":\"%s\",\"wait\":20}".formatted(slug)));
    }

    private static String code(Json.Obj run) {
        return String.valueOf(((Json.Obj) Objects.requireNonNull(run.get("error"), run::write)).text("code"));
    }

    /** What the command line prints about this server. */
    private String commandLine(String... words) throws InterruptedException {
        var printed = new ByteArrayOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var environment =
                Map.of("TRIGGO_URL", "http://127.0.0.1:" + server.port(), "TRIGGO_API_KEY", RunningServer.KEY);
        LocalStore.Opener none = () -> {
            throw new IllegalStateException("this command needs no data folder");
        };
        var noDoctor = new Checkup() {
            @Override
            public List<Finding> look() {
                return List.of();
            }

            @Override
            public List<Finding> journal() {
                return List.of();
            }
        };
        int code = new Cli(environment, none, noDoctor, Clock.systemUTC(), new Terminal(out, out)).run(List.of(words));
        String text = printed.toString(StandardCharsets.UTF_8);
        assertEquals(0, code, text);
        return text;
    }

    @Test
    void threeFailuresPauseAWorkflowForBothDoorsUntilItIsDeployedAgain() throws Exception {
        String id = publishCalling("shaky");
        assertEquals("UPSTREAM_ERROR", code(run("shaky")));
        assertEquals("UPSTREAM_ERROR", code(runOverMcp(Era.LEGACY, "shaky")));
        // What was counted is in the store.
        server.close();
        start(Map.of());
        Json.Obj last = runOverMcp(Era.MODERN, "shaky");

        Json.Obj refusal = rest().post("/actions/shaky/run", Json.EMPTY_OBJECT).expect(409);
        assertEquals("ACTION_UNAVAILABLE", refusal.text("code"));
        String sentence = String.valueOf(refusal.text("error"));
        assertTrue(sentence.contains("last 3 runs failed, the last one with UPSTREAM_ERROR"), sentence);
        assertTrue(sentence.contains(String.valueOf(last.text("runId"))), sentence);
        for (Era era : Era.values()) {
            for (String tool : new String[] {"run_action", "get_action"}) {
                Json.Obj result = mcp(era).call(tool, Samples.json("{\"slug\":\"shaky\"}"));
                assertEquals(Json.of(true), result.get("isError"));
                Json.Obj body = (Json.Obj) Objects.requireNonNull(result.get("structuredContent"));
                assertEquals(refusal.without("requestId"), body.without("requestId"));
            }
        }
        Json.Obj shown = rest().get("/workflows/" + id).expect(200);
        assertEquals("error", shown.text("status"));
        assertEquals(last.text("runId"), shown.text("lastFailedRunId"));
        assertTrue(String.valueOf(shown.text("pausedAt")).endsWith("Z"));
        assertEquals(
                shown,
                mcp(Era.MODERN)
                        .give(
                                "get_workflow",
                                Json.object().put("workflowId", id).build()));
        Json.Obj listed = mcp(Era.LEGACY).give("list_workflows", Samples.json("{\"status\":\"error\"}"));
        assertTrue(listed.write().contains("pausedReason"), listed::write);
        String table = commandLine("workflows", "list");
        assertTrue(table.contains(id + " is paused. Its last 3 runs failed, the last one with UPSTREAM_ERROR"), table);
        assertFalse(
                mcp(Era.LEGACY).give("list_actions", Json.EMPTY_OBJECT).write().contains("shaky"));

        status = 200;
        mcp(Era.LEGACY)
                .give("deploy_workflow", Json.object().put("workflowId", id).build());
        assertEquals("succeeded", run("shaky").text("status"));
        Json.Obj again = rest().get("/workflows/" + id).expect(200);
        assertEquals("active_waiting", again.text("status"));
        assertNull(again.text("pausedReason"));
    }

    @Test
    void noFloodOfBadInputPausesAnybody() {
        Samples.publish(rest(), "strict", Samples.qualify());
        Samples.publish(rest(), "polite", Samples.json("""
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                           {"id": "known", "type": "condition", "config": {"rules": [{"left": "{{input.id}}", "operator": "eq", "right": 1}]}},
                           {"id": "stop", "type": "stop_and_error", "config": {"message": "No customer {{input.id}}"}},
                           {"id": "each", "type": "split_out", "config": {"items": "{{input.items}}", "field": "lines"}},
                           {"id": "output", "type": "return_output", "config": {"output": {"ok": true}}}],
                 "edges": [{"source": "input", "target": "known"},
                           {"source": "known", "sourceHandle": "true", "target": "each"},
                           {"source": "known", "sourceHandle": "false", "target": "stop"},
                           {"source": "each", "target": "output"}]}"""));
        for (int i = 0; i < 10; i++) {
            rest().post("/actions/strict/run", Samples.json("{\"input\":{}}")).expect(422);
            assertEquals(
                    "STOPPED",
                    code(rest().post("/actions/polite/run", Samples.json("{\"wait\":20}"))
                            .expect(200)));
            assertEquals(
                    "VALIDATION_ERROR",
                    code(rest().post(
                                    "/actions/polite/run",
                                    Samples.json("{\"input\":{\"id\":1,\"items\":\"no list\"},\"wait\":20}"))
                            .expect(200)));
            rest().post("/actions/polite/run", Samples.json("{\"dryRun\":true,\"wait\":20}"))
                    .expect(200);
        }
        rest().post("/actions/strict/run", Samples.json("{\"input\":{\"email\":\"a\"},\"wait\":20}"))
                .expect(200);
        rest().post("/actions/polite/run", Samples.json("{\"wait\":20}")).expect(200);
    }

    @Test
    void aStopThatEveryRunComesToIsAFault() {
        Samples.publish(rest(), "stuck", Samples.failing());
        for (int i = 0; i < 3; i++) {
            assertEquals("STOPPED", code(run("stuck")));
        }
        rest().post("/actions/stuck/run", Json.EMPTY_OBJECT).expect(409);
    }

    @Test
    void aServiceThatKeepsFailingIsLeftAloneByAllWorkflowsOfTheWorkspace() {
        server.close();
        start(Map.of("TRIGGO_AUTO_PAUSE_AFTER", "0"));
        publishCalling("one");
        publishCalling("two");
        for (int i = 0; i < 5; i++) {
            assertEquals("UPSTREAM_ERROR", code(i % 2 == 0 ? run("one") : runOverMcp(Era.MODERN, "two")));
        }
        assertEquals("CIRCUIT_OPEN", code(run("one")));
        assertEquals("CIRCUIT_OPEN", code(runOverMcp(Era.LEGACY, "two")));
        assertEquals(5, calls.get());
    }
}
