package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunEvent;
import dev.triggo.journal.Journal;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that dies at each of the moments named by {@link Failpoint}, and while a call of it is answered, while runs
 * sleep, and while they wait for somebody's yes, with callers, a decider and a replayer at work. All that was answered 2xx
 * is there afterwards and comes to its end; no step whose end was recorded is carried out again.
 */
@Tag("campaign")
@Timeout(14_400)
class FailpointCampaignTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final Set<Failpoint> RARE =
            Set.of(Failpoint.REPLAYING, Failpoint.DECIDING, Failpoint.JOINING, Failpoint.BEFORE_ACCEPTING);
    /** Moments that the outside world chooses. */
    private static final List<String> OUTSIDE = List.of("CALLED", "ASLEEP", "ASKED");

    @TempDir
    Path folder;

    @Test
    void dyingAnywhereLosesNothingOnTheEmbeddedStore() throws Exception {
        campaign(Scale.of(1, 100), Map.of(), new StoreSettings(folder, null));
    }

    @Test
    void dyingAnywhereLosesNothingOnPostgres() throws Exception {
        if (Scale.of(0, 1) == 1) {
            String url = TestDatabase.freshPostgresUrl();
            campaign(100, Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", KEY), new StoreSettings(folder, url));
        }
    }

    @Test
    void dyingInsideAMigrationIsMendedByTheNextStart() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < Scale.of(2, 100); i++) {
            Path data = folder.resolve("migrating-" + i);
            java.nio.file.Files.createDirectories(data);
            int nth = 1 + random.nextInt(12);
            var dying = ServerProcess.launch(
                    ServerProcess.freePort(), data, Map.of(), List.of("-Dtriggo.failpoint=MIGRATING:" + nth));
            assertTrue(dying.awaitEnd(LONG), "lives on after migration " + nth);
            assertEquals(137, dying.exitCode(), "died at migration " + nth);
            try (var server = ServerProcess.start(data, Map.of())) {
                assertEquals(
                        200,
                        new RestClient(server.port(), ServerProcess.KEY)
                                .get("/workflows")
                                .status());
            }
        }
    }

    private void campaign(int deathsAtEach, Map<String, String> store, StoreSettings offline) throws Exception {
        var random = new Random(42);
        int deaths = 0;
        try (var witness = new Witness()) {
            var settings = new HashMap<>(store);
            settings.put("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + witness.port());
            settings.put("TRIGGO_AUTO_PAUSE_AFTER", "0");
            var journeys = new Journeys(witness.port());
            var frozen = new HashMap<String, Integer>();
            try (var server = ServerProcess.start(folder, settings)) {
                journeys.publish(server.port());
            }
            for (int round = 0; round < deathsAtEach; round++) {
                for (Failpoint point : Failpoint.values()) {
                    if (point != Failpoint.MIGRATING) {
                        die(journeys, settings, point + ":" + (1 + random.nextInt(RARE.contains(point) ? 2 : 12)));
                        freeze(offline, witness, journeys, frozen);
                        deaths++;
                    }
                }
                for (String moment : OUTSIDE) {
                    dieFromOutside(journeys, settings, witness, moment);
                    freeze(offline, witness, journeys, frozen);
                    deaths++;
                }
            }
            try (var server = ServerProcess.start(folder, settings)) {
                journeys.drain(server.port());
            }
            frozen.forEach((key, calls) -> assertEquals(calls, witness.calls(key), "calls of the ended step " + key));
            assertTrue(journeys.promised() > deathsAtEach, "only " + journeys.promised() + " runs were promised");
            System.out.printf(
                    "failpoints on %s: %d deaths, %d runs promised, 0 lost, %d ended steps, 0 repeated%n",
                    offline.databaseUrl() == null ? "SQLite" : "PostgreSQL",
                    deaths,
                    journeys.promised(),
                    frozen.size());
        }
    }

    private void die(Journeys journeys, Map<String, String> settings, String point) throws Exception {
        var server = ServerProcess.launch(
                ServerProcess.freePort(), folder, settings, List.of("-Dtriggo.failpoint=" + point));
        try (var people = journeys.travel(server.port())) {
            assertTrue(server.awaitEnd(LONG), () -> "nothing came to " + point + "; " + journeys.tell(server.port()));
        } finally {
            server.kill();
        }
    }

    private void dieFromOutside(Journeys journeys, Map<String, String> settings, Witness witness, String moment)
            throws Exception {
        var server = ServerProcess.start(folder, settings);
        try (var people = journeys.travel(server.port())) {
            switch (moment) {
                case "CALLED" -> assertTrue(witness.hold(LONG), "nobody calls");
                case "ASLEEP" -> journeys.awaitSleeper(server.port(), LONG);
                default -> journeys.awaitAsker(server.port(), LONG);
            }
        } finally {
            server.kill();
            witness.release();
        }
    }

    /** With the server dead: notes how often each step with a recorded end was seen outside until now. */
    private static void freeze(StoreSettings offline, Witness witness, Journeys journeys, Map<String, Integer> frozen) {
        try (var database = Database.open(offline)) {
            for (String run : journeys.unread()) {
                List<RecordedEvent> events = database.read(tx -> Journal.read(tx, new RunId(run)));
                assertTrue(!events.isEmpty(), "run " + run + " was promised and is not there");
                for (RecordedEvent event : events) {
                    if (event.event() instanceof RunEvent.StepCompleted step) {
                        String key = run + ":" + step.step();
                        frozen.putIfAbsent(key, witness.calls(key));
                    }
                    if (event.event() instanceof RunEvent.RunSucceeded || event.event() instanceof RunEvent.RunFailed) {
                        journeys.hasEnded(run);
                    }
                }
            }
        }
    }
}
