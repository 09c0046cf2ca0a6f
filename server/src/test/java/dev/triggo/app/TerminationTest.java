package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.RestClient.Answer;
import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a real server with work under way: what is promised is kept, and nobody is left with a cut answer. */
@Timeout(300)
class TerminationTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    /** A service that answers a path when the test opens its gate, and notes each call with its key. */
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

    private final Map<String, List<String>> calls = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private HttpServer upstream;
    private Map<String, String> settings;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            calls.computeIfAbsent(path, absent -> new java.util.concurrent.CopyOnWriteArrayList<>())
                    .add(key);
            asked.add(path);
            try {
                gates.get(path).await();
                exchange.sendResponseHeaders(200, -1);
            } catch (InterruptedException | IOException gone) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        upstream.start();
        settings = Map.of(
                "TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + upstream.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        gates.values().forEach(CountDownLatch::countDown);
        upstream.stop(0);
    }

    /** Publishes an action that asks the service at that path before it ends. */
    private void publish(RestClient rest, String slug) {
        gates.put("/" + slug, new CountDownLatch(1));
        String url = "http://127.0.0.1:" + upstream.getAddress().getPort() + "/" + slug;
        Chain.publish(rest, slug, """
                {"id": "middle", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "POST", "url": "%s"}}""".formatted(url));
    }

    private static Json wait(int seconds) {
        return Json.object().put("wait", seconds).build();
    }

    private static int ready(int port) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void awaitAsked(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            assertTrue(asked.poll(20, TimeUnit.SECONDS) != null, "the service was not asked");
        }
    }

    /** Tells the server to end and waits until it says that it is not ready any more, while steps have their time. */
    private static void terminate(ServerProcess server) throws Exception {
        server.terminate();
        while (ready(server.port()) != 503) {
            Thread.onSpinWait();
        }
    }

    @Test
    void stepsGetTheirTimeAndNothingNewIsAccepted() throws Exception {
        String run;
        try (var server = ServerProcess.start(folder, settings)) {
            var rest = new RestClient(server.port(), ServerProcess.KEY);
            var mcp = new McpClient(server.port(), "/mcp", ServerProcess.KEY, Era.MODERN);
            publish(rest, "patient");
            var waiting = CompletableFuture.supplyAsync(() -> rest.post("/actions/patient/run", wait(60)));
            var asking = mcp.send(
                    "tools/call",
                    McpClient.callOf(
                            "run_action",
                            Json.object().put("slug", "patient").put("wait", 60).build()));
            awaitAsked(2);
            terminate(server);

            Answer refused = rest.post("/actions/patient/run", wait(1));
            assertEquals(503, refused.status());
            assertEquals("OVERLOADED", refused.body().text("code"));
            assertFalse(refused.header("retry-after").isEmpty());
            Json.Obj overMcp =
                    mcp.call("run_action", Json.object().put("slug", "patient").build());
            assertEquals("OVERLOADED", ((Json.Obj) overMcp.get("structuredContent")).text("code"));
            assertEquals(
                    2,
                    rest.get("/runs").expect(200).get("runs") instanceof Json.Arr runs
                            ? runs.items().size()
                            : 0);

            gates.get("/patient").countDown();
            Json.Obj ended = waiting.join().expect(200);
            assertEquals("succeeded", ended.text("status"));
            run = ended.text("runId");
            Json.Obj alsoEnded = (Json.Obj) asking.reply().join().result().get("structuredContent");
            assertEquals("succeeded", alsoEnded.text("status"));
            // Nothing is under way any more: there is nothing to wait for.
            assertTrue(server.awaitEnd(Wiring.GRACE.minusSeconds(3)), "it goes on though all has ended");
        }
        try (var again = ServerProcess.start(folder, settings)) {
            var rest = new RestClient(again.port(), ServerProcess.KEY);
            assertEquals("succeeded", rest.get("/runs/" + run).expect(200).text("status"));
            assertEquals(2, calls.get("/patient").size());
        }
    }

    /** How long it takes is judged by {@code WaitingCampaignTest}; here, what it may take. */
    @Test
    void whatItWaitsForEndsBeforeItIsKilled() {
        Duration all = Wiring.GRACE.plus(Wiring.LAST_WORDS);
        assertTrue(all.compareTo(Duration.ofSeconds(24)) < 0, () -> "a second is left after " + all);
    }

    @Test
    void whatDoesNotEndInTimeGoesOnAfterTheRestart() throws Exception {
        String run;
        String sleeper;
        try (var server = ServerProcess.start(folder, settings)) {
            var rest = new RestClient(server.port(), ServerProcess.KEY);
            publish(rest, "slow");
            Chain.publish(
                    rest, "sleeper", "{\"id\": \"middle\", \"type\": \"wait\", \"config\": {\"durationMs\": 20000}}");
            sleeper = rest.post("/actions/sleeper/run", wait(0)).expect(202).text("runId");
            var waiting = CompletableFuture.supplyAsync(() -> rest.post("/actions/slow/run", wait(60)));
            awaitAsked(1);
            run = newest(rest);
            HttpResponse<java.util.stream.Stream<String>> events = HTTP.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + server.port() + "/api/v1/runtime/runs/" + run + "/events"))
                            .header("authorization", "Bearer " + ServerProcess.KEY)
                            .header("accept", "text/event-stream")
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            var streamed = CompletableFuture.supplyAsync(() -> events.body().collect(Collectors.joining("\n")));

            terminate(server);
            assertEquals("running", rest.get("/runs/" + run).expect(200).text("status"));
            assertTrue(server.awaitEnd(Duration.ofSeconds(60)), "it did not end");

            // Accepted is what it is, whatever became of the wait; and a stream ends as streams do.
            Json.Obj accepted = waiting.join().expect(202);
            assertEquals(run, accepted.text("runId"));
            assertEquals("running", accepted.text("status"));
            assertTrue(streamed.join().contains("step_started"));
        }
        gates.get("/slow").countDown();
        try (var again = ServerProcess.start(folder, settings)) {
            var rest = new RestClient(again.port(), ServerProcess.KEY);
            for (String each : List.of(run, sleeper)) {
                assertEquals(
                        "succeeded",
                        rest.get("/runs/" + each + "?wait=30").expect(200).text("status"));
            }
            List<String> keys = calls.get("/slow");
            assertEquals(List.of(keys.getFirst(), keys.getFirst()), keys);
            assertFalse(rest.get("/runs/" + run + "/events").expect(200).write().contains("step_failed"));
        }
    }

    private static String newest(RestClient rest) {
        Json.Obj page = rest.get("/runs?limit=1").expect(200);
        return ((Json.Obj) ((Json.Arr) page.get("runs")).items().getFirst()).text("runId");
    }
}
