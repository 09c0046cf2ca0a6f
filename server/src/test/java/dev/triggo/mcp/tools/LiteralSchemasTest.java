package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Braces in a schema are text that the caller gets to read; in the config beside it they are templates. */
@Timeout(60)
class LiteralSchemasTest {
    private static final String BRACES = "Write it as {{name}}, {{= $x( }} or {{";

    @Test
    void areShownAndUsedAsTheyStandOnBothDoors(@TempDir Path folder) {
        Json.Obj input = schema();
        Json.Obj definition = Samples.through(
                input.write(),
                "",
                Json.object()
                        .put(
                                "output",
                                Json.object().put("said", "{{input.greeting}}").build())
                        .put(
                                "outputSchema",
                                Json.object().put("description", BRACES).build())
                        .build()
                        .write());
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, Era.MODERN);
            Samples.publish(rest, "over-rest", definition);
            Json.Obj draft = mcp.give(
                    "create_workflow",
                    Json.object()
                            .put("name", "Over MCP")
                            .put("definition", definition)
                            .build());
            mcp.give(
                    "deploy_workflow",
                    Json.object().put("workflowId", draft.text("id")).build());

            for (String slug : new String[] {"over-rest", "over-mcp"}) {
                Json.Obj named = Json.object().put("slug", slug).build();
                Json.Obj shown = rest.get("/actions/" + slug).expect(200);
                assertEquals(input, shown.get("inputSchema"));
                assertEquals(input.get("examples"), shown.get("examples"));
                assertEquals(shown, mcp.give("get_action", named));

                Json said = Json.object().put("said", BRACES).build();
                Json wait = Json.object().put("wait", 20).build();
                assertEquals(
                        said,
                        rest.post("/actions/" + slug + "/run", wait).expect(200).get("output"));
                assertEquals(
                        said,
                        mcp.give("run_action", named.with("wait", Json.of(20))).get("output"));
            }
        }
    }

    private static Json.Obj schema() {
        Json.Obj text = Json.object()
                .put("type", "string")
                .put("description", BRACES)
                .put("default", BRACES)
                .build();
        return Json.object()
                .put("type", "object")
                .put("description", BRACES)
                .put("properties", Json.object().put("greeting", text).build())
                .put(
                        "examples",
                        Json.array(java.util.List.of(
                                Json.object().put("greeting", BRACES).build())))
                .build();
    }
}
