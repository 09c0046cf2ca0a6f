package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server with many runs that sleep or wait for somebody's yes, and one whose step takes too long, is told to end: it does
 * so in time, and after the next start all of them are what they were, and go on when their time comes.
 */
@Tag("campaign")
@Timeout(900)
class WaitingCampaignTest {
    private static final int SLEEPERS = Scale.of(400, 10_000);
    private static final int CALLERS = 8;
    private static final int OTHERS = 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void theServerEndsInTimeAndAllOfThemGoOn(TestDatabase.Kind kind) throws Exception {
        try (var service = new HeldService()) {
            var settings = new HashMap<>(Map.of("TRIGGO_EGRESS_ALLOW", service.host()));
            String url = kind == TestDatabase.Kind.POSTGRES ? TestDatabase.freshPostgresUrl() : null;
            if (url != null) {
                settings.putAll(Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", "0123456789abcdef".repeat(4)));
            }
            String held;
            List<String> soon;
            List<String> gated;
            try (var server = ServerProcess.start(folder, settings)) {
                var rest = new RestClient(server.port(), ServerProcess.KEY);
                publish(rest, service);
                var asleep = Race.run(CALLERS, caller -> begin(rest, "sleeps", SLEEPERS / CALLERS));
                assertEquals(List.of(), asleep.faults());
                gated = begin(rest, "gated", OTHERS);
                held = Chain.begin(rest, "held");
                assertTrue(service.awaitHeld(1));
                soon = begin(rest, "soon", OTHERS);
                long told = System.nanoTime();
                server.terminate();
                assertTrue(server.awaitEnd(Duration.ofSeconds(60)), "it did not end");
                double seconds = (System.nanoTime() - told) / 1e9;
                System.out.printf("%s: with %d runs asleep it ended in %.1f s%n", kind, SLEEPERS, seconds);
                Scale.assertInTime((long) (1_000 * seconds), 26_000, "it ended");
            }
            service.release();
            try (var server = ServerProcess.start(folder, settings)) {
                var rest = new RestClient(server.port(), ServerProcess.KEY);
                assertSucceeds(rest, held);
                assertEquals(2, service.calls("/held", held));
                for (String run : gated) {
                    rest.post("/runs/" + run + "/approve", Json.parse("{\"decision\": \"approved\"}"))
                            .expect(200);
                    assertSucceeds(rest, run);
                }
                for (String run : soon) {
                    assertSucceeds(rest, run);
                }
            }
            assertAsleep(new StoreSettings(folder, url));
        }
    }

    private static void publish(RestClient rest, HeldService service) {
        String wait = "{\"id\": \"middle\", \"type\": \"wait\", \"config\": {\"durationMs\": %d}}";
        Chain.publish(rest, "sleeps", wait.formatted(3_600_000));
        Chain.publish(rest, "soon", wait.formatted(30_000));
        Chain.publish(
                rest, "gated", "{\"id\": \"middle\", \"type\": \"approval\", \"config\": {\"title\": \"Sure?\"}}");
        Chain.publish(rest, "held", service.call("middle", "/held", "{}"));
    }

    private static List<String> begin(RestClient rest, String slug, int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> Chain.begin(rest, slug)).toList());
    }

    private static void assertSucceeds(RestClient rest, String run) {
        Json.Obj end = rest.get("/runs/" + run + "?wait=60").expect(200);
        assertEquals("succeeded", end.text("status"), end::write);
    }

    /** What still has its hour to wait. */
    private static void assertAsleep(StoreSettings store) {
        try (var database = Database.open(store)) {
            long asleep = database.read(tx -> tx.first(
                            "SELECT COUNT(*) AS n FROM runs WHERE finished_at IS NULL AND wake_at > created_at + 3000000",
                            row -> row.number("n"))
                    .orElseThrow());
            assertEquals(SLEEPERS, asleep);
        }
    }
}
