package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first minute, at a port that nobody has chosen. */
@Timeout(180)
class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void runsItsExampleAtAnyFreePort() throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.command(folder, Map.of("RUNTIME_PORT", "0"), "quickstart");
        try {
            String said = said(server, "Claude Code:");
            assertEquals(2, times("Called over (REST|MCP): +\\{\"qualified\":true", said), said);
            assertEquals(1, times("ready at http://localhost:[1-9][0-9]+", said), said);
            assertFalse(said.contains(":0/"), said);
        } finally {
            server.kill();
        }
    }

    /** Each start is made by the command that the README names: it must not undo what somebody has made of the example. */
    @Test
    void leavesTheExampleAsItWasLeft() throws IOException, InterruptedException {
        var settings = Map.of("RUNTIME_PORT", "0");
        try (var first = ServerProcess.command(folder, settings, "quickstart")) {
            assertEquals(1, times("Published: +qualify-lead, version 1\n", said(first, "Claude Code:")));
        }
        String key = Files.readString(folder.resolve("quickstart-key")).strip();
        String id;
        try (var second = ServerProcess.command(folder, settings, "quickstart")) {
            String said = said(second, "Claude Code:");
            assertEquals(2, times("Called over (REST|MCP): +\\{\"qualified\":true", said), "at another port: " + said);
            var rest = new RestClient(port(said), key);
            id = String.valueOf(rest.get("/actions/qualify-lead").expect(200).text("workflowId"));
            Json.Obj workflow = rest.get("/workflows/" + id).expect(200);
            assertEquals("2", String.valueOf(workflow.get("version")), "published for the other port");
            Json changed = Json.parse("""
                    {"definition": {"nodes": [
                      {"id": "action_input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                      {"id": "no", "type": "stop_and_error", "config": {"message": "not today"}},
                      {"id": "out", "type": "return_output", "config": {"output": {}}}],
                     "edges": [{"source": "action_input", "target": "no"}, {"source": "no", "target": "out"}]}}""");
            rest.put("/workflows/" + id, changed).expect(200);
            rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
        }
        Files.writeString(folder.resolve("quickstart-workflow"), "{\"workflow\": ");
        try (var third = ServerProcess.command(folder, settings, "quickstart")) {
            String said = said(third, "Claude Code:");
            assertTrue(said.contains("not today"), said);
            var rest = new RestClient(port(said), key);
            assertEquals(
                    "3", String.valueOf(rest.get("/workflows/" + id).expect(200).get("version")));
            rest.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
        }
        try (var fourth = ServerProcess.command(folder, settings, "quickstart")) {
            String said = said(fourth, "Claude Code:");
            assertTrue(said.contains("The example did not run: ACTION_UNAVAILABLE"), said);
            assertEquals(
                    200, new RestClient(port(said), key).get("/workflows/" + id).status());
        }
    }

    @Test
    void servesWithoutTheExampleWhereNoKeyIsLeftForIt() throws Exception {
        var settings = Map.of("RUNTIME_PORT", "0", "TRIGGO_DEFAULT_TIER", "free");
        try (var keys = ServerProcess.command(folder, settings, "keys", "create", "--local", "mine")) {
            assertTrue(keys.awaitEnd(java.time.Duration.ofSeconds(60)));
        }
        try (var server = ServerProcess.command(folder, settings, "quickstart")) {
            String said = said(server, "ready at");
            assertTrue(
                    said.contains("The example is left out, for it needs a key of its own. The workspace has as many"
                            + " active keys as its tier allows (1)"),
                    said);
        }
    }

    private static int port(String said) {
        var found = Pattern.compile("ready at http://localhost:([0-9]+)").matcher(said);
        assertTrue(found.find(), said);
        return Integer.parseInt(found.group(1));
    }

    private static long times(String pattern, String said) {
        return Pattern.compile(pattern).matcher(said).results().count();
    }

    /** Also in what it tells others of itself. */
    @Test
    void namesThePortThatItListensAt() throws IOException {
        Settings settings = Settings.read(Map.of("RUNTIME_PORT", "0", "TRIGGO_DATA_DIR", folder.toString()));
        try (Server server = Server.start(settings);
                var document =
                        URI.create(server.loopback() + "/openapi.json").toURL().openStream()) {
            String described = new String(document.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(described.contains("http://localhost:" + server.port() + "\""), described.substring(0, 400));
        }
    }

    /** What the process has written, once this is among it. */
    private String said(ServerProcess server, String last) throws IOException, InterruptedException {
        try (var watch = folder.getFileSystem().newWatchService()) {
            var unused = folder.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            Path out = folder.resolve("server.out");
            while (!Files.readString(out).contains(last)) {
                assertFalse(server.awaitEnd(java.time.Duration.ZERO), Files.readString(folder.resolve("server.log")));
                WatchKey changed = watch.poll(1, TimeUnit.SECONDS);
                if (changed != null) {
                    changed.pollEvents();
                    changed.reset();
                }
            }
            return Files.readString(out);
        }
    }
}
