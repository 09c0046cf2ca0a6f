package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run over 3,000 items through both doors and on both stores: all of it can be read, and no answer is all of it. */
class LargeRunsTest {
    private static final int ITEMS = 3_000;

    @TempDir
    Path folder;

    private static Map<String, String> store(TestDatabase.Kind kind) {
        return switch (kind) {
            case SQLITE -> Map.of();
            case POSTGRES ->
                Map.of(
                        "DATABASE_URL", TestDatabase.freshPostgresUrl(),
                        "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        };
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void answersAreBounded(TestDatabase.Kind kind) {
        try (var server = RunningServer.start(folder, store(kind))) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String run = runLoop(rest);
            Json.Obj read = rest.get("/runs/" + run).expect(200);
            assertTrue(read.write().length() < 100_000, "a run shows some of its items");
            assertEquals(String.valueOf(ITEMS - 100), read.get("itemsNotShown").write());

            int events = eventsPageByPage(rest, run);
            assertTrue(events > 3 * ITEMS, events + " events");
            assertEquals(events, streamed(rest, run, "", "0"));
            assertEquals(events - 9_000, streamed(rest, run, "", "9000"));
            assertEquals(events - 9_000, streamed(rest, run, "?after=5", "9000"), "it goes on where it was cut");
            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN);
            Json status = mcp.call(
                    "get_run_status",
                    Json.object().put("runId", run).put("includeSteps", true).build());
            assertTrue(status.write().length() < 60_000, "over MCP it is smaller still");
        }
    }

    /** It is accepted before it has ended, goes on by itself, and may be cancelled in between. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aLongComputationKeepsNobodyWaiting(TestDatabase.Kind kind) {
        try (var server = RunningServer.start(folder, store(kind))) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            deployLoop(rest, "long", "{{= $sum([1..200]) }}");
            deployLoop(rest, "longer", "{{= $sum([1..2000]) }}");
            Json input = input(10_000);
            Json.Obj begun = rest.post("/actions/long/run", input).expect(202);
            assertEquals("running", begun.text("status"), begun::write);
            String cancelled = String.valueOf(
                    rest.post("/actions/longer/run", input).expect(202).text("runId"));
            rest.post("/runs/" + cancelled + "/cancel", Json.EMPTY_OBJECT).expect(200);

            Json.Obj ended =
                    rest.get("/runs/" + begun.text("runId") + "?wait=60").expect(200);
            assertEquals("{\"count\":10000}", String.valueOf(ended.get("output")), ended::write);
            assertEquals("cancelled", rest.get("/runs/" + cancelled).expect(200).text("status"));
        }
    }

    private static int eventsPageByPage(RestClient rest, String run) {
        int events = 0;
        String after = "0";
        while (after != null) {
            Json.Obj page = rest.get("/runs/" + run + "/events?after=" + after).expect(200);
            int shown = ((Json.Arr) page.get("events")).items().size();
            assertTrue(shown <= 1_000, shown + " events at once");
            events += shown;
            after = page.has("nextAfter") ? page.get("nextAfter").write() : null;
        }
        return events;
    }

    private static long streamed(RestClient rest, String run, String query, String after) {
        return rest.send(
                        "GET",
                        "/runs/" + run + "/events" + query,
                        null,
                        "accept",
                        "text/event-stream",
                        "last-event-id",
                        after)
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("id:"))
                .count();
    }

    private static void deployLoop(RestClient rest, String name, String ofEach) {
        Json.Obj workflow = rest.post("/workflows", (Json.Obj) Json.parse("""
                        {"name": "%s", "definition": {"nodes": [
                          {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                          {"id": "l", "type": "loop", "config": {"items": "{{input.items}}", "concurrency": 20}},
                          {"id": "s", "type": "set", "parentId": "l", "config": {"fields": {"n": "%s"}}},
                          {"id": "output", "type": "return_output", "config": {"output": {"count": "{{l.count}}"}}}],
                         "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"}]}}""".formatted(name, ofEach)))
                .expect(201);
        rest.post("/workflows/" + workflow.text("id") + "/deploy", Json.EMPTY_OBJECT)
                .expect(200);
    }

    private static Json.Obj input(int count) {
        var items = new StringBuilder("0");
        for (int i = 1; i < count; i++) {
            items.append(',').append(i);
        }
        return (Json.Obj) Json.parse("{\"input\": {\"items\": [" + items + "]}}");
    }

    private static String runLoop(RestClient rest) {
        deployLoop(rest, "large", "{{item}}");
        Json.Obj run = rest.post(
                        "/actions/large/run",
                        Json.object()
                                .put(
                                        "input",
                                        Objects.requireNonNull(input(ITEMS).get("input")))
                                .put("wait", 60)
                                .build())
                .expect(200);
        assertEquals("{\"count\":" + ITEMS + "}", run.get("output").write());
        return String.valueOf(run.text("runId"));
    }
}
