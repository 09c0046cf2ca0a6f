package dev.triggo.appapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tier allows: keys, their rates and people's own, over the page's door. */
@Timeout(120)
class KeysAndRatesTest {
    @TempDir
    private Path folder;

    private RunningServer server;
    private PageClient ada;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(
                folder, Map.of("TRIGGO_DEFAULT_TIER", "starter", "TRIGGO_TIER_STARTER", "requests=50,keys=2,runs=100"));
        ada = new PageClient(server.port());
        Json.Obj setup = Json.object()
                .put("token", Files.readString(folder.resolve("setup-token")).strip())
                .put("email", "ada@example.com")
                .put("name", "Ada")
                .put("password", "a sentence that nobody guesses")
                .build();
        ada.post("/setup", setup).expect(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Json.Obj asked() {
        return Json.object()
                .put("name", "k")
                .put("scopes", Json.strings(List.of("actions:read")))
                .build();
    }

    private RestClient.Answer call(Json.Obj key) {
        return new RestClient(server.port(), String.valueOf(key.text("secret"))).get("/actions");
    }

    private Json.Obj window(Json.Obj key) {
        Json.Arr keys = (Json.Arr) ada.get("/keys").expect(200).fields().get("keys");
        return keys.items().stream()
                .map(Json.Obj.class::cast)
                .filter(one -> String.valueOf(one.text("id")).equals(key.text("id")))
                .map(one -> (Json.Obj) one.fields().get("window"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachKeySaysWhatItHasUsedOfItsMinute() {
        Json.Obj key = ada.post("/keys", asked().with("rateLimitPerMinute", Json.of(7)))
                .expect(201);
        Json.Obj other = ada.post("/keys", asked()).expect(201);
        assertEquals(Json.parse("{\"used\":0,\"limit\":7}"), window(key));
        for (int i = 0; i < 8; i++) {
            call(key);
        }
        Json.Obj used = window(key);
        assertEquals("7", String.valueOf(used.get("used")), "refused ones take no place");
        assertTrue(String.valueOf(used.text("resetsAt")).startsWith("20"), used.write());
        assertEquals(Json.parse("{\"used\":0,\"limit\":50}"), window(other));
    }

    @Test
    void theTierCapsActiveKeysHoweverManyAskAtOnce() {
        List<Integer> statuses =
                Race.run(8, i -> ada.post("/keys", asked()).status()).values();
        assertEquals(2, statuses.stream().filter(status -> status == 201).count(), statuses::toString);
        RestClient.Answer refused = ada.post("/keys", asked());
        assertEquals("KEY_QUOTA_EXCEEDED", refused.expect(429).text("code"));
        Json.Obj workspace = ada.get("/workspace").expect(200);
        assertEquals("starter", workspace.text("tier"));
        assertEquals(
                Json.parse("{\"requestsPerMinute\":50,\"activeKeys\":2,\"runsPerHour\":100}"), workspace.get("limits"));
        assertEquals(Json.parse("{\"activeKeys\":2}"), workspace.get("used"));
        Json.Arr keys = (Json.Arr) ada.get("/keys").expect(200).fields().get("keys");
        ada.delete("/keys/" + ((Json.Obj) keys.items().getFirst()).text("id")).expect(200);
        ada.post("/keys", asked()).expect(201);
        String audit = ada.get("/audit/export").response().body();
        assertEquals(
                3, audit.lines().filter(line -> line.contains("key.created")).count(), "refused ones are no change");
    }

    @Test
    void aKeyHasALimitOfItsOwnBelowTheTiers() {
        Json.Obj slow = ada.post("/keys", asked().with("rateLimitPerMinute", Json.of(2)))
                .expect(201);
        assertEquals("2", call(slow).header("x-ratelimit-limit"));
        assertEquals(200, call(slow).status());
        assertEquals(429, call(slow).status());
        Json.Obj usual =
                ada.post("/keys", asked().with("expiresAt", Json.Null.NULL)).expect(201);
        assertEquals("50", call(usual).header("x-ratelimit-limit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"rateLimitPerMinute\":51",
                "\"rateLimitPerMinute\":0",
                "\"rateLimitPerMinute\":1.5",
                "\"rateLimitPerMinute\":99999999999",
                "\"expiresAt\":\"2020-01-01T00:00:00Z\"",
                "\"expiresAt\":\"soon\"",
                "\"expiresAt\":7",
                "\"workspaceId\":\"default\"",
                "\"id\":\"x\"",
                "\"createdBy\":\"x\"",
                "\"prefix\":\"trg_aaaa\""
            })
    void refusesWhatAKeyMayNotHave(String more) {
        String body = asked().write().replaceFirst("}$", "," + more + "}");
        RestClient.Answer refused = ada.send("POST", "/keys", body);
        assertFalse(refused.expect(400).fields().get("details") instanceof Json.Null, body);
        assertTrue(ada.get("/keys").expect(200).write().contains("[]"));
    }

    @Test
    void anOldSecretWorksForTheGraceThatTheRotationGives() {
        Json.Obj key = ada.post("/keys", asked()).expect(201);
        String path = "/keys/" + key.text("id") + "/rotate";
        for (String grace : List.of("-1", "86401", "9223372036854775807", "1.5", "\"1\"")) {
            ada.send("POST", path, "{\"graceSeconds\":" + grace + "}").expect(400);
        }
        Json.Obj next =
                ada.post(path, Json.object().put("graceSeconds", 3600L).build()).expect(200);
        assertEquals(200, call(key).status());
        assertEquals(200, call(next).status());
        assertEquals(key.text("id"), next.text("id"));
        Json.Obj last = ada.post(path, Json.EMPTY_OBJECT).expect(200);
        assertEquals(401, call(key).status(), "no earlier grace outlives a rotation without one");
        assertEquals(401, call(next).status());
        assertEquals(200, call(last).status());
        ada.delete("/keys/" + key.text("id")).expect(200);
        ada.post(path, Json.EMPTY_OBJECT).expect(400);
    }

    @Test
    void peopleHaveOneWindowForAllTheirSessions() throws Exception {
        PageClient again = new PageClient(server.port());
        Json.Obj login = Json.object()
                .put("email", "ada@example.com")
                .put("password", "a sentence that nobody guesses")
                .build();
        again.post("/sign-in", login).expect(200);
        assertEquals("600", ada.get("/session").header("x-ratelimit-limit"));
        int allowed = 1;
        while ((allowed % 2 == 0 ? ada : again).get("/session").status() == 200) {
            allowed++;
        }
        assertEquals(600, allowed);
        RestClient.Answer refused = again.get("/workspace");
        assertEquals("RATE_LIMIT_EXCEEDED", refused.expect(429).text("code"));
        assertTrue(Integer.parseInt(refused.header("retry-after")) >= 1);
        assertEquals("0", refused.header("x-ratelimit-remaining"));
        assertEquals(200, ada.get("/oidc").status(), "what anybody may ask is not counted");
    }
}
