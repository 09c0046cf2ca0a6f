package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of an action's side effects is that of its worst node, wherever that is. */
class SideEffectsTest {
    private static final String CALL = """
            {"id": "n", "type": "connector", "connector": "http-request", "operation": "http_request", %s
             "config": {"method": "%s", "url": "https://api.example.com/"}}""";
    private static final String LOOP = "{\"id\": \"l\", \"type\": \"loop\", \"config\": {\"items\": [1]}}, ";

    @TempDir
    Path folder;

    @Test
    void tellsTheWorstOfAllNodes() {
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            var mcp = new McpClient(server.port(), "/mcp/actions", RunningServer.KEY, McpClient.Era.MODERN);
            String inLoop = "\"parentId\": \"l\",";
            check(rest, mcp, "none", "{\"id\": \"n\", \"type\": \"set\", \"config\": {\"fields\": {}}}", "n");
            check(rest, mcp, "read", CALL.formatted("", "GET"), "n");
            check(rest, mcp, "write", CALL.formatted("", "POST"), "n");
            check(rest, mcp, "read", LOOP + CALL.formatted(inLoop, "GET"), "l");
            check(rest, mcp, "write", LOOP + CALL.formatted(inLoop, "DELETE"), "l");
            check(
                    rest,
                    mcp,
                    "write",
                    LOOP
                            + "{\"id\": \"n\", \"type\": \"call_action\", \"parentId\": \"l\", \"config\": {\"slug\": \"any\"}}",
                    "l");
        }
    }

    private int made;

    private void check(RestClient rest, McpClient mcp, String effect, String nodes, String middle) {
        String slug = "effects-" + made++;
        Json.Obj workflow = rest.post("/workflows", (Json.Obj) Json.parse("""
                        {"name": "%s", "definition": {"nodes": [
                          {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                          {"id": "output", "type": "return_output", "config": {"output": 1}}, %s],
                         "edges": [{"source": "input", "target": "%3$s"}, {"source": "%3$s", "target": "output"}]}}""".formatted(slug, nodes, middle)))
                .expect(201);
        rest.post(
                        "/workflows/" + workflow.text("id") + "/deploy",
                        Json.object().put("slug", slug).build())
                .expect(200);
        assertEquals(effect, rest.get("/actions/" + slug).expect(200).text("sideEffects"), nodes);
        Json.Obj tool = ((Json.Arr)
                        mcp.request("tools/list", Json.EMPTY_OBJECT).result().get("tools"))
                .items().stream()
                        .map(Json.Obj.class::cast)
                        .filter(one -> slug.equals(one.text("name")))
                        .findFirst()
                        .orElseThrow();
        var hints = (Json.Obj) tool.get("annotations");
        assertEquals(Json.of(!effect.equals("write")), hints.get("readOnlyHint"), nodes);
        assertEquals(Json.of(effect.equals("write")), hints.get("destructiveHint"), nodes);
        assertEquals(Json.of(!effect.equals("none")), hints.get("openWorldHint"), nodes);
    }
}
