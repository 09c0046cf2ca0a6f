package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key that ends opens no door any more; the runs that it was allowed to start go on, and are decided by others. */
@Timeout(180)
class EndedKeyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void endsWhileItsRunsWait(TestDatabase.Kind kind) throws Exception {
        Map<String, String> settings = switch (kind) {
            case SQLITE -> Map.of();
            case POSTGRES ->
                Map.of("DATABASE_URL", TestDatabase.freshPostgresUrl(), "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        };
        try (var world = new TwoWorkspaces(folder, settings)) {
            PageClient owner = world.people.get("owner");
            Json.Obj made =
                    TwoWorkspaces.key(owner, null, "actions:read", "actions:run", "runs:read", "approvals:decide");
            String slug = world.fill(owner, TwoWorkspaces.fullKey(owner)).slug();
            RestClient rest = world.rest(TwoWorkspaces.secret(made));
            McpClient mcp = world.mcp(TwoWorkspaces.secret(made));
            String path = "/actions/" + slug + "/run";
            Json.Obj call = Json.object()
                    .put("slug", slug)
                    .put("input", Json.EMPTY_OBJECT)
                    .build();
            List<String> runs = List.of(
                    String.valueOf(
                            rest.post(path, Json.EMPTY_OBJECT).expect(202).text("runId")),
                    String.valueOf(((Json.Obj) mcp.request("tools/call", McpClient.callOf("run_action", call))
                                    .result()
                                    .fields()
                                    .get("structuredContent"))
                            .text("runId")));
            owner.delete("/keys/" + made.text("id")).expect(200);
            assertEquals(401, rest.post(path, Json.EMPTY_OBJECT).status());
            assertEquals(
                    401,
                    mcp.request("tools/call", McpClient.callOf("run_action", call))
                            .status());
            for (String run : runs) {
                assertEquals(
                        401,
                        rest.post("/runs/" + run + "/approve", fields("decision", "approved"))
                                .status());
                assertEquals(
                        "waiting_for_approval",
                        owner.get("/runs/" + run).expect(200).text("status"));
                owner.post("/runs/" + run + "/approve", fields("decision", "approved"))
                        .expect(200);
                assertEquals(
                        "succeeded",
                        owner.get("/runs/" + run + "?wait=30").expect(200).text("status"));
            }
        }
    }
}
