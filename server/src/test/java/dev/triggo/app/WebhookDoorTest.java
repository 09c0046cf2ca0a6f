package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
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
}
