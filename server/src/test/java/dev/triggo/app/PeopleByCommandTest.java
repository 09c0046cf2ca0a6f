package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.PASSWORD;
import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.people.Codes;
import dev.triggo.testing.PageClient;
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

/** The operator at the machine, beside a server that runs: what is done there stands in the log that people read. */
@Timeout(120)
class PeopleByCommandTest {
    private static final String OTHER = "another sentence that nobody guesses";

    @TempDir
    private Path folder;

    private RunningServer server;
    private PageClient owner;
    private String session = "";

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        owner = new PageClient(server.port());
        String token = Files.readString(folder.resolve("setup-token")).strip();
        owner.post("/setup", fields("token", token, "email", "ada@example.com", "name", "Ada", "password", PASSWORD))
                .expect(201);
        session = String.valueOf(owner.cookie());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Command.Ended triggo(String... words) throws InterruptedException {
        return Command.say(folder, words);
    }

    private Command.Ended done(String... words) throws InterruptedException {
        Command.Ended ended = triggo(words);
        assertEquals(0, ended.code(), ended.err());
        return ended;
    }

    private static Json.Obj json(Command.Ended ended) {
        return (Json.Obj) Json.parse(ended.out());
    }

    private RestClient.Answer signIn(PageClient browser, String password) {
        return browser.post("/sign-in", fields("email", "ada@example.com", "password", password));
    }

    private List<String> log() {
        return owner.get("/audit/export")
                .response()
                .body()
                .lines()
                .map(line -> (Json.Obj) Json.parse(line))
                .map(entry -> entry.text("who") + ": " + entry.text("what"))
                .toList();
    }

    private void secondFactor() {
        String secret = String.valueOf(owner.post("/second-factor", fields("password", PASSWORD))
                .expect(201)
                .text("secret"));
        owner.post("/second-factor/confirm", fields("code", Codes.now(secret))).expect(200);
    }

    @Test
    void letsSomebodyInWhoHasLostTheAuthenticatorAndTheRecoveryCodes() throws Exception {
        secondFactor();
        var fresh = new PageClient(server.port());
        assertEquals(Json.Bool.TRUE, signIn(fresh, PASSWORD).expect(200).get("codeNeeded"));
        String half = String.valueOf(signIn(fresh, PASSWORD).expect(200).text("signIn"));
        assertTrue(done("people", "list").out().matches("(?s).*ada@example.com +Ada +on +1.*"));

        assertEquals(
                "ada@example.com",
                json(done("people", "reset-second-factor", "Ada@Example.com", "--json"))
                        .text("email")
                        .toLowerCase(java.util.Locale.ROOT));
        owner.get("/session").expect(401);
        assertEquals(
                401,
                fresh.post("/sign-in/code", fields("signIn", half, "code", "000000"))
                        .status());
        owner = new PageClient(server.port());
        assertFalse(signIn(owner, PASSWORD).expect(200).has("codeNeeded"), "the password is enough");
        assertTrue(log().contains("operator (command line): second_factor.reset"), log()::toString);
        Command.Ended none = triggo("people", "reset-second-factor", "ada@example.com");
        assertEquals(1, none.code());
        assertTrue(none.err().contains("has no second factor"), none.err());
    }

    @Test
    void givesALinkForAnotherPasswordThatWorksOnceAndKeepsTheSecondFactor() throws Exception {
        secondFactor();
        String older = secret(done("people", "reset-password", "ada@example.com"));
        owner.get("/session").expect(401);
        Command.Ended made = done("people", "reset-password", "ada@example.com");
        String link = secret(made);
        assertTrue(made.out().startsWith("http://localhost:8090/sign-in#password-for="), made.out());
        assertTrue(made.err().contains("works once"), made.err());
        var fresh = new PageClient(server.port());
        fresh.post("/password/link", fields("link", older, "password", OTHER)).expect(401);
        fresh.post("/password/link", fields("link", "password_guessed", "password", OTHER))
                .expect(401);
        fresh.post("/password/link", fields("link", link, "password", "short")).expect(400);
        fresh.post("/password/link", fields("link", link, "password", OTHER)).expect(204);
        fresh.post("/password/link", fields("link", link, "password", PASSWORD)).expect(401);
        signIn(fresh, PASSWORD).expect(401);
        Json.Obj half = signIn(fresh, OTHER).expect(200);
        assertEquals(Json.Bool.TRUE, half.get("codeNeeded"), "a lost password says nothing of the authenticator");
        done("people", "reset-second-factor", "ada@example.com");
        owner = new PageClient(server.port());
        signIn(owner, OTHER).expect(200);
        List<String> log = log();
        assertEquals(
                2,
                log.stream()
                        .filter("operator (command line): password.link_made"::equals)
                        .count());
        assertEquals(
                1,
                log.stream()
                        .filter("ada@example.com: password.taken_by_link"::equals)
                        .count());
        assertFalse(owner.get("/audit/export").response().body().contains(link), "no secret in the log");
    }

    private static String secret(Command.Ended made) {
        return made.out().strip().replaceFirst(".*#password-for=", "");
    }

    @Test
    void notesKeysAndTiersOnceAndNothingThatWasRefused() throws Exception {
        String id = String.valueOf(
                json(done("keys", "create", "--scopes", "runs:read", "--json")).text("id"));
        done("keys", "rotate", id);
        done("keys", "revoke", id);
        done("workspaces", "tier", "default", "pro");
        assertEquals(1, triggo("keys", "revoke", "unknown").code());
        assertEquals(1, triggo("keys", "create", "--scopes", "unknown").code());
        assertEquals(1, triggo("workspaces", "tier", "nowhere", "pro").code());
        assertEquals(
                List.of("key.created", "key.rotated", "key.revoked", "workspace.tier_changed"),
                log().stream()
                        .filter(line -> line.startsWith("operator (command line): "))
                        .map(line -> line.replaceFirst(".*: ", ""))
                        .toList());
        String exported = owner.get("/audit/export").response().body();
        assertTrue(exported.contains(id) && !exported.matches("(?s).*trg_[A-Za-z0-9_-]{32}.*"), exported);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        for (String what : List.of("reset-password", "reset-second-factor")) {
            Command.Ended unknown = triggo("people", what, "nobody@example.com");
            assertEquals(1, unknown.code());
            assertTrue(unknown.err().contains("people list"), unknown.err());
            assertEquals(2, triggo("people", what).code());
        }
        assertEquals(2, triggo("people").code());
        assertEquals(2, triggo("people", "forget", "ada@example.com").code());
        assertEquals(200, owner.get("/session").status(), "nothing was done to anybody");
        assertEquals(session, owner.cookie());
    }
}
