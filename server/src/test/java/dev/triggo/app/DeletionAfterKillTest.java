package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.PASSWORD;
import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server is killed while it clears away what a deleted workspace had, twice: it goes on where it was. */
@Timeout(300)
class DeletionAfterKillTest {
    private static final List<String> TABLES = List.of(
            "runs",
            "workflows",
            "workflow_versions",
            "actions",
            "run_idempotency",
            "people_audit",
            "connections",
            "data_keys");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void whatWasBegunIsBroughtToItsEnd(TestDatabase.Kind kind) throws Exception {
        Map<String, String> settings = kind == TestDatabase.Kind.SQLITE
                ? Map.of()
                : Map.of(
                        "DATABASE_URL",
                        TestDatabase.freshPostgresUrl(),
                        "ENCRYPTION_KEY",
                        "0123456789abcdef".repeat(4));
        String gone;
        // The first time with its runs stopped and nothing deleted, then with some of it.
        int port = Ports.free();
        try (var dying = ServerProcess.start(port, folder, settings, List.of("-Dtriggo.failpoint=CLEARING:1"))) {
            gone = deleteOne(port);
            assertTrue(dying.awaitEnd(Duration.ofSeconds(60)), "it lives on");
            assertEquals(137, dying.exitCode());
        }
        var next = ServerProcess.launch(Ports.free(), folder, settings, List.of("-Dtriggo.failpoint=CLEARING:4"));
        try (next) {
            assertTrue(next.awaitEnd(Duration.ofSeconds(60)), "it lives on");
            assertEquals(137, next.exitCode());
        }
        try (var last = ServerProcess.start(folder, settings);
                var database = Database.open(new StoreSettings(folder, settings.get("DATABASE_URL")))) {
            for (String table : TABLES) {
                awaitEmpty(database, table, gone);
            }
            assertEquals(
                    200,
                    new RestClient(last.port(), ServerProcess.KEY)
                            .get("/workflows")
                            .status());
            assertEquals(1, count(database, "SELECT COUNT(*) AS n FROM people_memberships"));
        }
        if (kind == TestDatabase.Kind.SQLITE) {
            Command.Ended doctor = Command.say(folder, "doctor", "--journal");
            assertEquals(0, doctor.code(), doctor.out());
        }
    }

    /** Makes a workspace with some things, deletes it, and returns its id. */
    private String deleteOne(int port) throws Exception {
        var ada = new PageClient(port);
        String token = Files.readString(folder.resolve("setup-token")).strip();
        ada.post("/setup", fields("token", token, "email", "ada@example.com", "name", "Ada", "password", PASSWORD))
                .expect(201);
        Json.Obj made = ada.post("/workspaces", fields("name", "Other")).expect(201);
        String id = String.valueOf(made.text("id"));
        ada.post("/workspace", fields("workspace", id)).expect(204);
        var rest = new RestClient(port, TwoWorkspaces.fullKey(ada));
        String workflow = String.valueOf(
                rest.post("/workflows", Json.parse("""
                        {"name": "Ask", "definition": {"nodes": [
                            {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                            {"id": "ask", "type": "approval", "config": {"title": "Sure?"}},
                            {"id": "out", "type": "return_output", "config": {"output": "done"}}],
                          "edges": [{"source": "in", "target": "ask"}, {"source": "ask", "target": "out"}]}}
                        """)).expect(201).text("id"));
        rest.post("/workflows/" + workflow + "/deploy", fields("slug", "ask")).expect(200);
        for (int i = 0; i < 120; i++) {
            rest.post("/actions/ask/run", Json.EMPTY_OBJECT, "idempotency-key", "k" + i);
        }
        ada.post("/connections", Json.parse("""
                        {"connector": "slack", "name": "Ours", "fields": {"secret": "planted-slack"}}""")).expect(201);
        ada.post("/workspace/delete", fields("name", "Other", "password", PASSWORD))
                .expect(200);
        return id;
    }

    private static void awaitEmpty(Database database, String table, String workspace) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String sql = "SELECT COUNT(*) AS n FROM " + table + " WHERE workspace_id = '" + workspace + "'";
        while (count(database, sql) > 0) {
            assertTrue(System.nanoTime() < until, sql);
            Thread.onSpinWait();
        }
    }

    private static long count(Database database, String sql) {
        return database.read(tx -> tx.first(sql, row -> row.number("n")).orElseThrow());
    }
}
