package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.PASSWORD;
import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.access.CreatedKey;
import dev.triggo.access.KeyCaps;
import dev.triggo.access.NewKey;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.Chain;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one PostgreSQL: whatever is done through one holds on the other, as if there were only one. */
@Timeout(240)
class TwoServersTest {
    /** It is a second by design, which KeyringTest shows by a clock of its own; a busy machine may stand still for as long. */
    private static final long SOON_NANOS = 10_000_000_000L;

    @TempDir
    static Path folder;

    private static final Map<String, CountDownLatch> HELD = new ConcurrentHashMap<>();
    private static final Map<String, Integer> CALLS = new ConcurrentHashMap<>();
    private static HttpServer upstream;
    private static Map<String, String> settings;
    private static RunningServer first;
    private static RunningServer second;
    private static RestClient a;
    private static RestClient b;

    @BeforeAll
    static void start() throws Exception {
        upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 64);
        upstream.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            CALLS.merge(path, 1, Integer::sum);
            exchange.getRequestBody().readAllBytes();
            awaitRelease(path);
            byte[] body = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(path.startsWith("/broken") && CALLS.get(path) == 1 ? 500 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.start();
        settings = Map.of(
                "DATABASE_URL",
                TestDatabase.freshPostgresUrl(),
                "ENCRYPTION_KEY",
                "0123456789abcdef".repeat(4),
                "TRIGGO_EGRESS_ALLOW",
                "127.0.0.1:" + upstream.getAddress().getPort());
        first = RunningServer.start(folder.resolve("a"), settings);
        second = RunningServer.start(folder.resolve("b"), settings);
        a = new RestClient(first.port(), RunningServer.KEY);
        b = new RestClient(second.port(), RunningServer.KEY);
    }

    @AfterAll
    static void stop() {
        HELD.values().forEach(CountDownLatch::countDown);
        first.close();
        second.close();
        upstream.stop(0);
    }

    private static void awaitRelease(String path) {
        if (!path.startsWith("/held")) {
            return;
        }
        try {
            HELD.computeIfAbsent(path, p -> new CountDownLatch(1)).await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static void release(String path) {
        HELD.computeIfAbsent(path, p -> new CountDownLatch(1)).countDown();
    }

    private static void awaitCall(String path) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!CALLS.containsKey(path)) {
            assertTrue(System.nanoTime() < until, path + " was not called");
            Thread.onSpinWait();
        }
    }

    private static String call(String id, String path, String options) {
        return """
                {"id": "%s", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "POST", "url": "http://127.0.0.1:%d%s"}, "options": %s}""".formatted(id, upstream.getAddress().getPort(), path, options);
    }

    private static RestClient.Answer run(RestClient where, String slug, int wait) {
        Json body = Json.object()
                .put("input", Json.EMPTY_OBJECT)
                .put("wait", Json.of(wait))
                .build();
        return where.post("/actions/" + slug + "/run", body);
    }

    private static String begin(RestClient where, String slug) {
        return String.valueOf(run(where, slug, 0).expect(202).text("runId"));
    }

    private static Json.Obj end(RestClient where, String run) {
        return where.get("/runs/" + run + "?wait=30").expect(200);
    }

    @Test
    void publishesStopsAndRollsBackForBoth() {
        String id = Chain.publish(a, "published");
        assertEquals("succeeded", run(b, "published", 10).expect(200).text("status"));
        b.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
        assertEquals("ACTION_UNAVAILABLE", run(a, "published", 0).expect(409).text("code"));
        a.post(
                        "/workflows/" + id + "/rollback",
                        Json.object().put("version", Json.of(1)).build())
                .expect(200);
        assertEquals("2", run(b, "published", 10).expect(200).get("version").write());
    }

    @Test
    void aKeyThatIsRevokedFailsOnBothSoon() {
        LocalData data = LocalData.open(RunningServer.settings(folder.resolve("a"), settings));
        try {
            var asked = new NewKey("both", List.of("actions:read"), new PersonId("ada"), null, null);
            CreatedKey key = data.keys().create(data.workspace().id(), asked, new KeyCaps(1_000_000, null));
            var withKey =
                    List.of(new RestClient(first.port(), key.secret()), new RestClient(second.port(), key.secret()));
            long made = System.nanoTime();
            for (RestClient client : withKey) {
                while (client.get("/actions").status() != 200) {
                    assertTrue(System.nanoTime() - made < SOON_NANOS, "the key does not work yet");
                }
            }
            data.keys().revoke(data.workspace().id(), key.key().id());
            long revoked = System.nanoTime();
            for (RestClient client : withKey) {
                // Whoever goes on with it for long is told 429, as one who guesses.
                while (client.get("/actions").status() == 200) {
                    assertTrue(System.nanoTime() - revoked < SOON_NANOS, "the key works on");
                }
            }
        } finally {
            data.close();
        }
    }

    @Test
    void oneIdempotencyKeyIsOneRunWhicheverServerIsAskedByWhicheverDoor() {
        Chain.publish(a, "keyed", call("post", "/keyed", "{}"));
        Json body = Json.object()
                .put("input", Json.EMPTY_OBJECT)
                .put("wait", Json.of(20))
                .build();
        Json.Obj overMcp = Json.object()
                .put("slug", "keyed")
                .put("input", Json.EMPTY_OBJECT)
                .put("wait", 20)
                .put("idempotencyKey", "one")
                .build();
        List<McpClient> doors = List.of(
                new McpClient(first.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN),
                new McpClient(second.port(), "/mcp", RunningServer.KEY, McpClient.Era.LEGACY));
        Race.Results<Json.Obj> answers = Race.run(
                16,
                i -> i % 4 < 2
                        ? (i % 2 == 0 ? a : b)
                                .post("/actions/keyed/run", body, "Idempotency-Key", "one")
                                .expect(200)
                        : doors.get(i % 2).give("run_action", overMcp));
        assertEquals(List.of(), answers.faults());
        var ids = new HashSet<String>();
        answers.values().forEach(answer -> ids.add(answer.text("id")));
        assertEquals(1, ids.size(), ids::toString);
        answers.values().forEach(answer -> assertEquals("succeeded", answer.text("status"), answer::write));
        assertEquals(1, CALLS.get("/keyed"));
    }

    @Test
    void whoWaitsOrWatchesOnTheOtherServerSeesTheSameAtOnce() throws Exception {
        Chain.publish(a, "watched", call("post", "/held-watched", "{}"));
        String run = begin(a, "watched");
        awaitCall("/held-watched");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var stream = CompletableFuture.supplyAsync(
                    () -> b.send("GET", "/runs/" + run + "/events", null, "accept", "text/event-stream"), threads);
            var waited = CompletableFuture.supplyAsync(() -> end(b, run), threads);
            release("/held-watched");
            assertEquals("succeeded", waited.get(20, TimeUnit.SECONDS).text("status"));
            String text = stream.get(20, TimeUnit.SECONDS).response().body();
            var events =
                    (Json.Arr) a.get("/runs/" + run + "/events").expect(200).get("events");
            for (Json event : events.items()) {
                assertTrue(text.contains(event.write()), () -> event.write() + " is not in " + text);
            }
            assertTrue(text.contains("run_succeeded"), text);
        }
    }

    @Test
    void decidesOnOneWhatWasStartedOnTheOther() {
        String gate = "{\"requiresApproval\": {\"title\": \"Sure?\"}}";
        Chain.publish(a, "gated", call("post", "/gated", gate));
        String run = String.valueOf(run(a, "gated", 10).expect(202).text("runId"));
        Json yes = Json.object().put("decision", "approved").build();
        b.post("/runs/" + run + "/approve", yes).expect(200);
        assertEquals("succeeded", end(a, run).text("status"));
        Json.Obj again = a.post("/runs/" + run + "/approve", yes).expect(409);
        assertTrue(again.write().contains("\"status\":\"approved\""), again::write);
        assertEquals(1, CALLS.get("/gated"));
    }

    @Test
    void cancelsOnOneWhatRunsOnTheOtherAndWhatItHasCalled() {
        Chain.publish(a, "inner", call("post", "/held-inner", "{}"));
        Chain.publish(b, "outer", "{\"id\": \"c\", \"type\": \"call_action\", \"config\": {\"slug\": \"inner\"}}");
        String run = begin(a, "outer");
        awaitCall("/held-inner");
        assertEquals(
                "cancelled",
                b.post("/runs/" + run + "/cancel", Json.EMPTY_OBJECT)
                        .expect(200)
                        .text("status"));
        var called = (Json.Arr) b.get("/runs?action=inner").expect(200).get("runs");
        assertEquals(1, called.items().size(), called::write);
        String child = String.valueOf(((Json.Obj) called.items().getFirst()).text("id"));
        assertEquals("cancelled", end(a, child).text("status"));
        assertEquals(
                "RUN_NOT_CANCELLABLE",
                a.post("/runs/" + run + "/cancel", Json.EMPTY_OBJECT)
                        .expect(409)
                        .text("code"));
    }

    @Test
    void deletesOnOneTheWorkspaceThatRunsOnTheOther() throws IOException {
        var ada = new PageClient(first.port());
        // The server that was started last has made the token that holds.
        String token = Files.readString(folder.resolve("b").resolve("setup-token"));
        ada.post(
                        "/setup",
                        fields("token", token.strip(), "email", "ada@example.com", "name", "Ada", "password", PASSWORD))
                .expect(201);
        Json.Obj made = ada.post("/workspaces", fields("name", "Doomed")).expect(201);
        ada.post("/workspace", fields("workspace", String.valueOf(made.text("id"))))
                .expect(204);
        var there = new RestClient(second.port(), TwoWorkspaces.fullKey(ada));
        Chain.publish(there, "doomed", call("one", "/held-doomed", "{}"), call("two", "/after-doomed", "{}"));
        begin(there, "doomed");
        awaitCall("/held-doomed");
        ada.post("/workspace/delete", fields("name", "Doomed", "password", PASSWORD))
                .expect(200);
        untilUnknown(there).expect(401);
        try (var database = Database.open(new StoreSettings(folder, settings.get("DATABASE_URL")))) {
            String runs = "SELECT COUNT(*) AS n FROM runs WHERE workspace_id = ?";
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (database.read(tx -> tx.first(runs, row -> row.number("n"), made.text("id"))
                            .orElse(0L))
                    > 0) {
                assertTrue(System.nanoTime() < until, "its run is still there");
                Thread.onSpinWait();
            }
        }
        release("/held-doomed");
        assertEquals("succeeded", run(b, anotherThatEnds(), 20).expect(200).text("status"));
        assertFalse(CALLS.containsKey("/after-doomed"), "a step began after the deletion");
    }

    private static String anotherThatEnds() {
        Chain.publish(a, "not-doomed", call("one", "/not-doomed", "{}"));
        return "not-doomed";
    }

    /** The other server hears a little later that a key is gone: what listens with it is then ended. */
    private static RestClient.Answer untilUnknown(RestClient caller) {
        caller.postToRoot(
                "/mcp",
                """
                {"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": {
                  "notifications": {"toolsListChanged": true},
                  "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
                    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
                    "io.modelcontextprotocol/clientCapabilities": {}}}}""",
                "accept",
                "application/json, text/event-stream",
                "mcp-protocol-version",
                "2026-07-28",
                "mcp-method",
                "subscriptions/listen");
        return caller.get("/workflows");
    }

    @Test
    void replaysOnOneWhatFailedOnTheOther() {
        Chain.publish(a, "replayed", call("one", "/replayed-one", "{}"), call("two", "/broken-replayed", "{}"));
        Json.Obj failed = run(a, "replayed", 20).expect(200);
        assertEquals("failed", failed.text("status"), failed::write);
        Json.Obj accepted = b.post("/runs/" + failed.text("id") + "/replay", Json.EMPTY_OBJECT)
                .expect(202);
        Json.Obj replay = end(a, String.valueOf(accepted.text("runId")));
        assertEquals("succeeded", replay.text("status"), replay::write);
        assertEquals(failed.text("id"), replay.text("replayOf"));
        assertEquals(1, CALLS.get("/replayed-one"), "what had succeeded is not repeated");
        assertEquals(2, CALLS.get("/broken-replayed"));
    }

    @Test
    void failuresOnBothTogetherPauseAWorkflow() {
        Chain.publish(a, "failing", "{\"id\": \"n\", \"type\": \"stop_and_error\", \"config\": {\"message\": \"no\"}}");
        for (RestClient where : List.of(a, b, a)) {
            assertEquals("failed", run(where, "failing", 10).expect(200).text("status"));
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (RestClient where : List.of(a, b)) {
            while (run(where, "failing", 0).status() != 409) {
                assertTrue(System.nanoTime() < until, "it is not paused");
            }
        }
    }

    @Test
    void oneOfTwoChangesOfADraftWins() {
        String id = Chain.publish(a, "drafted");
        Json.Obj now = b.get("/workflows/" + id).expect(200);
        Json change = Json.object()
                .put("expectedRevision", now.get("revision"))
                .put("name", "changed")
                .put("definition", now.get("definition"))
                .build();
        Race.Results<Integer> answers = Race.run(
                2, i -> (i == 0 ? a : b).put("/workflows/" + id, change).status());
        assertEquals(List.of(200, 409), answers.values().stream().sorted().toList());
    }
}
