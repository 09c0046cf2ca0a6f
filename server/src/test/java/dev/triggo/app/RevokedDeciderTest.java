package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.Statements;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody is let in and decides; before that is written, what they came in with is taken from them: nothing is decided.
 * The taking is written, but not committed, when they come, and committed while their decision waits behind it.
 */
@Timeout(240)
class RevokedDeciderTest {
    private static final String LET_IN = " FROM runs WHERE id = ? AND workspace_id = ?";

    @TempDir
    private Path folder;

    private String url;
    private TwoWorkspaces world;

    /** Who decides on a run, how it is taken from them, and what they hear. */
    private record Taken(Function<String, RestClient.Answer> decide, String sql, String hears) {}

    private Map<String, String> settings(TestDatabase.Kind kind) {
        return switch (kind) {
            case SQLITE -> {
                url = "jdbc:sqlite:" + folder.resolve("triggo.db") + "?transaction_mode=IMMEDIATE&busy_timeout=20000";
                yield Map.of();
            }
            case POSTGRES -> {
                String given = TestDatabase.freshPostgresUrl();
                url = TestDatabase.jdbcOf(given);
                yield Map.of("DATABASE_URL", given, "ENCRYPTION_KEY", "5a".repeat(32));
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void decidesNothing(TestDatabase.Kind kind) throws Exception {
        try (var opened = new TwoWorkspaces(folder, settings(kind));
                var statements = new Statements()) {
            world = opened;
            PageClient owner = world.people.get("owner");
            RestClient rest = world.rest(TwoWorkspaces.fullKey(owner));
            String slug = world.fill(owner, TwoWorkspaces.fullKey(owner)).slug();
            Map<String, String> said = new LinkedHashMap<>();
            Map<String, String> expected = new LinkedHashMap<>();
            for (Map.Entry<String, Taken> each : cases().entrySet()) {
                String run = String.valueOf(rest.post("/actions/" + slug + "/run", Json.EMPTY_OBJECT)
                        .expect(202)
                        .text("runId"));
                rest.get("/runs/" + run + "?wait=30").expect(200);
                RestClient.Answer answer = race(statements, each.getValue(), run);
                said.put(
                        each.getKey(),
                        heard(answer) + " "
                                + rest.get("/runs/" + run).expect(200).text("status"));
                expected.put(each.getKey(), each.getValue().hears() + " waiting_for_approval");
                assertEquals("200 null", heard(approve(rest, run)), each.getKey());
                assertEquals(
                        "succeeded",
                        rest.get("/runs/" + run + "?wait=30").expect(200).text("status"));
            }
            assertEquals(expected, said);
        }
    }

    private RestClient.Answer race(Statements statements, Taken taken, String run) throws Exception {
        var answer = new CompletableFuture<RestClient.Answer>();
        // It must be closed before the answer is waited for: SQLite's driver begins the next transaction with a commit.
        try (Connection beside = DriverManager.getConnection(url);
                var statement = beside.createStatement()) {
            beside.setAutoCommit(false);
            assertEquals(1, statement.executeUpdate(taken.sql()), taken.sql());
            statements.until(
                    LET_IN, () -> answer.completeAsync(() -> taken.decide().apply(run)));
            beside.commit();
        }
        return answer.get(60, TimeUnit.SECONDS);
    }

    private Map<String, Taken> cases() {
        Map<String, Taken> cases = new LinkedHashMap<>();
        PageClient owner = world.people.get("owner");
        Json.Obj key = TwoWorkspaces.key(owner, null, "approvals:decide", "runs:read");
        RestClient byKey = world.rest(TwoWorkspaces.secret(key));
        cases.put(
                "a key that is revoked",
                new Taken(
                        run -> approve(byKey, run),
                        "UPDATE api_keys SET revoked_at = 1 WHERE id = '" + key.text("id") + "'",
                        "401 UNAUTHORIZED"));
        Json.Obj narrowed = TwoWorkspaces.key(owner, null, "approvals:decide", "runs:read");
        RestClient byNarrowed = world.rest(TwoWorkspaces.secret(narrowed));
        cases.put(
                "a key that loses the scope",
                new Taken(
                        run -> approve(byNarrowed, run),
                        "UPDATE api_keys SET scopes = '[\"runs:read\"]' WHERE id = '" + narrowed.text("id") + "'",
                        "403 FORBIDDEN"));
        PageClient editor = world.signIn("editor");
        cases.put(
                "a session that is ended",
                new Taken(
                        run -> approve(editor, run),
                        "DELETE FROM people_sessions WHERE id = '" + session(editor) + "'",
                        "401 UNAUTHORIZED"));
        PageClient admin = world.signIn("admin");
        cases.put(
                "a person who loses the role",
                new Taken(
                        run -> approve(admin, run),
                        "UPDATE people_memberships SET role = 'viewer' WHERE person_id = '" + person(admin) + "'",
                        "403 FORBIDDEN"));
        PageClient out = world.signIn("editor");
        var browser = new OAuthBrowser(world.server.port(), out.cookie());
        String token =
                String.valueOf(browser.tokens(browser.register("Some host"), "scope", "approvals:decide runs:read")
                        .text("access_token"));
        cases.put(
                "a client that is let in no more",
                new Taken(
                        run -> tool(token, run), "DELETE FROM oauth_tokens WHERE kind = 'access'", "401 UNAUTHORIZED"));
        cases.put(
                "a person who is put out",
                new Taken(
                        run -> approve(out, run),
                        "DELETE FROM people_memberships WHERE person_id = '" + person(out) + "'",
                        "401 UNAUTHORIZED"));
        return cases;
    }

    private static String heard(RestClient.Answer answer) {
        return answer.status() + " " + answer.body().text("code");
    }

    private static RestClient.Answer approve(RestClient who, String run) {
        return who.post("/runs/" + run + "/approve", fields("decision", "approved"));
    }

    private static RestClient.Answer approve(PageClient who, String run) {
        return who.post("/runs/" + run + "/approve", fields("decision", "approved"));
    }

    private RestClient.Answer tool(String token, String run) {
        McpClient.Reply reply = world.mcp(token)
                .request("tools/call", McpClient.callOf("approve_run", fields("runId", run, "decision", "approved")));
        return new RestClient.Answer(reply.status(), null, reply.last());
    }

    private static String session(PageClient who) {
        var sessions = (Json.Arr) who.get("/sessions").expect(200).get("sessions");
        for (Json each : sessions.items()) {
            if (((Json.Obj) each).get("current").equals(Json.of(true))) {
                return String.valueOf(((Json.Obj) each).text("id"));
            }
        }
        throw new AssertionError(sessions.write());
    }

    private static String person(PageClient who) {
        return String.valueOf(((Json.Obj) who.get("/session").expect(200).get("person")).text("id"));
    }
}
