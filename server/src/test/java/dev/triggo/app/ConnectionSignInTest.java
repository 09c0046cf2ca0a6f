package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signed in at a service with a browser, over HTTP: there and back, and every way in which it can come to nothing. */
@Timeout(120)
class ConnectionSignInTest {
    private static final String PASSWORD = "a sentence that nobody guesses";
    private static final String BACK = "/connection-sign-ins/callback";

    @TempDir
    private Path folder;

    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final List<String> called = new CopyOnWriteArrayList<>();
    private HttpServer service;
    private RunningServer server;
    private PageClient owner;

    @BeforeEach
    void open() throws IOException {
        service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        service.createContext("/token", this::token);
        service.createContext("/me", exchange -> {
            called.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
            answer(exchange, 200, "{\"name\": \"Ada\"}");
        });
        service.start();
        String host = "127.0.0.1:" + service.getAddress().getPort();
        server = RunningServer.start(folder, Map.of("TRIGGO_EGRESS_ALLOW", host));
        owner = new PageClient(server.port());
        String token = Files.readString(folder.resolve("setup-token")).strip();
        owner.post("/setup", fields("token", token, "email", "o@example.com", "name", "O", "password", PASSWORD))
                .expect(201);
        build(host);
    }

    @AfterEach
    void close() {
        server.close();
        service.stop(0);
    }

    private void token(HttpExchange exchange) throws IOException {
        var sent = query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        asked.add(sent);
        switch (String.valueOf(sent.get("code"))) {
            case "good" ->
                answer(
                        exchange,
                        200,
                        "{\"access_token\": \"given-to-ada\", \"token_type\": \"Bearer\", \"expires_in\": 60}");
            case "away" -> answer(exchange, 503, "<html>");
            default -> answer(exchange, 400, "{\"error\": \"invalid_grant\", \"error_description\": \"planted\"}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> query(String text) {
        var all = new HashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            all.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return all;
    }

    private void build(String host) {
        Json document = Json.parse("""
                {"name": "service", "openapi": {"openapi": "3.1.0", "info": {"title": "Service", "version": "1"},
                 "servers": [{"url": "http://%1$s"}], "security": [{"people": ["read"]}],
                 "paths": {"/me": {"get": {"operationId": "me", "responses": {"200": {"description": "You",
                   "content": {"application/json": {"schema": {"type": "object"}}}}}}}},
                 "components": {"securitySchemes": {"people": {"type": "oauth2", "flows": {"authorizationCode": {
                   "authorizationUrl": "http://%1$s/authorize", "tokenUrl": "http://%1$s/token",
                   "scopes": {"read": "Reads"}}}}}}}}""".formatted(host));
        String id = owner.post("/connectors/builds", document).expect(202).text("buildId");
        String status = "";
        while (!List.of("succeeded", "failed").contains(status)) {
            status = String.valueOf(
                    owner.get("/connectors/builds/" + id).expect(200).text("status"));
        }
        assertEquals("succeeded", status);
    }

    /** What the service is asked with, when a sign-in begins. */
    private Map<String, String> begun() {
        Json asked = fields("connector", "service", "name", "As Ada", "clientId", "ours", "clientSecret", "planted");
        String url = owner.post("/connection-sign-ins", asked).expect(201).text("authorizationUrl");
        return query(URI.create(String.valueOf(url)).getRawQuery());
    }

    /** Where the way back leads. */
    private static String back(PageClient browser, String query) {
        HttpResponse<String> answer = browser.get(BACK + "?" + query).response();
        assertEquals(303, answer.statusCode(), answer.body());
        assertEquals("no-store", answer.headers().firstValue("cache-control").orElse(""));
        String location = answer.headers().firstValue("location").orElse("");
        return location.substring(location.indexOf("/connectors"));
    }

    @Test
    void theWayBackEndsWithAConnectionThatCalls() {
        Map<String, String> begun = begun();
        assertTrue(String.valueOf(begun.get("redirect_uri")).endsWith("/api/v1/app" + BACK));
        // Services send more along than the standard says.
        String place =
                back(owner, "state=" + begun.get("state") + "&code=good&scope=read&authuser=0&prompt=consent&hd");
        assertTrue(place.startsWith("/connectors#connection="), place);
        String id = place.substring(place.indexOf('=') + 1);
        assertEquals("ok", owner.get("/connections/" + id).expect(200).text("state"));
        Map<String, String> sent = asked.getFirst();
        assertEquals("authorization_code", sent.get("grant_type"));
        assertEquals(begun.get("redirect_uri"), sent.get("redirect_uri"));
        assertEquals("ours", sent.get("client_id"));
        assertTrue(String.valueOf(sent.get("code_verifier")).length() >= 43);
        Json.Obj told = owner.post("/connectors/service/operations/me/try", fields("connectionId", id))
                .expect(200);
        assertEquals(Json.Bool.TRUE, told.get("ok"), told.write());
        assertEquals(List.of("Bearer given-to-ada"), called);
        assertEquals("/connectors#sign-in=not_begun", back(owner, "state=" + begun.get("state") + "&code=good"));
    }

    @Test
    void whatComesToNothingLeadsToThePageWithAWordOfOurs() {
        String state = "state=" + begun().get("state");
        assertEquals(
                "/connectors#sign-in=refused",
                back(owner, state + "&error=access_denied&error_description=%3Cscript%3E&code=good"));
        for (String broken : List.of("", state, "code=good", state + "&code=a&code=good")) {
            assertEquals("/connectors#sign-in=refused", back(owner, broken), broken);
        }
        assertEquals("/connectors#sign-in=not_begun", back(owner, "state=nobodys&code=good"));
        assertEquals(List.of(), asked, "the service was not asked");
        assertEquals("/connectors#sign-in=no_token", back(owner, state + "&code=bad"));
        assertEquals("/connectors#sign-in=not_begun", back(owner, state + "&code=good"), "once is all");
        assertEquals("/connectors#sign-in=away", back(owner, "state=" + begun().get("state") + "&code=away"));
        Json.Obj none = owner.get("/connections").expect(200);
        assertEquals("[]", String.valueOf(none.get("connections")));
    }

    @Test
    void whoBeganItMustComeBackWithIt() {
        String sent = "state=" + begun().get("state") + "&code=good";
        assertEquals("/connectors#sign-in=signed_out", back(new PageClient(server.port()), sent));
        Json invited = fields("email", "v@example.com", "role", "viewer");
        Json.Obj made = owner.post("/invitations", invited).expect(201);
        var viewer = new PageClient(server.port());
        Json accept = fields("invitation", String.valueOf(made.text("invitation")), "name", "V", "password", PASSWORD);
        viewer.post("/invitations/accept", accept).expect(201);
        assertEquals("/connectors#sign-in=role", back(viewer, sent));
        var again = new PageClient(server.port());
        again.post("/sign-in", fields("email", "o@example.com", "password", PASSWORD))
                .expect(200);
        assertEquals("/connectors#sign-in=not_begun", back(again, sent), "another session");
        assertFalse(back(owner, sent).contains("sign-in"), "the session that began it");
    }
}
