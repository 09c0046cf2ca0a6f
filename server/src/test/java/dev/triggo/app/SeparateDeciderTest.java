package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where somebody else has to decide, whoever started cannot, whatever they come with and however it was started. */
@Timeout(180)
class SeparateDeciderTest {
    private static final String[] SCOPES = {
        "actions:read", "actions:run", "runs:read", "approvals:decide", "workflows:read", "workflows:write"
    };
    private static final String ASKS = """
            {"name": "pay", "definition": {"nodes": [
                {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                {"id": "ask", "type": "approval", "config": {"separateDecider": true}},
                {"id": "out", "type": "return_output", "config": {"output": "paid"}}],
              "edges": [{"source": "in", "target": "ask"}, {"source": "ask", "target": "out"}]}}""";
    private static final String CALLS = """
            {"name": "around", "definition": {"nodes": [
                {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                {"id": "call", "type": "call_action", "config": {"slug": "pay", "input": {}}},
                {"id": "out", "type": "return_output", "config": {"output": "done"}}],
              "edges": [{"source": "in", "target": "call"}, {"source": "call", "target": "out"}]}}""";
    private static final String HEARS = """
            {"name": "hears", "definition": {"nodes": [
                {"id": "hook", "type": "trigger", "connector": "inbound-webhook", "operation": "inbound_webhook", "config": {}},
                {"id": "ask", "type": "approval", "config": {"separateDecider": true}},
                {"id": "out", "type": "return_output", "config": {"output": "done"}}],
              "edges": [{"source": "hook", "target": "ask"}, {"source": "ask", "target": "out"}]}}""";

    @TempDir
    private Path folder;

    private TwoWorkspaces world;
    private PageClient owner;
    private PageClient editor;
    private RestClient first;
    private String secondKey;

    private static String publish(RestClient by, String workflow) {
        String id = String.valueOf(
                by.post("/workflows", Json.parse(workflow)).expect(201).text("id"));
        by.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
        return id;
    }

    /** The run that waits for a decision now: the only one. */
    private String waiting() {
        while (true) {
            var runs = (Json.Arr)
                    first.get("/runs?needs_approval=true").expect(200).get("runs");
            if (!runs.items().isEmpty()) {
                return String.valueOf(((Json.Obj) runs.items().getFirst()).text("runId"));
            }
        }
    }

    @Test
    void isAnotherPersonWhateverTheStarterComesWith() throws Exception {
        try (var opened = new TwoWorkspaces(folder)) {
            world = opened;
            owner = world.people.get("owner");
            editor = world.people.get("editor");
            first = world.rest(TwoWorkspaces.secret(TwoWorkspaces.key(owner, null, SCOPES)));
            secondKey = TwoWorkspaces.secret(TwoWorkspaces.key(owner, null, SCOPES));
            publish(first, ASKS);
            publish(first, CALLS);
            // Of somebody else, on whose account its events are.
            String hears = publish(
                    world.rest(TwoWorkspaces.secret(TwoWorkspaces.key(world.people.get("admin"), null, SCOPES))),
                    HEARS);
            starts("/workflows/" + hears + "/trigger").forEach((how, start) -> {
                start.run();
                String run = waiting();
                assertEquals(Map.of(), admitted(run), how);
                editor.post("/runs/" + run + "/approve", TwoWorkspaces.fields("decision", "rejected"))
                        .expect(200);
                if (how.equals("called")) {
                    first.post("/runs/" + run + "/replay", Json.EMPTY_OBJECT).expect(202);
                    String again = waiting();
                    assertEquals(Map.of(), admitted(again), "replayed");
                    editor.post("/runs/" + again + "/approve", TwoWorkspaces.fields("decision", "approved"))
                            .expect(200);
                    assertEquals(
                            "succeeded",
                            first.get("/runs/" + again + "?wait=30").expect(200).text("status"));
                }
            });
        }
    }

    /** Each way to start a run that asks. */
    private Map<String, Runnable> starts(String trigger) {
        Map<String, Runnable> starts = new LinkedHashMap<>();
        starts.put(
                "called",
                () -> first.post("/actions/pay/run", Json.EMPTY_OBJECT).expect(202));
        starts.put(
                "called by the page",
                () -> owner.post("/actions/pay/run", Json.EMPTY_OBJECT).expect(202));
        starts.put(
                "called by a step",
                () -> first.post("/actions/around/run", Json.EMPTY_OBJECT).expect(202));
        starts.put(
                "fired by hand",
                () -> first.post(trigger + "/fire", Json.EMPTY_OBJECT).expect(202));
        starts.put("delivered once more", () -> {
            var deliveries = (Json.Arr) first.get(trigger).expect(200).get("deliveries");
            String delivery = String.valueOf(((Json.Obj) deliveries.items().getFirst()).text("id"));
            first.post(trigger + "/deliveries/" + delivery + "/redeliver", Json.EMPTY_OBJECT)
                    .expect(202);
        });
        return starts;
    }

    /** How the starter got a decision through, both ways, at each door. */
    private Map<String, String> admitted(String run) {
        String approve = "/runs/" + run + "/approve";
        Map<String, BiFunction<String, String, String>> doors = new LinkedHashMap<>();
        RestClient second = world.rest(secondKey);
        doors.put("the key", (field, word) -> said(first.post(approve, TwoWorkspaces.fields(field, word))));
        doors.put("another key", (field, word) -> said(second.post(approve, TwoWorkspaces.fields(field, word))));
        doors.put("the page", (field, word) -> said(owner.post(approve, TwoWorkspaces.fields(field, word))));
        doors.put("a tool", (field, word) -> {
            var reply = world.mcp(secondKey)
                    .request(
                            "tools/call",
                            TwoWorkspaces.fields("name", "approve_run")
                                    .with("arguments", TwoWorkspaces.fields("runId", run, field, word)));
            return reply.status() + " " + reply.last().write();
        });
        Map<String, String> through = new LinkedHashMap<>();
        doors.forEach((name, door) -> {
            for (String word : new String[] {"approved", "rejected"}) {
                String said = door.apply("decision", word);
                if (!said.startsWith("403 ") || !said.contains("Somebody else has to decide")) {
                    through.put(name + " " + word, said);
                }
            }
        });
        assertTrue(first.get("/runs/" + run).expect(200).write().contains("waiting_for_approval"));
        return through;
    }

    private static String said(RestClient.Answer answer) {
        return answer.status() + " " + answer.response().body();
    }
}
