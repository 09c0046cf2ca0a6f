package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Yesterday's store is put back while services have seen what was done today. Nothing of it is done again by itself: what
 * was under way is ended, visibly, and goes on when somebody replays it.
 */
@Timeout(180)
class RestoredTest {
    private static final String SCHEDULE = """
            {"name": "ticks", "definition": {
              "nodes": [{"id": "tick", "type": "trigger", "connector": "schedule", "operation": "schedule",
                         "config": {"mode": "cron", "cron": "0 5 * * *"}},
                        {"id": "output", "type": "return_output", "config": {"output": "{{tick}}"}}],
              "edges": [{"source": "tick", "target": "output"}]}}""";

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private HeldService service;
    private final List<String> underWay = new ArrayList<>();
    private String schedule = "";

    private RunningServer server(Path data, String url) {
        var settings = new HashMap<>(Map.of("TRIGGO_EGRESS_ALLOW", service.host(), "ENCRYPTION_KEY", "5a".repeat(32)));
        if (!url.isEmpty()) {
            settings.put("DATABASE_URL", url);
        }
        return RunningServer.start(data, settings);
    }

    private static RestClient rest(RunningServer server) {
        return new RestClient(server.port(), RunningServer.KEY);
    }

    /** One run waits for a yes, one sleeps, and a schedule is live. */
    private void yesterday(RestClient rest) {
        Chain.publish(
                rest,
                "pays",
                "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {\"title\": \"Pay?\"}}",
                service.call("pay", "/pay", "{}"));
        Chain.publish(
                rest,
                "reminds",
                "{\"id\": \"wait\", \"type\": \"wait\", \"config\": {\"durationMs\": 16000}}",
                service.call("pay", "/pay", "{}"));
        schedule = String.valueOf(
                rest.post("/workflows", Json.parse(SCHEDULE)).expect(201).text("id"));
        rest.post("/workflows/" + schedule + "/deploy", Json.EMPTY_OBJECT).expect(200);
        underWay.add(Chain.begin(rest, "pays"));
        underWay.add(Chain.begin(rest, "reminds"));
        rest.get("/runs/" + underWay.getFirst() + "?wait=20").expect(200);
    }

    /** Both are done, and others. */
    private void today(RestClient rest) {
        rest.post("/runs/" + underWay.getFirst() + "/approve", Json.parse("{\"decision\": \"approved\"}"))
                .expect(200);
        for (String run : underWay) {
            assertEquals(
                    "succeeded",
                    rest.get("/runs/" + run + "?wait=60").expect(200).text("status"));
            assertEquals(1, service.calls("/pay", run));
        }
        Chain.begin(rest, "pays");
    }

    @ParameterizedTest
    @CsvSource({"SQLITE,true", "SQLITE,false", "POSTGRES,true", "POSTGRES,false"})
    void nothingIsDoneAgainUnlessSomebodyWantsIt(TestDatabase.Kind kind, boolean told) throws Exception {
        try (var called = new HeldService()) {
            service = called;
            String url = kind == TestDatabase.Kind.POSTGRES ? TestDatabase.freshPostgresUrl() : "";
            try (var server = server(folder, url)) {
                yesterday(rest(server));
            }
            String copy = backUp(url);
            try (var server = server(folder, url)) {
                today(rest(server));
            }
            Path data = putBack(kind, told);
            if (kind == TestDatabase.Kind.POSTGRES && !told) {
                startsOnlyWhenTold(data, copy);
            }
            try (var server = server(data, copy)) {
                assertNothingGoesOn(rest(server));
                assertFalse(Files.exists(data.resolve(Restored.MARK)));
                goesOnWhenSomebodyWantsIt(rest(server));
                underWay.add(Chain.begin(rest(server), "pays"));
            }
            // What comes after that is what it always was.
            try (var server = server(data, copy)) {
                assertEquals(
                        "waiting_for_approval",
                        rest(server)
                                .get("/runs/" + underWay.getLast())
                                .expect(200)
                                .text("status"));
            }
        }
    }

    /** The address of the copy; empty for the embedded store, whose copy is a file. */
    private String backUp(String url) throws IOException {
        if (url.isEmpty()) {
            Files.copy(folder.resolve("triggo.db"), elsewhere.resolve("triggo.db"));
            return "";
        }
        return TestDatabase.copyOfPostgres(url);
    }

    /** In the folder of a server that knows better; or in a new one, of which the operator says what it is. */
    private Path putBack(TestDatabase.Kind kind, boolean told) throws IOException {
        if (told) {
            Files.createFile(elsewhere.resolve(Restored.MARK));
            return elsewhere;
        }
        if (kind == TestDatabase.Kind.SQLITE) {
            Files.deleteIfExists(folder.resolve("triggo.db-wal"));
            Files.deleteIfExists(folder.resolve("triggo.db-shm"));
            Files.copy(
                    elsewhere.resolve("triggo.db"), folder.resolve("triggo.db"), StandardCopyOption.REPLACE_EXISTING);
        }
        return folder;
    }

    /** It may be another database, with runs of others: nothing is cancelled on a guess, however often it is tried. */
    private void startsOnlyWhenTold(Path data, String copy) throws IOException {
        for (int i = 0; i < 2; i++) {
            String why = assertThrows(
                            IllegalStateException.class,
                            () -> server(data, copy).close())
                    .getMessage();
            assertTrue(why.contains("'" + Restored.MARK + "'") && why.contains("TRIGGO_DATA_DIR"), why);
        }
        Files.createFile(data.resolve(Restored.MARK));
    }

    private void assertNothingGoesOn(RestClient rest) {
        for (String run : underWay) {
            Json.Obj ended = rest.get("/runs/" + run).expect(200);
            assertEquals("cancelled", ended.text("status"), ended::write);
            String events = rest.get("/runs/" + run + "/events").expect(200).write();
            assertTrue(events.contains("the restore of a backup"), events);
            assertEquals(1, service.calls("/pay", run));
        }
        Json.Obj paused = rest.get("/workflows/" + schedule).expect(200);
        assertEquals("error", paused.text("status"), paused::write);
        assertTrue(String.valueOf(paused.text("pausedReason")).contains("backup"), paused::write);
    }

    private void goesOnWhenSomebodyWantsIt(RestClient rest) {
        Json.Obj again = rest.post("/runs/" + underWay.getFirst() + "/replay", Json.EMPTY_OBJECT)
                .expect(202);
        String run = String.valueOf(again.text("runId"));
        rest.get("/runs/" + run + "?wait=20").expect(200);
        rest.post("/runs/" + run + "/approve", Json.parse("{\"decision\": \"approved\"}"))
                .expect(200);
        assertEquals(
                "succeeded", rest.get("/runs/" + run + "?wait=30").expect(200).text("status"));
        rest.post("/workflows/" + schedule + "/deploy", Json.EMPTY_OBJECT).expect(200);
    }
}
