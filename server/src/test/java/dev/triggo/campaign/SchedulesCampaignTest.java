package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many schedules that are all due at the same minute, over two servers on one PostgreSQL, of which one is killed in the
 * middle of a minute's firings and the other stopped in the middle of the next one's. Every firing that was due made
 * exactly one run, and none was late by 20 seconds or missed.
 */
@Tag("campaign")
@Timeout(1_800)
class SchedulesCampaignTest {
    private static final int SCHEDULES = Scale.of(60, 10_000);
    private static final int MINUTES = Scale.of(2, 4);
    private static final long MOST_LATE_MS = 20_000;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(12);

    @TempDir
    Path folder;

    private final ServerProcess[] servers = new ServerProcess[2];
    private Map<String, String> settings;
    private Database database;

    @Test
    void everyDueFiringIsOneRun() throws Exception {
        String url = TestDatabase.freshPostgresUrl();
        settings = Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        try {
            start(0);
            start(1);
            database = Database.open(new StoreSettings(folder, url));
            long deployed = deployAll();
            long first = deployed - deployed % 60_000 + 60_000;

            await("the first minute's firings begin", () -> accepted(first) > SCHEDULES / 10);
            servers[0].kill();
            await("all of the first minute have fired", () -> accepted(first) == SCHEDULES);
            start(0);

            await("the second minute's firings begin", () -> accepted(first + 60_000) > SCHEDULES / 10);
            signal("STOP", servers[1]);
            LockSupport.parkNanos(PAUSE_NANOS);
            signal("CONT", servers[1]);
            await("all of the second minute have fired", () -> accepted(first + 60_000) == SCHEDULES);
            long last = first + (MINUTES - 1) * 60_000L;
            await("the last minute's have fired", () -> accepted(last) == SCHEDULES);
            for (int minute = 0; minute < MINUTES; minute++) {
                judge(first + minute * 60_000L);
            }
            assertEquals(0, count("SELECT COUNT(*) AS n FROM trigger_deliveries WHERE outcome <> 'accepted'"));
            assertEquals(0, count("""
                    SELECT COUNT(*) AS n FROM runs
                     WHERE source = 'schedule' AND id NOT IN (SELECT run_id FROM trigger_deliveries)
                    """), "runs that no firing knows of");
            await("all runs have ended", () -> count("SELECT COUNT(*) AS n FROM runs WHERE finished_at IS NULL") == 0);
        } finally {
            for (ServerProcess server : servers) {
                if (server != null) {
                    server.kill();
                }
            }
            if (database != null) {
                database.close();
            }
        }
    }

    private void start(int i) throws Exception {
        Path data = folder.resolve("server" + i);
        Files.createDirectories(data);
        servers[i] = ServerProcess.start(data, settings);
    }

    /** When the last one was. */
    private long deployAll() throws Exception {
        Json definition = Json.parse("""
                {"nodes": [{"id": "tick", "type": "trigger", "connector": "schedule", "operation": "schedule",
                            "config": {"mode": "cron", "cron": "* * * * *"}},
                           {"id": "out", "type": "return_output", "config": {"output": "{{tick}}"}}],
                 "edges": [{"source": "tick", "target": "out"}]}
                """);
        var draft =
                Json.object().put("name", "tick").put("definition", definition).build();
        // One client to a server: each has threads and files of its own.
        RestClient[] clients = {
            new RestClient(servers[0].port(), ServerProcess.KEY), new RestClient(servers[1].port(), ServerProcess.KEY)
        };
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < SCHEDULES; i++) {
                var rest = clients[i % 2];
                threads.execute(() -> {
                    String id = String.valueOf(
                            rest.post("/workflows", draft).expect(201).text("id"));
                    rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
                });
            }
        }
        assertEquals(SCHEDULES, count("SELECT COUNT(*) AS n FROM trigger_subscriptions WHERE active = 1"));
        return count("SELECT MAX(changed_at) AS n FROM trigger_subscriptions");
    }

    private long accepted(long due) {
        return count("SELECT COUNT(*) AS n FROM trigger_deliveries WHERE outcome = 'accepted' AND due_at = " + due);
    }

    private void judge(long due) {
        long late = count("SELECT MAX(at - due_at) AS n FROM trigger_deliveries WHERE due_at = " + due);
        assertEquals(
                SCHEDULES,
                count("SELECT COUNT(DISTINCT subscription_id) AS n FROM trigger_deliveries WHERE due_at = " + due));
        assertEquals(
                SCHEDULES, count("SELECT COUNT(DISTINCT run_id) AS n FROM trigger_deliveries WHERE due_at = " + due));
        System.out.printf("schedules: %d due at once, %d runs, the last %d ms late%n", SCHEDULES, SCHEDULES, late);
        Scale.assertInTime(late, MOST_LATE_MS, "the last one was accepted");
    }

    private long count(String sql) {
        return database.read(tx -> tx.first(sql, row -> row.number("n"))).orElse(0L);
    }

    private static void await(String what, BooleanSupplier holds) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static void signal(String name, ServerProcess server) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                        .start()
                        .waitFor());
    }
}
