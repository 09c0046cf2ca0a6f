package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.RestClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a person's yes to calls in their name: codes, tokens, what they are for, and what ends them. */
class OAuthTest {
    @TempDir
    private Path folder;

    private OAuthWorld world;

    @BeforeEach
    void start() throws Exception {
        world = OAuthWorld.start(folder, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    private static String access(Json.Obj tokens) {
        return String.valueOf(tokens.text("access_token"));
    }

    private static String refresh(Json.Obj tokens) {
        return String.valueOf(tokens.text("refresh_token"));
    }

    private static String error(RestClient.Answer answer) {
        return String.valueOf(answer.expect(400).text("error"));
    }

    @Test
    void leadsFromSigningInToCallsAtEveryDoor() throws Exception {
        OAuthBrowser browser = world.nobodys();
        String client = browser.register("Some host");
        var page = browser.authorize(ask(client, "scope", "actions:read runs:read"));
        assertTrue(page.body().contains("action=\"sign-in\""), page.body());
        var wrong = browser.submit(page, "sign-in", "email", "ada@example.com", "password", "another sentence of mine");
        assertEquals(401, wrong.statusCode());
        assertTrue(wrong.body().contains("The address or the password is wrong."), wrong.body());
        var in = browser.submit(wrong, "sign-in", "email", "ada@example.com", "password", OAuthWorld.PASSWORD);
        assertEquals(303, in.statusCode());
        String next = in.headers().firstValue("location").orElse("");
        assertTrue(next.startsWith("authorize?"), next);
        var consent = browser.get("/oauth2/" + next);
        assertAll(
                () -> assertTrue(consent.body().contains("Some host")),
                () -> assertTrue(consent.body().contains("see the actions and what they take")),
                () -> assertTrue(consent.body().contains("127.0.0.1:7777")),
                () -> assertTrue(consent.body().contains("Default")));
        Map<String, String> heard = OAuthBrowser.heard(browser.submit(consent, "consent", "decision", "allow"));
        assertEquals(Set.of("code", "state", "iss"), heard.keySet());
        assertEquals("some state", heard.get("state"));
        assertEquals(world.issuer(), heard.get("iss"));

        RestClient.Answer answer = browser.redeem(client, heard.get("code"));
        Json.Obj tokens = answer.expect(200);
        assertAll(
                () -> assertEquals("no-store", answer.header("cache-control")),
                () -> assertEquals("Bearer", tokens.text("token_type")),
                () -> assertEquals("actions:read runs:read", tokens.text("scope")),
                () -> assertEquals(Json.of(3600), tokens.get("expires_in")),
                () -> assertEquals(200, world.mcp("/mcp", access(tokens))),
                () -> assertEquals(200, world.mcp("/mcp/actions", access(tokens))),
                () -> world.rest(access(tokens)).get("/actions").expect(200));
        RestClient.Answer beyond = world.rest(access(tokens)).get("/workflows");
        beyond.expect(403);
        String challenge = beyond.header("www-authenticate");
        assertTrue(challenge.contains("error=\"insufficient_scope\""), challenge);
        assertTrue(challenge.contains("scope=\"workflows:read\""), challenge);
        assertTrue(challenge.contains("resource_metadata="), challenge);
    }

    @Test
    void takesACodeOnceAndEndsWhatCameOfItWhenItComesAgain() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        String code = browser.allow(ask(client)).get("code");
        Json.Obj tokens = browser.redeem(client, code).expect(200);
        assertEquals(200, world.mcp("/mcp", access(tokens)));
        assertEquals("invalid_grant", error(browser.redeem(client, code)));
        assertEquals(401, world.mcp("/mcp", access(tokens)));
        assertEquals("invalid_grant", error(browser.refresh(client, refresh(tokens))));
        endedOnce("code");
    }

    /** People read of it, once, however often it is brought. */
    private void endedOnce(String what) {
        List<Json.Obj> ends = world.ada()
                .get("/audit/export")
                .response()
                .body()
                .lines()
                .map(line -> (Json.Obj) Json.parse(line))
                .filter(entry -> "client.ended_by_reuse".equals(entry.text("what")))
                .toList();
        assertEquals(1, ends.size());
        Json.Obj about = (Json.Obj) ends.getFirst().get("about");
        assertEquals(what, about.text("broughtAgain"));
        assertEquals("the server", ends.getFirst().text("who"));
        assertTrue(about.write().contains("Some host"), about.write());
        assertFalse(ends.getFirst().write().contains("trg_"), "no secret");
    }

    @Test
    void notesWhereARefreshTokenCameASecondTime() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        Json.Obj first = browser.tokens(client);
        Json.Obj next = browser.refresh(client, refresh(first)).expect(200);
        assertEquals(200, world.mcp("/mcp", access(next)));
        for (int i = 0; i < 3; i++) {
            assertEquals("invalid_grant", error(browser.refresh(client, refresh(first))));
        }
        assertEquals(401, world.mcp("/mcp", access(next)), "the whole family is ended");
        assertEquals("invalid_grant", error(browser.refresh(client, refresh(next))));
        endedOnce("refresh token");
    }

    @Test
    void givesTokensForACodeToOneOfManyWhoRace() {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        String code = browser.allow(ask(client)).get("code");
        var given = new AtomicInteger();
        IntStream.range(0, 12).parallel().forEach(i -> {
            if (browser.redeem(client, code).status() == 200) {
                given.incrementAndGet();
            }
        });
        assertTrue(given.get() <= 1, given + " got tokens");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "code_verifier|another-verifier-that-is-long-enough-0123456789abc|invalid_grant",
                "code_verifier||invalid_grant",
                "code_verifier|short|invalid_request",
                "redirect_uri|http://127.0.0.1:7778/callback|invalid_grant",
                "redirect_uri|http://127.0.0.1:7777/callback/|invalid_grant",
                "redirect_uri||invalid_grant",
                "client_id|somebody-else|invalid_grant",
                "client_id||invalid_request",
                "resource|https://other.example.com/mcp|invalid_target",
                "code|trg_code_nobody_has_this_one|invalid_grant",
                "code||invalid_request",
                "grant_type|password|unsupported_grant_type",
                "grant_type|client_credentials|unsupported_grant_type",
                "grant_type||invalid_request",
            },
            delimiter = '|')
    void givesNoTokensWithAnythingThatDoesNotBelongToTheCode(String field, String value, String error) {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        String code = browser.allow(ask(client)).get("code");
        assertEquals(error, error(browser.redeem(client, code, field, value == null ? "" : value)));
    }

    @Test
    void refusesSecretsOfClientsAndFormsThatAreNone() {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        String code = browser.allow(ask(client)).get("code");
        assertEquals(
                "invalid_client",
                browser.redeem(client, code, "client_secret", "x").expect(401).text("error"));
        var form = Map.of("grant_type", "authorization_code", "client_id", client, "code", code);
        assertEquals(
                401,
                browser.form("/oauth2/token", form, "authorization", "Basic eDp5")
                        .statusCode());
        var twice = browser.form("/oauth2/token?code=1", form);
        assertEquals(400, twice.statusCode(), "parameters belong into the body");
        assertEquals(
                400,
                browser.form("/oauth2/token", form, "content-type", "application/json")
                        .statusCode());
    }

    @Test
    void rotatesRefreshTokensAndEndsTheFamilyWhenAnOldOneComesAgain() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        Json.Obj first = browser.tokens(client, "scope", "actions:read runs:read");
        Json.Obj second = browser.refresh(client, refresh(first)).expect(200);
        assertFalse(refresh(first).equals(refresh(second)));
        assertEquals(200, world.mcp("/mcp", access(second)));
        Json.Obj third =
                browser.refresh(client, refresh(second), "scope", "runs:read").expect(200);
        assertEquals("runs:read", third.text("scope"));
        world.rest(access(third)).get("/actions").expect(403);
        Json.Obj fourth = browser.refresh(client, refresh(third)).expect(200);
        assertEquals("actions:read runs:read", fourth.text("scope"), "the grant itself is not narrowed");

        assertEquals("invalid_grant", error(browser.refresh(client, refresh(second))));
        assertEquals("invalid_grant", error(browser.refresh(client, refresh(fourth))));
        for (Json.Obj tokens : List.of(first, second, third, fourth)) {
            assertEquals(401, world.mcp("/mcp", access(tokens)));
        }
    }

    @Test
    void refreshesForTheSameClientScopesAndResourceOnly() {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        String other = browser.register("Another host");
        String token = refresh(browser.tokens(client, "scope", "runs:read", "resource", world.resource() + "/actions"));
        assertEquals("invalid_grant", error(browser.refresh(other, token)));
        assertEquals("invalid_scope", error(browser.refresh(client, token, "scope", "runs:read workflows:write")));
        assertEquals("invalid_target", error(browser.refresh(client, token, "resource", world.resource())));
        assertEquals("invalid_grant", error(browser.refresh(client, "trg_rt_nobody")));
        browser.refresh(client, token, "resource", world.resource() + "/actions")
                .expect(200);
    }

    @Test
    void givesNoRefreshTokenToAClientThatDidNotAskForIt() {
        OAuthBrowser browser = world.adas();
        String client = String.valueOf(browser.register(Json.object()
                        .put("redirect_uris", Json.strings(List.of(OAuthBrowser.REDIRECT)))
                        .build())
                .expect(201)
                .text("client_id"));
        assertNull(browser.tokens(client).text("refresh_token"));
    }

    @ParameterizedTest
    @CsvSource({
        "/mcp, 200, 200, 200",
        "/mcp/, 200, 200, 200",
        "/mcp/actions, 401, 200, 401",
        "/api/v1/runtime, 401, 401, 200"
    })
    void isGoodForTheDoorThatItWasAskedForOnly(String resource, int mcp, int actions, int rest) throws Exception {
        OAuthBrowser browser = world.adas();
        Json.Obj tokens = browser.tokens(browser.register("Some host"), "resource", world.issuer() + resource);
        assertEquals(mcp, world.mcp("/mcp", access(tokens)));
        assertEquals(actions, world.mcp("/mcp/actions", access(tokens)));
        assertEquals(rest, world.rest(access(tokens)).get("/actions").status());
    }

    @Test
    void takesTheNamesOfThisMachineForOneServer() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        for (String name : List.of("localhost", "127.0.0.1", "[::1]")) {
            Json.Obj tokens = browser.tokens(client, "resource", "http://" + name + ":" + world.port() + "/mcp");
            assertEquals(200, world.mcp("/mcp", access(tokens)), name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trg_at_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "trg_at_",
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.AAAA",
            })
    void takesNothingForATokenThatItHasNotGiven(String token) throws Exception {
        assertEquals(401, world.mcp("/mcp", token));
        assertEquals(401, world.rest(token).get("/actions").status());
    }

    @Test
    void takesNeitherCodeNorRefreshTokenForAnAccessToken() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        Json.Obj tokens = browser.tokens(client);
        assertEquals(401, world.mcp("/mcp", refresh(tokens)));
        assertEquals(401, world.mcp("/mcp", browser.allow(ask(client)).get("code")));
        assertEquals("invalid_grant", error(browser.refresh(client, access(tokens))));
        assertEquals(
                400,
                browser.get("/oauth2/authorize?access_token=" + access(tokens)).statusCode());
        assertEquals(401, world.mcp("/mcp?access_token=" + access(tokens), access(tokens)));
    }

    @Test
    void survivesARestart() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        String code = browser.allow(ask(client)).get("code");
        Json.Obj tokens = browser.tokens(client);
        world.restart();
        assertEquals(200, world.mcp("/mcp", access(tokens)));
        browser.refresh(client, refresh(tokens)).expect(200);
        browser.redeem(client, code).expect(200);
    }

    @Test
    void revokesForTheClientThatHasTheToken() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        Json.Obj tokens = browser.tokens(client);
        Json.Obj next = browser.refresh(client, refresh(tokens)).expect(200);
        assertEquals(401, revoke(browser, access(tokens), "somebody-else"));
        assertEquals(200, world.mcp("/mcp", access(tokens)));
        assertEquals(200, revoke(browser, access(tokens), client));
        assertEquals(401, world.mcp("/mcp", access(tokens)));
        assertEquals(200, world.mcp("/mcp", access(next)));
        assertEquals(200, revoke(browser, refresh(next), client));
        assertEquals(401, world.mcp("/mcp", access(next)));
        assertEquals(200, revoke(browser, "nobody-has-this", client));
        assertEquals(
                400, browser.form("/oauth2/revoke", Map.of("client_id", client)).statusCode());
    }

    private static int revoke(OAuthBrowser browser, String token, String client) {
        return browser.form("/oauth2/revoke", Map.of("token", token, "client_id", client))
                .statusCode();
    }

    @Test
    void keepsNoSecretAndCountsByPersonAndClient() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        Json.Obj tokens = browser.tokens(client);
        String code = browser.allow(ask(client)).get("code");
        Json.Obj others = browser.tokens(client);
        String remaining = world.rest(access(tokens)).get("/actions").header("x-ratelimit-remaining");
        String after = world.rest(access(others)).get("/actions").header("x-ratelimit-remaining");
        assertEquals(1, Long.parseLong(remaining) - Long.parseLong(after));
        world.restart();
        var kept = new TreeSet<String>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : List.of(access(tokens), refresh(tokens), code)) {
                    if (text.contains(secret)) {
                        kept.add(file.getFileName() + " holds " + secret);
                    }
                }
            }
        }
        assertEquals(Set.of(), kept);
        assertEquals(200, world.mcp("/mcp", RunningServer.KEY), "keys work beside tokens");
    }
}
