package dev.triggo.appapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.people.Codes;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestOidcProvider;
import dev.triggo.testing.TestOidcProvider.How;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in by an outside provider, the whole way round as a browser goes it. */
@Timeout(120)
class OidcTest {
    private static final String PASSWORD = "a sentence that nobody guesses";
    private static final String CALLBACK = "https://triggo.example.com/api/v1/app";
    private static final String TICKET = "__Host-triggo-oidc=";

    @TempDir
    private Path folder;

    private TestOidcProvider provider;
    private RunningServer server;
    private PageClient ada;

    @BeforeEach
    void start() throws Exception {
        provider = new TestOidcProvider();
        server = RunningServer.start(
                folder,
                Map.of(
                        "TRIGGO_OIDC_ISSUER",
                        provider.issuer(),
                        "TRIGGO_OIDC_CLIENT_ID",
                        TestOidcProvider.CLIENT,
                        "TRIGGO_OIDC_CLIENT_SECRET",
                        TestOidcProvider.SECRET,
                        "TRIGGO_EGRESS_ALLOW",
                        provider.host()));
        ada = browser();
        Json.Obj setup = Json.object()
                .put("token", Files.readString(folder.resolve("setup-token")).strip())
                .put("email", "ada@example.com")
                .put("name", "Ada")
                .put("password", PASSWORD)
                .build();
        ada.post("/setup", setup).expect(201);
    }

    @AfterEach
    void stop() {
        server.close();
        provider.close();
    }

    private PageClient browser() {
        return new PageClient(server.port());
    }

    /** Where the provider sends the browser back to, below our door, and the ticket that the browser holds. */
    private record Back(String path, String ticket) {}

    private Back toTheProviderAndBack() throws Exception {
        RestClient.Answer start = browser().get("/oidc/start");
        assertEquals(303, start.status());
        String cookie = start.header("set-cookie");
        for (String attribute : List.of(TICKET, "Path=/", "Secure", "HttpOnly", "SameSite=Lax")) {
            assertTrue(cookie.contains(attribute), cookie);
        }
        HttpResponse<String> sent = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(start.header("location")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        String back = sent.headers().firstValue("location").orElseThrow();
        assertTrue(back.startsWith(CALLBACK), back);
        return new Back(back.substring(CALLBACK.length()), cookie.substring(TICKET.length(), cookie.indexOf(';')));
    }

    private RestClient.Answer arrive(PageClient browser, Back back) {
        return browser.send("GET", back.path(), null, "cookie", TICKET + back.ticket());
    }

    private RestClient.Answer goRound(PageClient browser) throws Exception {
        return arrive(browser, toTheProviderAndBack());
    }

    private void invite(String email, String role) {
        ada.post(
                        "/invitations",
                        Json.object().put("email", email).put("role", role).build())
                .expect(201);
    }

    @Test
    void whoeverIsKnownByAVerifiedAddressComesIn() throws Exception {
        provider.sees("subject-1", "Ada@Example.com", true);
        PageClient back = browser();
        RestClient.Answer in = goRound(back);
        assertEquals(303, in.status(), in.response().body());
        assertEquals("https://triggo.example.com/", in.header("location"));
        assertEquals("owner", back.get("/session").expect(200).text("role"));
        // From now on it is the subject that counts, whatever its address.
        provider.sees("subject-1", "moved@example.com", false);
        PageClient later = browser();
        goRound(later);
        assertEquals("owner", later.get("/session").expect(200).text("role"));
        assertEquals(Json.Bool.TRUE, browser().get("/oidc").expect(200).get("enabled"));
        assertFalse(ada.get("/audit").expect(200).write().contains(TestOidcProvider.SECRET));
    }

    @Test
    void whoeverIsInvitedGetsTheRoleOfTheInvitationAndNobodyElseGetsAnything() throws Exception {
        provider.sees("subject-2", "bob@example.com", true);
        assertEquals(403, goRound(browser()).status());
        invite("bob@example.com", "editor");
        provider.sees("subject-2", "bob@example.com", false);
        assertEquals(403, goRound(browser()).status(), "an address that is not verified");
        provider.sees("subject-2", "bob@example.com", "true");
        PageClient bob = browser();
        assertEquals(303, goRound(bob).status());
        Json.Obj session = bob.get("/session").expect(200);
        assertEquals("editor", session.text("role"));
        assertFalse(ada.get("/invitations").expect(200).write().contains("bob@"), "it is used up");
        Json.Obj login = Json.object()
                .put("email", "bob@example.com")
                .put("password", "none")
                .build();
        browser().post("/sign-in", login).expect(401);
        String id = String.valueOf(((Json.Obj) session.fields().get("person")).text("id"));
        ada.delete("/people/" + id).expect(204);
        assertEquals(403, goRound(browser()).status(), "put out is put out");
    }

    @Test
    void anAddressThatWasGivenToSomebodyElseThereOpensNothingHere() throws Exception {
        provider.sees("subject-1", "ada@example.com", true);
        assertEquals(303, goRound(browser()).status());
        provider.sees("subject-9", "ada@example.com", true);
        assertEquals(403, goRound(browser()).status());
    }

    @Test
    void aSecondFactorIsOwedHereToo() throws Exception {
        Json.Obj password = Json.object().put("password", PASSWORD).build();
        String secret =
                String.valueOf(ada.post("/second-factor", password).expect(201).text("secret"));
        Json.Arr recovery = (Json.Arr) ada.post(
                        "/second-factor/confirm",
                        Json.object().put("code", Codes.now(secret)).build())
                .expect(200)
                .fields()
                .get("recoveryCodes");
        provider.sees("subject-1", "ada@example.com", true);
        PageClient back = browser();
        String location = goRound(back).header("location");
        back.get("/session").expect(401);
        Json.Obj code = Json.object()
                .put("signIn", location.substring(location.indexOf("=") + 1))
                .put("code", recovery.items().getFirst())
                .build();
        back.post("/sign-in/code", code).expect(200);
        back.get("/session").expect(200);
    }

    @Test
    void whatWasNotBegunInThisBrowserOrWasDoneIsRefused() throws Exception {
        provider.sees("subject-1", "ada@example.com", true);
        Back one = toTheProviderAndBack();
        Back other = toTheProviderAndBack();
        assertEquals(401, browser().get(one.path()).status(), "no ticket");
        assertEquals(
                401, arrive(browser(), new Back(one.path(), other.ticket())).status());
        assertEquals(
                401,
                arrive(browser(), new Back(one.path(), one.ticket().replaceFirst("^.", "_")))
                        .status());
        assertEquals(401, arrive(browser(), new Back(one.path(), "x")).status());
        String twice = one.ticket() + "; " + TICKET + one.ticket();
        assertEquals(401, arrive(browser(), new Back(one.path(), twice)).status());
        assertEquals(
                401,
                arrive(browser(), new Back("/oidc/callback?error=access_denied&state=x", one.ticket()))
                        .status());
        assertEquals(400, browser().get("/oidc/callback?code=a&code=b").status());
        assertEquals(303, arrive(browser(), one).status());
        assertEquals(401, arrive(browser(), one).status(), "a code works once");
    }

    private static Map<String, Function<JWTClaimsSet.Builder, JWTClaimsSet.Builder>> lies() {
        return Map.of(
                "another issuer", claims -> claims.issuer("https://evil.example"),
                "another audience", claims -> claims.audience("somebody-else"),
                "made for another",
                        claims -> claims.audience(List.of(TestOidcProvider.CLIENT, "x"))
                                .claim("azp", "x"),
                "several without azp", claims -> claims.audience(List.of(TestOidcProvider.CLIENT, "x")),
                "expired", claims -> claims.expirationTime(new Date(System.currentTimeMillis() - 120_000)),
                "without end", claims -> claims.expirationTime(null),
                "not yet", claims -> claims.notBeforeTime(new Date(System.currentTimeMillis() + 120_000)),
                "another nonce", claims -> claims.claim("nonce", "x"),
                "without nonce", claims -> claims.claim("nonce", null),
                "without subject", claims -> claims.subject(null));
    }

    @Test
    void noTokenIsBelievedThatIsNotForUsNowAndInAnswer() throws Exception {
        provider.sees("subject-1", "ada@example.com", true);
        for (var lie : lies().entrySet()) {
            provider.bends(How.RS256, lie.getValue());
            assertEquals(401, goRound(browser()).status(), lie.getKey());
        }
        for (How how : How.values()) {
            provider.bends(how, claims -> claims);
            assertEquals(how == How.RS256 ? 303 : 401, goRound(browser()).status(), how.name());
        }
    }

    @Test
    void aProviderThatIsAwayOrRotatesItsKeysIsLivedWith() throws Exception {
        provider.sees("subject-1", "ada@example.com", true);
        provider.isAway(true);
        assertEquals(503, browser().get("/oidc/start").status());
        provider.isAway(false);
        assertEquals(303, goRound(browser()).status());
        Back back = toTheProviderAndBack();
        server.close();
        provider.rotates();
        startAgain();
        assertEquals(303, arrive(browser(), back).status(), "on the way while the server started anew");
    }

    private void startAgain() {
        server = RunningServer.start(
                folder,
                Map.of(
                        "TRIGGO_OIDC_ISSUER",
                        provider.issuer(),
                        "TRIGGO_OIDC_CLIENT_ID",
                        TestOidcProvider.CLIENT,
                        "TRIGGO_OIDC_CLIENT_SECRET",
                        TestOidcProvider.SECRET,
                        "TRIGGO_EGRESS_ALLOW",
                        provider.host()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRIGGO_OIDC_CLIENT_ID=x",
                "TRIGGO_OIDC_CLIENT_SECRET=x",
                "TRIGGO_OIDC_ISSUER=https://id.example",
                "TRIGGO_OIDC_ISSUER=http://id.example TRIGGO_OIDC_CLIENT_ID=x",
                "TRIGGO_OIDC_ISSUER=id.example TRIGGO_OIDC_CLIENT_ID=x"
            })
    void aSettingThatIsWrongStopsTheStart(String settings) {
        var given = new java.util.HashMap<String, String>();
        for (String setting : settings.split(" ", -1)) {
            given.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        Path other = folder.resolve("other");
        var wrong = org.junit.jupiter.api.Assertions.assertThrows(
                RuntimeException.class, () -> RunningServer.start(other, given));
        assertTrue(String.valueOf(wrong.getMessage()).startsWith("TRIGGO_OIDC_"), wrong.getMessage());
    }

    @Test
    void withoutASettingThereIsNoSuchDoor() {
        server.close();
        server = RunningServer.start(folder, Map.of());
        assertEquals(Json.Bool.FALSE, browser().get("/oidc").expect(200).get("enabled"));
        browser().get("/oidc/start").expect(404);
        browser().get("/oidc/callback?code=x&state=y").expect(404);
    }
}
