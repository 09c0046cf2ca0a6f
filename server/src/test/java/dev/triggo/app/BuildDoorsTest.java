package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The other doors to builds than MCP: REST with documents as large as they may be, and the command line. */
@Timeout(120)
class BuildDoorsTest {
    @TempDir
    private Path folder;

    private static Json.Obj document(int operations, int words) {
        var paths = Json.object();
        for (int i = 0; i < operations; i++) {
            Json get = Json.object()
                    .put("operationId", "readThing" + i)
                    .put("description", "Words. ".repeat(words))
                    .put("responses", Json.EMPTY_OBJECT)
                    .build();
            paths.put("/things/" + i, Json.object().put("get", get).build());
        }
        return Json.object()
                .put("openapi", "3.0.0")
                .put(
                        "info",
                        Json.object().put("title", "Things").put("version", "1").build())
                .put("servers", Json.parse("[{\"url\": \"https://api.example.com\"}]"))
                .put("paths", paths.build())
                .build();
    }

    private static Json.Obj ended(RestClient rest, String id) {
        Json.Obj build = rest.get("/connectors/builds/" + id).expect(200);
        while (!List.of("succeeded", "failed").contains(build.text("status"))) {
            Thread.onSpinWait();
            build = rest.get("/connectors/builds/" + id).expect(200);
        }
        return build;
    }

    @Test
    void aDocumentOfTenMebibytesIsTakenAsText() {
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String text = document(1_500, 950).write();
            assertTrue(text.length() > 9_900_000 && text.length() < 10 << 20, () -> "" + text.length());
            long began = System.nanoTime();
            String id = rest.post(
                            "/connectors/builds",
                            Json.object().put("openapi", text).build())
                    .expect(202)
                    .text("buildId");
            Json.Obj build = ended(rest, String.valueOf(id));
            System.out.printf("built over REST in %,d ms%n", (System.nanoTime() - began) / 1_000_000);
            assertEquals(
                    "succeeded",
                    build.text("status"),
                    () -> build.get("problems").write());
            assertEquals("1500", String.valueOf(build.get("found")));
            assertEquals(1_500, ((Json.Arr) build.get("operations")).items().size());
            rest.post(
                            "/connectors/builds",
                            Json.object().put("openapi", "x".repeat(17 << 20)).build())
                    .expect(413);

            var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN);
            Json.Obj told = mcp.give(
                    "get_build_status",
                    Json.object().put("buildId", String.valueOf(id)).build());
            assertTrue(
                    told.write().length() < 21_000 && told.has("rest"),
                    () -> told.write().substring(0, 200));
            Json.Obj some = mcp.give(
                    "get_connector_operations",
                    Json.object().put("connector", "things").build());
            assertTrue(some.write().length() < 21_000, () -> "" + some.write().length());
        }
    }

    private String run(int expected, int port, String... words) throws InterruptedException {
        var environment = Map.of(
                "TRIGGO_URL",
                "http://127.0.0.1:" + port,
                "TRIGGO_API_KEY",
                RunningServer.KEY,
                "TRIGGO_DATA_DIR",
                folder.toString());
        var said = new ByteArrayOutputStream();
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        int code = new Cli(
                        environment,
                        () -> LocalData.open(Settings.read(environment)),
                        new Doctor(environment),
                        Clock.systemUTC(),
                        new Terminal(out, out))
                .run(List.of(words));
        String text = said.toString(StandardCharsets.UTF_8);
        assertEquals(expected, code, text);
        return text;
    }

    @Test
    void theCommandLineBuildsAndChecks() throws Exception {
        Path file = folder.resolve("things.json");
        Files.writeString(file, document(3, 1).write());
        Path bad = folder.resolve("bad.json");
        Files.writeString(bad, "{\"openapi\": \"9\"}");
        Path manifest = folder.resolve("manifest.json");
        Files.writeString(manifest, "{\"name\": \"m\", \"operations\": []}");
        try (var server = RunningServer.start(folder.resolve("data"), Map.of())) {
            int port = server.port();
            String built = run(0, port, "connectors", "build", file.toString(), "--include", "*0, *2");
            assertTrue(built.contains("connector things, version 1"), built);
            assertTrue(run(0, port, "connectors", "validate", "things").contains("is valid"));
            assertTrue(run(1, port, "connectors", "build", bad.toString()).contains("/openapi"));
            assertTrue(
                    run(1, port, "connectors", "validate", manifest.toString()).contains("/operations"));
            assertTrue(run(1, port, "connectors", "validate", "unknown").contains("CONNECTOR_NOT_FOUND"));
            assertTrue(run(0, port, "connectors", "build", file.toString(), "--json")
                    .contains("\"version\""));
            run(2, port, "connectors", "build");
            run(2, port, "connectors", "other");
        }
    }
}
