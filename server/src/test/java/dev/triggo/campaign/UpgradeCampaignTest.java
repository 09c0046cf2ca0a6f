package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.Ports;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server of an older version is killed over runs in flight, asleep, waiting for somebody's yes, and due by a schedule;
 * this version starts on what it left. Each of them comes to its end once, and no step whose end was recorded is carried
 * out again.
 *
 * <p>The older version is the jar that {@code -Dolder=PATH} names, built from the sources of then
 * ({@code git worktree add}, {@code mvn package -Dmaven.test.skip=true}). Without it the older one is this version: then it
 * shows what dying and starting again does, and nothing about upgrades.
 */
@Tag("campaign")
@Timeout(1800)
class UpgradeCampaignTest {
    private static final int CALLERS = 4;
    /** All of them wait for the same service, which is called 128 times at once at most. */
    private static final List<String> IN_FLIGHT = List.of("held", "once", "parent");

    private static final int FLYING = Scale.of(2, 10);
    private static final List<String> IN_WAIT = List.of("gated", "asleep", "soon");
    private static final int WAITING = Scale.of(2, 75);
    private static final int RUNS = CALLERS * (IN_FLIGHT.size() * FLYING + IN_WAIT.size() * WAITING);
    private static final int SCHEDULES = Scale.of(0, 20);
    private static final Duration LONG = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void noneIsLostAndNoneIsRepeated(TestDatabase.Kind kind) throws Exception {
        try (var service = new HeldService()) {
            var settings = new HashMap<>(Map.of("TRIGGO_EGRESS_ALLOW", service.host(), "TRIGGO_AUTO_PAUSE_AFTER", "0"));
            String url = kind == TestDatabase.Kind.POSTGRES ? TestDatabase.emptyPostgresUrl() : null;
            if (url != null) {
                settings.putAll(Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", "0123456789abcdef".repeat(4)));
            }
            var runs = new HashMap<String, List<String>>();
            List<String> schedules;
            var older = startOlder(settings);
            try {
                var rest = new RestClient(older.port(), ServerProcess.KEY);
                schedules = publish(rest, service);
                for (String slug : IN_WAIT) {
                    runs.put(slug, begin(rest, slug, WAITING));
                }
                for (String slug : IN_FLIGHT) {
                    runs.put(slug, begin(rest, slug, FLYING));
                }
                // The parents' children are held, too.
                assertTrue(service.awaitHeld(CALLERS * IN_FLIGHT.size() * FLYING), "not all are in flight");
            } finally {
                older.kill();
            }
            service.release();
            try (var server = ServerProcess.start(folder, settings)) {
                var rest = new RestClient(server.port(), ServerProcess.KEY);
                long since = System.currentTimeMillis();
                assertEnds(rest, service, runs);
                for (String workflow : schedules) {
                    awaitFiring(rest, workflow, since);
                }
            }
            try (var database = Database.open(new StoreSettings(folder, url))) {
                assertCounts(database);
            }
            var doctor = ServerProcess.command(folder, settings, "doctor", "--journal");
            assertTrue(doctor.awaitEnd(LONG), "the journal takes too long");
            assertEquals(0, doctor.exitCode(), () -> "the journal is not whole: " + folder.resolve("server.out"));
            System.out.printf("upgrade on %s: %d runs and %d schedules, 0 lost, 0 repeated%n", kind, RUNS, SCHEDULES);
        }
    }

    private ServerProcess startOlder(Map<String, String> settings) throws IOException {
        String jar = System.getProperty("older");
        return ServerProcess.start(Ports.free(), folder, settings, jar == null ? List.of() : List.of("-cp", jar));
    }

    /** Returns the workflows that a schedule starts. */
    private static List<String> publish(RestClient rest, HeldService service) {
        String after = service.call("after", "/after", "{}");
        String wait = "{\"id\": \"middle\", \"type\": \"wait\", \"config\": {\"durationMs\": %d}}";
        Chain.publish(
                rest, "held", service.call("first", "/first", "{}"), service.call("middle", "/held", "{}"), after);
        Chain.publish(rest, "once", service.call("middle", "/held-once", "{\"effect\": \"once\"}"), after);
        Chain.publish(
                rest,
                "parent",
                service.call("first", "/first", "{}"),
                "{\"id\": \"middle\", \"type\": \"call_action\", \"config\": {\"slug\": \"held\", \"input\": {}}}",
                after);
        Chain.publish(
                rest,
                "gated",
                service.call("first", "/first", "{}"),
                "{\"id\": \"middle\", \"type\": \"approval\", \"config\": {\"title\": \"Sure?\"}}",
                after);
        Chain.publish(rest, "asleep", wait.formatted(3_600_000), after);
        Chain.publish(rest, "soon", service.call("first", "/first", "{}"), wait.formatted(60_000), after);
        return IntStream.range(0, SCHEDULES)
                .mapToObj(i ->
                        Journeys.deploy(rest, "ticks", """
                        {"nodes": [{"id": "start", "type": "trigger", "connector": "schedule", "operation": "schedule",
                                    "config": {"mode": "cron", "cron": "* * * * *", "catchUp": true}},
                                   %s, {"id": "output", "type": "return_output", "config": {"output": true}}],
                         "edges": [{"source": "start", "target": "after"}, {"source": "after", "target": "output"}]}
                        """.formatted(after)).text("workflowId"))
                .map(String::valueOf)
                .toList();
    }

    private static List<String> begin(RestClient rest, String slug, int each) {
        var begun = Race.run(
                CALLERS,
                caller -> IntStream.range(0, each)
                        .mapToObj(i -> Chain.begin(rest, slug, "Idempotency-Key", slug + caller + "-" + i))
                        .toList());
        assertEquals(List.of(), begun.faults());
        return begun.values().stream().flatMap(List::stream).toList();
    }

    private static void assertEnds(RestClient rest, HeldService service, Map<String, List<String>> runs) {
        assertEquals(
                new TreeSet<>(runs.get("held")),
                new TreeSet<>(begin(rest, "held", FLYING)),
                "whoever repeats a call is given the run of then");
        for (String run : runs.get("gated")) {
            rest.post("/runs/" + run + "/approve", Json.parse("{\"decision\": \"approved\"}"))
                    .expect(200);
        }
        for (String slug : List.of("held", "parent", "gated", "soon")) {
            for (String run : runs.get(slug)) {
                Json.Obj end = rest.get("/runs/" + run + "?wait=60").expect(200);
                assertEquals("succeeded", end.text("status"), end::write);
                assertEquals(1, service.calls("/first", run), slug);
                assertEquals(1, service.calls("/after", run), slug);
            }
        }
        for (String run : runs.get("held")) {
            assertEquals(2, service.calls("/held", run), "what was cut off is asked for again");
        }
        for (String run : runs.get("once")) {
            Json.Obj end = rest.get("/runs/" + run + "?wait=60").expect(200);
            assertTrue(end.write().contains("\"STEP_OUTCOME_UNKNOWN\""), end::write);
            assertEquals(1, service.calls("/held-once", run));
            assertEquals(0, service.calls("/after", run));
        }
        for (String run : runs.get("asleep")) {
            assertEquals("running", rest.get("/runs/" + run).expect(200).text("status"));
            assertEquals(0, service.calls("/after", run));
        }
    }

    /** Waits for a run of the schedule that was due later than this. */
    private static void awaitFiring(RestClient rest, String workflow, long since) {
        long until = System.nanoTime() + LONG.toNanos();
        while (!(rest.get("/workflows/" + workflow + "/trigger").expect(200).get("deliveries")
                        instanceof Json.Arr newest
                && !newest.items().isEmpty()
                && Instant.parse(String.valueOf(((Json.Obj) newest.items().getFirst()).text("dueAt")))
                                .toEpochMilli()
                        > since)) {
            assertTrue(System.nanoTime() < until, "a schedule fires no more");
        }
    }

    /** Of every schedule a run for each minute, and besides no run that nobody asked for. */
    private static void assertCounts(Database database) {
        String firings = "(SELECT subscription_id, COUNT(*) AS fired, COUNT(DISTINCT due_at) AS due,"
                + " (MAX(due_at) - MIN(due_at)) / 60000 + 1 AS minutes FROM trigger_deliveries"
                + " WHERE due_at IS NOT NULL GROUP BY subscription_id) each_one";
        assertEquals(
                0,
                count(database, "SELECT COUNT(*) AS n FROM " + firings + " WHERE fired <> due OR fired <> minutes"),
                "firings that are missing, or made two runs");
        long fired = count(database, "SELECT COUNT(*) AS n FROM trigger_deliveries WHERE due_at IS NOT NULL");
        assertTrue(fired >= SCHEDULES, fired + " firings");
        assertEquals(fired, count(database, "SELECT COUNT(*) AS n FROM runs WHERE source = 'schedule'"));
        assertEquals(
                fired + RUNS + CALLERS * FLYING,
                count(database, "SELECT COUNT(*) AS n FROM runs"),
                "runs, with the children");
    }

    private static long count(Database database, String sql) {
        return database.read(tx -> tx.first(sql, row -> row.number("n"))).orElse(0L);
    }
}
