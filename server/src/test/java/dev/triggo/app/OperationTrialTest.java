package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operation of a connector that was built is tried on the page's door, with a connection and without a workflow. */
@Timeout(120)
class OperationTrialTest {
    private static final String SECRET = "planted-key-of-the-shop";
    private static final String OPERATIONS = "/connectors/shop/operations/";

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer shop;
    private RunningServer server;
    private PageClient owner;

    @BeforeEach
    void open() throws IOException {
        shop = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        shop.createContext("/", exchange -> {
            String key = String.valueOf(exchange.getRequestHeaders().getFirst("X-Key"));
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = Json.object()
                    .put("name", "Rex")
                    .put("iban", "DE02120300000000202051")
                    .put("heard", "key " + key)
                    .build()
                    .write()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(key.equals(SECRET) ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        shop.start();
        String host = "127.0.0.1:" + shop.getAddress().getPort();
        server = RunningServer.start(folder, Map.of("TRIGGO_EGRESS_ALLOW", host));
        owner = new PageClient(server.port());
        String token = Files.readString(folder.resolve("setup-token")).strip();
        Json person = fields(
                "token", token, "email", "o@example.com", "name", "O", "password", "a sentence that nobody guesses");
        owner.post("/setup", person).expect(201);
        build(host);
    }

    @AfterEach
    void close() {
        server.close();
        shop.stop(0);
    }

    private void build(String host) {
        Json manifest = Json.parse("""
                {"manifest": {"name": "shop", "servers": ["http://%s"],
                  "auth": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
                  "operations": [
                    {"name": "get_pet", "method": "GET", "path": "/pets/{id}",
                     "parameters": [{"name": "id", "in": "path", "schema": {"type": "integer"}}]},
                    {"name": "add_pet", "method": "POST", "path": "/pets", "body": {"schema": {"type": "object"}}}]}}
                """.formatted(host));
        String id = owner.post("/connectors/builds", manifest).expect(202).text("buildId");
        String status = "";
        while (!List.of("succeeded", "failed").contains(status)) {
            status = String.valueOf(
                    owner.get("/connectors/builds/" + id).expect(200).text("status"));
        }
        assertEquals("succeeded", status);
    }

    private String connection(String secret) {
        Json asked = Json.object()
                .put("connector", "shop")
                .put("name", "Ours")
                .put("fields", Json.object().put("secret", secret).build())
                .build();
        return String.valueOf(owner.post("/connections", asked).expect(201).text("id"));
    }

    private static Json.Obj input(String input, String connection) {
        return Json.object()
                .put("input", Json.parse(input))
                .put("connectionId", connection)
                .build();
    }

    @Test
    void whatReadsIsCalledAndNothingIsShownThatRunsKeepBack() {
        owner.put("/policy", Json.parse("""
                {"redactFields": ["iban"], "redactEmails": false, "egressAllowed": [], "egressDenied": []}
                """)).expect(200);
        String ours = connection(SECRET);
        Json.Obj told = owner.post(OPERATIONS + "get_pet/try", input("{\"id\": 7}", ours))
                .expect(200);
        assertEquals(Json.Bool.TRUE, told.get("ok"), told.write());
        assertEquals("Rex", ((Json.Obj) told.get("output")).text("name"));
        assertFalse(told.write().contains("DE0212"), told.write());
        assertFalse(told.write().contains(SECRET), told.write());
        assertEquals(List.of("GET /pets/7"), asked);
    }

    @Test
    void aRefusalOfTheServiceAndAnInputThatDoesNotFitAreToldAsTheyAre() {
        Json.Obj refused = owner.post(OPERATIONS + "get_pet/try", input("{\"id\": 7}", connection("another-secret")))
                .expect(200);
        assertEquals("AUTH_EXPIRED", refused.text("code"), refused.write());
        assertFalse(refused.write().contains("another-secret"), refused.write());
        asked.clear();
        Json.Obj unfit = owner.post(OPERATIONS + "get_pet/try", input("{\"id\": \"x\"}", connection(SECRET)))
                .expect(200);
        assertEquals("VALIDATION_ERROR", unfit.text("code"));
        assertTrue(String.valueOf(unfit.text("message")).contains("/id"), unfit.write());
        Json.Obj alone =
                owner.post(OPERATIONS + "get_pet/try", Json.EMPTY_OBJECT).expect(200);
        assertEquals(Json.Bool.FALSE, alone.get("ok"));
        assertEquals(List.of(), asked);
    }

    @Test
    void whatWritesAndWhatThereIsNotIsRefused() {
        String ours = connection(SECRET);
        owner.post(OPERATIONS + "add_pet/try", input("{}", ours)).expect(400);
        owner.post(OPERATIONS + "no_pet/try", input("{}", ours)).expect(404);
        owner.post("/connectors/nobody/operations/get_pet/try", Json.EMPTY_OBJECT)
                .expect(404);
        owner.post(OPERATIONS + "get_pet/try", input("{\"id\": 7}", "1k8a29ngn3hrnokgdca82uecapi92depuk8"))
                .expect(400);
        owner.post(OPERATIONS + "get_pet/try", Json.parse("{\"input\": [7]}")).expect(400);
        assertEquals(List.of(), asked);
    }
}
