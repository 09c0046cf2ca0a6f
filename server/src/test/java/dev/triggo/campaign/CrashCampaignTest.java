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
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kill -9 at random points under load. Every run that was answered 2xx is there afterwards and ends well; no step whose
 * end was recorded when the server died is carried out again, as a witness outside counts it.
 */
@Tag("campaign")
@Timeout(3600)
class CrashCampaignTest {
    private static final int CALLERS = 4;
    private static final Duration AT_MOST = Scale.atMost(25);

    @TempDir
    Path folder;

    @Test
    void nothingIsLostOrDoubledOnTheEmbeddedStore() throws Exception {
        campaign(Scale.of(8, 200), Map.of(), new StoreSettings(folder, null));
    }

    @Test
    void nothingIsLostOrDoubledOnPostgres() throws Exception {
        String url = TestDatabase.freshPostgresUrl();
        campaign(
                Scale.of(4, 100),
                Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", "0123456789abcdef".repeat(4)),
                new StoreSettings(folder, url));
    }

    private void campaign(int kills, Map<String, String> store, StoreSettings offline) throws Exception {
        var random = new Random(42);
        long began = System.nanoTime();
        try (var witness = new Witness()) {
            var settings = new HashMap<>(store);
            settings.put("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + witness.port());
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            Set<String> open = ConcurrentHashMap.newKeySet();
            var frozen = new HashMap<String, Integer>();
            int port = Ports.free();
            int kill = 0;
            for (; kill < kills && System.nanoTime() - began < AT_MOST.toNanos(); kill++) {
                var server = ServerProcess.start(port, folder, settings, List.of());
                if (kill == 0) {
                    publish(port, witness.port());
                }
                int before = acknowledged.size();
                var callers = load(port, acknowledged, open);
                awaitMore(acknowledged, before + 1);
                LockSupport.parkNanos((20 + random.nextInt(400)) * 1_000_000L);
                server.kill();
                callers.stop();
                freeze(offline, witness, open, frozen);
            }
            assertTrue(acknowledged.size() > kill, "only " + acknowledged.size() + " runs were acknowledged");
            try (var server = ServerProcess.start(port, folder, settings, List.of())) {
                drain(new RestClient(server.port(), ServerProcess.KEY), acknowledged);
            }
            frozen.forEach((key, calls) -> assertEquals(calls, witness.calls(key), "calls of the ended step " + key));
            System.out.printf(
                    "crash campaign on %s: %d kills, %d runs acknowledged, 0 lost, %d ended steps, 0 repeated%n",
                    offline.databaseUrl() == null ? "SQLite" : "PostgreSQL", kill, acknowledged.size(), frozen.size());
        }
    }

    /** On a busy machine the first answers take their time; a life without any shows nothing. */
    private static void awaitMore(Set<String> acknowledged, int than) {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (acknowledged.size() <= than && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void publish(int port, int sink) {
        var rest = new RestClient(port, ServerProcess.KEY);
        Json definition = Json.parse("""
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "first", "type": "connector", "connector": "http-request", "operation": "http_request",
                   "config": {"method": "POST", "url": "http://127.0.0.1:%1$d/first", "body": "{{run.id}}"}},
                  {"id": "second", "type": "connector", "connector": "http-request", "operation": "http_request",
                   "config": {"method": "POST", "url": "http://127.0.0.1:%1$d/second", "body": "{{run.id}}"}},
                  {"id": "output", "type": "return_output", "config": {"output": {"done": true}}}],
                 "edges": [{"id": "e1", "source": "input", "target": "first"},
                           {"id": "e2", "source": "first", "target": "second"},
                           {"id": "e3", "source": "second", "target": "output"}]}
                """.formatted(sink));
        var workflow = rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", "Crash")
                                .put("definition", definition)
                                .build())
                .expect(201);
        rest.post(
                        "/workflows/" + workflow.text("id") + "/deploy",
                        Json.object().put("slug", "crash").build())
                .expect(200);
    }

    /** Callers at work until they are stopped; each counts a run as promised once it has read a 2xx answer. */
    private static Callers load(int port, Set<String> acknowledged, Set<String> open) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CALLERS; i++) {
            double wait = i % 2 == 0 ? 0 : 10;
            threads.add(Thread.ofVirtual().start(() -> {
                var rest = new RestClient(port, ServerProcess.KEY);
                var body = Json.object()
                        .put("input", Json.EMPTY_OBJECT)
                        .put("wait", Json.parse(Double.toString(wait)))
                        .build();
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        var answer = rest.post("/actions/crash/run", body);
                        if (answer.status() / 100 == 2) {
                            String id = String.valueOf(answer.body().text("runId"));
                            open.add(id);
                            acknowledged.add(id);
                        }
                    } catch (UncheckedIOException | IllegalStateException killed) {
                        return;
                    }
                }
            }));
        }
        return new Callers(threads);
    }

    private record Callers(List<Thread> threads) {
        void stop() throws InterruptedException {
            for (Thread thread : threads) {
                thread.interrupt();
                thread.join();
            }
        }
    }

    /** With the server dead: notes how often each step with a recorded end was seen outside until now. */
    private static void freeze(StoreSettings offline, Witness witness, Set<String> open, Map<String, Integer> frozen) {
        try (var database = Database.open(offline)) {
            for (String run : List.copyOf(open)) {
                List<RecordedEvent> events = database.read(tx -> Journal.read(tx, new RunId(run)));
                assertTrue(!events.isEmpty(), "run " + run + " was acknowledged and is not there");
                for (RecordedEvent event : events) {
                    if (event.event() instanceof RunEvent.StepCompleted step) {
                        String key = run + ":" + step.step().nodeId();
                        frozen.putIfAbsent(key, witness.calls(key));
                    }
                    if (event.event() instanceof RunEvent.RunSucceeded) {
                        open.remove(run);
                    }
                }
            }
        }
    }

    private static void drain(RestClient rest, Set<String> acknowledged) {
        for (String run : acknowledged) {
            var answer = rest.get("/runs/" + run + "?wait=60").expect(200);
            assertEquals("succeeded", answer.text("status"), () -> "run " + run + " ended as " + answer);
        }
    }
}
