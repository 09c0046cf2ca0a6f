package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client may leave out when it comes for tokens, and what counts as left out. */
class TokenRequestsTest {
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

    private static String refresh(Json.Obj tokens) {
        return String.valueOf(tokens.text("refresh_token"));
    }

    @Test
    void mustNameTheRedirectUriAgainOnlyIfTheClientHasNamedIt() {
        Map<String, String> silent = ask(client, "redirect_uri", "");
        browser.redeem(client, browser.allow(silent).get("code"), "redirect_uri", "")
                .expect(200);
        browser.redeem(client, browser.allow(silent).get("code")).expect(200);
        assertEquals(
                "invalid_grant",
                browser.redeem(client, browser.allow(silent).get("code"), "redirect_uri", "http://127.0.0.1:7777/other")
                        .expect(400)
                        .text("error"));
        assertEquals(
                "invalid_grant",
                browser.redeem(client, browser.allow(ask(client)).get("code"), "redirect_uri", "")
                        .expect(400)
                        .text("error"));
    }

    /** RFC 6749, 3.2: parameters sent without a value are treated as if they were left out. */
    @Test
    void countsAnEmptyParameterForNone() {
        var form = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                client,
                "code",
                String.valueOf(browser.allow(ask(client, "scope", "openid actions:read runs:read", "redirect_uri", ""))
                        .get("code")),
                "code_verifier",
                OAuthBrowser.VERIFIER));
        for (String name : List.of("redirect_uri", "resource", "scope", "client_secret")) {
            form.put(name, "");
        }
        Json.Obj tokens = answered(browser.form("/oauth2/token", form));
        assertEquals("actions:read openid runs:read", tokens.text("scope"));
        for (String scope : List.of("", " ", "offline_access", " offline_access  ", "openid", "profile email")) {
            tokens = refreshed(refresh(tokens), scope);
            assertEquals("actions:read openid runs:read", tokens.text("scope"), "[" + scope + "]");
        }
        for (String scope : List.of("runs:read", "offline_access runs:read", "runs:read profile")) {
            tokens = refreshed(refresh(tokens), scope);
            assertEquals("runs:read", tokens.text("scope"), "[" + scope + "]");
        }
        assertEquals(
                "invalid_scope",
                browser.refresh(client, refresh(tokens), "scope", "offline_access workflows:read")
                        .expect(400)
                        .text("error"));
        assertEquals(
                "openid runs:read",
                refreshed(refresh(tokens), "runs:read openid").text("scope"));
    }

    private Json.Obj refreshed(String token, String scope) {
        var form = Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                client,
                "refresh_token",
                token,
                "scope",
                scope,
                "resource",
                "");
        return answered(browser.form("/oauth2/token", form));
    }

    private static Json.Obj answered(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return (Json.Obj) Json.parse(answer.body());
    }
}
