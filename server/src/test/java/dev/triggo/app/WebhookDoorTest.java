package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.RestClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A webhook as the server that sends to it sees it. */
@Timeout(120)
class WebhookDoorTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static RestClient rest;

    @BeforeAll
    static void start() {
        server = RunningServer.start(folder, Map.of());
        rest = new RestClient(server.port(), RunningServer.KEY);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String create(String name, String config) {
        Json definition = Json.parse("""
                {"nodes":[{"id":"trigger_1","type":"trigger","connector":"inbound-webhook","operation":"inbound_webhook","config":%s},
                          {"id":"return_output","type":"return_output","config":{"output":"{{trigger_1.body}}"}}],
                 "edges":[{"id":"e1","source":"trigger_1","target":"return_output"}]}
                """.formatted(config));
        return String.valueOf(rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", name)
                                .put("definition", definition)
                                .build())
                .expect(201)
                .text("id"));
    }

    /** The path of its address, which is told below the public one. */
    private static String deploy(String workflow) {
        Json.Obj deployed = rest.post("/workflows/" + workflow + "/deploy", Json.EMPTY_OBJECT)
                .expect(200);
        assertEquals("event_driven", deployed.text("type"));
        String url = String.valueOf(deployed.text("webhookUrl"));
        String base = "https://triggo.example.com";
        assertTrue(url.startsWith(base + "/webhooks/"), url);
        return url.substring(base.length());
    }

    private static HttpRequest request(String path, String type, HttpRequest.BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(40))
                .POST(body);
        return (type.isEmpty() ? request : request.header("content-type", type)).build();
    }

    private static HttpResponse<String> send(String path, String type, String body) throws Exception {
        return CLIENT.send(
                request(path, type, HttpRequest.BodyPublishers.ofString(body)), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anEventIsAcceptedAndItsRunCanBeRead() throws Exception {
        String path = deploy(create("hook", "{}"));
        HttpResponse<String> answer = send(path + "?a=1", "application/json", "{\"order\":17}");
        assertEquals(202, answer.statusCode(), answer.body());
        String run = String.valueOf(((Json.Obj) Json.parse(answer.body())).text("runId"));
        Json.Obj read = rest.get("/runs/" + run + "?wait=20").expect(200);
        assertEquals("webhook", read.text("source"));
        assertEquals(Json.parse("{\"order\":17}"), read.get("output"));
        Json.Obj listed = rest.get("/runs?source=webhook").expect(200);
        assertTrue(listed.write().contains(run));
        assertEquals(run, answer.headers().firstValue("triggo-run-id").orElse(""));
    }

    @Test
    void whoWaitsGetsTheOutput() throws Exception {
        String path = deploy(create("waiting", "{\"responseMode\":\"wait\"}"));
        HttpResponse<String> answer = send(path, "application/x-www-form-urlencoded", "text=hello+world");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("{\"text\":\"hello world\"}", answer.body());
        assertEquals("\"plain\"", send(path, "text/plain", "plain").body());
    }

    @Test
    void fiveMebibytesAreTakenAndNotAByteMore() throws Exception {
        String path = deploy(create("large", "{\"responseMode\":\"wait\"}"));
        String large = "{\"text\":\"" + "x".repeat((5 << 20) - 11) + "\"}";
        HttpResponse<String> answer = send(path, "application/json", large);
        assertEquals(200, answer.statusCode(), () -> answer.body().substring(0, 200));
        assertEquals(413, send(path, "application/json", large + " ").statusCode());
    }

    @Test
    void whatIsNotThereAnswersAlikeWhateverIsAsked() throws Exception {
        String workflow = create("stopped", "{}");
        String path = deploy(workflow);
        String unknown = send("/webhooks/" + "A".repeat(32), "", "{}").body().replaceAll("\"requestId\".*", "");
        rest.post("/workflows/" + workflow + "/stop", Json.EMPTY_OBJECT).expect(200);
        for (String odd : new String[] {path, path + "x", "/webhooks/x", "/webhooks/..%2f", "/webhooks/" + workflow}) {
            HttpResponse<String> answer = send(odd, "application/json", "{}");
            assertEquals(404, answer.statusCode(), odd);
            if (!odd.contains("%")) {
                assertEquals(unknown, answer.body().replaceAll("\"requestId\".*", ""), odd);
            }
        }
    }

    @Test
    void addressesSurviveARestartAndStayOthersSecrets() throws Exception {
        String workflow = create("kept", "{}");
        String path = deploy(workflow);
        assertEquals(path, deploy(workflow));
        stop();
        start();
        assertEquals(202, send(path, "application/json", "{}").statusCode());
        assertEquals(path, deploy(workflow));
    }

    /** Many at once: each is answered, and each that was accepted has run. */
    @Test
    void everyAcceptedEventRuns() throws Exception {
        String path = deploy(create("flood", "{}"));
        var answers = IntStream.range(0, 300)
                .mapToObj(i -> CLIENT.sendAsync(
                        request(path, "application/json", HttpRequest.BodyPublishers.ofString("{\"n\":" + i + "}")),
                        HttpResponse.BodyHandlers.ofString()))
                .toList();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(202, answer.join().statusCode(), answer.join().body());
            String run = String.valueOf(((Json.Obj) Json.parse(answer.join().body())).text("runId"));
            assertEquals(
                    "succeeded",
                    rest.get("/runs/" + run + "?wait=20").expect(200).text("status"));
        }
    }

    /** Three times what it takes: what was accepted has run, the rest is told when to come back, and reads stay quick. */
    @Test
    void aFloodIsAcceptedUpToTheLimitAndTheRestIsToldWhenToComeBack(@TempDir Path other) throws Exception {
        try (var small = RunningServer.start(other, Map.of("TRIGGO_WEBHOOKS_PER_MINUTE", "200"))) {
            var caller = new RestClient(small.port(), RunningServer.KEY);
            Json draft = rest.get("/workflows/" + create("small", "{}")).expect(200);
            Json.Obj made = caller.post(
                            "/workflows",
                            Json.object()
                                    .put("name", "small")
                                    .put("definition", ((Json.Obj) draft).get("definition"))
                                    .build())
                    .expect(201);
            String url = String.valueOf(caller.post("/workflows/" + made.text("id") + "/deploy", Json.EMPTY_OBJECT)
                    .expect(200)
                    .text("webhookUrl"));
            URI address = URI.create(
                    "http://127.0.0.1:" + small.port() + URI.create(url).getPath());
            var request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(40))
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            var answers = IntStream.range(0, 600)
                    .mapToObj(i -> CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
                    .toList();
            long began = System.nanoTime();
            caller.get("/workflows").expect(200);
            assertTrue(System.nanoTime() - began < 10_000_000_000L);
            int accepted = 0;
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                HttpResponse<String> told = answer.join();
                if (told.statusCode() == 202) {
                    accepted++;
                    String run = told.headers().firstValue("triggo-run-id").orElseThrow();
                    assertEquals(
                            "succeeded",
                            caller.get("/runs/" + run + "?wait=20").expect(200).text("status"));
                } else {
                    assertEquals(429, told.statusCode(), told.body());
                    assertTrue(Integer.parseInt(
                                    told.headers().firstValue("retry-after").orElseThrow())
                            > 0);
                }
            }
            assertEquals(200, accepted);
        }
    }

    /** What people and agents see of it, and how they try it. */
    @Test
    void itCanBeSeenFiredAndHaveItsEventsOnceMore() throws Exception {
        String workflow = create("seen", "{}");
        rest.get("/workflows/" + workflow + "/trigger").expect(404);
        String path = deploy(workflow);
        String first =
                String.valueOf(((Json.Obj) Json.parse(send(path, "application/json", "{\"password\":\"kept\",\"n\":1}")
                                .body()))
                        .text("runId"));
        rest.get("/runs/" + first + "?wait=20").expect(200);

        Json.Obj read = rest.get("/workflows/" + workflow).expect(200);
        assertEquals("event_driven", read.text("type"));
        assertEquals("https://triggo.example.com" + path, read.text("webhookUrl"));
        assertTrue(rest.get("/workflows?query=seen").expect(200).write().contains(path));
        Json.Obj overMcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN)
                .give("get_workflow", Json.object().put("workflowId", workflow).build());
        assertEquals(read.get("webhookUrl"), overMcp.get("webhookUrl"));

        Json.Obj trigger = rest.get("/workflows/" + workflow + "/trigger").expect(200);
        Json.Obj delivery =
                (Json.Obj) ((Json.Arr) trigger.get("deliveries")).items().getFirst();
        assertEquals("accepted", delivery.text("outcome"));
        assertEquals(first, delivery.text("runId"));

        // The event as it was, secrets included, which are shown nowhere.
        Json.Obj again = rest.post(
                        "/workflows/" + workflow + "/trigger/deliveries/" + delivery.text("id") + "/redeliver",
                        Json.parse("{\"wait\":20}"))
                .expect(200);
        assertEquals("webhook", again.text("source"));
        assertTrue(again.write().contains("[redacted"), again::write);
        assertEquals(1, ((Json.Num) ((Json.Obj) again.get("output")).get("n")).asInt());
        trigger = rest.get("/workflows/" + workflow + "/trigger").expect(200);
        Json.Obj linked =
                (Json.Obj) ((Json.Arr) trigger.get("deliveries")).items().getFirst();
        assertEquals(delivery.text("id"), linked.text("redeliveryOf"));
        rest.post("/workflows/" + workflow + "/trigger/deliveries/unknown/redeliver", Json.EMPTY_OBJECT)
                .expect(404);

        isFiredUntilItIsStopped(workflow);
    }

    private static void isFiredUntilItIsStopped(String workflow) {
        Json.Obj fired = rest.post(
                        "/workflows/" + workflow + "/trigger/fire",
                        Json.parse("{\"wait\":20,\"event\":{\"body\":{\"tried\":true}}}"))
                .expect(200);
        assertEquals("manual", fired.text("source"));
        assertEquals(Json.parse("{\"tried\":true}"), fired.get("output"));

        rest.post("/workflows/" + workflow + "/stop", Json.EMPTY_OBJECT).expect(200);
        assertEquals(
                "stopped",
                rest.get("/workflows/" + workflow + "/trigger").expect(200).text("status"));
        assertTrue(!rest.get("/workflows/" + workflow).expect(200).has("webhookUrl"));
        rest.post("/workflows/" + workflow + "/trigger/fire", Json.EMPTY_OBJECT).expect(409);
    }

    @Test
    void aScheduleTellsItsNextFiringsAndCanBeFired() {
        Json definition = Json.parse("""
                {"nodes":[{"id":"tick","type":"trigger","connector":"schedule","operation":"schedule",
                           "config":{"mode":"cron","cron":"0 9 * * *","timezone":"Europe/Berlin"}},
                          {"id":"out","type":"return_output","config":{"output":"{{trigger.scheduleType}}"}}],
                 "edges":[{"id":"e1","source":"tick","target":"out"}]}
                """);
        String id = String.valueOf(rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", "morning")
                                .put("definition", definition)
                                .build())
                .expect(201)
                .text("id"));
        Json.Obj deployed =
                rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
        assertEquals(5, ((Json.Arr) deployed.get("nextFirings")).items().size());
        assertEquals(
                deployed.get("nextFirings"),
                rest.get("/workflows/" + id + "/trigger").expect(200).get("nextFirings"));
        Json.Obj fired = rest.post("/workflows/" + id + "/trigger/fire", Json.parse("{\"wait\":20}"))
                .expect(200);
        assertEquals(Json.of("cron"), fired.get("output"));
    }
}
