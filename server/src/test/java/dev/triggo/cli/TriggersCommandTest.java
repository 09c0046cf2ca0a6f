package dev.triggo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code triggo triggers} against a whole server. */
@Timeout(120)
class TriggersCommandTest {
    @TempDir
    Path folder;

    private static String say(RunningServer server, String... words) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var environment =
                Map.of("TRIGGO_URL", "http://127.0.0.1:" + server.port(), "TRIGGO_API_KEY", RunningServer.KEY);
        new TriggersCommand(environment).run(List.of(words), new Terminal(print, print));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What asks its connector for events has neither an address nor a time, and is live all the same. */
    @Test
    void listsWhatAsksAConnectorUntilItIsStopped() throws Exception {
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String id = String.valueOf(
                    rest.post("/workflows", Json.parse("""
                    {"name": "reads", "definition": {"nodes": [
                      {"id": "feed", "type": "trigger", "connector": "rss", "operation": "new_item",
                       "config": {"url": "https://feed.invalid/"}},
                      {"id": "out", "type": "return_output", "config": {"output": "{{feed.title}}"}}],
                     "edges": [{"source": "feed", "target": "out"}]}}""")).expect(201).text("id"));
            rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
            String live = say(server, "list");
            assertTrue(live.contains(id) && live.contains("events of its connector"), live);
            rest.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
            String stopped = say(server, "list");
            assertTrue(!stopped.contains(id), stopped);
        }
    }

    @Test
    void listsShowsAndFires() throws Exception {
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Json.Obj draft = rest.post("/workflows", Json.parse("""
                    {"name": "hears", "definition": {"nodes": [
                      {"id": "hook", "type": "trigger", "connector": "inbound-webhook", "operation": "inbound_webhook", "config": {}},
                      {"id": "out", "type": "return_output", "config": {"output": "{{hook.body}}"}}],
                     "edges": [{"source": "hook", "target": "out"}]}}""")).expect(201);
            String id = String.valueOf(draft.text("id"));
            assertTrue(!say(server, "list").contains(id));
            Json.Obj deployed =
                    rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
            assertTrue(say(server, "list").contains(String.valueOf(deployed.text("webhookUrl"))));
            var run = (Json.Obj)
                    Json.parse(say(server, "fire", id, "--event", "{\"body\": 7}", "--wait", "20", "--json"));
            assertEquals(Json.of(7), run.get("output"));
            assertTrue(say(server, "show", id).contains(String.valueOf(run.text("runId"))));
            assertThrows(Arguments.Misused.class, () -> say(server, "fire", id, "--wait", "long"));
            assertThrows(Arguments.Misused.class, () -> say(server, "forget", id));
        }
    }
}
