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
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
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
 * A server that dies at each of the moments named by {@link Failpoint}, and while a call of it is answered, while code
 * computes, while runs sleep, and while they wait for somebody's yes, with callers, a decider, a replayer, senders of events
 * and schedules at work. All that was answered 2xx is there afterwards and comes to its end; no step whose end was recorded
 * is carried out again, and none with an effect that must happen once; an event and a firing make one run each; and the
 * journal proves itself.
 */
@Tag("campaign")
@Timeout(14_400)
class FailpointCampaignTest {
    private static final int TIMES = Scale.of(1, Integer.getInteger("times", 100));
    private static final Duration AT_MOST = Scale.atMost(240);

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final Set<Failpoint> RARE =
            EnumSet.of(Failpoint.REPLAYING, Failpoint.DECIDING, Failpoint.JOINING, Failpoint.BEFORE_ACCEPTING);
    /** Moments that the outside world chooses. */
    private static final List<String> OUTSIDE = List.of("CALLED", "COMPUTING", "ASLEEP", "ASKED");
    /** Where a server dies in each check: what no other test comes to. */
    private static final Set<Failpoint> IN_CHECK = EnumSet.of(
            Failpoint.CANCELLING,
            Failpoint.CALLING,
            Failpoint.LOOPED,
            Failpoint.FIRING,
            Failpoint.RECEIVED,
            Failpoint.APPENDING);

    private static final Set<Failpoint> WHERE =
            Scale.of(0, 1) == 1 ? EnumSet.complementOf(EnumSet.of(Failpoint.MIGRATING, Failpoint.CLEARING)) : IN_CHECK;

    @TempDir
    Path folder;

    @Test
    void dyingAnywhereLosesNothingOnTheEmbeddedStore() throws Exception {
        campaign(TIMES, Map.of(), new StoreSettings(folder, null));
    }

    @Test
    void dyingAnywhereLosesNothingOnPostgres() throws Exception {
        if (Scale.of(0, 1) == 1) {
            String url = TestDatabase.emptyPostgresUrl();
            campaign(TIMES, Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", KEY), new StoreSettings(folder, url));
        }
    }

    @Test
    void dyingInsideAMigrationIsMendedByTheNextStart() throws Exception {
        var random = new Random(7);
        for (int i = 0; i < Scale.of(1, TIMES); i++) {
            Path data = folder.resolve("migrating-" + i);
            java.nio.file.Files.createDirectories(data);
            int nth = 1 + random.nextInt(12);
            var dying =
                    ServerProcess.launch(Ports.free(), data, Map.of(), List.of("-Dtriggo.failpoint=MIGRATING:" + nth));
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
        long began = System.nanoTime();
        try (var witness = new Witness()) {
            var settings = new HashMap<>(store);
            settings.put("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + witness.port());
            settings.put("TRIGGO_AUTO_PAUSE_AFTER", "0");
            var journeys = new Journeys(witness.port());
            var visitors = new Visitors(journeys);
            var world = new World(journeys, visitors, settings);
            var frozen = new HashMap<String, Integer>();
            try (var server = ServerProcess.start(folder, settings)) {
                journeys.publish(server.port());
                visitors.publish(server.port());
            }
            int rounds = 0;
            for (; rounds < deathsAtEach && System.nanoTime() - began < AT_MOST.toNanos(); rounds++) {
                for (Failpoint point : WHERE) {
                    if (point == Failpoint.FIRING) {
                        visitors.makeDue(offline);
                    }
                    die(world, point + ":" + (1 + random.nextInt(most(point))));
                    freeze(offline, witness, journeys, frozen);
                    deaths++;
                }
                for (String moment : Scale.of(0, 1) == 1 ? OUTSIDE : List.<String>of()) {
                    dieFromOutside(world, witness, moment);
                    freeze(offline, witness, journeys, frozen);
                    deaths++;
                }
                if (rounds % 5 == 4) {
                    System.out.printf(
                            "failpoints: %d rounds, %d deaths, %d runs promised%n",
                            rounds + 1, deaths, journeys.promised());
                }
            }
            drain(world, offline);
            assertEquals(1, witness.mostCalls(":pay"), "payments that were made more than once");
            frozen.forEach((key, calls) -> assertEquals(calls, witness.calls(key), "calls of the ended step " + key));
            assertTrue(journeys.promised() > rounds, "only " + journeys.promised() + " runs were promised");
            System.out.printf(
                    "failpoints on %s: %d rounds, %d deaths, %d runs promised, 0 lost, %d ended steps, 0 repeated%n",
                    offline.databaseUrl() == null ? "SQLite" : "PostgreSQL",
                    rounds,
                    deaths,
                    journeys.promised(),
                    frozen.size());
        }
    }

    private void drain(World world, StoreSettings offline) throws Exception {
        try (var server = ServerProcess.start(folder, world.settings())) {
            world.journeys().drain(server.port());
            world.visitors().awaitFirings(server.port());
        }
        world.visitors().judge(offline);
        prove(world.settings());
    }

    /** Who uses the server, and how it is set. */
    private record World(Journeys journeys, Visitors visitors, Map<String, String> settings) {}

    private static int most(Failpoint point) {
        return point == Failpoint.FIRING ? 1 : RARE.contains(point) ? 2 : 12;
    }

    private void die(World world, String point) throws Exception {
        var server =
                ServerProcess.launch(Ports.free(), folder, world.settings(), List.of("-Dtriggo.failpoint=" + point));
        try (var people = world.journeys().travel(server.port(), world.visitors())) {
            assertTrue(
                    server.awaitEnd(LONG),
                    () -> "nothing came to " + point + "; " + world.journeys().tell(server.port()));
        } finally {
            server.kill();
        }
    }

    private void dieFromOutside(World world, Witness witness, String moment) throws Exception {
        var journeys = world.journeys();
        var server = ServerProcess.start(folder, world.settings());
        try (var people = journeys.travel(server.port(), world.visitors())) {
            switch (moment) {
                case "CALLED" -> assertTrue(witness.hold(LONG), "nobody calls");
                case "COMPUTING" -> journeys.awaitCode(server.port(), LONG);
                case "ASLEEP" -> journeys.awaitSleeper(server.port(), LONG);
                default -> journeys.awaitAsker(server.port(), LONG);
            }
        } finally {
            server.kill();
            witness.release();
        }
    }

    private void prove(Map<String, String> settings) throws Exception {
        var doctor = ServerProcess.command(folder, settings, "doctor", "--journal");
        assertTrue(doctor.awaitEnd(LONG), "the journal takes too long");
        assertEquals(0, doctor.exitCode(), () -> "the journal is not whole: " + folder.resolve("server.out"));
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
                    if (event.event() instanceof RunEvent.RunSucceeded
                            || event.event() instanceof RunEvent.RunFailed
                            || event.event() instanceof RunEvent.RunCancelled) {
                        journeys.hasEnded(run);
                    }
                }
            }
        }
    }
}
