package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunEvent;
import dev.triggo.journal.Journal;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.Cable;
import dev.triggo.testing.Ports;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers on one PostgreSQL under load, of which one is killed, stopped for longer than its lease, cut off from the
 * store, or restarted. Callers who get no answer ask the other server with the same idempotency key. Every run that was
 * answered 2xx ends well and in time, on the other one if need be; no step whose end was recorded is carried out again,
 * every step has one recorded end, a join fires once, and a key stands for one run.
 */
@Tag("campaign")
@Timeout(3600)
class ClusterCampaignTest {
    private static final int CALLERS = 4;
    private static final long LEASE_AND_FIVE_MS = 15_000;

    @TempDir
    Path folder;

    private final Random random = new Random(7);
    private final ServerProcess[] servers = new ServerProcess[2];
    private final int[] ports = new int[2];
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    /** The idempotency keys that were sent, with the run that each stands for; empty while nobody has said. */
    private final Map<String, String> keys = new ConcurrentHashMap<>();

    private Map<String, String> settings;
    private Cable cable;
    private Witness witness;
    private Database database;

    @BeforeEach
    void open() throws Exception {
        witness = new Witness();
        String url = TestDatabase.freshPostgresUrl();
        cable = new Cable(url);
        settings = Map.of(
                "DATABASE_URL",
                url,
                "ENCRYPTION_KEY",
                "0123456789abcdef".repeat(4),
                "TRIGGO_EGRESS_ALLOW",
                "127.0.0.1:" + witness.port());
        for (int i = 0; i < 2; i++) {
            ports[i] = Ports.free();
            Files.createDirectories(folder.resolve("server" + i));
            start(i);
        }
        database = Database.open(new StoreSettings(folder, url));
        publish(ports[0], witness.port());
    }

    @AfterEach
    void close() throws Exception {
        for (ServerProcess server : servers) {
            server.kill();
        }
        database.close();
        witness.close();
        cable.close();
    }

    private void start(int i) throws IOException {
        servers[i] = ServerProcess.start(ports[i], folder.resolve("server" + i), settings, List.of());
    }

    /** Two steps side by side, which meet, and one after them. */
    private static void publish(int port, int sink) {
        var rest = new RestClient(port, ServerProcess.KEY);
        String call = """
                {"id": "%s", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "POST", "url": "http://127.0.0.1:%d/", "body": "{{run.id}}"}}""";
        Json definition = Json.parse("""
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s, %s, {"id": "join", "type": "merge", "config": {"mode": "object"}}, %s,
                  {"id": "output", "type": "return_output", "config": {"output": {"done": true}}}],
                 "edges": [{"source": "input", "target": "first"}, {"source": "input", "target": "second"},
                           {"source": "first", "target": "join"}, {"source": "second", "target": "join"},
                           {"source": "join", "target": "last"}, {"source": "last", "target": "output"}]}
                """.formatted(
                        call.formatted("first", sink), call.formatted("second", sink), call.formatted("last", sink)));
        var draft =
                Json.object().put("name", "Crash").put("definition", definition).build();
        String id = String.valueOf(rest.post("/workflows", draft).expect(201).text("id"));
        rest.post(
                        "/workflows/" + id + "/deploy",
                        Json.object().put("slug", "crash").build())
                .expect(200);
    }

    @Test
    void theOtherServerGoesOnWithTheRunsOfOneThatWasKilled() throws Exception {
        var frozen = new HashMap<String, Integer>();
        long worst = 0;
        int open = 0;
        int kills = Scale.of(1, 30);
        for (int kill = 0; kill < kills; kill++) {
            int dying = kill % 2;
            var load = new Load();
            load.atWorkFor(500 + random.nextInt(400));
            startMany(ports[dying]);
            servers[dying].kill();
            long killed = System.nanoTime();
            load.stop();
            open += freeze(frozen);
            drain(ports[1 - dying]);
            worst = Math.max(worst, (System.nanoTime() - killed) / 1_000_000);
            Scale.assertInTime(worst, LEASE_AND_FIVE_MS, "the last run of one that was killed ended");
            start(dying);
        }
        assertTrue(open > 0, "no run was under way at any kill");
        frozen.forEach((key, calls) -> assertEquals(calls, witness.calls(key), "calls of the ended step " + key));
        onceEach();
        System.out.printf(
                "cluster campaign: %d kills of one of two, %d runs acknowledged, %d under way at a kill, 0 lost, the last"
                        + " one ended %d ms after a kill, %d ended steps, 0 repeated%n",
                kills, acknowledged.size(), open, worst, frozen.size());
    }

    @Test
    void whoWasStoppedForLongerThanItsLeaseWritesNothingLate() throws Exception {
        int stops = Scale.of(1, 10);
        for (int stop = 0; stop < stops; stop++) {
            int stopped = stop % 2;
            var load = new Load();
            load.atWorkFor(300 + random.nextInt(300));
            startMany(ports[stopped]);
            signal("STOP", servers[stopped]);
            load.stop();
            drain(ports[1 - stopped]);
            signal("CONT", servers[stopped]);
            // The one that was stopped works again, and says of each run what the store says.
            drain(ports[stopped]);
        }
        onceEach();
        System.out.printf(
                "cluster campaign: %d stops for longer than the lease, %d runs acknowledged, one end of each step%n",
                stops, acknowledged.size());
    }

    @Test
    void whoIsCutOffFromTheStoreRefusesAndItsRunsGoOnElsewhere() throws Exception {
        servers[0].close();
        var own = new HashMap<>(settings);
        own.put("DATABASE_URL", cable.url());
        servers[0] = ServerProcess.start(ports[0], folder.resolve("server0"), own, List.of());
        int cuts = Scale.of(1, 10);
        for (int cut = 0; cut < cuts; cut++) {
            var load = new Load();
            load.atWorkFor(300 + random.nextInt(300));
            startMany(ports[0]);
            cable.cut();
            long since = System.nanoTime();
            var refused = new RestClient(ports[0], ServerProcess.KEY).post("/actions/crash/run", Json.EMPTY_OBJECT);
            assertEquals(503, refused.status(), refused.body()::write);
            assertTrue(!refused.header("retry-after").isEmpty(), "it does not say when to come again");
            load.stop();
            drain(ports[1]);
            long tookMs = (System.nanoTime() - since) / 1_000_000;
            Scale.assertInTime(tookMs, LEASE_AND_FIVE_MS + 5_000, "the last run of one that was cut off ended");
            cable.mend();
            awaitWorking(ports[0]);
            drain(ports[0]);
        }
        onceEach();
        System.out.printf(
                "cluster campaign: %d cuts from the store, %d runs acknowledged, 0 lost, one end of each step%n",
                cuts, acknowledged.size());
    }

    private void awaitWorking(int port) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        var rest = new RestClient(port, ServerProcess.KEY);
        while (rest.get("/actions").status() != 200) {
            assertTrue(System.nanoTime() < until, "it does not work again");
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void restartsOneAfterTheOtherLoseAndRepeatNothing() throws Exception {
        int rounds = Scale.of(1, 25);
        var load = new Load();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < 2; i++) {
                servers[i].close();
                start(i);
            }
        }
        load.stop();
        drain(ports[0]);
        onceEach();
        for (String run : acknowledged) {
            for (String step : List.of("first", "second", "last")) {
                assertEquals(1, witness.calls(run + ":" + step), "calls of " + step + " of run " + run);
            }
        }
        System.out.printf(
                "cluster campaign: %d rolling restarts, %d runs acknowledged, 0 lost, 0 steps repeated%n",
                rounds, acknowledged.size());
    }

    private static void signal(String name, ServerProcess server) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start();
        assertEquals(0, kill.waitFor());
    }

    /** Callers at both servers, until they are stopped; a run counts as promised once a 2xx answer was read. */
    private final class Load {
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean stopped;

        Load() {
            for (int i = 0; i < CALLERS; i++) {
                int first = i;
                threads.add(Thread.ofVirtual().start(() -> call(first)));
            }
        }

        private void call(int first) {
            var body = Json.object()
                    .put("input", Json.EMPTY_OBJECT)
                    .put("wait", Json.of(first % 4 < 2 ? 0 : 10))
                    .build();
            int turn = first;
            while (!stopped) {
                String key = "key-" + keys.size() + "-" + first + "-" + turn;
                keys.put(key, "");
                for (boolean known = false; !known && !stopped; turn++) {
                    known = ask(ports[turn % 2], key, body);
                }
            }
        }

        /** Returns when so much time is over, and some more runs were acknowledged. */
        void atWorkFor(long millis) {
            LockSupport.parkNanos(millis * 1_000_000L);
            int before = acknowledged.size();
            while (acknowledged.size() < before + 12) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(1));
                thread.interrupt();
                thread.join();
            }
        }
    }

    /** False when no answer came, or nothing was accepted. */
    private boolean ask(int port, String key, Json body) {
        try {
            var answer =
                    new RestClient(port, ServerProcess.KEY).post("/actions/crash/run", body, "Idempotency-Key", key);
            if (answer.status() / 100 == 2) {
                // What has ended is answered with the run itself.
                String run = String.valueOf(answer.body().text(answer.status() == 200 ? "id" : "runId"));
                acknowledged.add(run);
                String before = keys.put(key, run);
                assertTrue("".equals(before) || run.equals(before), key + " stands for " + before + " and " + run);
                return true;
            }
            assertEquals(503, answer.status(), answer.body()::write);
        } catch (UncheckedIOException | IllegalStateException stoppedOrGone) {
            LockSupport.parkNanos(20_000_000);
        }
        return false;
    }

    /** Starts runs that are still under way when it returns. */
    private void startMany(int port) {
        var body = Json.object()
                .put("input", Json.EMPTY_OBJECT)
                .put("wait", Json.of(0))
                .build();
        Race.run(
                40,
                i -> acknowledged.add(String.valueOf(new RestClient(port, ServerProcess.KEY)
                        .post("/actions/crash/run", body)
                        .expect(202)
                        .text("runId"))));
    }

    /** Notes how often each step with a recorded end was seen outside until now. Returns how many runs are under way. */
    private int freeze(Map<String, Integer> frozen) {
        int open = 0;
        for (String run : acknowledged) {
            List<RecordedEvent> events = journal(run);
            for (RecordedEvent event : events) {
                if (event.event() instanceof RunEvent.StepCompleted step) {
                    String key = run + ":" + step.step().nodeId();
                    frozen.putIfAbsent(key, witness.calls(key));
                }
            }
            open += events.getLast().event() instanceof RunEvent.RunSucceeded ? 0 : 1;
        }
        return open;
    }

    private List<RecordedEvent> journal(String run) {
        List<RecordedEvent> events = database.read(tx -> Journal.read(tx, new RunId(run)));
        assertTrue(!events.isEmpty(), "run " + run + " was acknowledged and is not there");
        return events;
    }

    /** Whoever has got no answer asks here again; then all that was promised ends well. */
    private void drain(int port) {
        keys.forEach((key, run) -> {
            while (run.isEmpty()
                    && !ask(
                            port,
                            key,
                            Json.object().put("input", Json.EMPTY_OBJECT).build())) {
                LockSupport.parkNanos(20_000_000);
            }
        });
        var rest = new RestClient(port, ServerProcess.KEY);
        for (String run : acknowledged) {
            var answer = rest.get("/runs/" + run + "?wait=60").expect(200);
            assertEquals("succeeded", answer.text("status"), () -> "run " + run + " ended as " + answer);
        }
    }

    private void onceEach() {
        assertTrue(acknowledged.size() > 10, "only " + acknowledged.size() + " runs were acknowledged");
        for (String run : acknowledged) {
            var ends = new HashMap<String, Integer>();
            for (RecordedEvent event : journal(run)) {
                switch (event.event()) {
                    case RunEvent.StepCompleted step -> ends.merge(step.step().nodeId(), 1, Integer::sum);
                    case RunEvent.RunSucceeded end -> ends.merge("the run", 1, Integer::sum);
                    case RunEvent other -> {}
                }
            }
            assertEquals(
                    Map.of("input", 1, "first", 1, "second", 1, "join", 1, "last", 1, "output", 1, "the run", 1),
                    ends,
                    run);
        }
        long kept = database.read(tx -> tx.first("SELECT COUNT(*) AS n FROM runs", row -> row.number("n")))
                .orElseThrow();
        assertEquals(acknowledged.size(), kept, "runs that nobody was told of");
    }
}
