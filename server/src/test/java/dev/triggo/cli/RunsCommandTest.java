package dev.triggo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code triggo runs} against a whole server. */
@Timeout(120)
class RunsCommandTest {
    @TempDir
    Path folder;

    private RunningServer server;
    private RestClient rest;

    @BeforeEach
    void start() {
        server = RunningServer.start(folder, Map.of());
        rest = new RestClient(server.port(), RunningServer.KEY);
        Json.Obj draft = rest.post("/workflows", Json.parse("""
                {"name": "asks", "definition": {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "ask", "type": "approval", "config": {"title": "Sure?"}},
                  {"id": "output", "type": "return_output", "config": {"output": "{{ask}}"}}],
                 "edges": [{"source": "input", "target": "ask"}, {"source": "ask", "target": "output"}]}}""")).expect(201);
        rest.post("/workflows/" + draft.text("id") + "/deploy", Json.parse("{\"slug\":\"asks\"}"))
                .expect(200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String say(String... words) throws InterruptedException {
        return say("http://127.0.0.1:" + server.port(), words);
    }

    private static String say(String url, String[] words) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var environment = Map.of("TRIGGO_URL", url, "TRIGGO_API_KEY", RunningServer.KEY);
        new RunsCommand(environment).run(List.of(words), new Terminal(print, print));
        return out.toString(StandardCharsets.UTF_8);
    }

    private String waiting() {
        return String.valueOf(rest.post("/actions/asks/run", Json.parse("{\"wait\":20}"))
                .expect(202)
                .text("runId"));
    }

    @Test
    void findsWhatWaitsAndDecides() throws Exception {
        String run = waiting();
        assertTrue(say("list", "--needs-approval").contains(run));
        var shown = (Json.Obj) Json.parse(say("approve", run, "--comment", "fine by me", "--json"));
        assertEquals(run, shown.text("runId"));
        assertEquals("approved", ((Json.Obj) shown.get("approval")).text("status"));
        assertEquals("fine by me", ((Json.Obj) shown.get("approval")).text("comment"));
        var late = assertThrows(Command.Failed.class, () -> say("reject", run));
        assertTrue(String.valueOf(late.getMessage()).startsWith("APPROVAL_NOT_PENDING"), late.getMessage());
    }

    @Test
    void rejectsAndReplays() throws Exception {
        String run = waiting();
        assertTrue(say("reject", run).contains(run + " is cancelled"));
        var again = (Json.Obj) Json.parse(say("replay", run, "--from", "start", "--json"));
        assertEquals("waiting_for_approval", again.text("status"));
        assertTrue(say("show", String.valueOf(again.text("runId"))).contains(run), "it says what it replays");
        var no = assertThrows(Command.Failed.class, () -> say("replay", String.valueOf(again.text("runId"))));
        assertTrue(String.valueOf(no.getMessage()).startsWith("RUN_NOT_REPLAYABLE"), no.getMessage());
    }

    @Test
    void cancelsWhatWaits() throws Exception {
        String run = waiting();
        assertEquals(run + " is cancelled\n", say("cancel", run));
        var late = assertThrows(Command.Failed.class, () -> say("cancel", run));
        assertTrue(String.valueOf(late.getMessage()).startsWith("RUN_NOT_CANCELLABLE"), late.getMessage());
    }

    @Test
    void saysThatTheServerIsBrokenWhereItDoesNotSayWhy() throws Exception {
        try (var other = new HeldService()) {
            String url = "http://" + other.host() + "/broken";
            var fault = assertThrows(Command.Failed.class, () -> say(url, new String[] {"list"}));
            assertTrue(String.valueOf(fault.getMessage()).contains("status 500"), fault.getMessage());
            assertTrue(String.valueOf(fault.getMessage()).contains("log"), fault.getMessage());
        }
    }

    /** The server gives a thousand events at a time. */
    @Test
    void tellsAllOfALongJournalOfARunThatHasEnded() throws Exception {
        Json.Obj draft = rest.post("/workflows", Json.parse("""
                {"name": "long", "definition": {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object",
                    "properties": {"items": {"type": "array", "items": {"type": "integer"}}}}}},
                  {"id": "each", "type": "loop", "config": {"items": "{{input.items}}"}},
                  {"id": "step", "type": "set", "parentId": "each", "config": {"fields": {"n": 1}}},
                  {"id": "output", "type": "return_output", "config": {"output": "done"}}],
                 "edges": [{"source": "input", "target": "each"}, {"source": "each", "target": "output"}]}}""")).expect(201);
        rest.post("/workflows/" + draft.text("id") + "/deploy", Json.parse("{\"slug\":\"long\"}"))
                .expect(200);
        var input = Json.object()
                .put("items", Json.array(java.util.Collections.nCopies(900, Json.of(1))))
                .build();
        Json.Obj run = rest.post(
                        "/actions/long/run",
                        Json.object().put("input", input).put("wait", 60).build())
                .expect(200);
        assertEquals("succeeded", run.text("status"), run::write);
        List<String> lines =
                say("tail", String.valueOf(run.text("runId")), "--json").lines().toList();
        assertTrue(lines.size() > 1_000, () -> lines.size() + " events");
        long expected = 0;
        for (String line : lines) {
            long number = ((Json.Num) ((Json.Obj) Json.parse(line)).fields().get("seq")).asLong();
            assertTrue(number > expected, line);
            expected = number;
        }
        assertTrue(lines.getLast().contains("run_succeeded"), lines.getLast());
    }
}
