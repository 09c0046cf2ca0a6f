package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The starter's connectors, as a jar in a server: a connection, a call, and a trigger that the service itself sets off. */
@Timeout(120)
class StarterJourneyTest {
    @TempDir
    Path folder;

    /** What the station was last told, by method and path; and whether with the token. */
    private final Map<String, Json.Obj> told = new ConcurrentHashMap<>();

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known =
                    "Bearer s3cr3t-t0ken".equals(exchange.getRequestHeaders().getFirst("authorization"));
            String said = switch (exchange.getRequestURI().getPath()) {
                case "/note" -> body;
                case "/displays" -> "{\"displays\":[{\"id\":\"d1\",\"name\":\"Hall\"}]}";
                default -> "{\"id\":1}";
            };
            if (known && !body.isEmpty()) {
                told.put(
                        exchange.getRequestMethod() + " "
                                + exchange.getRequestURI().getPath(),
                        (Json.Obj) Json.parse(body));
            }
            byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String signature(String secret, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String connection(PageClient page, String address) {
        return String.valueOf(page.post("/connections", Json.parse("""
                                {"connector": "weather-station", "name": "roof",
                                 "fields": {"address": "%s", "token": "s3cr3t-t0ken"}}""".formatted(address)))
                .expect(201)
                .text("id"));
    }

    private static Json.Obj deployed(RestClient rest, String connection) {
        Json definition = Json.parse("""
                {"nodes": [{"id": "t", "type": "trigger", "connector": "weather-station", "operation": "gust",
                            "connectionId": "%s", "config": {"above": 80}},
                           {"id": "out", "type": "return_output", "config": {"output": {"speed": "{{t.speed}}"}}}],
                 "edges": [{"source": "t", "target": "out"}]}""".formatted(connection));
        Json draft =
                Json.object().put("name", "gusts").put("definition", definition).build();
        String id = String.valueOf(rest.post("/workflows", draft).expect(201).text("id"));
        return rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
    }

    private static void choicesOfDisplays(RestClient rest, String connection) {
        Json.Obj displays = rest.post(
                        "/connectors/weather-station/operations/set_note/choices/display",
                        Json.object().put("connectionId", connection).build())
                .expect(200);
        assertEquals("{\"choices\":[{\"value\":\"d1\",\"label\":\"Hall\"}],\"more\":false}", displays.write());
    }

    @Test
    void aJarSignsInCallsAndIsCalled() throws Exception {
        StarterJar.putInto(folder);
        HttpServer station = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        station.createContext("/", this::answer);
        station.start();
        String address = "127.0.0.1:" + station.getAddress().getPort();
        try (var server = RunningServer.start(
                folder, Map.of("TRIGGO_EGRESS_ALLOW", address, "ENCRYPTION_KEY", "5a".repeat(32)))) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            var owner = new PageClient(server.port());
            String token = Files.readString(folder.resolve("setup-token")).strip();
            owner.post("/setup", Json.parse("""
                            {"token": "%s", "email": "o@example.com", "name": "O", "password": "correct horse battery"}""".formatted(token))).expect(201);
            String connection = connection(owner, "http://" + address);
            assertEquals(
                    Json.Bool.TRUE,
                    owner.post("/connections/" + connection + "/test", Json.EMPTY_OBJECT)
                            .expect(200)
                            .get("ok"));
            choicesOfDisplays(rest, connection);
            Chain.publish(rest, "notes", """
                    {"id": "note", "type": "connector", "connector": "weather-station", "operation": "set_note",
                     "connectionId": "%s", "config": {"text": "Back at noon"}}""".formatted(connection));
            Json.Obj run =
                    rest.get("/runs/" + Chain.begin(rest, "notes") + "?wait=30").expect(200);
            assertEquals("succeeded", run.text("status"), run::write);
            assertEquals(Json.of("Back at noon"), told.get("PUT /note").get("text"));

            deployed(rest, connection);
            Json.Obj hook = told.get("PUT /hook");
            String url = String.valueOf(hook.text("url"));
            String path = url.substring(url.indexOf("/webhooks/"));
            String gust = "{\"id\":\"g1\",\"speed\":93.5}";
            assertEquals(401, rest.postToRoot(path, gust).status());
            Json.Obj taken = rest.postToRoot(
                            path, gust, "X-Station-Signature", signature(String.valueOf(hook.text("secret")), gust))
                    .expect(202);
            Json.Obj started =
                    rest.get("/runs/" + taken.text("runId") + "?wait=30").expect(200);
            assertEquals("succeeded", started.text("status"), started::write);
            assertEquals("{\"speed\":93.5}", started.get("output").write());
            for (String said : List.of(run.write(), started.write())) {
                assertTrue(!said.contains("s3cr3t-t0ken"), said);
            }
        } finally {
            station.stop(0);
        }
    }
}
