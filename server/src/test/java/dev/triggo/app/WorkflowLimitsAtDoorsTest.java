package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator sets of the size of workflows and of what their runs give holds at every door. */
class WorkflowLimitsAtDoorsTest {
    private static final String TIGHT = "nodes=5,edges=4,loops=1,definition=4KiB,output=2KiB,outputs=3KiB";

    @TempDir
    Path folder;

    private RunningServer server(String limits) {
        var settings = new HashMap<String, String>();
        if (!limits.isEmpty()) {
            settings.put("TRIGGO_WORKFLOW_LIMITS", limits);
        }
        return RunningServer.start(folder, settings);
    }

    private static RestClient rest(RunningServer server) {
        return new RestClient(server.port(), RunningServer.KEY);
    }

    private static McpClient mcp(RunningServer server) {
        return new McpClient(server.port(), "/mcp", RunningServer.KEY, Era.MODERN);
    }

    /** Input, these in a row, output. */
    private static Json.Obj chain(String output, String... nodes) {
        var ids = Stream.concat(
                        Stream.of("input"), IntStream.range(0, nodes.length).mapToObj(i -> "n" + i))
                .toList();
        String between = IntStream.range(0, nodes.length)
                .mapToObj(i -> "{\"id\": \"n%d\", %s},".formatted(i, nodes[i]))
                .collect(Collectors.joining());
        String edges = IntStream.range(1, ids.size())
                .mapToObj(i -> "{\"source\": \"%s\", \"target\": \"%s\"},".formatted(ids.get(i - 1), ids.get(i)))
                .collect(Collectors.joining());
        return (Json.Obj) Json.parse("""
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s
                  {"id": "output", "type": "return_output", "config": {"output": %s}}],
                 "edges": [%s {"source": "%s", "target": "output"}]}""".formatted(between, output, edges, ids.getLast()));
    }

    private static String set(String value) {
        return "\"type\": \"set\", \"config\": {\"fields\": {\"v\": \"" + value + "\"}}";
    }

    private static Json.Obj named(String name, Json definition) {
        return Json.object().put("name", name).put("definition", definition).build();
    }

    private static String save(RestClient rest, Json.Obj definition) {
        return Objects.requireNonNull(rest.post("/workflows", named("Limited", definition))
                .expect(201)
                .text("id"));
    }

    private static Json.Obj deploy(RestClient rest, String id, int status) {
        return rest.post(
                        "/workflows/" + id + "/deploy",
                        Json.object().put("slug", "limited").build())
                .expect(status);
    }

    private static String said(Json told) {
        return told.write();
    }

    @Test
    void aWorkflowThatIsTooLargeIsADraftAndNoMore() {
        try (var server = server(TIGHT)) {
            RestClient rest = rest(server);
            Json.Obj draft = rest.post("/workflows", named("Large", chain("1", set("1"), set("2"), set("3"), set("4"))))
                    .expect(201);
            String problems = said(draft);
            assertTrue(problems.contains("There are 6 nodes; at most 5 are allowed."), problems);
            assertTrue(problems.contains("There are 5 edges; at most 4 are allowed."), problems);
            String form = said(rest.get("/connectors/nodes/operations").expect(200));
            assertTrue(form.contains("\"maxItems\":5") && form.contains("\"maxItems\":4"), "who writes one is told");
            String id = Objects.requireNonNull(draft.text("id"));

            Json.Obj refused = deploy(rest, id, 422);
            assertTrue(said(refused).contains("WORKFLOW_INVALID"), refused::write);
            assertTrue(said(refused).contains("There are 6 nodes; at most 5 are allowed."), refused::write);
            Json.Obj overMcp = mcp(server)
                    .call("deploy_workflow", Json.object().put("workflowId", id).build());
            assertTrue(said(overMcp).contains("There are 6 nodes; at most 5 are allowed."), overMcp::write);
            Json.Obj tested =
                    rest.post("/workflows/" + id + "/test", Json.EMPTY_OBJECT).expect(422);
            assertTrue(said(tested).contains("There are 6 nodes; at most 5 are allowed."), tested::write);
        }
    }

    @Test
    void loopsAreNestedNoDeeperAndTextsAreNoLonger() {
        try (var server = server(TIGHT)) {
            RestClient rest = rest(server);
            String nested = """
                    {"nodes": [
                      {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                      {"id": "a", "type": "loop", "config": {"items": [1]}},
                      {"id": "b", "type": "loop", "parentId": "a", "config": {"items": [1]}},
                      {"id": "c", "type": "set", "parentId": "b", "config": {"fields": {"v": 1}}},
                      {"id": "output", "type": "return_output", "config": {"output": 1}}],
                     "edges": [{"source": "input", "target": "a"}, {"source": "a", "target": "output"}]}""";
            Json.Obj draft =
                    rest.post("/workflows", named("Nested", Json.parse(nested))).expect(201);
            assertTrue(said(draft).contains("Loops are nested at most 1 deep."), draft::write);

            Json.Obj large = named("Long", chain("1", set("x".repeat(5_000))));
            assertTrue(said(rest.post("/workflows", large).expect(413)).contains("more than 4 KiB"));
            String overMcp = said(mcp(server).call("create_workflow", large));
            assertTrue(overMcp.contains("PAYLOAD_TOO_LARGE") && overMcp.contains("more than 4 KiB"), overMcp);
        }
    }

    private static Json.Obj run(RestClient rest, int size) {
        Json input = Json.object().put("text", "x".repeat(size)).build();
        return rest.post(
                        "/actions/limited/run",
                        Json.object().put("input", input).put("wait", 20).build())
                .expect(200);
    }

    @Test
    void stepsGiveNoMoreThanIsSet() {
        try (var server = server(TIGHT)) {
            RestClient rest = rest(server);
            String id = save(rest, chain("1", set("{{input.text}}"), set("{{input.text}}")));
            deploy(rest, id, 200);
            assertEquals("succeeded", run(rest, 1_000).text("status"));

            Json.Obj one = run(rest, 2_100);
            assertEquals("failed", one.text("status"));
            assertTrue(said(one).contains("The step's output is larger than 2 KiB"), one::write);
            Json.Obj together = run(rest, 1_800);
            assertEquals("failed", together.text("status"));
            assertTrue(
                    said(together).contains("The outputs of this run's steps are together larger than 3 KiB."),
                    together::write);

            String pinned = "{\"pinned\": {\"n0\": {\"v\": \"" + "x".repeat(2_100) + "\"}}}";
            Json.Obj refused =
                    rest.post("/workflows/" + id + "/test", Json.parse(pinned)).expect(400);
            assertTrue(said(refused).contains("is larger than a step's output may be: 2 KiB"), refused::write);
        }
    }

    @Test
    void stepsGiveMoreWhereThatIsSet() {
        try (var server = server("output=2MiB")) {
            RestClient rest = rest(server);
            String twice =
                    "\"type\": \"set\", \"config\": {\"fields\": {\"a\": \"{{input.text}}\", \"b\": \"{{input.text}}\"}}";
            deploy(rest, save(rest, chain("1", twice)), 200);
            assertEquals("succeeded", run(rest, 600_000).text("status"));
        }
    }

    @Test
    void loopsAreNestedDeeperWhereThatIsSet() {
        try (var server = server("loops=5")) {
            RestClient rest = rest(server);
            String loops = IntStream.range(1, 5)
                    .mapToObj(i ->
                            "{\"id\": \"l%d\", \"type\": \"loop\", \"parentId\": \"l%d\", \"config\": {\"items\": [1, 2]}},"
                                    .formatted(i, i - 1))
                    .collect(Collectors.joining());
            String nested = """
                    {"nodes": [
                      {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                      {"id": "l0", "type": "loop", "config": {"items": [1, 2]}},
                      %s
                      {"id": "c", "type": "set", "parentId": "l4", "config": {"fields": {"v": "{{item}}"}}},
                      {"id": "output", "type": "return_output", "config": {"output": "{{l0}}"}}],
                     "edges": [{"source": "input", "target": "l0"}, {"source": "l0", "target": "output"}]}""".formatted(loops);
            deploy(rest, save(rest, (Json.Obj) Json.parse(nested)), 200);
            Json.Obj ended = run(rest, 1);
            assertEquals("succeeded", ended.text("status"));
            assertEquals(32, String.valueOf(ended.get("output")).split("\"v\":").length - 1);
        }
    }

    /** Whoever sets less does not break what works, and whoever sets more gets more. */
    @Test
    void whatIsLiveGoesOnWhenLessIsSet() {
        String id;
        try (var server = server("nodes=510")) {
            RestClient rest = rest(server);
            var many = new String[505];
            Arrays.fill(many, set("1"));
            many[504] = set("{{input.text}}");
            id = save(rest, chain("\"{{n504.v}}\"", many));
            deploy(rest, id, 200);
            assertEquals("\"x\"", String.valueOf(run(rest, 1).get("output")));
        }
        try (var server = server("nodes=5,edges=4,definition=4KiB")) {
            RestClient rest = rest(server);
            assertEquals("\"x\"", String.valueOf(run(rest, 1).get("output")));
            deploy(rest, id, 422);
            Json.Obj back = rest.post(
                            "/workflows/" + id + "/rollback",
                            Json.object().put("version", 1).build())
                    .expect(422);
            assertTrue(said(back).contains("at most 4,096 are allowed"), back::write);
        }
    }

    @Test
    void aServerWithWrongLimitsDoesNotStart() {
        String said = assertThrows(
                        Settings.Wrong.class, () -> Settings.read(Map.of("TRIGGO_WORKFLOW_LIMITS", "nodes=0")))
                .getMessage();
        assertTrue(said.startsWith("TRIGGO_WORKFLOW_LIMITS: 'nodes=0' is not a number from 1 to 2000."), said);
    }
}
