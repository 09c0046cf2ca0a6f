package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services that take their time hold up the runs that call them, and nobody else. */
@Timeout(300)
class ManySlowCallsTest {
    /** More than the service is called at once. */
    private static final int SLOW = 200;

    private static final int ROUNDS = 20;

    /** A call is held for 30 s, and its wait for its turn counts: on a slow machine there are fewer rounds. */
    private static final long ROUNDS_NANOS = 12_000_000_000L;

    private static final long PROMPT_NANOS = 5_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void readsDecisionsAndOtherRunsGoOnBesideThem() throws Exception {
        var upstream = new HeldService();
        try (var server = RunningServer.start(folder, Map.of("TRIGGO_EGRESS_ALLOW", upstream.host()))) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Chain.publish(rest, "slow", upstream.call("middle", "/held", "{}"));
            Chain.publish(
                    rest, "gated", "{\"id\": \"middle\", \"type\": \"approval\", \"config\": {\"title\": \"Sure?\"}}");
            Chain.publish(
                    rest, "quick", "{\"id\": \"middle\", \"type\": \"set\", \"config\": {\"fields\": {\"a\": 1}}}");
            long began = System.nanoTime();
            Race.Results<List<String>> begun = Race.run(
                    10,
                    i -> IntStream.range(0, SLOW / 10)
                            .mapToObj(n -> Chain.begin(rest, "slow"))
                            .toList());
            assertEquals(List.of(), begun.faults());
            List<String> slow = begun.values().stream().flatMap(List::stream).toList();
            assertTrue(upstream.awaitHeld(100), "nobody calls the service");

            var took = new ArrayList<Long>();
            for (int i = 0; i < ROUNDS && (i == 0 || System.nanoTime() - began < ROUNDS_NANOS); i++) {
                String gated = Chain.begin(rest, "gated");
                rest.get("/runs/" + gated + "?wait=20").expect(200);
                took.add(time(() -> rest.getFromRoot("/healthz").expect(200)));
                took.add(time(() -> rest.getFromRoot("/readyz").expect(200)));
                took.add(time(() -> rest.get("/actions").expect(200)));
                took.add(time(() -> rest.get("/runs?status=running").expect(200)));
                took.add(time(() -> rest.get("/runs/" + slow.getFirst()).expect(200)));
                took.add(time(() -> rest.post("/runs/" + gated + "/approve", Json.parse("{\"decision\": \"approved\"}"))
                        .expect(200)));
                took.add(time(() -> rest.post("/actions/quick/run", Json.parse("{\"wait\": 20}"))
                        .expect(200)));
            }
            List<Long> sorted = took.stream().sorted().toList();
            // Nine of ten, for a machine that is busy with other things now and then.
            long prompt = sorted.get(sorted.size() * 9 / 10);
            assertTrue(prompt < PROMPT_NANOS, () -> "it takes " + prompt / 1_000_000 + " ms");

            upstream.release();
            for (String run : slow) {
                Json.Obj end = rest.get("/runs/" + run + "?wait=40").expect(200);
                assertEquals("succeeded", end.text("status"), end::write);
            }
        } finally {
            upstream.close();
        }
    }

    private static long time(Runnable request) {
        long began = System.nanoTime();
        request.run();
        return System.nanoTime() - began;
    }
}
