package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.triggers.Signed;
import dev.triggo.triggers.kinds.Signing;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A signed webhook as a person sets it up, with nothing but the doors of the server, and as services send to it. */
@Timeout(120)
class SignedWebhookTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static RestClient rest;
    private static PageClient owner;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        rest = new RestClient(server.port(), RunningServer.KEY);
        owner = new PageClient(server.port());
        String token = Files.readString(folder.resolve("setup-token")).strip();
        owner.post(
                        "/setup",
                        fields(
                                "token",
                                token,
                                "email",
                                "o@example.com",
                                "name",
                                "O",
                                "password",
                                "long enough, and odd 8"))
                .expect(201);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String connection(String name, Json.Obj secret) {
        return String.valueOf(owner.post(
                        "/connections",
                        Json.object()
                                .put("connector", "inbound-webhook")
                                .put("name", name)
                                .put("fields", secret)
                                .build())
                .expect(201)
                .text("id"));
    }

    private static URI deployed(String connection, Signing signing) {
        Json definition = Json.parse("""
                {"nodes":[{"id":"hook","type":"trigger","connector":"inbound-webhook","operation":"inbound_webhook",
                           "connectionId":"%s","config":{"signature":"%s"}},
                          {"id":"out","type":"return_output","config":{"output":"{{hook.body}}"}}],
                 "edges":[{"id":"e1","source":"hook","target":"out"}]}
                """.formatted(connection, signing.wireName()));
        String id = String.valueOf(rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", "signed " + signing)
                                .put("definition", definition)
                                .build())
                .expect(201)
                .text("id"));
        String url = String.valueOf(rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT)
                .expect(200)
                .text("webhookUrl"));
        return URI.create("http://127.0.0.1:" + server.port() + URI.create(url).getPath());
    }

    private static HttpResponse<String> send(URI address, Map<String, List<String>> headers, String body)
            throws Exception {
        var request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(40))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, List<String>> signed(Signing signing, String secret, String body, long off) {
        return Signed.headers(
                signing,
                secret,
                body.getBytes(StandardCharsets.UTF_8),
                String.valueOf(System.currentTimeMillis() / 1_000 + off),
                "delivery " + signing);
    }

    private static long runs() {
        return ((Json.Arr) Objects.requireNonNull(
                        rest.get("/runs?limit=100").expect(200).get("runs")))
                .items()
                .size();
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void onlyWhatIsSignedRuns(Signing signing) throws Exception {
        String body = "{\"id\":\"evt_1\",\"event_id\":\"Ev1\",\"order\":17}";
        URI address = deployed(connection("secret of " + signing, fields("secret", SECRET)), signing);
        long before = runs();
        assertEquals(401, send(address, Map.of(), body).statusCode());
        assertEquals(
                401,
                send(address, signed(signing, "whsec_b3RoZXI=", body, 0), body).statusCode());
        assertEquals(
                401, send(address, signed(signing, SECRET, body, 0), body + " ").statusCode());
        if (signing != Signing.GITHUB) {
            assertEquals(
                    401,
                    send(address, signed(signing, SECRET, body, -310), body).statusCode());
            assertEquals(
                    401, send(address, signed(signing, SECRET, body, 310), body).statusCode());
        }
        assertEquals(before, runs());
        Map<String, List<String>> good = signed(signing, SECRET, body, 0);
        HttpResponse<String> first = send(address, good, body);
        assertEquals(202, first.statusCode(), first.body());
        String run = first.headers().firstValue("triggo-run-id").orElseThrow();
        HttpResponse<String> again = send(address, signed(signing, SECRET, body, -1), body);
        assertEquals(202, again.statusCode(), again.body());
        assertEquals(run, again.headers().firstValue("triggo-run-id").orElseThrow());
        assertEquals(
                Json.parse(body),
                rest.get("/runs/" + run + "?wait=20").expect(200).get("output"));
        assertEquals(before + 1, runs());
    }

    @Test
    void bothSecretsDoUntilTheOldOneIsTakenOut() throws Exception {
        String id = connection("turned", fields("secret", SECRET, "previous_secret", "whsec_b2xk"));
        URI address = deployed(id, Signing.STANDARD);
        assertEquals(
                202,
                send(address, signed(Signing.STANDARD, "whsec_b2xk", "{}", 0), "{}")
                        .statusCode());
        assertEquals(
                202,
                send(address, signed(Signing.STANDARD, SECRET, "{}", 0), "{}").statusCode());
        owner.put(
                        "/connections/" + id,
                        Json.object()
                                .put("name", "turned")
                                .put("fields", fields("secret", SECRET))
                                .build())
                .expect(200);
        assertEquals(
                401,
                send(address, signed(Signing.STANDARD, "whsec_b2xk", "{}", 0), "{}")
                        .statusCode());
        assertEquals(
                202,
                send(address, signed(Signing.STANDARD, SECRET, "{}", 0), "{}").statusCode());
    }

    /** The connection is for another workflow only: what cannot be read opens nothing. */
    @Test
    void aSecretThatCannotBeReadLetsNobodyIn() throws Exception {
        String id = connection("shut", fields("secret", SECRET));
        URI address = deployed(id, Signing.STANDARD);
        owner.put(
                        "/connections/" + id,
                        Json.object()
                                .put("name", "shut")
                                .put("workflows", Json.strings(List.of("another")))
                                .build())
                .expect(200);
        assertEquals(
                401,
                send(address, signed(Signing.STANDARD, SECRET, "{}", 0), "{}").statusCode());
        assertEquals(401, send(address, Map.of(), "{}").statusCode());
    }

    /** Known as connectors are: by every list, with their triggers counted, and not to be taken by anybody else. */
    @Test
    void webhookAndScheduleAreConnectorsThatStartRuns() {
        var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN);
        for (String name : List.of("inbound-webhook", "schedule")) {
            for (Json.Obj listed : List.of(
                    rest.get("/connectors?query=" + name).expect(200),
                    mcp.give("list_connectors", fields("query", name)))) {
                Json.Obj connector = (Json.Obj) ((Json.Arr) Objects.requireNonNull(listed.get("connectors")))
                        .items()
                        .getFirst();
                assertEquals(name, connector.text("name"));
                assertEquals(Json.of(1), connector.get("triggers"));
                assertEquals(Json.of(0), connector.get("actions"));
            }
            String operation = name.replace('-', '_');
            Json.Obj operations =
                    rest.get("/connectors/" + name + "/operations").expect(200);
            assertTrue(
                    operations.write().contains("\"name\":\"" + operation + "\",\"kind\":\"trigger\""),
                    operations::write);
            assertTrue(rest.get("/connectors/" + name + "/operations/" + operation)
                    .expect(200)
                    .has("inputSchema"));
        }
        assertTrue(
                rest.get("/connectors/inbound-webhook/operations").expect(200).has("connections"));
        Json.Obj kinds = owner.get("/connection-kinds").expect(200);
        assertTrue(kinds.write().contains("\"connector\":\"inbound-webhook\""));
        assertTrue(!kinds.write().contains("\"connector\":\"schedule\""));
        Json.Obj refused = rest.post(
                        "/connectors/builds",
                        Json.object()
                                .put("name", "schedule")
                                .put("openapi", "{\"openapi\":\"3.0.0\",\"info\":{},\"paths\":{}}")
                                .build())
                .body();
        assertEquals("BAD_REQUEST", refused.text("code"), refused::write);
        assertTrue(refused.write().contains("built-in"), refused::write);
        assertEquals(
                Json.of(1),
                ((Json.Obj) ((Json.Arr) Objects.requireNonNull(rest.get("/connectors?query=rss")
                                        .expect(200)
                                        .get("connectors")))
                                .items()
                                .getFirst())
                        .get("triggers"));
    }
}
