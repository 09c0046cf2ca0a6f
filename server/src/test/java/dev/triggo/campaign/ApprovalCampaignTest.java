package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Yes and no to the same request at once: one of them counts, and the other is told which. Then many runs that wait, and a
 * restart: nothing runs, nothing is lost. {@code ./dev campaign approval} races 1,000 times and has 10,000 wait.
 */
@Tag("campaign")
class ApprovalCampaignTest {
    private static final String WORKFLOW = """
            {"nodes": [
              {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
              {"id": "ask", "type": "approval", "config": {}},
              {"id": "output", "type": "return_output", "config": {"output": "{{ask}}"}}],
             "edges": [{"source": "input", "target": "ask"}, {"source": "ask", "target": "output"}]}""";

    @TempDir
    Path folder;

    private static void publish(RestClient rest) {
        Json.Obj draft = rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", "asks")
                                .put("definition", Json.parse(WORKFLOW))
                                .build())
                .expect(201);
        rest.post("/workflows/" + draft.text("id") + "/deploy", Json.parse("{\"slug\":\"asks\"}"))
                .expect(200);
    }

    private static String start(RestClient rest) {
        return String.valueOf(
                rest.post("/actions/asks/run", Json.EMPTY_OBJECT).expect(202).text("runId"));
    }

    private static String status(RestClient rest, String run) {
        return String.valueOf(rest.get("/runs/" + run + "?wait=30").expect(200).text("status"));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void oneDecisionCountsOfThoseThatComeAtOnce() {
        int races = Scale.of(50, 1_000);
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            publish(rest);
            int approved = 0;
            for (int i = 0; i < races; i++) {
                String run = start(rest);
                assertEquals("waiting_for_approval", status(rest, run));
                String yes = "{\"decision\":\"approved\"}";
                String no = "{\"decision\":\"rejected\"}";
                Race.Results<RestClient.Answer> answers =
                        Race.run(2, n -> rest.send("POST", "/runs/" + run + "/approve", n == 0 ? yes : no));
                assertEquals(List.of(), answers.faults());
                boolean yesWon = answers.values().get(0).status() == 200;
                Json.Obj lost = answers.values().get(yesWon ? 1 : 0).expect(409);
                answers.values().get(yesWon ? 0 : 1).expect(200);
                String first = yesWon ? "approved" : "rejected";
                assertTrue(lost.write().contains("\"status\":\"" + first + "\""), lost::write);
                assertEquals(yesWon ? "succeeded" : "cancelled", status(rest, run));
                approved += yesWon ? 1 : 0;
            }
            System.out.println("approval: " + races + " races, " + approved + " times the yes was first");
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void manyThatWaitOutliveARestartWithoutAStorm() {
        int waiting = Scale.of(300, 10_000);
        var ids = new ArrayList<String>();
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            publish(rest);
            for (int i = 0; i < waiting; i++) {
                ids.add(start(rest));
            }
        }
        long began = System.nanoTime();
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            long tookMs = (System.nanoTime() - began) / 1_000_000;
            assertTrue(tookMs < 20_000, "the start took " + tookMs + " ms");
            for (int i = 0; i < waiting; i += Math.max(1, waiting / 50)) {
                Json.Obj before = rest.get("/runs/" + ids.get(i) + "/events").expect(200);
                assertTrue(!before.write().contains("run_resumed"), "a run that waits for a person is left alone");
                rest.post("/runs/" + ids.get(i) + "/approve", Json.parse("{\"decision\":\"approved\"}"))
                        .expect(200);
                assertEquals("succeeded", status(rest, ids.get(i)));
            }
            System.out.println("approval: " + waiting + " runs waited, the restart took " + tookMs + " ms");
        }
    }
}
