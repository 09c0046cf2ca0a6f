package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server with the rights on PostgreSQL that docs/several-servers.md gives it: it works, and the journal is out of its reach. */
@Timeout(120)
class JournalRightsTest {
    private static final List<String> CHANGES = List.of(
            "UPDATE journal_commits SET hash = 'x'",
            "DELETE FROM journal_commits",
            "TRUNCATE journal_commits",
            "DROP TABLE journal_commits CASCADE",
            "ALTER TABLE journal_commits DISABLE TRIGGER ALL",
            "DROP TRIGGER journal_commits_no_change ON journal_commits",
            "CREATE OR REPLACE FUNCTION journal_goes_with_its_run() RETURNS trigger AS 'BEGIN RETURN OLD; END'"
                    + " LANGUAGE plpgsql",
            "SET session_replication_role = 'replica'",
            "UPDATE journal_sealed SET sealed = 'x'",
            "DELETE FROM journal_sealed",
            "TRUNCATE journal_sealed",
            "UPDATE journal_retired SET hash = 'x'",
            "DELETE FROM journal_retired",
            "DROP TABLE journal_retired");

    /** A server deletes the events of runs that were kept for long enough, and no others. */
    private static final List<String> GUARDED_BY_THE_TABLE =
            List.of("DELETE FROM journal_commits", "DELETE FROM journal_sealed");

    @TempDir
    Path folder;

    /** The statements that the page tells to give to PostgreSQL. */
    private static List<String> documented() throws IOException {
        String page = Files.readString(Path.of("../docs/several-servers.md"));
        String sql = page.substring(page.indexOf("```sql") + 6);
        List<String> statements = Pattern.compile(";\\s*")
                .splitAsStream(sql.substring(0, sql.indexOf("```")).strip())
                .toList();
        assertEquals(5, statements.size(), statements::toString);
        return statements;
    }

    @Test
    void whoeverHasTheServersRightsChangesNothingThatWasRecorded() throws IOException {
        String owner = TestDatabase.freshPostgresUrl();
        String role = "triggo_server_" + System.nanoTime();
        try (var database = Database.open(new StoreSettings(folder, owner))) {
            for (String sql : documented()) {
                String ours = sql.replace("triggo_server", role).replace("'…'", "'secret'");
                database.write(tx -> tx.update(ours));
            }
        }
        String url = owner.replace("postgres:postgres@", role + ":secret@");
        var settings = Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        try (var server = RunningServer.start(folder, settings)) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String id = publish(rest);
            Json.Obj run = rest.post(
                            "/actions/echo/run",
                            Json.parse("{\"input\": {\"password\": \"hunter2\"}, \"wait\": 20}"),
                            "Idempotency-Key",
                            "k")
                    .expect(200);
            assertEquals("succeeded", run.text("status"), run::write);
            rest.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
        }
        try (var database = Database.open(new StoreSettings(folder, url))) {
            for (String sql : CHANGES) {
                var refused =
                        assertThrows(IllegalStateException.class, () -> database.write(tx -> tx.update(sql)), sql);
                String why = String.valueOf(refused.getMessage());
                assertTrue(
                        GUARDED_BY_THE_TABLE.contains(sql)
                                || why.contains("permission denied")
                                || why.contains("must be owner"),
                        () -> sql + ": " + why);
            }
            long events = database.read(tx -> tx.first(
                            "SELECT COUNT(*) AS n FROM execution_events WHERE type = 'run_succeeded'",
                            row -> row.number("n"))
                    .orElseThrow());
            assertEquals(1, events);
        }
    }

    private static String publish(RestClient rest) {
        Json draft = Json.parse("""
                {"name": "echo", "definition": {
                 "nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                           {"id": "output", "type": "return_output", "config": {"output": "{{input}}"}}],
                 "edges": [{"source": "input", "target": "output"}]}}""");
        String id = String.valueOf(rest.post("/workflows", draft).expect(201).text("id"));
        rest.post("/workflows/" + id + "/deploy", Json.parse("{\"slug\": \"echo\"}"))
                .expect(200);
        return id;
    }
}
