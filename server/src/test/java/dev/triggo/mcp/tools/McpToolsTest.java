package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tools as a host uses them, against the whole server. */
@Timeout(120)
class McpToolsTest {
    @TempDir
    static Path folder;

    /** Answers when the test lets it, and says when it was asked. */
    private static HttpServer upstream;

    private static final Semaphore asked = new Semaphore(0);
    private static volatile CountDownLatch answer = new CountDownLatch(0);

    private static final String LONGEST_SLUG = "a".repeat(31) + "-" + "b".repeat(32);

    /** A dry run is longer than an action by a letter, and versions go on to five digits. */
    private static final int ROOM = 5;

    private static RunningServer server;
    private static RestClient rest;

    @BeforeAll
    static void start() throws Exception {
        upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> {
            asked.release();
            try {
                boolean let = answer.await(60, TimeUnit.SECONDS);
                exchange.sendResponseHeaders(let ? 200 : 500, -1);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        upstream.start();
        String address = "127.0.0.1:" + upstream.getAddress().getPort();
        server = RunningServer.start(folder, Map.of("TRIGGO_EGRESS_ALLOW", address));
        rest = new RestClient(server.port(), RunningServer.KEY);
        Samples.publish(rest, "qualify-lead", Samples.qualify());
        Samples.publish(rest, "echo", Samples.echo());
        Samples.publish(rest, LONGEST_SLUG, Samples.echo());
        Samples.publish(rest, "slow", Samples.calling("http://" + address + "/"));
    }

    @AfterAll
    static void stop() {
        answer.countDown();
        server.close();
        upstream.stop(0);
    }

    private static McpClient mcp(Era era) {
        return new McpClient(server.port(), "/mcp", RunningServer.KEY, era);
    }

    @ParameterizedTest
    @EnumSource
    void walksFromAConnectorToARun(Era era) {
        McpClient mcp = mcp(era);
        String slug = "walk-" + era.name().toLowerCase(java.util.Locale.ROOT);

        Json.Obj operation = mcp.give(
                "get_operation_schema",
                Samples.json("{\"connector\":\"http-request\",\"operation\":\"http_request\"}"));
        assertTrue(operation.has("inputSchema"));

        Json.Obj draft = mcp.give(
                "create_workflow",
                Json.object()
                        .put("name", slug)
                        .put("definition", Samples.echo().write())
                        .build());
        assertEquals(Json.of(true), ((Json.Obj) draft.get("validation")).get("valid"), draft::write);
        Json.Obj id = Json.object().put("workflowId", draft.text("id")).build();

        Json.Obj deployed = mcp.give("deploy_workflow", id);
        assertEquals(slug, deployed.text("slug"));
        assertEquals(
                "https://triggo.example.com/workflows/" + draft.text("id"),
                mcp.give("open_workflow", id).text("url"));

        Json.Obj found =
                mcp.give("list_actions", Json.object().put("query", slug).build());
        assertEquals(1, ((Json.Arr) found.get("actions")).items().size());
        Json.Obj action = mcp.give("get_action", Json.object().put("slug", slug).build());
        assertEquals(draft.text("id"), action.text("workflowId"));

        Json.Obj run = mcp.give(
                "run_action",
                Samples.json("{\"slug\":\"%s\",\"input\":{\"value\":{\"n\":1}},\"wait\":20,\"idempotencyKey\":\"%s\"}"
                        .formatted(slug, slug)));
        assertEquals("succeeded", run.text("status"));
        assertEquals(Samples.json("{\"n\":1}"), run.get("output"));
        assertFalse(run.has("steps"));

        Json.Obj status = Json.object().put("runId", run.text("runId")).build();
        assertEquals(run, withoutTimes(mcp.give("get_run_status", status)));
        assertTrue(mcp.give("get_run_status", status.with("includeSteps", Json.of(true)))
                .has("steps"));

        assertEquals(Samples.json("{\"deleted\":true}"), mcp.give("delete_workflow", id));
        assertEquals(run, withoutTimes(mcp.give("get_run_status", status)));
    }

    /** What {@code run_action} shows of a run that ended. */
    private static Json.Obj withoutTimes(Json.Obj run) {
        return run.without("startedAt").without("finishedAt").without("durationMs");
    }

    @ParameterizedTest
    @EnumSource
    void listsTheToolsThatWorkInTheContractsOrderWithin20Kilobytes(Era era) {
        McpClient.Reply reply = mcp(era).request("tools/list", Json.EMPTY_OBJECT);
        List<Json> tools = ((Json.Arr) reply.result().get("tools")).items();
        assertEquals(
                List.of(
                        "list_actions",
                        "get_action",
                        "run_action",
                        "get_run_status",
                        "list_runs",
                        "approve_run",
                        "list_workflows",
                        "get_workflow",
                        "create_workflow",
                        "update_workflow",
                        "delete_workflow",
                        "deploy_workflow",
                        "open_workflow",
                        "list_connectors",
                        "get_connector_operations",
                        "get_operation_schema",
                        "build_connector",
                        "get_build_status",
                        "validate_connector"),
                tools.stream().map(tool -> ((Json.Obj) tool).text("name")).toList());
        assertTrue(reply.last().write().getBytes(StandardCharsets.UTF_8).length <= 20_000);
    }

    /** The longest slug, a correlationId as long as a UUID, and no tool of ours makes either any longer. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"value\": 1}", "{\"value\": {\"some\": [\"text\"]}}"})
    void costsAtMost400BytesBesideTheOutput(String input) {
        Json.Obj run = mcp(Era.LEGACY)
                .give(
                        "run_action",
                        Json.object()
                                .put("slug", LONGEST_SLUG)
                                .put("input", Json.parse(input))
                                .put("correlationId", "0b8a4c9e-6f1d-4a53-9a52-0e6d1f7c2b34")
                                .put("wait", 20)
                                .build());
        assertEquals("succeeded", run.text("status"));
        assertEquals(LONGEST_SLUG, run.text("action"));
        Json output = run.get("output");
        int bytes = bytes(run) - bytes(output);
        assertTrue(bytes <= 400 - ROOM, "beside the output: " + bytes + " bytes");
        for (String field : List.of("id", "runId", "workflowId", "version", "source", "createdAt", "needsApproval")) {
            assertTrue(run.has(field), field);
        }
    }

    private static int bytes(Json value) {
        return value.write().getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void showsTheBeginningOfALargeOutputAndHowToReadTheRest() {
        String large = "beginning " + "x".repeat(50_000);
        Json.Obj run = mcp(Era.MODERN)
                .give(
                        "run_action",
                        Json.object()
                                .put("slug", "echo")
                                .put("input", Json.object().put("value", large).build())
                                .put("wait", 20)
                                .build());
        Json.Obj excerpt = (Json.Obj) run.get("output");
        assertAll(
                () -> assertTrue(run.write().length() <= Excerpt.RESULT_BYTES),
                () -> assertTrue(String.valueOf(excerpt.text("beginning")).startsWith("beginning xxx")),
                () -> assertEquals(Json.of(large.length() + 2L), excerpt.get("bytes")),
                () -> assertTrue(String.valueOf(excerpt.text("rest"))
                        .startsWith("GET /api/v1/runtime/runs/" + run.text("runId"))));
        assertEquals(
                Json.of(large),
                rest.get("/runs/" + run.text("runId")).expect(200).get("output"));
    }

    @ParameterizedTest
    @EnumSource
    void tellsEachStepToWhoGivesAProgressToken(Era era) {
        Json.Obj call = McpClient.callOf(
                "run_action", Samples.json("{\"slug\":\"qualify-lead\",\"input\":{\"email\":\"a\"},\"wait\":20}"));
        McpClient.Reply reply = mcp(era).request(
                        "tools/call",
                        call.with(
                                "_meta",
                                Json.object().put("progressToken", "t1").build()));
        List<Json.Obj> told = reply.told().stream()
                .map(message -> (Json.Obj) message.get("params"))
                .toList();
        assertFalse(told.isEmpty());
        told.forEach(progress -> assertEquals("t1", progress.text("progressToken")));
        assertEquals("step 2 of 2", told.getLast().text("message"));
        assertEquals("succeeded", ((Json.Obj) reply.result().get("structuredContent")).text("status"));
        assertTrue(mcp(era).request("tools/call", call).told().isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesCancelsTheRunIfItAskedSo(Era era) throws Exception {
        assertEquals("cancelled", afterLeaving(era, true));
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeavesLeavesTheRunAlone(Era era) throws Exception {
        assertEquals("succeeded", afterLeaving(era, false));
    }

    /** Starts a run, leaves while it asks its upstream, and says how it ends. */
    private static String afterLeaving(Era era, boolean cancel) throws InterruptedException {
        answer = new CountDownLatch(1);
        String mark = era + "-" + cancel;
        McpClient mcp = mcp(era);
        McpClient.Sent sent = mcp.send(
                "tools/call",
                McpClient.callOf(
                        "run_action",
                        Samples.json(
                                "{\"slug\":\"slow\",\"wait\":50,\"correlationId\":\"%s\",\"cancelOnDisconnect\":%s}"
                                        .formatted(mark, cancel))));
        assertTrue(asked.tryAcquire(30, TimeUnit.SECONDS));
        mcp.leave(sent);
        Json.Obj runs = rest.get("/runs?correlation_id=" + mark).expect(200);
        String id = ((Json.Obj) ((Json.Arr) runs.get("runs")).items().getFirst()).text("runId");
        if (!cancel) {
            // Longer than the server takes to find that somebody has left.
            assertEquals("running", status(id, 3));
            answer.countDown();
        }
        String status = status(id, 40);
        answer.countDown();
        return status;
    }

    private static String status(String run, int wait) {
        return String.valueOf(
                rest.get("/runs/" + run + "?wait=" + wait).expect(200).text("status"));
    }
}
