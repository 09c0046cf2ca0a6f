package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What else happens to a server: somebody sends events, each until it is taken, as services do; somebody cancels runs; and
 * schedules come due.
 */
final class Visitors {
    private static final int SCHEDULES = 3;
    private static final long PAUSE_NANOS = Duration.ofMillis(150).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(90).toNanos();

    private final Journeys journeys;
    private final AtomicInteger sent = new AtomicInteger();
    /** The run of each event that the server has taken, by what its sender calls it. */
    private final Map<String, String> taken = new ConcurrentHashMap<>();

    private final Set<String> doubled = ConcurrentHashMap.newKeySet();
    private final List<String> schedules = new ArrayList<>();

    private String hook = "";
    private int planted;
    private long lastDue;

    Visitors(Journeys journeys) {
        this.journeys = journeys;
    }

    void publish(int port) {
        var rest = new RestClient(port, ServerProcess.KEY);
        String url = String.valueOf(Journeys.deploy(rest, "hook", started("""
                {"id": "start", "type": "trigger", "connector": "inbound-webhook", "operation": "inbound_webhook",
                 "config": {}}""", journeys.call("hooked", "")))
                .text("webhookUrl"));
        hook = URI.create(url).getPath();
        for (int i = 0; i < SCHEDULES; i++) {
            Json.Obj deployed = Journeys.deploy(rest, "tick", started("""
                    {"id": "start", "type": "trigger", "connector": "schedule", "operation": "schedule",
                     "config": {"mode": "cron", "cron": "* * * * *", "catchUp": true}}""", journeys.call("ticked", "")));
            schedules.add(String.valueOf(deployed.text("workflowId")));
        }
        Journeys.deploy(rest, "nap", started("""
                {"id": "start", "type": "action_input", "config": {"inputSchema": {"type": "object"}}}""", """
                {"id": "sleep", "type": "wait", "config": {"durationMs": 3000}}"""));
    }

    /** A beginning, one step, an output. */
    private static String started(String start, String step) {
        String id = String.valueOf(((Json.Obj) Json.parse(step)).text("id"));
        return """
                {"nodes": [%s, %s, {"id": "output", "type": "return_output", "config": {"output": true}}],
                 "edges": [{"source": "start", "target": "%s"}, {"source": "%s", "target": "output"}]}
                """.formatted(start, step, id, id);
    }

    List<Journeys.Deed> deeds() {
        return List.of(this::send, this::cancel);
    }

    /** Sends one event until it is taken, and now and then once more. */
    private void send(RestClient rest) {
        LockSupport.parkNanos(PAUSE_NANOS);
        String name = "event-" + sent.get();
        RestClient.Answer answer = rest.postToRoot(hook, "{}", "webhook-id", name);
        if (journeys.note(answer, "succeeded")) {
            String run = String.valueOf(answer.body().text("runId"));
            String before = taken.putIfAbsent(name, run);
            if (before != null && !before.equals(run)) {
                doubled.add(name);
            }
            if (before != null || sent.get() % 3 > 0) {
                sent.incrementAndGet();
            }
        }
    }

    private void cancel(RestClient rest) {
        LockSupport.parkNanos(PAUSE_NANOS);
        RestClient.Answer begun = rest.post("/actions/nap/run", Json.EMPTY_OBJECT);
        if (journeys.note(begun, "succeeded or cancelled")) {
            String run = String.valueOf(begun.body().text("runId"));
            if (rest.post("/runs/" + run + "/cancel", Json.EMPTY_OBJECT).status() == 200) {
                journeys.note(begun, "cancelled");
            }
        }
    }

    /** With the server dead: a firing of each schedule becomes due, unless one is. */
    void makeDue(StoreSettings offline) {
        try (var database = Database.open(offline)) {
            lastDue = System.currentTimeMillis();
            planted += database.write(tx -> tx.update(
                    "UPDATE trigger_subscriptions SET next_fire = ? WHERE connector = 'schedule' AND next_fire > ?",
                    lastDue,
                    lastDue));
        }
    }

    /** With the server there: waits until all that was due has fired. */
    void awaitFirings(int port) {
        var rest = new RestClient(port, ServerProcess.KEY);
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!schedules.stream().allMatch(workflow -> hasFired(rest, workflow))) {
            assertTrue(System.nanoTime() < until, "a firing that is due makes no run");
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean hasFired(RestClient rest, String workflow) {
        return rest.get("/workflows/" + workflow + "/trigger").expect(200).get("deliveries") instanceof Json.Arr newest
                && !newest.items().isEmpty()
                && Instant.parse(String.valueOf(((Json.Obj) newest.items().getFirst()).text("dueAt")))
                                .toEpochMilli()
                        >= lastDue;
    }

    /** With the server dead: every event and every firing made one run. */
    void judge(StoreSettings offline) {
        try (var database = Database.open(offline)) {
            assertTrue(!taken.isEmpty(), "no event was taken");
            assertEquals(Set.of(), doubled, "events that made two runs");
            long fired = count(database, "SELECT COUNT(*) AS n FROM trigger_deliveries WHERE due_at IS NOT NULL");
            assertTrue(fired >= planted, fired + " firings made a run, of " + planted + " at least");
            assertEquals(fired, count(database, """
                            SELECT COUNT(*) AS n FROM (SELECT DISTINCT subscription_id, due_at FROM trigger_deliveries
                                                        WHERE due_at IS NOT NULL) firings
                            """), "firings that made more than one run");
            assertEquals(
                    fired,
                    count(database, "SELECT COUNT(*) AS n FROM runs WHERE source = 'schedule'"),
                    "runs of schedules");
            long hooked = count(database, "SELECT COUNT(*) AS n FROM runs WHERE source = 'webhook'");
            assertTrue(hooked == taken.size() || hooked == taken.size() + 1, hooked + " runs of " + taken.size());
            System.out.printf("failpoints: %d events and %d firings, each one run%n", taken.size(), fired);
        }
    }

    private static long count(Database database, String sql) {
        return database.read(tx -> tx.first(sql, row -> row.number("n"))).orElse(0L);
    }
}
