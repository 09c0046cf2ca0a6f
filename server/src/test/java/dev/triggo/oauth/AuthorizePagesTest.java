package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static dev.triggo.testing.OAuthBrowser.encoded;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser is shown and where it is sent: nothing leaves for an address that is not the client's own. */
class AuthorizePagesTest {
    @TempDir
    private static Path folder;

    private static OAuthWorld world;
    private static OAuthBrowser browser;
    private static String client;

    @BeforeAll
    static void start() throws Exception {
        world = OAuthWorld.start(folder, Map.of());
        browser = world.adas();
        client = browser.register("Some host");
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    /** A page with a status, from which nobody is sent anywhere. */
    private static String stays(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.headers().firstValue("location").isEmpty());
        return answer.body();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:7777/callback/",
                "http://127.0.0.1:7777/callback?x=1",
                "http://127.0.0.1:7777/callback#x",
                "http://127.0.0.1:7777/callback/../callback",
                "http://127.0.0.1:7777/Callback",
                "http://127.0.0.1:7777/callback%2f",
                "http://127.0.0.1:7777/callback.evil.example.com",
                "http://127.0.0.1:7777@evil.example.com/callback",
                "http://evil@127.0.0.1:7777/callback",
                "http://127.0.0.1.evil.example.com:7777/callback",
                "http://localhost:7777/callback",
                "http://127.0.0.2:7777/callback",
                "http://127.1:7777/callback",
                "https://127.0.0.1:7777/callback",
                "HTTP://127.0.0.1:7777/callback",
                "//127.0.0.1:7777/callback",
                "http://127.0.0.1:99999999999/callback",
                "http://127.0.0.1:7777/callback\r\nset-cookie: a=b",
                "http://127.0.0.1:7777\\@evil.example.com/callback",
                "javascript:alert(1)//127.0.0.1:7777/callback",
                "data:text/html,x",
                "https://evil.example.com/callback",
            })
    void sendsNobodyToAnAddressThatIsNotRegistered(String redirect) {
        stays(400, browser.authorize(ask(client, "redirect_uri", redirect)));
        stays(400, world.nobodys().authorize(ask(client, "redirect_uri", redirect)));
    }

    @Test
    void letsAProgramOnThisMachineTakeAnyPort() {
        HttpResponse<String> page = browser.authorize(ask(client, "redirect_uri", "http://127.0.0.1:54321/callback"));
        assertEquals(200, page.statusCode(), page.body());
        assertEquals(303, browser.submit(page, "consent", "decision", "allow").statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "client_id|",
                "client_id|unknown",
                "client_id|https://localhost/client.json#x",
                "client_id|https://localhost",
                "client_id|https://localhost/",
                "client_id|https://user@localhost/client.json",
                "client_id|https://localhost/a/../client.json",
                "client_id|https://localhost/client.json",
                "client_id|https://169.254.169.254/latest/meta-data",
                "client_id|http://localhost/client.json",
            },
            delimiter = '|')
    void tellsThePersonAboutAClientThatIsNone(String field, String value) {
        stays(400, browser.authorize(ask(client, field, value == null ? "" : value)));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "response_type||invalid_request",
                "response_type|token|unsupported_response_type",
                "response_type|code token|unsupported_response_type",
                "response_mode|fragment|invalid_request",
                "response_mode|form_post|invalid_request",
                "code_challenge||invalid_request",
                "code_challenge|short|invalid_request",
                "code_challenge_method||invalid_request",
                "code_challenge_method|plain|invalid_request",
                "code_challenge_method|s256|invalid_request",
                "scope|everything|invalid_scope",
                "scope|Actions:Read|invalid_scope",
                "scope|actions:*|invalid_scope",
                "scope|actions:run:|invalid_scope",
                "scope|actions:run:Not_A_Slug|invalid_scope",
                "resource|https://other.example.com/mcp|invalid_target",
                "resource|http://localhost/mcp|invalid_target",
                "resource|mcp|invalid_target",
                "request|eyJhbGciOiJub25lIn0.e30.|request_not_supported",
                "request_uri|https://evil.example.com/r|request_uri_not_supported",
                "prompt|none|consent_required",
            },
            delimiter = '|')
    void tellsTheClientAboutARequestThatIsWrong(String field, String value, String error) {
        Map<String, String> heard =
                OAuthBrowser.heard(browser.authorize(ask(client, field, value == null ? "" : value)));
        assertAll(
                () -> assertEquals(error, heard.get("error")),
                () -> assertEquals("some state", heard.get("state")),
                () -> assertEquals(world.issuer(), heard.get("iss")),
                () -> assertFalse(heard.containsKey("code")));
    }

    @Test
    void takesNothingTwiceAndNoControlCharacters() {
        String query = encoded(ask(client));
        stays(400, browser.get("/oauth2/authorize?" + query + "&redirect_uri=https%3A%2F%2Fevil.example.com"));
        stays(400, browser.get("/oauth2/authorize?" + query + "&client_id=x"));
        stays(400, browser.get("/oauth2/authorize?" + query + "&state=again"));
        stays(400, browser.authorize(ask(client, "state", "a\0b")));
        stays(400, browser.get("/oauth2/authorize"));
        var two = browser.get("/oauth2/authorize?" + query + "&resource=a&resource=b");
        assertEquals("invalid_target", OAuthBrowser.heard(two).get("error"));
        var unknown = browser.get("/oauth2/authorize?" + query + "&something=else");
        assertEquals(200, unknown.statusCode(), "what we do not know is not our business");
    }

    @Test
    void asksForWhatHostsNeedAtFirstWhenTheyNameNothing() {
        var page = browser.authorize(ask(client, "scope", "openid offline_access"));
        for (String scope : List.of("actions:read", "actions:run", "runs:read")) {
            assertTrue(page.body().contains("<code>" + scope + "</code>"), page.body());
        }
        assertFalse(page.body().contains("workflows:write"));
        assertTrue(page.body().contains("know that it is you"), page.body());
        assertFalse(page.body().contains("<code>offline_access"), page.body());
    }

    @Test
    void showsNamesAsTextAndRunsNothing() {
        String name = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;";
        String strange = browser.register(name);
        HttpResponse<String> page =
                browser.authorize(ask(strange, "state", "\"><script>alert(2)</script>", "scope", "actions:run:a"));
        assertEquals(200, page.statusCode());
        assertFalse(page.body().contains("<script"), page.body());
        assertFalse(page.body().contains("<img"), page.body());
        assertTrue(page.body().contains("&lt;script&gt;alert(1)"), page.body());
        String policy = page.headers().firstValue("content-security-policy").orElse("");
        assertAll(
                () -> assertTrue(policy.contains("default-src 'none'"), policy),
                () -> assertTrue(policy.contains("frame-ancestors 'none'"), policy),
                () -> assertTrue(policy.contains("form-action 'self' http://127.0.0.1:7777"), policy),
                () -> assertFalse(policy.contains("unsafe"), policy),
                () -> assertEquals(
                        1, page.headers().allValues("content-security-policy").size()),
                () -> assertEquals(
                        "DENY", page.headers().firstValue("x-frame-options").orElse("")),
                () -> assertEquals(
                        "same-origin",
                        page.headers().firstValue("referrer-policy").orElse("")),
                () -> assertEquals(
                        "no-store", page.headers().firstValue("cache-control").orElse("")));
        HttpResponse<String> signIn = world.nobodys().authorize(ask(strange, "state", "\"><script>alert(2)</script>"));
        var again = world.nobodys().submit(signIn, "sign-in", "email", "\"><script>", "password", "x");
        assertFalse(again.body().contains("<script"), again.body());
    }

    @Test
    void saysNoToTheClientWhenThePersonDoes() {
        var page = browser.authorize(ask(client));
        assertEquals(
                "access_denied",
                OAuthBrowser.heard(browser.submit(page, "consent", "decision", "deny"))
                        .get("error"));
        var undecided = browser.submit(page, "consent");
        assertTrue(undecided.headers().firstValue("location").orElse("").startsWith("authorize?"));
    }

    @Test
    void countsADecisionOnlyFromThePersonsOwnPage() {
        Map<String, String> form =
                OAuthBrowser.hidden(browser.authorize(ask(client)).body(), "consent");
        form.put("decision", "allow");
        var without = new LinkedHashMap<>(form);
        without.remove("csrf");
        stays(403, browser.form("/oauth2/consent", without));
        var wrong = new LinkedHashMap<>(form);
        wrong.put("csrf", "guessed");
        stays(403, browser.form("/oauth2/consent", wrong));
        PageClient vera = world.member("vera@example.com", "viewer");
        stays(403, world.browser(vera).form("/oauth2/consent", form));
        var nobody = world.nobodys().form("/oauth2/consent", form);
        assertTrue(nobody.headers().firstValue("location").orElse("").startsWith("authorize?"));
        for (String origin : List.of("https://evil.example.com", "null")) {
            assertEquals(
                    403, browser.form("/oauth2/consent", form, "origin", origin).statusCode());
            assertEquals(
                    403,
                    world.nobodys()
                            .form(
                                    "/oauth2/sign-in",
                                    Map.of(
                                            "email",
                                            "ada@example.com",
                                            "password",
                                            OAuthWorld.PASSWORD,
                                            "request",
                                            "a=b"),
                                    "origin",
                                    origin)
                            .statusCode());
        }
        assertEquals(405, browser.get("/oauth2/consent?" + encoded(form)).statusCode());
        assertEquals(
                303,
                browser.form("/oauth2/consent", form, "origin", world.issuer()).statusCode());
    }

    @Test
    void readsTheRequestAnewWithTheDecision() {
        Map<String, String> form =
                OAuthBrowser.hidden(browser.authorize(ask(client)).body(), "consent");
        form.put("decision", "allow");
        form.put("request", encoded(ask(client, "redirect_uri", "https://evil.example.com/callback")));
        stays(400, browser.form("/oauth2/consent", form));
        form.put("request", encoded(ask(client)) + "\r\nset-cookie: a=b");
        stays(400, browser.form("/oauth2/consent", form));
    }

    @Test
    void sendsToOurOwnPagesOnlyAfterSigningIn() {
        for (String request : List.of("//evil.example.com", "a=b#//evil", "\\\\evil", "x\r\ny: z")) {
            var answer = world.nobodys()
                    .form(
                            "/oauth2/sign-in",
                            Map.of("email", "ada@example.com", "password", OAuthWorld.PASSWORD, "request", request));
            String location = answer.headers().firstValue("location").orElse("authorize?");
            assertTrue(location.startsWith("authorize?"), location);
        }
    }

    @Test
    void offersNothingToAllowToWhoMayDoNoneOfIt() {
        OAuthBrowser veras = world.browser(world.member("vic@example.com", "viewer"));
        HttpResponse<String> page = veras.authorize(ask(client, "scope", "workflows:write"));
        assertFalse(page.body().contains("value=\"allow\""), page.body());
        assertTrue(page.body().contains("you are viewer"), page.body());
        assertEquals(
                "access_denied",
                OAuthBrowser.heard(veras.submit(page, "consent", "decision", "allow"))
                        .get("error"));
        HttpResponse<String> some = veras.authorize(ask(client, "scope", "actions:read workflows:write"));
        assertTrue(some.body().contains("cannot allow"), some.body());
    }

    @Test
    void letsSomebodyElseSignIn() {
        OAuthBrowser here = world.browser(world.member("otto@example.com", "viewer"));
        var out = here.submit(here.authorize(ask(client)), "sign-out");
        assertEquals(303, out.statusCode());
        assertTrue(here.authorize(ask(client)).body().contains("action=\"sign-in\""));
    }

    @Test
    void registersWhatItWillKeepAndNothingElse() {
        var made = browser.register(Json.object()
                .put("client_name", "Host")
                .put(
                        "redirect_uris",
                        Json.strings(List.of("https://a.example.com/cb", "cursor://app/cb", "com.example.app:/cb")))
                .put("token_endpoint_auth_method", "client_secret_basic")
                .put("grant_types", Json.strings(List.of("authorization_code", "refresh_token", "client_credentials")))
                .put("logo_uri", "javascript:alert(1)")
                .put("client_id", "mine")
                .build());
        Json.Obj body = made.expect(201);
        assertAll(
                () -> assertFalse("mine".equals(body.text("client_id"))),
                () -> assertEquals("none", body.text("token_endpoint_auth_method")),
                () -> assertFalse(body.has("client_secret")),
                () -> assertFalse(body.has("logo_uri")),
                () -> assertEquals(
                        Json.strings(List.of("authorization_code", "refresh_token")), body.get("grant_types")));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "{}|invalid_redirect_uri",
                "{\"redirect_uris\":[]}|invalid_redirect_uri",
                "{\"redirect_uris\":\"https://a.example.com\"}|invalid_redirect_uri",
                "{\"redirect_uris\":[1]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"http://a.example.com/cb\"]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"https://a.example.com/cb#x\"]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"https://*.example.com/cb\"]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"https://u:p@a.example.com/cb\"]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"javascript:alert(1)\"]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"data:text/html,x\"]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"/cb\"]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"https:///cb\"]}|invalid_redirect_uri",
                "{\"redirect_uris\":[\"https://a.example.com/cb\"],\"client_name\":\"a\\u202eb\"}|invalid_client_metadata",
                "{\"redirect_uris\":[\"https://a.example.com/cb\"],\"client_name\":\"a\\u3164\"}|invalid_client_metadata",
                "{\"redirect_uris\":[\"https://a.example.com/cb\"],\"client_name\":\"a\\nb\"}|invalid_client_metadata",
                "{\"redirect_uris\":[\"https://a.example.com/cb\"],\"client_name\":7}|invalid_client_metadata",
                "{\"redirect_uris\":[\"https://a.example.com/cb\"],\"grant_types\":[\"implicit\"]}|invalid_client_metadata",
                "{\"redirect_uris\":[\"https://a.example.com/cb\"],\"response_types\":[\"token\"]}|invalid_client_metadata",
                "[]|invalid_client_metadata",
            },
            delimiter = '|')
    void registersNoClientThatItCouldNotKeepSafe(String metadata, String error) {
        assertEquals(error, browser.register(Json.parse(metadata)).expect(400).text("error"));
    }

    @Test
    void answersMetadataByWhichAClientFindsItsWay() {
        Json.Obj server = json(browser.get("/.well-known/oauth-authorization-server"));
        assertAll(
                () -> assertEquals(world.issuer(), server.text("issuer")),
                () -> assertEquals(Json.strings(List.of("S256")), server.get("code_challenge_methods_supported")),
                () -> assertEquals(Json.Bool.TRUE, server.get("client_id_metadata_document_supported")),
                () -> assertEquals(Json.Bool.TRUE, server.get("authorization_response_iss_parameter_supported")),
                () -> assertEquals(world.issuer() + "/oauth2/register", server.text("registration_endpoint")));
        for (String path : List.of("", "/mcp")) {
            Json.Obj resource = json(browser.get("/.well-known/oauth-protected-resource" + path));
            assertEquals("http://127.0.0.1:" + world.port() + "/mcp", resource.text("resource"), "as it was called");
            assertEquals(Json.strings(List.of(world.issuer())), resource.get("authorization_servers"));
            assertFalse(resource.write().contains("offline_access"));
        }
        assertTrue(json(browser.get("/.well-known/oauth-protected-resource/mcp/actions"))
                .write()
                .contains("/mcp/actions\""));
    }

    private static Json.Obj json(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode());
        return (Json.Obj) Json.parse(answer.body());
    }

    @Test
    void challengesByTheNameThatWasCalled() throws Exception {
        var answer = world.mcp("/mcp", "", "{}");
        String challenge = answer.headers().firstValue("www-authenticate").orElse("");
        assertAll(
                () -> assertEquals(401, answer.statusCode()),
                () -> assertTrue(
                        challenge.contains("resource_metadata=\"http://127.0.0.1:" + world.port()
                                + "/.well-known/oauth-protected-resource/mcp\""),
                        challenge),
                () -> assertTrue(challenge.contains("scope=\"actions:read actions:run runs:read\""), challenge));
        String actions = world.mcp("/mcp/actions", "", "{}")
                .headers()
                .firstValue("www-authenticate")
                .orElse("");
        assertTrue(actions.contains("/.well-known/oauth-protected-resource/mcp/actions\""), actions);
    }
}
