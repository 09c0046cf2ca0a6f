package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.Cable;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server whose PostgreSQL goes away and comes back: it says so, loses nothing, and works again by itself. */
@Timeout(240)
class StoreAwayTest {
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** In which way the store is away. */
    enum Away {
        CUT,
        SILENT
    }

    @TempDir
    Path folder;

    private HeldService upstream;
    private String direct;
    private Cable cable;
    private RunningServer server;
    private RestClient rest;

    @BeforeEach
    void start() throws IOException {
        upstream = new HeldService();
        direct = TestDatabase.freshPostgresUrl();
        cable = new Cable(direct);
        server = RunningServer.start(
                folder,
                Map.of(
                        "DATABASE_URL",
                        cable.url() + "?socketTimeout=5&loginTimeout=5",
                        "ENCRYPTION_KEY",
                        "0123456789abcdef".repeat(4),
                        "TRIGGO_EGRESS_ALLOW",
                        upstream.host()));
        rest = new RestClient(server.port(), RunningServer.KEY);
    }

    @AfterEach
    void stop() throws IOException {
        upstream.release();
        cable.mend();
        server.close();
        upstream.close();
        cable.close();
    }

    private void publish(String slug, String first, String second) {
        Chain.publish(rest, slug, first, second);
    }

    private String begin(String slug) {
        return Chain.begin(rest, slug);
    }

    private Json.Obj end(String run) {
        return rest.get("/runs/" + run + "?wait=40").expect(200);
    }

    private void awaitWorking() {
        long since = System.nanoTime();
        while (rest.post("/actions/held/run", Json.EMPTY_OBJECT).status() != 202) {
            assertTrue(System.nanoTime() - since < SOON_NANOS, "it does not work again");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyDoorSaysSoAndAllGoesOnAfterwards(Away away) throws Exception {
        // The store is away for longer than the second step may take.
        publish(
                "held",
                upstream.call("first", "/held", "{}"),
                upstream.call("second", "/second", "{\"timeoutMs\": 4000}"));
        publish(
                "gated",
                upstream.call("first", "/gated", "{\"requiresApproval\": {\"title\": \"Sure?\"}}"),
                upstream.call("second", "/second", "{}"));
        String held = begin("held");
        assertTrue(upstream.awaitHeld(1));
        String gated = begin("gated");
        assertEquals(
                "waiting_for_approval",
                rest.get("/runs/" + gated + "?wait=20").expect(200).text("status"));

        switch (away) {
            case CUT -> cable.cut();
            case SILENT -> cable.fallSilent();
        }
        awaitNotReady();
        upstream.release();
        Json yes = Json.parse("{\"decision\": \"approved\"}");
        assertAway(rest.get("/actions"));
        assertAway(rest.post("/actions/held/run", Json.EMPTY_OBJECT, "Idempotency-Key", "k"));
        assertAway(rest.post("/runs/" + gated + "/approve", yes));
        assertAway(rest.post("/workflows", Json.parse("{\"name\": \"x\"}")));
        assertEquals(200, rest.getFromRoot("/healthz").status());
        McpClient.Reply overMcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, Era.MODERN)
                .request("tools/call", McpClient.callOf("list_runs", Json.EMPTY_OBJECT));
        assertTrue(overMcp.last().write().contains("OVERLOADED"), overMcp::toString);

        cable.mend();
        awaitWorking();
        assertEquals(200, rest.getFromRoot("/readyz").status());
        assertEquals("succeeded", end(held).text("status"));
        assertEquals(1, upstream.calls("/second", held));
        rest.post("/runs/" + gated + "/approve", yes).expect(200);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!"succeeded".equals(end(gated).text("status"))) {
            assertTrue(System.nanoTime() < until, () -> end(gated).write());
        }
        assertEquals(1, upstream.calls("/gated", gated));
    }

    private void awaitNotReady() {
        long since = System.nanoTime();
        while (rest.getFromRoot("/readyz").status() == 200) {
            assertTrue(System.nanoTime() - since < SOON_NANOS, "it says that it is ready");
        }
    }

    private static void assertAway(RestClient.Answer answer) {
        assertEquals(503, answer.status(), answer.body()::write);
        assertEquals("OVERLOADED", answer.body().text("code"));
        assertFalse(answer.header("retry-after").isEmpty());
    }

    /** As a store does that is restarted over and over, or a proxy before it. */
    @Test
    void connectionsThatEndAgainAndAgainStopNoRun() throws Exception {
        publish("busy", upstream.call("first", "/first", "{}"), upstream.call("second", "/second", "{}"));
        var over = new CountDownLatch(1);
        Thread operator = Thread.ofVirtual().start(() -> endConnections(over));
        var runs = new ArrayList<String>();
        try {
            Race.Results<List<String>> begun = Race.run(6, caller -> {
                var mine = new ArrayList<String>();
                for (int i = 0; i < 25; i++) {
                    mine.add(insist("busy", caller + "-" + i));
                }
                return mine;
            });
            assertEquals(List.of(), begun.faults());
            begun.values().forEach(runs::addAll);
        } finally {
            over.countDown();
            operator.join();
        }
        assertEquals(150, runs.stream().distinct().count());
        for (String run : runs) {
            assertEquals("succeeded", end(run).text("status"), run);
        }
        long known = ((Json.Arr)
                        rest.get("/runs?action=busy&limit=100").expect(200).get("runs"))
                .items()
                .size();
        assertEquals(100, known);
        try (var database = Database.open(new StoreSettings(folder, direct))) {
            long there = database.read(tx -> tx.first("SELECT COUNT(*) AS n FROM runs", row -> row.number("n"))
                    .orElseThrow());
            assertEquals(150, there);
        }
    }

    /** Slower, and not wrong: what is accepted is done, once; nobody piles up connections; and then it is as before. */
    @Test
    void aStoreFarAwayOnABadLineMakesItSlowAndNothingElse() throws Exception {
        publish("far", upstream.call("first", "/first", "{}"), upstream.call("second", "/second", "{}"));
        cable.slowDown();
        Race.Results<List<String>> begun = Race.run(
                6,
                caller -> IntStream.range(0, 2)
                        .mapToObj(i -> insist("far", caller + "-" + i))
                        .toList());
        assertEquals(List.of(), begun.faults());
        List<String> runs = begun.values().stream().flatMap(List::stream).toList();
        assertEquals(12, runs.stream().distinct().count());
        assertEquals(200, rest.getFromRoot("/healthz").status());
        try (var database = Database.open(new StoreSettings(folder, direct))) {
            long connections = database.read(tx -> tx.first(
                            "SELECT COUNT(*) AS n FROM pg_stat_activity"
                                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                            row -> row.number("n"))
                    .orElseThrow());
            assertTrue(connections <= 12 + 3, () -> connections + " connections");
        }
        for (String run : runs) {
            awaitSucceeded(run);
            assertEquals(1, upstream.calls("/first", run));
            assertEquals(1, upstream.calls("/second", run));
        }
        cable.mend();
        awaitSucceeded(insist("far", "near-again"));
    }

    private void awaitSucceeded(String run) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (true) {
            RestClient.Answer answer = rest.get("/runs/" + run + "?wait=20");
            String status = answer.status() == 200 ? answer.body().text("status") : "";
            if ("succeeded".equals(status)) {
                return;
            }
            assertTrue(List.of("", "running", "accepted").contains(status), answer.body()::write);
            assertTrue(System.nanoTime() < until, answer.body()::write);
        }
    }

    private void endConnections(CountDownLatch over) {
        try (var database = Database.open(new StoreSettings(folder, direct))) {
            while (!over.await(250, TimeUnit.MILLISECONDS)) {
                database.read(tx -> tx.list(
                        "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                        row -> row.text("ended")));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends it again until it is taken, as a caller does that was told to come again. */
    private String insist(String slug, String key) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            RestClient.Answer answer =
                    rest.post("/actions/" + slug + "/run", Json.EMPTY_OBJECT, "Idempotency-Key", key);
            if (answer.status() == 202) {
                return String.valueOf(answer.body().text("runId"));
            }
            assertAway(answer);
            assertTrue(System.nanoTime() < until, "it takes nothing any more");
        }
    }

    @Test
    void aStoreThatOnlyReadsIsReadAndOneThatTakesNoConnectionsIsAway() throws Exception {
        publish("plain", upstream.call("first", "/first", "{}"), upstream.call("second", "/second", "{}"));
        String run = begin("plain");
        assertEquals("succeeded", end(run).text("status"));
        String name = direct.substring(direct.lastIndexOf('/') + 1);
        try (var database = Database.open(new StoreSettings(folder, TestDatabase.freshPostgresUrl()))) {
            database.write(tx -> tx.update("ALTER DATABASE " + name + " SET default_transaction_read_only = on"));
            cable.cut();
            cable.mend();
            RestClient.Answer refused = rest.post("/actions/plain/run", Json.EMPTY_OBJECT);
            assertAway(refused);
            assertEquals("succeeded", rest.get("/runs/" + run).expect(200).text("status"));
            assertAway(rest.post("/workflows", Json.parse("{\"name\": \"x\"}")));
            database.write(tx -> tx.update("ALTER DATABASE " + name + " RESET default_transaction_read_only"));
            insist("plain", "writes-again");

            database.write(tx -> tx.update("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false"));
            cable.cut();
            cable.mend();
            assertAway(rest.post("/actions/plain/run", Json.EMPTY_OBJECT));
            assertAway(rest.get("/runs/" + run));
            database.write(tx -> tx.update("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true"));
        }
        assertEquals("succeeded", end(insist("plain", "connects-again")).text("status"));
    }
}
