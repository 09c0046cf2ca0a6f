package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backup as docs/operating.md tells to make it, of a server at work, put back somewhere else. */
@Timeout(240)
class BackupTest {
    private static final int CALLERS = 3;
    private static final int BEFORE = 40;
    private static final String KEY = "0b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e";
    private static final Json ECHO = Json.parse("""
            {"name": "Echo", "definition": {"nodes": [
                {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                {"id": "set", "type": "set", "config": {"fields": {"password": "{{in.password}}"}}},
                {"id": "out", "type": "return_output", "config": {"output": "done"}}],
              "edges": [{"source": "in", "target": "set"}, {"source": "set", "target": "out"}]}}
            """);

    @TempDir
    Path data;

    @TempDir
    Path elsewhere;

    @Test
    void ofAServerAtWorkIsWhole() throws Exception {
        var acknowledged = new ConcurrentLinkedQueue<String>();
        // A server that stops signs what it has written: so there are digests to be copied.
        String signed;
        try (RunningServer server = RunningServer.start(data, Map.of("ENCRYPTION_KEY", KEY))) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Json.Obj made = rest.post("/workflows", ECHO).expect(201);
            rest.post("/workflows/" + made.text("id") + "/deploy", Json.EMPTY_OBJECT)
                    .expect(200);
            signed = String.valueOf(rest.post("/actions/echo/run", Json.parse("{\"wait\": 30}"))
                    .expect(200)
                    .text("runId"));
        }
        List<String> before;
        try (RunningServer server = RunningServer.start(data, Map.of("ENCRYPTION_KEY", KEY))) {
            var begun = new CountDownLatch(BEFORE);
            var done = new CountDownLatch(1);
            try (var threads = Executors.newFixedThreadPool(CALLERS)) {
                var calls = new ArrayList<Future<?>>();
                for (int i = 0; i < CALLERS; i++) {
                    calls.add(threads.submit(() -> call(server.port(), acknowledged, begun, done)));
                }
                try {
                    begun.await();
                    before = List.copyOf(acknowledged);
                    backUp();
                } finally {
                    done.countDown();
                }
                for (Future<?> call : calls) {
                    call.get();
                }
            }
        }
        assertEquals("", faults());
        putBack(before);
        assertEquals("", faults());
        loseTheEndOf(signed);
        String told = faults();
        assertTrue(told.contains(signed), () -> "what was signed is not missed: " + told);
    }

    /** As somebody does with all rights on the copy; only the digests beside it know. */
    private void loseTheEndOf(String run) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + elsewhere.resolve("triggo.db"));
                var statement = connection.createStatement()) {
            for (String sql : List.of(
                    "DROP TRIGGER journal_commits_no_delete",
                    "DELETE FROM journal_commits WHERE run_id = '" + run + "'",
                    "DELETE FROM runs WHERE id = '" + run + "'")) {
                statement.execute(sql);
            }
        }
    }

    private static void call(
            int port, ConcurrentLinkedQueue<String> acknowledged, CountDownLatch begun, CountDownLatch done) {
        var rest = new RestClient(port, RunningServer.KEY);
        Json body = Json.parse("{\"input\": {\"password\": \"planted-password\"}}");
        while (done.getCount() > 0) {
            acknowledged.add(String.valueOf(
                    rest.post("/actions/echo/run", body).expect(202).text("runId")));
            begun.countDown();
        }
    }

    /** First what was signed, then what there is: so nothing is missing that was signed. */
    private void backUp() throws IOException, SQLException {
        Path digests = data.resolve(Wiring.DIGESTS);
        try (var files = Files.walk(digests)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        elsewhere
                                .resolve(Wiring.DIGESTS)
                                .resolve(digests.relativize(file).toString()));
            }
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("triggo.db"));
                var statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + elsewhere.resolve("triggo.db") + "'");
        }
    }

    private void putBack(List<String> before) throws Exception {
        assertTrue(before.size() >= BEFORE);
        assertFalse(Files.readString(elsewhere.resolve("triggo.db"), StandardCharsets.ISO_8859_1)
                .contains("planted-password"));
        try (RunningServer server = RunningServer.start(elsewhere, Map.of("ENCRYPTION_KEY", KEY))) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            for (String run : before) {
                assertEquals(
                        "succeeded",
                        rest.get("/runs/" + run + "?wait=30").expect(200).text("status"));
            }
            rest.post("/actions/echo/run", Json.parse("{\"wait\": 30}")).expect(200);
        }
    }

    private String faults() throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var environment = new HashMap<>(Map.of("TRIGGO_DATA_DIR", elsewhere.toString(), "ENCRYPTION_KEY", KEY));
        int code = new Cli(
                        environment,
                        () -> LocalData.open(Settings.read(environment)),
                        new Doctor(environment),
                        Clock.systemUTC(),
                        new Terminal(print, print))
                .run(List.of("doctor", "--journal"));
        return code == 0 ? "" : out.toString(StandardCharsets.UTF_8);
    }
}
