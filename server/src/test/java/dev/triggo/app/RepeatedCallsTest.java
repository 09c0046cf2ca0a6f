package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A call that is sent again with its idempotency key, over whichever door, is the call that was sent before. */
@Timeout(120)
class RepeatedCallsTest {
    @TempDir
    static Path folder;

    private static final Map<String, Integer> CALLS = new ConcurrentHashMap<>();
    private static final Semaphore ASKED = new Semaphore(0);
    private static final CountDownLatch ANSWER = new CountDownLatch(1);
    private static HttpServer upstream;
    private static RunningServer server;
    private static RestClient rest;
    private static McpClient mcp;

    @BeforeAll
    static void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 64);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            CALLS.merge(path, 1, Integer::sum);
            ASKED.release();
            try {
                boolean in = !path.startsWith("/held") || ANSWER.await(60, TimeUnit.SECONDS);
                exchange.sendResponseHeaders(in && !path.startsWith("/broken") ? 200 : 500, -1);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        upstream.start();
        server = RunningServer.start(
                folder,
                Map.of(
                        "TRIGGO_EGRESS_ALLOW",
                        "127.0.0.1:" + upstream.getAddress().getPort()));
        rest = new RestClient(server.port(), RunningServer.KEY);
        mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, Era.MODERN);
    }

    @AfterAll
    static void stop() {
        ANSWER.countDown();
        server.close();
        upstream.stop(0);
    }

    private static Json.Obj definition(String schema, String path) {
        return (Json.Obj) Json.parse("""
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": %s}},
                  {"id": "pay", "type": "connector", "connector": "http-request", "operation": "http_request",
                   "config": {"method": "POST", "url": "http://127.0.0.1:%d%s"}},
                  {"id": "output", "type": "return_output", "config": {"output": {"done": true}}}],
                 "edges": [{"source": "input", "target": "pay"}, {"source": "pay", "target": "output"}]}
                """.formatted(schema, upstream.getAddress().getPort(), path));
    }

    private static String publish(String slug, String schema, String path) {
        Json draft = Json.object()
                .put("name", slug)
                .put("definition", definition(schema, path))
                .build();
        String id = String.valueOf(rest.post("/workflows", draft).expect(201).text("id"));
        deploy(id, slug);
        return id;
    }

    private static void deploy(String id, String slug) {
        rest.post(
                        "/workflows/" + id + "/deploy",
                        Json.object().put("slug", slug).build())
                .expect(200);
    }

    private static RestClient.Answer call(String slug, String body, String key) {
        return rest.send("POST", "/actions/" + slug + "/run", body, "Idempotency-Key", key);
    }

    private static String told(String slug, String body, String key) {
        RestClient.Answer answer = call(slug, body, key);
        assertTrue(answer.status() / 100 == 2, () -> slug + " with " + body + ": " + answer.body());
        return String.valueOf(answer.body().text("runId"));
    }

    private static Json.Obj overMcp(String slug, String input, String key) {
        return (Json.Obj) mcp.call(
                        "run_action",
                        Json.object()
                                .put("slug", slug)
                                .put("input", Json.parse(input))
                                .put("idempotencyKey", key)
                                .build())
                .get("structuredContent");
    }

    private static Json.Obj end(String run) {
        return rest.get("/runs/" + run + "?wait=30").expect(200);
    }

    /** The same run over both doors, said to be a repetition, and nothing is done a second time. */
    private static void assertTheSame(String slug, String run, String key) {
        RestClient.Answer again = call(slug, "{\"input\":{\"n\":1},\"wait\":20}", key);
        assertEquals(run, again.expect(200).text("runId"));
        assertEquals("true", again.header("idempotency-replayed"));
        assertEquals(run, overMcp(slug, "{\"n\":1}", key).text("runId"));
        assertEquals(end(run), again.body());
    }

    /** Whoever got no answer and asks again must not hear that what has happened cannot happen. */
    @Test
    void whatWasAcceptedIsToldWhateverHasBecomeOfTheActionMeanwhile() {
        String id = publish("changing", "{\"type\":\"object\"}", "/changing");
        String run = told("changing", "{\"input\":{\"n\":1}}", "k");
        assertEquals("succeeded", end(run).text("status"));
        assertTheSame("changing", run, "k");

        // It takes other input now.
        Json.Obj stricter = Json.object()
                .put("name", "changing")
                .put("definition", definition("{\"type\":\"object\",\"required\":[\"more\"]}", "/changing"))
                .build();
        rest.put("/workflows/" + id, stricter).expect(200);
        deploy(id, "changing");
        assertTheSame("changing", run, "k");
        call("changing", "{\"input\":{\"n\":1}}", "another").expect(422);
        call("changing", "{\"input\":{\"n\":2}}", "k").expect(422);

        rest.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
        assertTheSame("changing", run, "k");
        call("changing", "{\"input\":{\"n\":1}}", "another").expect(409);

        rest.delete("/workflows/" + id).expect(200);
        assertTheSame("changing", run, "k");
        call("changing", "{\"input\":{\"n\":1}}", "another").expect(404);
        assertEquals(1, CALLS.get("/changing"));
    }

    @Test
    void aCallWhoseOwnFailurePausedTheActionIsTold() {
        publish("broken", "{\"type\":\"object\"}", "/broken");
        var runs = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            runs.add(told("broken", "{\"input\":{\"n\":1}}", "k" + i));
            assertEquals("failed", end(runs.get(i)).text("status"));
        }
        assertEquals(
                "ACTION_UNAVAILABLE", call("broken", "{}", "new").expect(409).text("code"));
        for (int i = 0; i < 3; i++) {
            assertTheSame("broken", runs.get(i), "k" + i);
        }
        String replay =
                String.valueOf(rest.get("/runs/" + runs.getFirst()).expect(200).text("runId"));
        rest.send("POST", "/runs/" + replay + "/replay", "{}", "Idempotency-Key", "r")
                .expect(409);
        assertEquals(3, CALLS.get("/broken"));
    }

    @Test
    void aReplayThatIsAskedForAgainIsTheSameAlsoOnceTheActionIsStopped() {
        String id = publish("replayed", "{\"type\":\"object\"}", "/broken-once");
        String failed = told("replayed", "{\"input\":{\"n\":1}}", "k");
        assertEquals("failed", end(failed).text("status"));
        Json.Obj first = rest.send("POST", "/runs/" + failed + "/replay", "{}", "Idempotency-Key", "r")
                .expect(202);
        end(String.valueOf(first.text("runId")));
        rest.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
        RestClient.Answer again = rest.send("POST", "/runs/" + failed + "/replay", "{}", "Idempotency-Key", "r");
        assertEquals(first.text("runId"), again.expect(202).text("runId"));
        assertEquals("true", again.header("idempotency-replayed"));
        rest.send("POST", "/runs/" + failed + "/replay", "{}", "Idempotency-Key", "r2")
                .expect(409);
    }

    @Test
    void noBodyIsTheSameAsAnEmptyOne() {
        publish("bodiless", "{\"type\":\"object\"}", "/broken-bodiless");
        String failed = String.valueOf(rest.send("POST", "/actions/bodiless/run", null, "Idempotency-Key", "k")
                .expect(202)
                .text("runId"));
        assertEquals(failed, told("bodiless", "{}", "k"));
        assertEquals("failed", end(failed).text("status"));
        Json.Obj replay = rest.send("POST", "/runs/" + failed + "/replay", null, "Idempotency-Key", "r")
                .expect(202);
        assertEquals(
                replay.text("runId"),
                rest.send("POST", "/runs/" + failed + "/replay", "{}", "Idempotency-Key", "r")
                        .expect(202)
                        .text("runId"));
    }

    /** Each route of the runtime takes a call without a body exactly where its document says so. */
    @Test
    void bodiesMayBeLeftOutWhereTheDocumentSaysSo() {
        var told = new TreeSet<String>();
        var taken = new TreeSet<String>();
        for (Route route : server.routes()) {
            Route.Doc doc = route.doc();
            if (doc == null || doc.requestBody() == null || !route.path().startsWith("/api/v1/runtime/")) {
                continue;
            }
            String path = route.path().replace("/api/v1/runtime", "");
            if (doc.bodyLess()) {
                told.add(route.method() + " " + path);
            }
            RestClient.Answer answer = rest.send(route.method(), path.replaceAll("\\{\\w+}", "none"), null);
            if (answer.status() != 415) {
                taken.add(route.method() + " " + path);
            }
        }
        assertFalse(told.isEmpty());
        assertEquals(told, taken);
    }

    @Test
    void bodiesThatMeanTheSameAreTheSameAndOthersAreNot() {
        publish("meaning", "{\"type\":\"object\"}", "/meaning");
        String run =
                told("meaning", "{\"input\":{\"a\":1,\"b\":[1.50,\"\\u00e9\"],\"c\":{\"x\":null,\"y\":1e2}}}", "k");
        for (String same : List.of(
                "{\"input\":{\"c\":{\"y\":100,\"x\":null},\"b\":[1.5,\"é\"],\"a\":1.0}}",
                " {\n\t\"input\" : { \"b\":[ 15e-1 , \"\\u00E9\" ], \"a\":1, \"c\":{\"x\":null,\"y\":100.0} } }\n",
                "{\"wait\":0,\"dryRun\":false,\"correlationId\":\"x\",\"input\":{\"a\":1,\"b\":[1.5,\"é\"],\"c\":{\"x\":null,\"y\":1E+2}}}")) {
            assertEquals(run, told("meaning", same, "k"), same);
        }
        for (String other : List.of(
                "{\"input\":{\"a\":1,\"b\":[\"é\",1.5],\"c\":{\"x\":null,\"y\":100}}}",
                "{\"input\":{\"a\":1,\"b\":[1.5,\"e\\u0301\"],\"c\":{\"x\":null,\"y\":100}}}",
                "{\"input\":{\"a\":1,\"b\":[1.5,\"é\"],\"c\":{\"y\":100}}}",
                "{\"input\":{\"a\":\"1\",\"b\":[1.5,\"é\"],\"c\":{\"x\":null,\"y\":100}}}",
                "{\"dryRun\":true,\"input\":{\"a\":1,\"b\":[1.5,\"é\"],\"c\":{\"x\":null,\"y\":100}}}",
                "{}")) {
            assertEquals(
                    "IDEMPOTENCY_CONFLICT",
                    call("meaning", other, "k").expect(409).text("code"),
                    other);
        }
        String empty = told("meaning", "{}", "empty");
        assertEquals(empty, told("meaning", "{\"input\":{}}", "empty"));
        assertEquals(empty, overMcp("meaning", "{}", "empty").text("runId"));
        // The key of another action is another key.
        publish("meaning-too", "{\"type\":\"object\"}", "/meaning");
        assertNotEquals(empty, told("meaning-too", "{}", "empty"));
        assertNotEquals(told("meaning", "{}", "Case"), told("meaning", "{}", "case"));
    }

    @Test
    void keysThatCannotBeAreRefusedAndStartNothing() throws IOException {
        publish("keys", "{\"type\":\"object\"}", "/keys");
        String longest = "k".repeat(255);
        assertEquals(told("keys", "{}", longest), told("keys", "{}", longest));
        assertEquals(
                told("keys", "{}", "!~\"\\"), overMcp("keys", "{}", "!~\"\\").text("runId"));
        for (String wrong : List.of("", "k".repeat(256), "a b", "a\tb", "a\u0001", "a\u007f", "k\u00e9y")) {
            Json.Obj refused = overMcp("keys", "{}", wrong);
            assertEquals("BAD_REQUEST", refused.text("code"), refused::write);
        }
        for (String header : List.of(
                "Idempotency-Key:",
                "Idempotency-Key: ",
                "Idempotency-Key: " + "k".repeat(256),
                "Idempotency-Key: a b",
                "Idempotency-Key: a\tb",
                "Idempotency-Key: k\u00e9y",
                "Idempotency-Key: a\r\nIdempotency-Key: a",
                "Idempotency-Key: a\r\nidempotency-key: b",
                "Idempotency-Key: a\r\nIdempotency-Key:")) {
            assertEquals(400, raw(header), header);
        }
        long runs = ((Json.Arr)
                        rest.get("/runs?action=keys&limit=100").expect(200).get("runs"))
                .items()
                .size();
        assertEquals(2, runs);
        // Without one, each call is a run of its own.
        String body = "{\"input\":{\"n\":1}}";
        assertNotEquals(
                rest.send("POST", "/actions/keys/run", body).expect(202).text("runId"),
                rest.send("POST", "/actions/keys/run", body).expect(202).text("runId"));
    }

    /** The status that a request with this header gets, sent as it stands. */
    private static int raw(String header) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            String request =
                    "POST /api/v1/runtime/actions/keys/run HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + RunningServer.KEY + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n" + header
                            + "\r\nConnection: close\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void whatWasRefusedLeavesItsKeyFree() {
        String id = publish("refused", "{\"type\":\"object\",\"required\":[\"n\"]}", "/refused");
        call("refused", "{}", "k").expect(422);
        call("refused", "{\"input\":7}", "k").expect(422);
        call("refused", "{\"inptu\":{}}", "k").expect(400);
        call("refused", "{\"input\":", "k").expect(400);
        new RestClient(server.port(), "trg_" + "x".repeat(32))
                .send("POST", "/actions/refused/run", "{\"input\":{\"n\":2}}", "Idempotency-Key", "k")
                .expect(401);
        rest.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
        call("refused", "{\"input\":{\"n\":2}}", "k").expect(409);
        deploy(id, "refused");
        RestClient.Answer accepted = call("refused", "{\"input\":{\"n\":1}}", "k");
        String run = String.valueOf(accepted.expect(202).text("runId"));
        assertEquals("", accepted.header("idempotency-replayed"));
        assertTheSame("refused", run, "k");
        assertEquals(1, CALLS.get("/refused"));
    }

    @Test
    void aCallerThatLeftAndComesBackFindsItsRun() throws Exception {
        publish("left", "{\"type\":\"object\"}", "/held/left");
        String body = "{\"input\":{\"n\":1},\"wait\":50}";
        for (int time = 0; time < 3; time++) {
            try (var socket = new Socket("127.0.0.1", server.port())) {
                String request =
                        "POST /api/v1/runtime/actions/left/run HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + RunningServer.KEY + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length() + "\r\nIdempotency-Key: k\r\n\r\n" + body;
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                // It hangs up as soon as its run is under way, or is known to be.
                assertTrue(time > 0 || ASKED.tryAcquire(20, TimeUnit.SECONDS), "nothing was begun");
            }
        }
        String run = told("left", "{\"input\":{\"n\":1}}", "k");
        assertEquals("running", rest.get("/runs/" + run).expect(200).text("status"));
        ANSWER.countDown();
        assertEquals("succeeded", end(run).text("status"));
        assertTheSame("left", run, "k");
        assertEquals(1, CALLS.get("/held/left"));
    }
}
