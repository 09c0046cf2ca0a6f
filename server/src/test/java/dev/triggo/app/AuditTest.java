package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.PASSWORD;
import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.people.Codes;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything that is done over the page's door is written down, once, and what is refused is not. */
@Timeout(300)
class AuditTest {
    private static final String APP = "/api/v1/app";

    @TempDir
    private Path folder;

    private TwoWorkspaces world;
    private PageClient owner;
    private final Map<String, String> noted = new LinkedHashMap<>();

    /** Does it, and says what the log has got by it, in all workspaces together. */
    private RestClient.Answer doing(String route, PageClient who, String method, String path, Json body) {
        List<String> before = log();
        RestClient.Answer answer = who.send(method, path, body == null ? null : body.write());
        assertTrue(answer.status() < 300, () -> route + ": " + answer.response().body());
        List<String> after = new ArrayList<>(log());
        after.removeAll(before);
        assertEquals(1, after.size(), () -> route + " left " + after);
        Json.Obj entry = (Json.Obj) Json.parse(after.getFirst());
        noted.put(method + " " + APP + route, String.valueOf(entry.text("what")));
        return answer;
    }

    private List<String> log() {
        var all = new ArrayList<String>();
        PageClient reader = world.people.get("admin");
        for (Json workspace :
                ((Json.Arr) reader.get("/workspaces").expect(200).fields().get("workspaces")).items()) {
            assertTrue(((Json.Obj) workspace).has("tier"));
        }
        for (PageClient each : List.of(reader, world.eve)) {
            each.get("/audit/export").response().body().lines().forEach(all::add);
        }
        return all;
    }

    @Test
    void eachRouteThatChangesSomethingLeavesExactlyOneEntry() throws IOException {
        world = new TwoWorkspaces(folder);
        try {
            owner = world.people.get("owner");
            keys();
            policy();
            connections();
            people();
            sessions();
            workspaces();
            secondFactor();
            passwordLink();
            List<String> before = log();
            refusals();
            assertEquals(before, log());
        } finally {
            world.close();
        }
        assertEquals("setup", noted.put("POST " + APP + "/setup", "setup") == null ? "setup" : "twice");
        var changing = world.server.routes().stream()
                .filter(route -> route.path().startsWith(APP) && !route.method().equals("GET"))
                .filter(route -> !isLent(route))
                .map(AuditTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(changing, new TreeSet<>(noted.keySet()), "a route that is not tried here");
    }

    /** Whoever did it must not be told that it was not accepted, and do it again. */
    @Test
    void whatWasDoneIsAnsweredThoughItsEntryCannotBeWritten() throws Exception {
        String url = TestDatabase.freshPostgresUrl();
        world = new TwoWorkspaces(folder, Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", "5a".repeat(32)));
        try (Connection beside = DriverManager.getConnection(TestDatabase.jdbcOf(url));
                var statement = beside.createStatement()) {
            owner = world.people.get("owner");
            String slug = world.fill(owner, TwoWorkspaces.fullKey(owner)).slug();
            int runs = runs();
            statement.execute("CREATE FUNCTION no_entry() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''no''; END'"
                    + " LANGUAGE plpgsql");
            statement.execute("CREATE TRIGGER no_entry BEFORE INSERT ON people_audit FOR EACH ROW EXECUTE FUNCTION"
                    + " no_entry()");
            List<String> before = log();
            owner.post("/actions/" + slug + "/run", Json.EMPTY_OBJECT).expect(202);
            assertEquals(runs + 1, runs());
            assertEquals(before, log());
            // What stands in one transaction with its entry is not done without it.
            owner.post("/keys", Json.parse("{\"name\": \"k\", \"scopes\": [\"runs:read\"]}"))
                    .expect(500);
            statement.execute("DROP TRIGGER no_entry ON people_audit");
            owner.post("/actions/" + slug + "/run", Json.EMPTY_OBJECT).expect(202);
            assertEquals(before.size() + 1, log().size());
        } finally {
            world.close();
        }
    }

    private int runs() {
        return ((Json.Arr) owner.get("/runs").expect(200).fields().get("runs"))
                .items()
                .size();
    }

    /** What keys do too: WorkRoutesTest tries these and what is noted of them. */
    private boolean isLent(Route route) {
        String lentBy = route.path().replace(APP, "/api/v1/runtime");
        return world.server.routes().stream()
                .anyMatch(other -> other.path().equals(lentBy) && other.method().equals(route.method()));
    }

    private static String name(Route route) {
        return route.method() + " " + route.path();
    }

    private void keys() {
        Json.Obj asked = Json.object()
                .put("name", "k")
                .put("scopes", Json.strings(List.of("runs:read")))
                .build();
        Json.Obj key = doing("/keys", owner, "POST", "/keys", asked).body();
        doing("/keys/{keyId}/rotate", owner, "POST", "/keys/" + key.text("id") + "/rotate", Json.EMPTY_OBJECT);
        doing("/keys/{keyId}", owner, "DELETE", "/keys/" + key.text("id"), null);
    }

    private void policy() {
        Json policy = Json.parse(
                "{\"redactFields\": [\"iban\"], \"redactEmails\": false, \"egressAllowed\": [], \"egressDenied\": [\"example.com\"], \"keptDays\": 7}");
        doing("/policy", owner, "PUT", "/policy", policy);
        owner.put("/policy", Json.EMPTY_OBJECT).expect(400);
        assertEquals(policy, owner.get("/policy").expect(200));
        // GrantsOfPeopleTest has a client to put out, and sees what is noted of it.
        noted.put("DELETE " + APP + "/grants/{grantId}", "client.ended");
    }

    private void connections() {
        Json made = Json.parse("""
                {"connector": "telegram", "name": "Bot", "fields": {"secret": "planted-bot-secret"}, "hosts": ["127.0.0.1"]}
                """);
        String id = String.valueOf(doing("/connections", owner, "POST", "/connections", made)
                .body()
                .text("id"));
        String path = "/connections/" + id;
        doing("/connections/{connectionId}", owner, "PUT", path, fields("name", "Renamed"));
        doing("/connections/{connectionId}/test", owner, "POST", path + "/test", Json.EMPTY_OBJECT);
        doing("/connections/{connectionId}", owner, "DELETE", path, null);
        Json signIn = Json.parse("""
                {"connector": "gmail", "name": "Mail", "clientId": "c", "clientSecret": "planted-client-secret"}
                """);
        doing("/connection-sign-ins", owner, "POST", "/connection-sign-ins", signIn);
        String trial = "/connectors/storage/operations/list_keys/try";
        doing("/connectors/{name}/operations/{operation}/try", owner, "POST", trial, Json.EMPTY_OBJECT);
        assertFalse(log().toString().contains("planted"));
        // ConnectorVersionsTest has a connector to move on, and sees what is noted of it.
        noted.put("POST " + APP + "/workflows/{id}/connectors", "workflow.connector_moved");
    }

    private void people() {
        Json invited = fields("email", "new@example.com", "role", "viewer");
        Json.Obj made =
                doing("/invitations", owner, "POST", "/invitations", invited).body();
        PageClient comes = world.browser();
        Json accept = fields("invitation", String.valueOf(made.text("invitation")), "name", "N", "password", PASSWORD);
        Json.Obj in = doing("/invitations/accept", comes, "POST", "/invitations/accept", accept)
                .body();
        String id = String.valueOf(((Json.Obj) in.fields().get("person")).text("id"));
        doing("/people/{personId}", owner, "PUT", "/people/" + id, fields("role", "editor"));
        doing("/people/{personId}", owner, "DELETE", "/people/" + id, null);
        String back = owner.post("/invitations", invited).expect(201).text("invitation");
        doing(
                "/invitations/accept",
                comes,
                "POST",
                "/invitations/accept",
                fields("invitation", String.valueOf(back), "password", PASSWORD));
        Json.Obj other = owner.post("/invitations", invited).expect(201);
        doing("/invitations/{invitationId}", owner, "DELETE", "/invitations/" + other.text("id"), null);
        String second = world.eve
                .post("/invitations", fields("email", "owner@example.com", "role", "viewer"))
                .expect(201)
                .text("invitation");
        doing("/invitations/join", owner, "POST", "/invitations/join", fields("invitation", String.valueOf(second)));
    }

    private void sessions() {
        PageClient fresh = world.browser();
        Json login = fields("email", "viewer@example.com", "password", PASSWORD);
        doing("/sign-in", fresh, "POST", "/sign-in", login);
        doing("/sign-out", fresh, "POST", "/sign-out", Json.EMPTY_OBJECT);
        PageClient viewer = world.signIn("viewer");
        PageClient another = world.signIn("viewer");
        Json.Arr list = (Json.Arr) viewer.get("/sessions").expect(200).fields().get("sessions");
        String id = list.items().stream()
                .filter(session -> ((Json.Obj) session).get("current") != Json.Bool.TRUE)
                .map(session -> String.valueOf(((Json.Obj) session).text("id")))
                .findFirst()
                .orElseThrow();
        doing("/sessions/{sessionId}", viewer, "DELETE", "/sessions/" + id, null);
        doing("/sessions", viewer, "DELETE", "/sessions", null);
        another.get("/session").expect(401);
        doing("/password", viewer, "POST", "/password", fields("present", PASSWORD, "password", PASSWORD + "!"));
    }

    private void workspaces() {
        doing("/workspace", owner, "PUT", "/workspace", fields("name", "Renamed"));
        String home = String.valueOf(owner.get("/workspace").expect(200).text("id"));
        doing("/workspace", owner, "POST", "/workspace", fields("workspace", home));
        List<String> before = log();
        Json.Obj made = owner.post("/workspaces", fields("name", "Third")).expect(201);
        assertEquals(before, log(), "it is noted in the new one");
        owner.post("/workspace", fields("workspace", String.valueOf(made.text("id"))))
                .expect(204);
        String third = owner.get("/audit/export").response().body();
        assertEquals(
                1, third.lines().filter(line -> line.contains("workspace.made")).count(), third);
        noted.put("POST " + APP + "/workspaces", "workspace.made");
        List<String> kept = log();
        owner.post("/workspace/delete", fields("name", "Third", "password", PASSWORD))
                .expect(200);
        assertEquals(kept, log(), "its own log goes with it, and no other workspace hears of it");
        noted.put("POST " + APP + "/workspace/delete", "in the operator's list of deleted workspaces");
        assertEquals(home, owner.get("/workspace").expect(200).text("id"));
    }

    private void secondFactor() {
        PageClient editor = world.people.get("editor");
        Json.Obj begun = doing("/second-factor", editor, "POST", "/second-factor", fields("password", PASSWORD))
                .body();
        String secret = String.valueOf(begun.text("secret"));
        Json.Arr codes = (Json.Arr) doing(
                        "/second-factor/confirm",
                        editor,
                        "POST",
                        "/second-factor/confirm",
                        fields("code", Codes.now(secret)))
                .body()
                .fields()
                .get("recoveryCodes");
        PageClient fresh = world.browser();
        List<String> before = log();
        Json.Obj half = fresh.post("/sign-in", fields("email", "editor@example.com", "password", PASSWORD))
                .expect(200);
        assertEquals(before, log(), "half way is no sign-in yet");
        assertEquals(Json.Bool.TRUE, half.get("codeNeeded"));
        fresh.get("/session").expect(401);
        doing(
                "/sign-in/code",
                fresh,
                "POST",
                "/sign-in/code",
                fields("signIn", String.valueOf(half.text("signIn")), "code", text(codes, 0)));
        Json both = fields("password", PASSWORD, "code", text(codes, 1));
        Json.Arr renewed =
                (Json.Arr) doing("/second-factor/recovery-codes", editor, "POST", "/second-factor/recovery-codes", both)
                        .body()
                        .fields()
                        .get("recoveryCodes");
        assertFalse(log().toString().contains(text(renewed, 0)));
        doing(
                "/second-factor/disable",
                editor,
                "POST",
                "/second-factor/disable",
                fields("password", PASSWORD, "code", text(renewed, 0)));
    }

    private void passwordLink() {
        String link;
        try (LocalData data = LocalData.open(Settings.read(Map.of("TRIGGO_DATA_DIR", folder.toString())))) {
            link = data.recovery().passwordLink("editor@example.com").secret();
        }
        doing("/password/link", world.browser(), "POST", "/password/link", fields("link", link, "password", PASSWORD));
    }

    private static String text(Json.Arr texts, int at) {
        return ((Json.Str) texts.items().get(at)).value();
    }

    private void refusals() {
        owner.post("/keys", fields("name", "")).expect(400);
        owner.delete("/keys/unknown").expect(404);
        owner.put("/workspace", fields("name", " ")).expect(400);
        owner.delete("/people/unknown").expect(404);
        world.people
                .get("viewer")
                .post("/invitations", fields("email", "x@y.z", "role", "viewer"))
                .expect(401);
        world.people.get("admin").post("/workspaces", fields("name", "Mine")).expect(403);
        world.browser()
                .post("/sign-in", fields("email", "viewer@example.com", "password", "wrong"))
                .expect(401);
    }
}
