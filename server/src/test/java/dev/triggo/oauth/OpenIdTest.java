package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.idtokens.IdTokens;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that is let know who somebody is: by a signed token and by user info, as OpenID Connect has it. */
class OpenIdTest {
    @TempDir
    private Path folder;

    private OAuthWorld world;
    private OAuthBrowser browser;
    private String client;

    @BeforeEach
    void start() throws Exception {
        world = OAuthWorld.start(folder, Map.of());
        browser = world.adas();
        client = browser.register("Some host");
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    private static Json.Obj json(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return (Json.Obj) Json.parse(answer.body());
    }

    private static Json.Obj claims(Json.Obj tokens) {
        String part = String.valueOf(tokens.text("id_token")).split("\\.", -1)[1];
        return (Json.Obj) Json.parse(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    private HttpResponse<String> userInfo(String bearer) {
        return world.nobodys().get("/oauth2/userinfo", "authorization", "Bearer " + bearer);
    }

    private IdTokens.Identity believed(Json.Obj tokens, String nonce) throws Exception {
        String keys = world.nobodys().get("/oauth2/jwks").body();
        return new IdTokens(world.issuer(), client, Clock.systemUTC())
                .read(String.valueOf(tokens.text("id_token")), keys, nonce);
    }

    private static String person(PageClient who) {
        Json.Obj session = who.get("/session").expect(200);
        return String.valueOf(((Json.Obj) session.fields().get("person")).text("id"));
    }

    @Test
    void saysWhoSomebodyIsAndOnlyWhatWasGranted() throws Exception {
        Json.Obj tokens = browser.tokens(client, "scope", "openid actions:read", "nonce", "n-1");
        assertEquals("actions:read openid", tokens.text("scope"));
        assertEquals(person(world.ada()), believed(tokens, "n-1").subject());
        Json.Obj claims = claims(tokens);
        assertEquals(
                Set.of("iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash"),
                claims.fields().keySet());
        byte[] half = Arrays.copyOf(
                Hash.sha256(String.valueOf(tokens.text("access_token")).getBytes(StandardCharsets.US_ASCII)), 16);
        assertEquals(Base64.getUrlEncoder().withoutPadding().encodeToString(half), claims.text("at_hash"));

        Json.Obj more = browser.tokens(client, "scope", "openid profile email");
        IdTokens.Identity ada =
                believed(browser.tokens(client, "scope", "openid profile email", "nonce", "n-2"), "n-2");
        assertAll(
                () -> assertEquals("Ada", ada.name()),
                () -> assertEquals("ada@example.com", ada.email()),
                () -> assertFalse(ada.emailVerified(), "nobody has looked"),
                () -> assertFalse(claims(more).has("nonce")));
        Json.Obj info = json(userInfo(String.valueOf(more.text("access_token"))));
        assertEquals(claims(more).text("sub"), info.text("sub"));
        assertEquals("Ada", info.text("name"));
        assertEquals("ada@example.com", info.text("email"));
        assertEquals(
                Set.of("sub"),
                json(userInfo(String.valueOf(tokens.text("access_token"))))
                        .fields()
                        .keySet());
    }

    @Test
    void saysNothingToWhomeverWasNotLetKnow() throws Exception {
        Json.Obj tokens = browser.tokens(client, "scope", "actions:read profile email");
        assertNull(tokens.text("id_token"));
        assertEquals("actions:read", tokens.text("scope"), "neither counts without openid");
        var refused = userInfo(String.valueOf(tokens.text("access_token")));
        assertEquals(403, refused.statusCode());
        assertTrue(refused.headers()
                .firstValue("www-authenticate")
                .orElse("")
                .contains("error=\"insufficient_scope\", scope=\"openid\""));
        assertEquals(401, userInfo("trg_at_nobody").statusCode());
        assertEquals(401, world.nobodys().get("/oauth2/userinfo").statusCode());
        Json.Obj known = browser.tokens(client, "scope", "openid", "nonce", "n");
        String idToken = String.valueOf(known.text("id_token"));
        assertEquals(401, world.mcp("/mcp", idToken), "an ID token is no credential");
        assertEquals(401, userInfo(idToken).statusCode());
        assertEquals(401, userInfo(String.valueOf(known.text("refresh_token"))).statusCode());
        world.ada().post("/sign-out", Json.EMPTY_OBJECT).expect(204);
        assertEquals(200, userInfo(String.valueOf(known.text("access_token"))).statusCode(), "no session is needed");
    }

    @Test
    void isNoLongerTrueOnceThePersonHasLeft() {
        PageClient eve = world.member("eve@example.com", "editor");
        Json.Obj tokens = world.browser(eve).tokens(client, "scope", "openid email");
        String access = String.valueOf(tokens.text("access_token"));
        assertEquals("eve@example.com", json(userInfo(access)).text("email"));
        world.ada().delete("/people/" + person(eve)).expect(204);
        assertEquals(401, userInfo(access).statusCode());
        var refreshed = browser.refresh(client, String.valueOf(tokens.text("refresh_token")));
        assertEquals("invalid_grant", refreshed.expect(400).text("error"));
    }

    @Test
    void goesOnWithRefreshTokensAndAfterARestart() throws Exception {
        Json.Obj first = browser.tokens(client, "scope", "openid actions:read", "nonce", "n");
        world.restart();
        Json.Obj next = browser.refresh(client, String.valueOf(first.text("refresh_token")))
                .expect(200);
        Json.Obj claims = claims(next);
        assertAll(
                () -> assertEquals(claims(first).text("sub"), claims.text("sub")),
                () -> assertEquals(
                        claims(first).get("auth_time"), claims.get("auth_time"), "nobody has signed in since"),
                () -> assertFalse(claims.has("nonce")));
        assertEquals(person(world.ada()), believed(first, "n").subject(), "the key is the same");
        Json.Obj less = browser.refresh(client, String.valueOf(next.text("refresh_token")), "scope", "actions:read")
                .expect(200);
        assertNull(less.text("id_token"), "what it has not asked for");
        assertEquals(403, userInfo(String.valueOf(less.text("access_token"))).statusCode());
    }

    @Test
    void tellsClientsHowByBothDocuments() {
        Json.Obj about = json(browser.get("/.well-known/openid-configuration"));
        assertEquals(json(browser.get("/.well-known/oauth-authorization-server")), about);
        assertAll(
                () -> assertEquals(world.issuer(), about.text("issuer")),
                () -> assertEquals(world.issuer() + "/oauth2/jwks", about.text("jwks_uri")),
                () -> assertEquals(world.issuer() + "/oauth2/userinfo", about.text("userinfo_endpoint")),
                () -> assertEquals(Json.strings(List.of("RS256")), about.get("id_token_signing_alg_values_supported")),
                () -> assertEquals(Json.strings(List.of("public")), about.get("subject_types_supported")),
                () -> assertEquals(Json.Bool.FALSE, about.get("request_uri_parameter_supported")),
                () -> assertTrue(about.write().contains("\"openid\"")));
        String resource =
                browser.get("/.well-known/oauth-protected-resource/mcp").body();
        assertFalse(resource.contains("openid"), "who somebody is is no matter of /mcp: " + resource);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt=login", "prompt=login consent", "max_age=0", "max_age=59"})
    void letsSomebodySignInAnewWhereTheClientWantsIt(String demand) throws Exception {
        String[] parts = demand.split("=");
        var page = browser.authorize(ask(client, "scope", "openid", parts[0], parts[1]));
        assertTrue(page.body().contains("action=\"sign-in\""), page.body());
        OAuthBrowser again = world.adas();
        var in = again.submit(page, "sign-in", "email", "ada@example.com", "password", OAuthWorld.PASSWORD);
        var consent = again.get("/oauth2/" + in.headers().firstValue("location").orElse(""));
        assertTrue(consent.body().contains("action=\"consent\""), consent.body());
        String code = OAuthBrowser.heard(again.submit(consent, "consent", "decision", "allow"))
                .get("code");
        assertTrue(again.redeem(client, String.valueOf(code)).expect(200).has("id_token"));
    }

    @Test
    void asksWhoIsSignedInForLongerAndLeavesOthersAlone() {
        assertTrue(browser.authorize(ask(client, "max_age", "3600")).body().contains("action=\"consent\""));
        var never = OAuthBrowser.heard(browser.authorize(ask(client, "max_age", "soon")));
        assertEquals("invalid_request", never.get("error"));
        var silent = OAuthBrowser.heard(browser.authorize(ask(client, "max_age", "0", "prompt", "none")));
        assertEquals("login_required", silent.get("error"));
        var both = OAuthBrowser.heard(browser.authorize(ask(client, "prompt", "none login")));
        assertEquals("invalid_request", both.get("error"));
        var nonce = OAuthBrowser.heard(browser.authorize(ask(client, "nonce", "n".repeat(501))));
        assertEquals("invalid_request", nonce.get("error"));
    }
}
