package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One table for both agent doors: the same question gets the same body, whether it is an answer or a refusal. */
@Timeout(120)
class BothDoorsTest {
    @TempDir
    static Path folder;

    private static RunningServer server;
    private static RestClient rest;
    private static String workflow;
    private static String broken;
    private static String runsOnly;
    private static String slow;

    @BeforeAll
    static void start() {
        runsOnly = RunningServer.key(folder, null, "runs:read");
        slow = RunningServer.key(folder, 2, "actions:read", "runs:read");
        server = RunningServer.start(folder, Map.of());
        rest = new RestClient(server.port(), RunningServer.KEY);
        workflow = Samples.publish(rest, "qualify-lead", Samples.qualify());
        String stopped = Samples.publish(rest, "stopped", Samples.echo());
        rest.post("/workflows/" + stopped + "/stop", Json.EMPTY_OBJECT).expect(200);
        Samples.publish(rest, "on-event", Samples.onEvent());
        broken = Samples.draft(
                rest, "broken", Samples.json("{\"nodes\":[{\"id\":\"x\",\"type\":\"nothing\"}],\"edges\":[]}"));
        rest.post(
                        "/actions/qualify-lead/run",
                        Samples.json("{\"input\":{\"email\":\"first@example.com\"},\"wait\":20}"),
                        "idempotency-key",
                        "taken")
                .expect(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A table, which is read as one. */
    @SuppressWarnings("checkstyle:MethodLength")
    static List<Row> refusals() {
        String run = "/actions/qualify-lead/run";
        return List.of(
                Row.get("BAD_REQUEST", "/actions?cursor=no", "list_actions", "{\"cursor\":\"no\"}"),
                Row.get("BAD_REQUEST", "/runs?cursor=no", "list_runs", "{\"cursor\":\"no\"}"),
                Row.get("BAD_REQUEST", "/workflows?cursor=no", "list_workflows", "{\"cursor\":\"no\"}"),
                Row.post(
                        "BAD_REQUEST",
                        run,
                        "{\"correlationId\":\"\"}",
                        "run_action",
                        "{\"slug\":\"qualify-lead\",\"correlationId\":\"\"}"),
                Row.post(
                        "BAD_REQUEST",
                        run,
                        "{}",
                        "run_action",
                        "{\"slug\":\"qualify-lead\",\"idempotencyKey\":\"a b\"}"),
                Row.post("BAD_REQUEST", "/workflows", "{\"name\":\"\"}", "create_workflow", "{\"name\":\"\"}"),
                Row.post(
                        "BAD_REQUEST",
                        "/workflows",
                        "{\"name\":\"x\",\"definition\":\"a: [\"}",
                        "create_workflow",
                        "{\"name\":\"x\",\"definition\":\"a: [\"}"),
                Row.post(
                        "BAD_REQUEST",
                        "/workflows/" + workflow + "/deploy",
                        "{\"slug\":\"No Slug\"}",
                        "deploy_workflow",
                        args("slug", "No Slug")),
                Row.post(
                        "BAD_REQUEST",
                        "/workflows/" + workflow + "/deploy",
                        "{\"slug\":\"another\"}",
                        "deploy_workflow",
                        args("slug", "another")),
                Row.get("ACTION_NOT_FOUND", "/actions/nobody", "get_action", "{\"slug\":\"nobody\"}"),
                Row.post("ACTION_NOT_FOUND", "/actions/nobody/run", "{}", "run_action", "{\"slug\":\"nobody\"}"),
                Row.get("ACTION_UNAVAILABLE", "/actions/stopped", "get_action", "{\"slug\":\"stopped\"}"),
                Row.post("ACTION_UNAVAILABLE", "/actions/stopped/run", "{}", "run_action", "{\"slug\":\"stopped\"}"),
                Row.post("INPUT_VALIDATION_FAILED", run, "{}", "run_action", "{\"slug\":\"qualify-lead\"}"),
                Row.post(
                        "INPUT_VALIDATION_FAILED",
                        run,
                        "{\"input\":{\"email\":7}}",
                        "run_action",
                        "{\"slug\":\"qualify-lead\",\"input\":{\"email\":7}}"),
                Row.post(
                        "IDEMPOTENCY_CONFLICT",
                        run,
                        "{\"input\":{\"email\":\"b\"}}",
                        "run_action",
                        "{\"slug\":\"qualify-lead\",\"input\":{\"email\":\"b\"},\"idempotencyKey\":\"taken\"}"),
                Row.get("RUN_NOT_FOUND", "/runs/nobody", "get_run_status", "{\"runId\":\"nobody\"}"),
                Row.get("RUN_NOT_FOUND", "/runs/nobody?wait=1", "get_run_status", "{\"runId\":\"nobody\",\"wait\":1}"),
                Row.get("WORKFLOW_NOT_FOUND", "/workflows/nobody", "get_workflow", "{\"workflowId\":\"nobody\"}"),
                Row.get(
                        "WORKFLOW_NOT_FOUND",
                        "/workflows/" + workflow + "?version=99",
                        "get_workflow",
                        args("version", 99)),
                Row.get("WORKFLOW_NOT_FOUND", "/workflows/nobody", "open_workflow", "{\"workflowId\":\"nobody\"}"),
                new Row(
                        "WORKFLOW_NOT_FOUND",
                        "PUT",
                        "/workflows/nobody",
                        Samples.json("{\"name\":\"x\"}"),
                        "update_workflow",
                        Samples.json("{\"workflowId\":\"nobody\",\"name\":\"x\"}")),
                new Row(
                        "WORKFLOW_NOT_FOUND",
                        "DELETE",
                        "/workflows/nobody",
                        null,
                        "delete_workflow",
                        Samples.json("{\"workflowId\":\"nobody\"}")),
                Row.post(
                        "WORKFLOW_NOT_FOUND",
                        "/workflows/nobody/deploy",
                        "{}",
                        "deploy_workflow",
                        "{\"workflowId\":\"nobody\"}"),
                new Row(
                        "VERSION_CONFLICT",
                        "PUT",
                        "/workflows/" + workflow,
                        Samples.json("{\"name\":\"x\",\"expectedRevision\":77}"),
                        "update_workflow",
                        Samples.json("{\"workflowId\":\"" + workflow + "\",\"name\":\"x\",\"expectedRevision\":77}")),
                Row.post(
                        "VERSION_CONFLICT",
                        "/workflows/" + workflow + "/deploy",
                        "{\"expectedRevision\":77}",
                        "deploy_workflow",
                        "{\"workflowId\":\"" + workflow + "\",\"expectedRevision\":77}"),
                Row.post(
                        "UNSUPPORTED_ENTRYPOINT",
                        "/actions/on-event/run",
                        "{}",
                        "run_action",
                        "{\"slug\":\"on-event\"}"),
                Row.get("UNSUPPORTED_ENTRYPOINT", "/actions/on-event", "get_action", "{\"slug\":\"on-event\"}"),
                Row.post(
                        "WORKFLOW_INVALID",
                        "/workflows/" + broken + "/deploy",
                        "{}",
                        "deploy_workflow",
                        "{\"workflowId\":\"" + broken + "\"}"),
                Row.get(
                        "CONNECTOR_NOT_FOUND",
                        "/connectors/nobody/operations",
                        "get_connector_operations",
                        "{\"connector\":\"nobody\"}"),
                Row.get(
                        "CONNECTOR_NOT_FOUND",
                        "/connectors/nobody/operations/x",
                        "get_operation_schema",
                        "{\"connector\":\"nobody\",\"operation\":\"x\"}"),
                Row.get("BUILD_NOT_FOUND", "/connectors/builds/nobody", "get_build_status", "{\"buildId\":\"nobody\"}"),
                Row.get(
                        "NOT_FOUND",
                        "/connectors/http-request/operations/x",
                        "get_operation_schema",
                        "{\"connector\":\"http-request\",\"operation\":\"x\"}"));
    }

    private static List<Row> answers() {
        String run = "/actions/qualify-lead/run";
        String whole = String.valueOf(rest.post(run, Samples.json("{\"input\":{\"email\":\"a\"},\"wait\":20}"))
                .expect(200)
                .text("runId"));
        return List.of(
                Row.get("", "/actions", "list_actions", "{}"),
                Row.get("", "/actions?query=qualify&limit=1", "list_actions", "{\"query\":\"qualify\",\"limit\":1}"),
                Row.get("", "/actions/qualify-lead", "get_action", "{\"slug\":\"qualify-lead\"}"),
                Row.get(
                        "",
                        "/runs?status=succeeded&action=qualify-lead",
                        "list_runs",
                        "{\"status\":\"succeeded\",\"action\":\"qualify-lead\"}"),
                Row.get("", "/runs?needs_approval=true", "list_runs", "{\"needsApproval\":true}"),
                Row.get("", "/runs/" + whole, "get_run_status", "{\"runId\":\"" + whole + "\",\"includeSteps\":true}"),
                Row.get("", "/workflows?query=broken", "list_workflows", "{\"query\":\"broken\"}"),
                Row.get("", "/workflows/" + broken, "get_workflow", "{\"workflowId\":\"" + broken + "\"}"),
                Row.get("", "/workflows/" + workflow + "?version=1", "get_workflow", args("version", 1)),
                Row.get("", "/connectors", "list_connectors", "{}"),
                Row.get("", "/connectors?query=http&limit=1", "list_connectors", "{\"query\":\"http\",\"limit\":1}"),
                Row.get(
                        "",
                        "/connectors/http-request/operations",
                        "get_connector_operations",
                        "{\"connector\":\"http-request\"}"),
                Row.get(
                        "",
                        "/connectors/http-request/operations/http_request",
                        "get_operation_schema",
                        "{\"connector\":\"http-request\",\"operation\":\"http_request\"}"),
                Row.post(
                        "",
                        run,
                        "{\"input\":{\"email\":\"first@example.com\"}}",
                        "run_action",
                        "{\"slug\":\"qualify-lead\",\"input\":{\"email\":\"first@example.com\"},\"idempotencyKey\":\"taken\"}"));
    }

    private static String args(String name, Object value) {
        return "{\"workflowId\":\"%s\",\"%s\":%s}"
                .formatted(workflow, name, value instanceof String text ? "\"" + text + "\"" : value);
    }

    @TestFactory
    Stream<DynamicTest> refuseAlike() {
        return eachEra(refusals(), (row, mcp) -> {
            RestClient.Answer expected = row.overRest(rest);
            assertEquals(row.code(), expected.body().text("code"), expected.body()::write);
            Json.Obj result = row.overMcp(mcp).result();
            assertEquals(Json.of(true), result.get("isError"), result::write);
            Json.Obj body = (Json.Obj) result.get("structuredContent");
            assertEquals(same(expected.body()), same(body));
            assertFalse(body.write().contains("[redacted"), body::write);
            assertNotNull(body.text("requestId"));
            assertEquals(body, text(result));
        });
    }

    @TestFactory
    Stream<DynamicTest> answerAlike() {
        return eachEra(answers(), (row, mcp) -> {
            RestClient.Answer expected = row.overRest(rest);
            assertTrue(expected.status() < 300, expected.body()::write);
            Json.Obj result = row.overMcp(mcp).result();
            assertEquals(expected.body(), result.get("structuredContent"));
            assertEquals(expected.body(), text(result));
        });
    }

    @Test
    void refuseAlikeForWantOfAScope() {
        for (Row row : refusals()) {
            if (!row.path().startsWith("/runs")) {
                refusedByHttp(row, runsOnly, 403, "FORBIDDEN");
            }
        }
    }

    @Test
    void refuseAlikeForWantOfAGoodCredential() {
        String revoked = "trg_" + "x".repeat(32);
        refusals().forEach(row -> refusedByHttp(row, revoked, 401, "UNAUTHORIZED"));
    }

    @Test
    void countTheSameWindow() {
        Row row = Row.get("", "/actions", "list_actions", "{}");
        assertEquals(200, row.overRest(new RestClient(server.port(), slow)).status());
        assertEquals(200, row.overMcp(mcp(slow, Era.LEGACY)).status());
        RestClient.Answer expected = row.overRest(new RestClient(server.port(), slow));
        McpClient.Reply got = row.overMcp(mcp(slow, Era.MODERN));
        assertEquals(List.of(429, 429), List.of(expected.status(), got.status()));
        // The sentence says the seconds that are left, which may be one less by then.
        assertEquals("RATE_LIMIT_EXCEEDED", got.last().text("code"));
        assertEquals(expected.body().fields().keySet(), got.last().fields().keySet());
    }

    @Test
    void startOneRunForOneKeyHoweverManyKnock() {
        Row row = Row.post(
                "",
                "/actions/qualify-lead/run",
                "{\"input\":{\"email\":\"race\"}}",
                "run_action",
                "{\"slug\":\"qualify-lead\",\"input\":{\"email\":\"race\"},\"idempotencyKey\":\"race\"}");
        McpClient legacy = mcp(RunningServer.KEY, Era.LEGACY);
        McpClient modern = mcp(RunningServer.KEY, Era.MODERN);
        List<Supplier<Json>> doors = List.of(
                () -> row.overRest(rest).body(),
                () -> row.overMcp(legacy).result().get("structuredContent"),
                () -> row.overMcp(modern).result().get("structuredContent"));
        Race.Results<String> runs = Race.run(
                24, i -> String.valueOf(((Json.Obj) doors.get(i % doors.size()).get()).text("runId")));
        assertEquals(List.of(), runs.faults());
        assertEquals(1, Set.copyOf(runs.values()).size());
    }

    @Test
    void countTheSameRuns(@TempDir Path other) {
        try (var poor = RunningServer.start(other, Map.of("TRIGGO_TIER_BUSINESS", "requests=1000,keys=1,runs=1"))) {
            var there = new RestClient(poor.port(), RunningServer.KEY);
            Samples.publish(there, "echo", Samples.echo());
            Row row = Row.post("", "/actions/echo/run", "{}", "run_action", "{\"slug\":\"echo\"}");
            var mcp = new McpClient(poor.port(), "/mcp", RunningServer.KEY, Era.MODERN);
            assertFalse(row.overMcp(mcp).result().has("isError"));
            Json.Obj expected = row.overRest(there).expect(429);
            Json.Obj got = (Json.Obj) row.overMcp(mcp).result().get("structuredContent");
            assertEquals("RUN_QUOTA_EXCEEDED", expected.text("code"));
            assertEquals("RUN_QUOTA_EXCEEDED", got.text("code"));
        }
    }

    /** Some clients hold errors against the output schema, and hide what does not fit. */
    @Test
    void refusalsFitTheOutputSchemasOfTheirTools() {
        McpClient mcp = mcp(RunningServer.KEY, Era.LEGACY);
        for (Row row : refusals()) {
            Json.Obj schema = (Json.Obj) ((Json.Arr) mcp.request("tools/list", Json.EMPTY_OBJECT)
                            .result()
                            .get("tools"))
                    .items().stream()
                            .map(Json.Obj.class::cast)
                            .filter(tool -> row.tool().equals(tool.text("name")))
                            .findFirst()
                            .orElseThrow()
                            .get("outputSchema");
            Json body = row.overMcp(mcp).result().get("structuredContent");
            assertEquals(List.of(), JsonSchema.compile(schema).check(body), row::toString);
        }
    }

    private static void refusedByHttp(Row row, String key, int status, String code) {
        RestClient.Answer expected = row.overRest(new RestClient(server.port(), key));
        assertEquals(status, expected.status(), row::toString);
        assertEquals(code, expected.body().text("code"));
        for (Era era : Era.values()) {
            McpClient.Reply got = row.overMcp(mcp(key, era));
            assertEquals(status, got.status(), row::toString);
            assertEquals(same(expected.body()), same(got.last()), row::toString);
        }
    }

    private interface Check {
        void run(Row row, McpClient mcp);
    }

    private static Stream<DynamicTest> eachEra(List<Row> rows, Check check) {
        var tests = new ArrayList<DynamicTest>();
        for (Era era : Era.values()) {
            McpClient mcp = mcp(RunningServer.KEY, era);
            rows.stream()
                    .sorted(Comparator.comparing(Row::code))
                    .forEach(row -> tests.add(dynamicTest(era + " " + row, () -> check.run(row, mcp))));
        }
        return tests.stream();
    }

    private static McpClient mcp(String key, Era era) {
        return new McpClient(server.port(), "/mcp", key, era);
    }

    private static Json.Obj same(Json.Obj body) {
        return body.without("requestId");
    }

    private static Json text(Json.Obj result) {
        return Json.parse(String.valueOf(
                ((Json.Obj) ((Json.Arr) result.get("content")).items().getFirst()).text("text")));
    }
}
