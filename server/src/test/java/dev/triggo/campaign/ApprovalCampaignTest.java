package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Twenty say yes or no to the same request at once: one of them counts, and the others are told which. Then many runs that
 * wait, and a restart: nothing runs, nothing is lost. {@code ./dev campaign approval} races 1,000 times on each store and
 * has 10,000 wait.
 */
@Tag("campaign")
class ApprovalCampaignTest {
    private static final String WORKFLOW = """
            {"nodes": [
              {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
              {"id": "ask", "type": "approval", "config": {}},
              {"id": "output", "type": "return_output", "config": {"output": "{{ask}}"}}],
             "edges": [{"source": "input", "target": "ask"}, {"source": "ask", "target": "output"}]}""";

    private static final int DECIDERS = 20;
    private static final Pattern ENDED = Pattern.compile("\"type\":\"(approval_(?:approved|rejected|expired))\"");

    @TempDir
    Path folder;

    private static Map<String, String> store(TestDatabase.Kind kind) {
        return switch (kind) {
            case SQLITE -> Map.of();
            case POSTGRES ->
                Map.of("DATABASE_URL", TestDatabase.freshPostgresUrl(), "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        };
    }

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

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void oneDecisionCountsOfThoseThatComeAtOnce(TestDatabase.Kind kind) {
        int races = Scale.of(25, 1_000);
        try (var server = RunningServer.start(folder, store(kind))) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            publish(rest);
            int approved = 0;
            for (int i = 0; i < races; i++) {
                String run = start(rest);
                assertEquals("waiting_for_approval", status(rest, run));
                Race.Results<Decided> race = Race.run(DECIDERS, n -> Decided.by(rest, run, n % 2 == 0));
                assertEquals(List.of(), race.faults());
                List<Decided> won = race.values().stream()
                        .filter(one -> one.answer().status() == 200)
                        .toList();
                assertEquals(1, won.size(), () -> run + " was decided by " + won);
                boolean yes = won.getFirst().yes();
                String first = yes ? "approved" : "rejected";
                for (Decided late : race.values()) {
                    if (late != won.getFirst()) {
                        Json.Obj told = late.answer().expect(409);
                        assertEquals("APPROVAL_NOT_PENDING", told.text("code"));
                        assertTrue(told.write().contains("\"status\":\"" + first + "\""), told::write);
                    }
                }
                assertEquals(yes ? "succeeded" : "cancelled", status(rest, run));
                String journal =
                        rest.get("/runs/" + run + "/events").expect(200).write();
                assertEquals(
                        List.of("approval_" + first),
                        ENDED.matcher(journal)
                                .results()
                                .map(found -> found.group(1))
                                .toList(),
                        journal);
                approved += yes ? 1 : 0;
            }
            System.out.println("approval on " + kind + ": " + races + " races of " + DECIDERS + ", one winner each, "
                    + approved + " times a yes");
        }
    }

    /** What somebody said, and was told. */
    private record Decided(boolean yes, RestClient.Answer answer) {
        static Decided by(RestClient rest, String run, boolean yes) {
            String decision = yes ? "approved" : "rejected";
            return new Decided(
                    yes, rest.send("POST", "/runs/" + run + "/approve", "{\"decision\":\"" + decision + "\"}"));
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
