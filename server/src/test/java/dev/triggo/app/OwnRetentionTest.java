package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.journal.Journal;
import dev.triggo.journal.JournalDigests;
import dev.triggo.journal.Sealer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.policies.Policies;
import dev.triggo.redaction.Redaction;
import dev.triggo.runs.Retention;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A workspace decides for how long its runs are kept, within what the operator lets all, and for nobody else. */
@Timeout(120)
class OwnRetentionTest {
    @TempDir
    private Path folder;

    private static Json rules(String days) {
        return Json.parse(
                "{\"redactFields\": [], \"redactEmails\": false, \"egressAllowed\": [], \"egressDenied\": [], \"keptDays\": "
                        + days + "}");
    }

    private static long kept(PageClient who) {
        Json.Obj usage = who.get("/usage").expect(200);
        assertEquals(30, number(usage, "usualKeptDays"));
        assertEquals(90, number(usage, "mostKeptDays"));
        return number(usage, "keptDays");
    }

    private static long number(Json.Obj from, String name) {
        return Long.parseLong(Objects.requireNonNull(from.get(name)).write());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aWorkspacesOwnRunsGoWhenItSaysAndNobodyElses(TestDatabase.Kind kind) throws Exception {
        var settings = new HashMap<>(Map.of("TRIGGO_RETENTION_DAYS", "30, most=90"));
        if (kind == TestDatabase.Kind.POSTGRES) {
            settings.put("DATABASE_URL", TestDatabase.freshPostgresUrl());
            settings.put("ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        }
        Path data = folder.resolve("data");
        try (var world = new TwoWorkspaces(data, settings)) {
            PageClient owner = world.people.get("owner");
            String ours = ended(owner);
            String theirs = ended(world.eve);
            for (String role : new String[] {"viewer", "editor"}) {
                world.people.get(role).put("/policy", rules("1")).expect(403);
            }
            for (String wrong : new String[] {"-1", "0", "91", "36501", "1.5", "\"7\""}) {
                String told = owner.put("/policy", rules(wrong)).expect(400).write();
                assertTrue(told.contains("/keptDays"), told);
            }
            assertEquals(30, kept(owner));
            world.people.get("admin").put("/policy", rules("1")).expect(200);
            assertEquals(1, kept(owner));
            assertEquals(30, kept(world.eve));
            String noted = owner.get("/audit").expect(200).write();
            assertTrue(noted.contains("\"keptDays\":1"), noted);
            Settings read = RunningServer.settings(data, settings);
            try (Database database = Database.open(new StoreSettings(read.dataDir(), read.databaseUrl()))) {
                var later = new TestClock(
                        Clock.systemUTC().millis() + Duration.ofDays(2).toMillis());
                var ids = new Ids(later, new SecureRandom());
                var journal = new Journal(Redaction.standard(), new Sealer(new byte[32], ids));
                var digests = new JournalDigests(folder.resolve("digests"), new byte[32], journal, later);
                var elsewhere = new Policies(database, later);
                var retention = new Retention(database, digests, Wiring.kept(read, elsewhere), later);
                owner.put("/policy", rules("3")).expect(200);
                // Not by what this one read before it.
                assertEquals(0, retention.retire());
                owner.put("/policy", rules("1")).expect(200);
                assertEquals(1, retention.retire());
                owner.get("/runs/" + ours).expect(404);
                world.eve.get("/runs/" + theirs).expect(200);
                owner.put("/policy", rules("null")).expect(200);
                assertEquals(30, kept(owner));
                later.move(Duration.ofDays(30));
                assertEquals(1, retention.retire());
                world.eve.get("/runs/" + theirs).expect(404);
            }
        }
    }

    /** A run that has ended. */
    private static String ended(PageClient who) {
        Json.Obj made = who.post("/workflows", Json.parse("""
                {"name": "Greeter", "definition": {"nodes": [
                    {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                    {"id": "out", "type": "return_output", "config": {"output": "hello"}}],
                  "edges": [{"source": "in", "target": "out"}]}}
                """)).expect(201);
        who.post(
                        "/workflows/" + made.text("id") + "/deploy",
                        Json.object().put("slug", "greeter").build())
                .expect(200);
        Json.Obj run = who.post(
                        "/actions/greeter/run", Json.object().put("wait", 30).build())
                .expect(200);
        assertEquals("succeeded", run.text("status"));
        return String.valueOf(run.text("runId"));
    }
}
