package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An embedded store as an older version left it when it was killed (its newest migration was 360): runs that wait for a
 * service, compute, sleep, wait for others or for a yes, or are over, and two schedules that are due. This version goes on
 * with all of them, once. The store is that version's own file, kept beside the tests; nothing in it was changed but the
 * time at which the schedules are due. How it is with a thousand, in both stores and from any version that can be built,
 * is shown by {@code ./dev campaign upgrade}.
 */
@Timeout(120)
class UpgradedStoreTest {
    private static final int EACH = 5;
    private static final Map<String, String> SETTINGS =
            Map.of("ENCRYPTION_KEY", "5a".repeat(32), "TRIGGO_RETENTION_DAYS", "0", "TRIGGO_AUTO_PAUSE_AFTER", "0");
    private static final String OPEN = "SELECT COUNT(*) AS n FROM runs WHERE finished_at IS NULL";

    @TempDir
    Path folder;

    @Test
    void everythingInItGoesOnOnce() throws Exception {
        try (InputStream packed = UpgradedStoreTest.class.getResourceAsStream("/stores/360.db.gz");
                var store = new GZIPInputStream(packed)) {
            Files.copy(store, folder.resolve("triggo.db"));
        }
        try (var server = ServerProcess.start(folder, SETTINGS)) {
            var rest = new RestClient(server.port(), ServerProcess.KEY);
            Map<String, List<Json.Obj>> runs = awaitAll(rest);
            assertEnds(rest, runs.get("ended"), "succeeded", null, EACH);
            // How this one ends is a matter of how busy the machine is: a step has 30 seconds.
            assertEquals(1, runs.get("computes").size());
            assertEnds(rest, runs.get("calls"), "succeeded", null, EACH);
            // Theirs, and those that others have called.
            assertEnds(rest, runs.get("sleeps"), "succeeded", null, 2 * EACH);
            assertEnds(rest, runs.get("asks"), "timed_out", "APPROVAL_EXPIRED", EACH);
            // They were sent, and nobody knows what came of it.
            assertEnds(rest, runs.get("pays"), "failed", "STEP_OUTCOME_UNKNOWN", EACH);
            assertEnds(rest, runs.get(""), "succeeded", null, 2);
            for (List<Json.Obj> those : runs.values()) {
                those.forEach(run -> assertFirstStepOnce(rest, run));
            }
        }
        try (var database = Database.open(new StoreSettings(folder, null))) {
            assertEquals(
                    0,
                    database.read(tx -> tx.first(OPEN, row -> row.number("n"))).orElseThrow());
        }
        var doctor = ServerProcess.command(folder, SETTINGS, "doctor", "--journal");
        assertTrue(doctor.awaitEnd(Duration.ofSeconds(60)));
        assertEquals(0, doctor.exitCode(), () -> "the journal is not whole: " + said());
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("server.out"));
        } catch (IOException fault) {
            return fault.toString();
        }
    }

    /** All runs by the slug of their action, "" where a schedule has begun them, when none of them is open any more. */
    private static Map<String, List<Json.Obj>> awaitAll(RestClient rest) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            var found = new HashMap<String, List<Json.Obj>>();
            boolean open = false;
            for (Json each : ((Json.Arr) rest.get("/runs?limit=100").expect(200).get("runs")).items()) {
                Json.Obj run = (Json.Obj) each;
                String action = run.text("action") == null ? "" : String.valueOf(run.text("action"));
                found.computeIfAbsent(action, any -> new ArrayList<>()).add(run);
                open |= !List.of("succeeded", "failed", "timed_out").contains(run.text("status"));
            }
            if (!open && found.containsKey("") && found.get("").size() > 1) {
                return found;
            }
            assertTrue(System.nanoTime() < until, () -> "not all go on: " + found);
        }
    }

    private static void assertEnds(RestClient rest, List<Json.Obj> those, String status, String code, int count) {
        assertEquals(count, those.size(), those::toString);
        for (Json.Obj listed : those) {
            Json.Obj run = rest.get("/runs/" + listed.text("runId")).expect(200);
            assertEquals(status, run.text("status"), run::write);
            assertEquals(
                    code, run.fields().get("error") instanceof Json.Obj error ? error.text("code") : null, run::write);
        }
    }

    /** What had ended before the older version was killed was not done again. */
    private static void assertFirstStepOnce(RestClient rest, Json.Obj run) {
        long begun = ((Json.Arr) rest.get("/runs/" + run.text("runId") + "/events")
                        .expect(200)
                        .get("events"))
                .items().stream()
                        .map(event -> (Json.Obj) event)
                        .filter(event ->
                                "step_started".equals(event.text("type")) && "first".equals(event.text("nodeId")))
                        .count();
        assertEquals(1, begun, run::write);
    }
}
