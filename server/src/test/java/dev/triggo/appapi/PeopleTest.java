package dev.triggo.appapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People over the page's door: the first account, sessions, roles, invitations, keys and what is noted of it all. */
class PeopleTest {
    private static final String PASSWORD = "a sentence that nobody guesses";

    @TempDir
    private Path folder;

    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start(folder, Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private PageClient browser() {
        return new PageClient(server.port());
    }

    private String token() throws Exception {
        return Files.readString(folder.resolve("setup-token")).strip();
    }

    private static Json.Obj person(String token, String email) {
        return Json.object()
                .put("token", token)
                .put("email", email)
                .put("name", "Ada")
                .put("password", PASSWORD)
                .build();
    }

    private static Json.Obj login(String email, String password) {
        return Json.object().put("email", email).put("password", password).build();
    }

    private PageClient owner() throws Exception {
        PageClient ada = browser();
        ada.post("/setup", person(token(), "Ada@Example.com")).expect(201);
        return ada;
    }

    private PageClient member(PageClient inviter, String email, String role) {
        String invitation = inviter.post(
                        "/invitations",
                        Json.object().put("email", email).put("role", role).build())
                .expect(201)
                .text("invitation");
        PageClient comes = browser();
        comes.post(
                        "/invitations/accept",
                        Json.object()
                                .put("invitation", String.valueOf(invitation))
                                .put("name", "Somebody")
                                .put("password", PASSWORD)
                                .build())
                .expect(201);
        return comes;
    }

    @Test
    void theTokenOfTheServerMakesTheFirstAccountAndNoOther() throws Exception {
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("setup-token"))));
        browser().post("/setup", person("setup_wrong", "eve@example.com")).expect(401);
        String token = token();
        PageClient ada = browser();
        RestClient.Answer made = ada.post("/setup", person(token, "Ada@Example.com"));
        assertEquals("owner", made.expect(201).text("role"));
        String cookie = made.header("set-cookie");
        for (String attribute : List.of("__Host-triggo=", "Path=/", "Secure", "HttpOnly", "SameSite=Lax")) {
            assertTrue(cookie.contains(attribute), cookie);
        }
        browser().post("/setup", person(token, "eve@example.com")).expect(401);
        assertEquals(Json.parse("""
                {"needed": false, "signedIn": false}"""), browser().get("/setup").expect(200));
        assertEquals(Json.parse("""
                {"needed": false, "signedIn": true}"""), ada.get("/setup").expect(200));
        server.close();
        server = RunningServer.start(folder, Map.of());
        assertFalse(Files.exists(folder.resolve("setup-token")));
        RestClient.Answer after = browser().send("GET", "/session", null, "cookie", "__Host-triggo=" + ada.cookie());
        assertNotNull(after.expect(200).get("person"), "sessions outlive a restart");
    }

    @Test
    void signsInWithTheRightPasswordAndTellsNobodyWhichAccountsThereAre() throws Exception {
        owner();
        assertEquals(
                browser()
                        .post("/sign-in", login("ada@example.com", "not the password at all"))
                        .body()
                        .without("requestId"),
                browser()
                        .post("/sign-in", login("nobody@example.com", PASSWORD))
                        .body()
                        .without("requestId"));
        PageClient again = browser();
        assertEquals(
                "owner",
                again.post("/sign-in", login("ADA@example.com ", PASSWORD))
                        .expect(200)
                        .text("role"));
        assertEquals(
                2,
                ((Json.Arr) again.get("/sessions").expect(200).get("sessions"))
                        .items()
                        .size());
        String cookie = again.cookie();
        again.post("/sign-out", Json.EMPTY_OBJECT).expect(204);
        PageClient stolen = browser();
        assertEquals(
                401,
                stolen.send("GET", "/session", null, "cookie", "__Host-triggo=" + cookie)
                        .status());
    }

    @Test
    void slowsDownWhoeverGuesses() throws Exception {
        owner();
        for (String account : List.of("ada@example.com", "nobody@example.com")) {
            for (int i = 0; i < 5; i++) {
                browser().post("/sign-in", login(account, "guess number " + i)).expect(401);
            }
            RestClient.Answer refused = browser().post("/sign-in", login(account, PASSWORD));
            refused.expect(429);
            assertTrue(Integer.parseInt(refused.header("retry-after")) >= 1);
        }
    }

    @Test
    void changesNothingForAPageThatDoesNotKnowTheToken() throws Exception {
        PageClient ada = owner();
        Json.Obj key = key("k", "actions:read");
        PageClient stranger = ada.withoutToken();
        stranger.post("/keys", key).expect(403);
        stranger.post("/keys", key, "x-csrf-token", "guessed").expect(403);
        ada.post("/keys", key, "origin", "https://evil.example").expect(403);
        assertEquals(
                415,
                ada.send("POST", "/keys", key.write(), "content-type", "text/plain")
                        .status());
        assertEquals(405, ada.get("/sign-out").status());
        assertEquals(List.of(), ((Json.Arr) ada.get("/keys").expect(200).get("keys")).items());
    }

    private static Json.Obj key(String name, String... scopes) {
        return Json.object()
                .put("name", name)
                .put("scopes", Json.strings(List.of(scopes)))
                .build();
    }

    @Test
    void makesRotatesAndRevokesKeysThatWorkAtOnce() throws Exception {
        PageClient ada = owner();
        Json.Obj made = ada.post("/keys", key("laptop", "actions:read")).expect(201);
        String secret = String.valueOf(made.text("secret"));
        assertEquals(200, new RestClient(server.port(), secret).get("/actions").status());
        assertFalse(ada.get("/keys").expect(200).write().contains(secret));
        Json.Obj rotated = ada.post("/keys/" + made.text("id") + "/rotate", Json.EMPTY_OBJECT)
                .expect(200);
        assertEquals(401, new RestClient(server.port(), secret).get("/actions").status());
        String next = String.valueOf(rotated.text("secret"));
        assertEquals(200, new RestClient(server.port(), next).get("/actions").status());
        ada.delete("/keys/" + made.text("id")).expect(200);
        assertEquals(401, new RestClient(server.port(), next).get("/actions").status());
        ada.post("/keys", key("odd", "actions:fly")).expect(400);
        String audit = ada.get("/audit").expect(200).write();
        for (String what : List.of("setup", "key.created", "key.rotated", "key.revoked")) {
            assertTrue(audit.contains("\"" + what + "\""), audit);
        }
        assertFalse(audit.contains(secret) || audit.contains(next));
    }

    @Test
    void rolesDecideWhoMayDoWhatAndAWorkspaceKeepsAnOwner() throws Exception {
        PageClient ada = owner();
        PageClient admin = member(ada, "admin@example.com", "admin");
        PageClient editor = member(admin, "editor@example.com", "editor");
        PageClient viewer = member(admin, "viewer@example.com", "viewer");
        for (PageClient low : List.of(editor, viewer)) {
            for (String path : List.of("/keys", "/invitations", "/audit")) {
                low.get(path).expect(403);
            }
            low.post("/keys", key("k", "actions:read")).expect(403);
            low.get("/people").expect(200);
        }
        String adaId = id(ada);
        Json.Obj toViewer = Json.object().put("role", "viewer").build();
        admin.put("/people/" + adaId, toViewer).expect(403);
        admin.delete("/people/" + adaId).expect(403);
        admin.post(
                        "/invitations",
                        Json.object()
                                .put("email", "x@example.com")
                                .put("role", "owner")
                                .build())
                .expect(403);
        ada.put("/people/" + adaId, toViewer).expect(400);
        ada.put("/people/" + id(admin), Json.object().put("role", "owner").build())
                .expect(200);
        ada.put("/people/" + adaId, toViewer).expect(200);
        assertEquals("viewer", ada.get("/session").expect(200).text("role"), "a role counts from the next request on");
        admin.delete("/people/" + id(editor)).expect(204);
        editor.get("/session").expect(401);
        admin.put("/people/unknown", toViewer).expect(404);
    }

    private static String id(PageClient browser) {
        return String.valueOf(
                ((Json.Obj) browser.get("/session").expect(200).fields().get("person")).text("id"));
    }

    @Test
    void anInvitationWorksOnceAndCanBeTakenBack() throws Exception {
        PageClient ada = owner();
        Json.Obj asked = Json.object()
                .put("email", "bob@example.com")
                .put("role", "editor")
                .build();
        Json.Obj made = ada.post("/invitations", asked).expect(201);
        assertTrue(String.valueOf(made.text("link")).startsWith("https://triggo.example.com/join#invite_"));
        assertFalse(ada.get("/invitations").expect(200).write().contains(String.valueOf(made.text("invitation"))));
        Json.Obj accept = Json.object()
                .put("invitation", String.valueOf(made.text("invitation")))
                .put("name", "Bob")
                .put("password", PASSWORD)
                .build();
        browser()
                .post("/invitations/accept", accept.with("password", Json.of("short")))
                .expect(400);
        PageClient bob = browser();
        assertEquals(
                "editor", bob.post("/invitations/accept", accept).expect(201).text("role"));
        browser().post("/invitations/accept", accept).expect(401);
        Json.Obj second = ada.post("/invitations", asked.with("email", Json.of("carl@example.com")))
                .expect(201);
        ada.delete("/invitations/" + second.text("id")).expect(204);
        browser()
                .post(
                        "/invitations/accept",
                        accept.with("invitation", Json.of(String.valueOf(second.text("invitation")))))
                .expect(401);
    }

    @Test
    void aNewPasswordEndsTheOtherSessions() throws Exception {
        PageClient ada = owner();
        PageClient other = browser();
        other.post("/sign-in", login("ada@example.com", PASSWORD)).expect(200);
        Json.Obj change = Json.object()
                .put("present", "wrong wrong wrong")
                .put("password", "another long sentence")
                .build();
        ada.post("/password", change).expect(403);
        ada.post("/password", change.with("present", Json.of(PASSWORD))).expect(204);
        other.get("/session").expect(401);
        ada.get("/session").expect(200);
        browser()
                .post("/sign-in", login("ada@example.com", "another long sentence"))
                .expect(200);
    }

    @Test
    void endsASessionOfOnesOwnAndOfNobodyElse() throws Exception {
        PageClient ada = owner();
        PageClient bob = member(ada, "bob@example.com", "viewer");
        String bobs = String.valueOf(((Json.Obj)
                        ((Json.Arr) bob.get("/sessions").expect(200).fields().get("sessions"))
                                .items()
                                .getFirst())
                .text("id"));
        assertEquals(
                ada.delete("/sessions/" + bobs).body().without("requestId"),
                ada.delete("/sessions/unknown").body().without("requestId"));
        bob.get("/session").expect(200);
        bob.delete("/sessions/" + bobs).expect(204);
        bob.get("/session").expect(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\":\"ada\",\"name\":\"\",\"password\":\"short\",\"token\":\"T\"}",
                "{\"email\":\"a@b\",\"name\":\"A\\u0007\",\"password\":\"long enough password\",\"token\":\"T\"}",
                "{\"email\":7,\"name\":[],\"password\":null,\"token\":\"T\"}",
                "{\"email\":\"a@b.c\",\"name\":\"A\",\"password\":\"long enough password\",\"token\":\"T\",\"role\":\"owner\"}",
                "[]"
            })
    void refusesAnIntroductionWithAllItsFaults(String body) throws Exception {
        browser()
                .send("POST", "/setup", body.replace("\"T\"", Json.of(token()).write()))
                .expect(400);
        assertEquals(Json.Bool.TRUE, browser().get("/setup").expect(200).get("needed"));
    }

    @Test
    void noSecretIsInTheStore() throws Exception {
        PageClient ada = owner();
        String cookie = String.valueOf(ada.cookie());
        server.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(bytes.contains(PASSWORD) || bytes.contains(cookie), file::toString);
            }
        }
        server = RunningServer.start(folder, Map.of());
    }
}
