package dev.triggo.appapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a workspace has used, on both stores. */
class UsageTest {
    private static final Json.Obj WORKFLOW = (Json.Obj) Json.parse("""
            {"name": "Fails where it is told to", "definition": {"nodes": [
              {"id": "action_input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
              {"id": "c", "type": "condition",
               "config": {"rules": [{"left": "{{action_input.fail}}", "operator": "eq", "right": true}]}},
              {"id": "x", "type": "stop_and_error", "config": {"message": "as told"}},
              {"id": "return_output", "type": "return_output", "config": {"output": {}}}],
             "edges": [{"source": "action_input", "target": "c"},
              {"source": "c", "sourceHandle": "true", "target": "x"},
              {"source": "c", "sourceHandle": "false", "target": "return_output"}]}}""");

    @TempDir
    private Path folder;

    private RunningServer server(TestDatabase.Kind kind) {
        return RunningServer.start(
                folder,
                switch (kind) {
                    case SQLITE -> Map.of();
                    case POSTGRES ->
                        Map.of(
                                "DATABASE_URL", TestDatabase.freshPostgresUrl(),
                                "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
                });
    }

    private PageClient owner(RunningServer server) throws Exception {
        var owner = new PageClient(server.port());
        owner.post(
                        "/setup",
                        Json.object()
                                .put(
                                        "token",
                                        Files.readString(folder.resolve("setup-token"))
                                                .strip())
                                .put("email", "ada@example.com")
                                .put("name", "Ada")
                                .put("password", "a sentence that nobody guesses")
                                .build())
                .expect(201);
        return owner;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void countsRunsByDayAndStatusAndSaysWhoBeganThem(TestDatabase.Kind kind) throws Exception {
        try (var server = server(kind)) {
            PageClient owner = owner(server);
            assertEquals(
                    "{\"days\":[],\"latest\":[],\"runsLastHour\":0,\"keptDays\":30,\"usualKeptDays\":30,\"mostKeptDays\":0}",
                    owner.get("/usage").expect(200).write());
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String id = rest.post("/workflows", WORKFLOW).expect(201).text("id");
            rest.post(
                            "/workflows/" + id + "/deploy",
                            Json.object().put("slug", "counted").build())
                    .expect(200);
            for (String input : new String[] {"{}", "{}", "{\"fail\": true}"}) {
                rest.post("/actions/counted/run", (Json.Obj) Json.parse("{\"wait\": 20, \"input\": " + input + "}"))
                        .expect(200);
            }
            Json.Obj usage = owner.get("/usage").expect(200);
            assertEquals(Json.of(3), usage.get("runsLastHour"));
            // Around midnight there are two days.
            long succeeded = runs(usage, "succeeded");
            assertEquals(2, succeeded, usage::write);
            assertEquals(1, runs(usage, "failed"), usage::write);
            var latest = (Json.Arr) Objects.requireNonNull(usage.get("latest"));
            assertEquals(3, latest.items().size());
            var first = (Json.Obj) latest.items().getFirst();
            assertEquals("failed", first.text("status"));
            assertEquals("trg_test****", first.text("by"));
        }
    }

    private static long runs(Json.Obj usage, String status) {
        return ((Json.Arr) Objects.requireNonNull(usage.get("days")))
                .items().stream()
                        .map(Json.Obj.class::cast)
                        .filter(day -> status.equals(day.text("status")))
                        .mapToLong(day -> Long.parseLong(
                                Objects.requireNonNull(day.get("runs")).write()))
                        .sum();
    }

    @Test
    void findsTheFirstIdOfAMoment() {
        var clock = new TestClock(1_772_323_200_000L);
        String id = new Ids(clock, new SecureRandom()).next();
        assertEquals(35, id.length());
        assertTrue(id.compareTo(Ids.earliest(clock.millis())) > 0);
        assertTrue(id.compareTo(Ids.earliest(clock.millis() + 1)) < 0);
    }
}
