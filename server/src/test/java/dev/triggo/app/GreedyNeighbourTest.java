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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A workspace takes all that it can get; the runs of the other one succeed, against the same service too. */
@Timeout(300)
class GreedyNeighbourTest {
    /** Connections of a workspace to one service. */
    private static final int CONNECTIONS = 128;

    private static final int FAILURES_THAT_OPEN_A_CIRCUIT = 5;
    private static final int ROUNDS = 20;

    @TempDir
    Path folder;

    private static Json.Obj run(RestClient rest, String slug) {
        return rest.post("/actions/" + slug + "/run", Json.parse("{\"wait\": 30}"))
                .expect(200);
    }

    /** The circuit counts those that failed a moment after their runs have ended. */
    private static void awaitOpenCircuit(RestClient rest) {
        String told = "";
        for (int i = 0; i < 10 && !told.contains("CIRCUIT_OPEN"); i++) {
            told = run(rest, "quick").write();
        }
        assertTrue(told.contains("CIRCUIT_OPEN"), told);
    }

    /** From wherever it calls; the windows of its other keys stay as they were. */
    private static void fillTheWindowOfAKey(TwoWorkspaces both) {
        String small = String.valueOf(both.people
                .get("owner")
                .post("/keys", Json.parse("""
                                {"name": "small", "scopes": ["actions:read"], "rateLimitPerMinute": 3}"""))
                .expect(201)
                .text("secret"));
        for (int i = 1; i <= 4; i++) {
            Map<String, String> from = Map.of("authorization", "Bearer " + small, "x-forwarded-for", "192.0.2." + i);
            assertEquals(
                    i <= 3 ? 200 : 429,
                    both.send("GET", "/api/v1/runtime/actions", null, from).statusCode());
        }
    }

    @Test
    void noRunOfAnotherWorkspaceFails() throws Exception {
        var service = new HeldService();
        try (var both = new TwoWorkspaces(
                folder, Map.of("TRIGGO_EGRESS_ALLOW", service.host(), "TRIGGO_TRUSTED_PROXIES", "127.0.0.1"))) {
            RestClient greedy = both.rest(TwoWorkspaces.fullKey(both.people.get("owner")));
            RestClient other = both.rest(TwoWorkspaces.fullKey(both.eve));
            for (RestClient rest : List.of(greedy, other)) {
                Chain.publish(
                        rest, "quick", service.call("middle", "/quick", "{\"timeoutMs\": 15000, \"maxRetries\": 0}"));
            }
            Chain.publish(greedy, "held", service.call("middle", "/held", "{}"));
            Chain.publish(greedy, "late", service.call("middle", "/held", "{\"timeoutMs\": 300, \"maxRetries\": 0}"));

            // The service, which it calls as often at once as it may, and more calls that wait for their turn.
            Race.Results<String> begun = Race.run(8, i -> {
                for (int n = 0; n < CONNECTIONS / 8 + 5; n++) {
                    Chain.begin(greedy, "held");
                }
                return "begun";
            });
            assertEquals(List.of(), begun.faults());
            assertTrue(service.awaitHeld(CONNECTIONS), "nobody calls the service");
            // The circuit.
            var late = new ArrayList<String>();
            for (int i = 0; i < FAILURES_THAT_OPEN_A_CIRCUIT; i++) {
                late.add(Chain.begin(greedy, "late"));
            }
            for (String run : late) {
                assertEquals(
                        "failed",
                        greedy.get("/runs/" + run + "?wait=30").expect(200).text("status"));
            }
            awaitOpenCircuit(greedy);
            fillTheWindowOfAKey(both);
            greedy.get("/actions").expect(200);

            for (int i = 0; i < ROUNDS; i++) {
                Json.Obj end = run(other, "quick");
                assertEquals("succeeded", end.text("status"), end::write);
            }
            service.release();
        } finally {
            service.close();
        }
    }
}
