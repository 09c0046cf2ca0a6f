package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a model or a script learns of the kinds of node, and that it is enough to write a workflow. */
@Timeout(120)
class KindGuideTest {
    @TempDir
    static Path folder;

    private static RunningServer server;
    private static String reader;
    private static String runsOnly;
    private static String connectorsOnly;

    @BeforeAll
    static void start() {
        reader = RunningServer.key(folder, null, "workflows:read");
        runsOnly = RunningServer.key(folder, null, "runs:read");
        connectorsOnly = RunningServer.key(folder, null, "connectors:read");
        server = RunningServer.start(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RestClient rest(String key) {
        return new RestClient(server.port(), key);
    }

    private static McpClient mcp(String key, Era era) {
        return new McpClient(server.port(), "/mcp", key, era);
    }

    private static List<Json.Obj> kinds() {
        Json.Obj answer = rest(reader).get("/node-kinds").expect(200);
        return list(answer, "kinds");
    }

    private static List<Json.Obj> list(Json.Obj answer, String name) {
        return ((Json.Arr) Objects.requireNonNull(answer.get(name)))
                .items().stream().map(Json.Obj.class::cast).toList();
    }

    private static Json.Obj object(Json.Obj answer, String name) {
        return (Json.Obj) Objects.requireNonNull(answer.get(name), name);
    }

    @Test
    void restTellsEveryKindWhole() {
        for (Json.Obj kind : kinds()) {
            Json.Obj schema = object(kind, "configSchema");
            assertEquals(List.of(), JsonSchema.faults(schema), kind::write);
            Json.Obj node = object(object(kind, "example"), "node");
            assertEquals(kind.get("type"), node.get("type"));
            assertFalse(String.valueOf(kind.text("description")).isBlank());
        }
        assertTrue(kinds().stream().anyMatch(kind -> "aggregate".equals(kind.text("type"))));
    }

    @Test
    void everyExampleFitsTheWrittenFormThatIsToldWithIt() {
        Json.Obj answer = rest(reader).get("/node-kinds").expect(200);
        JsonSchema form = JsonSchema.compile(object(answer, "definition"));
        for (Json.Obj kind : kinds()) {
            Json.Obj node = object(object(kind, "example"), "node").with("id", Json.of("it"));
            Json definition =
                    Json.object().put("nodes", Json.array(List.of(node))).build();
            assertEquals(List.of(), form.check(definition), node::write);
        }
        assertFalse(form.check(Samples.json("{\"nodes\":[{\"id\":\"it\",\"type\":\"set\",\"configuration\":{}}]}"))
                .isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void mcpTellsThemToWhoMayReadWorkflows(Era era) {
        McpClient mcp = mcp(reader, era);
        Json.Obj all = mcp.give("get_connector_operations", Samples.json("{\"connector\":\"nodes\"}"));
        assertTrue(bytes(all) <= Excerpt.RESULT_BYTES, "the list takes " + bytes(all) + " bytes");
        List<Json.Obj> told = list(all, "operations");
        assertEquals(
                kinds().stream().map(kind -> kind.get("type")).toList(),
                told.stream().map(kind -> kind.get("name")).toList());
        for (Json.Obj kind : kinds()) {
            Json.Obj one = mcp.give(
                    "get_operation_schema",
                    Json.object()
                            .put("connector", "nodes")
                            .put("operation", String.valueOf(kind.text("type")))
                            .build());
            assertEquals(kind.get("configSchema"), one.get("inputSchema"));
            assertEquals(kind.get("example"), one.get("example"));
            assertTrue(bytes(one) <= 8_000, "a kind takes " + bytes(one) + " bytes");
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothDoorsSayTheSameOfThem(Era era) {
        String one = "{\"connector\":\"nodes\",\"operation\":\"%s\"}";
        RestClient rest = rest(RunningServer.KEY);
        McpClient mcp = mcp(RunningServer.KEY, era);
        assertEquals(
                rest.get("/connectors/nodes/operations").expect(200),
                mcp.give("get_connector_operations", Samples.json("{\"connector\":\"nodes\"}")));
        assertEquals(
                rest.get("/connectors/nodes/operations/aggregate").expect(200),
                mcp.give("get_operation_schema", Samples.json(one.formatted("aggregate"))));
        Json.Obj unknown = rest.get("/connectors/nodes/operations/x").expect(404);
        assertEquals("NOT_FOUND", unknown.text("code"));
        Json.Obj result = mcp.call("get_operation_schema", Samples.json(one.formatted("x")));
        assertEquals(
                unknown.without("requestId"),
                object(result, "structuredContent").without("requestId"));
    }

    private static int bytes(Json value) {
        return value.write().getBytes(StandardCharsets.UTF_8).length;
    }

    @ParameterizedTest
    @EnumSource
    void othersAreRefusedByName(Era era) {
        assertEquals(403, rest(runsOnly).get("/node-kinds").status());
        assertEquals(403, rest(connectorsOnly).get("/node-kinds").status());
        Json.Obj nodes = McpClient.callOf("get_connector_operations", Samples.json("{\"connector\":\"nodes\"}"));
        assertEquals(403, mcp(runsOnly, era).request("tools/call", nodes).status());
        Json.Obj http = McpClient.callOf("get_connector_operations", Samples.json("{\"connector\":\"http-request\"}"));
        McpClient.Reply refused = mcp(reader, era).request("tools/call", http);
        assertEquals(403, refused.status());
        assertTrue(refused.last().write().contains("connectors:read"), refused.last()::write);
        assertEquals(200, mcp(connectorsOnly, era).request("tools/call", http).status());
    }

    @Test
    void theInstructionsNameTheKindsAndStayShort() {
        String text = Instructions.ofTools(
                kinds().stream().map(kind -> String.valueOf(kind.text("type"))).toList());
        assertTrue(text.contains("aggregate, split_out"), text);
        // Hosts cut what is longer.
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= 2_000, text);
    }

    /** Nothing but what is told: the examples, an id for each, and edges as the written form has them. */
    @ParameterizedTest
    @EnumSource
    void aWorkflowWrittenFromTheExamplesRuns(Era era) {
        McpClient mcp = mcp(RunningServer.KEY, era);
        Json.Obj split = example(mcp, "split_out").with("id", Json.of("split"));
        Json.Obj sum = example(mcp, "aggregate").with("id", Json.of("sum"));
        Json.Obj definition =
                Samples.json("""
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                           %s, %s,
                           {"id": "output", "type": "return_output", "config": {"output": {"lines": "{{split.items}}", "sums": "{{sum.groups}}"}}}],
                 "edges": [{"source": "input", "target": "split"}, {"source": "split", "target": "sum"},
                           {"source": "sum", "target": "output"}]}""".formatted(split.write(), sum.write()).replace("{{http_request_1.body.", "{{input."));
        String slug = "from-examples-" + era.name().toLowerCase(java.util.Locale.ROOT);
        Json.Obj draft = mcp.give(
                "create_workflow",
                Json.object().put("name", slug).put("definition", definition).build());
        mcp.give(
                "deploy_workflow",
                Json.object()
                        .put("workflowId", String.valueOf(draft.text("id")))
                        .build());
        Json.Obj input = Samples.json("""
                {"orders": [{"country": "DE", "total": 0.1, "lines": [1]}, {"country": "FR", "total": 5},
                            {"country": "DE", "total": 0.2, "lines": [2, 3]}]}""");
        Json expected = Json.parse("""
                {"lines": [1, 2, 3], "sums": [{"key": "DE", "result": {"orders": 2, "revenue": 0.3}},
                                              {"key": "FR", "result": {"orders": 1, "revenue": 5}}]}""");
        Json.Obj call = Json.object().put("input", input).put("wait", 20).build();
        assertEquals(
                expected,
                mcp.give("run_action", call.with("slug", Json.of(slug))).get("output"));
        Json.Obj overRest =
                rest(RunningServer.KEY).post("/actions/" + slug + "/run", call).expect(200);
        assertEquals(expected, overRest.get("output"));
        Json.Obj bad = Json.object()
                .put("input", Samples.json("{\"orders\": [{\"lines\": []}, {\"lines\": 7}]}"))
                .put("wait", 20)
                .build();
        Json.Obj failed =
                rest(RunningServer.KEY).post("/actions/" + slug + "/run", bad).expect(200);
        assertEquals("failed", failed.text("status"));
        assertTrue(String.valueOf(object(failed, "error").text("message")).contains("/config/items/1"), failed::write);
        assertEquals(
                failed.get("error"),
                mcp.give("run_action", bad.with("slug", Json.of(slug))).get("error"));
    }

    private static Json.Obj example(McpClient mcp, String kind) {
        Json.Obj told = mcp.give(
                "get_operation_schema",
                Json.object().put("connector", "nodes").put("operation", kind).build());
        return object(object(told, "example"), "node");
    }
}
