package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Six times as many senders at once as a server has places for them. Each event is answered: one that was accepted has
 * run, once; every other is told when to come back, and then does. Meanwhile health and reads are answered, none of them
 * refused.
 */
@Tag("campaign")
@Timeout(900)
class FloodCampaignTest {
    private static final int SENDERS = 6_000;
    private static final long FLOOD_NANOS = TimeUnit.SECONDS.toNanos(Scale.of(4, 60));
    private static final int PATIENCE_MS = 60_000;
    private static final List<String> LOOKED_AT =
            List.of("/healthz", "/readyz", "/api/v1/runtime/workflows", "/api/v1/runtime/actions");

    @TempDir
    Path folder;

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    @Test
    void whatIsAcceptedRunsAndReadsGoOn() throws Exception {
        try (var server = ServerProcess.start(folder, Map.of("TRIGGO_WEBHOOKS_PER_MINUTE", "9999999"))) {
            RawRequest event = event(server.port(), deploy(server.port()));
            long end = System.nanoTime() + FLOOD_NANOS;
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < SENDERS; i++) {
                threads.add(Thread.startVirtualThread(() -> send(server.port(), event, end)));
            }
            look(server.port(), end);
            for (Thread thread : threads) {
                thread.join();
            }
            assertTrue(faults.isEmpty(), () -> faults.size() + ", as " + faults.peek());
            assertEquals(taken.get(), accepted.size(), "each event that was accepted has a run of its own");
            assertTrue(taken.get() > 0 && refused.get() > 0, taken + " accepted, " + refused + " refused");
            System.out.printf("flood: %d accepted, %d refused%n", taken.get(), refused.get());
        }
        assertEveryRunHasEnded();
    }

    /** The server is started once more: what it had accepted and not run before it stopped, it runs now. */
    private void assertEveryRunHasEnded() throws IOException {
        try (var again = ServerProcess.start(folder, Map.of());
                var database = Database.open(new StoreSettings(folder, null))) {
            var caller = new RestClient(again.port(), ServerProcess.KEY);
            String open = "SELECT id FROM runs WHERE finished_at IS NULL LIMIT 1";
            for (var run = database.read(tx -> tx.first(open, row -> row.text("id")));
                    run.isPresent();
                    run = database.read(tx -> tx.first(open, row -> row.text("id")))) {
                caller.get("/runs/" + run.get() + "?wait=20").expect(200);
            }
            List<String> succeeded = database.read(
                    tx -> tx.list("SELECT id FROM runs WHERE status = 'succeeded'", row -> row.text("id")));
            assertEquals(accepted, Set.copyOf(succeeded));
        }
    }

    private void send(int port, RawRequest event, long end) {
        try (var connection = new RawConnection(port, PATIENCE_MS)) {
            while (System.nanoTime() < end) {
                RawConnection.Answer told = connection.send(event);
                if (told.status() == 202) {
                    taken.incrementAndGet();
                    accepted.add(told.header("triggo-run-id"));
                } else if (told.status() == 503 && told.header("retry-after").matches("[1-9][0-9]*")) {
                    refused.incrementAndGet();
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(Long.parseLong(told.header("retry-after"))));
                } else {
                    faults.add(told.status() + " " + told.headers() + " " + told.text());
                }
            }
        } catch (IOException fault) {
            faults.add(fault.toString());
        }
    }

    private void look(int port, long end) throws IOException {
        var times = new ArrayList<Long>();
        try (var connection = new RawConnection(port, PATIENCE_MS)) {
            while (System.nanoTime() < end) {
                for (String path : LOOKED_AT) {
                    long began = System.nanoTime();
                    RawConnection.Answer seen = connection.send(RawRequest.of("GET", path, headers(port), new byte[0]));
                    times.add(System.nanoTime() - began);
                    if (seen.status() != 200) {
                        faults.add(path + ": " + seen.status() + " " + seen.text());
                    }
                }
            }
        }
        times.sort(null);
        System.out.printf(
                "flood: %d reads meanwhile, half of them within %d ms, the slowest %d ms%n",
                times.size(), times.get(times.size() / 2) / 1_000_000, times.getLast() / 1_000_000);
    }

    private static Map<String, String> headers(int port) {
        return Map.of("host", "127.0.0.1:" + port, "authorization", "Bearer " + ServerProcess.KEY);
    }

    private static RawRequest event(int port, String path) {
        return RawRequest.of(
                "POST",
                path,
                Map.of("host", "127.0.0.1:" + port, "content-type", "application/json"),
                "{\"n\": 1}".getBytes(StandardCharsets.UTF_8));
    }

    /** @return the path of its webhook */
    private static String deploy(int port) {
        var rest = new RestClient(port, ServerProcess.KEY);
        Json definition = Json.parse("""
                {"nodes": [{"id": "event", "type": "trigger", "connector": "inbound-webhook", "operation": "inbound_webhook",
                            "config": {}},
                           {"id": "out", "type": "return_output", "config": {"output": "{{event.body.n}}"}}],
                 "edges": [{"source": "event", "target": "out"}]}
                """);
        Json.Obj made = rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", "flood")
                                .put("definition", definition)
                                .build())
                .expect(201);
        Json.Obj deployed = rest.post("/workflows/" + made.text("id") + "/deploy", Json.EMPTY_OBJECT)
                .expect(200);
        return URI.create(String.valueOf(deployed.text("webhookUrl"))).getPath();
    }
}
