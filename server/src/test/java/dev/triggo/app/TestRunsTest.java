package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of drafts, steps carried out again and news of failures through the REST door, on both stores. */
class TestRunsTest {
    @TempDir
    Path folder;

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

    private static Json.Obj json(String text) {
        return (Json.Obj) Json.parse(text);
    }

    /** Greets by name, or fails where it is told to. */
    private static String definition(String greeting, String more) {
        return """
                {"nodes": [
                  {"id": "action_input", "type": "action_input", "config": {"inputSchema":
                    {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}},
                  {"id": "c", "type": "condition",
                   "config": {"rules": [{"left": "{{action_input.name}}", "operator": "neq", "right": "nobody"}]}},
                  {"id": "s", "type": "set", "config": {"fields": {"says": "%s {{action_input.name}}"}}},
                  {"id": "x", "type": "stop_and_error", "config": {"message": "nobody is there"}},
                  {"id": "output", "type": "return_output", "config": {"output": "{{s}}"}}],
                 "edges": [{"source": "action_input", "target": "c"},
                  {"source": "c", "sourceHandle": "true", "target": "s"}, {"source": "s", "target": "output"},
                  {"source": "c", "sourceHandle": "false", "target": "x"}]%s}""".formatted(greeting, more);
    }

    private static String create(RestClient rest, String name, String definition) {
        return String.valueOf(
                rest.post("/workflows", json("{\"name\": \"" + name + "\", \"definition\": " + definition + "}"))
                        .expect(201)
                        .text("id"));
    }

    private static Json.Obj deploy(RestClient rest, String id) {
        return rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void runsTheDraftThatThereIsAndShowsItAsItWas(TestDatabase.Kind kind) {
        try (var server = server(kind)) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String id = create(rest, "Greeter", definition("Hello", ""));
            deploy(rest, id);
            rest.put("/workflows/" + id, json("{\"definition\": " + definition("Good day", "") + "}"))
                    .expect(200);
            String test = "/workflows/" + id + "/test";
            Json.Obj run = rest.post(test, json("{\"input\": {\"name\": \"Ada\"}, \"wait\": 20}"))
                    .expect(200);
            assertEquals("{\"says\":\"Good day Ada\"}", run.get("output").write());
            assertEquals("test", run.text("source"));
            assertEquals("-2", run.get("version").write());
            assertTrue(!run.has("action"), run::write);

            Json.Obj pinned = rest.post(
                            test,
                            json("{\"input\": {\"name\": \"nobody\"}, \"wait\": 20,"
                                    + " \"pinned\": {\"c\": {\"handle\": \"true\"}, \"s\": {\"says\": \"pinned\"}}}"))
                    .expect(200);
            assertEquals("{\"says\":\"pinned\"}", pinned.get("output").write());

            // The draft goes on being edited; the run keeps what it ran, and anybody can look at it.
            rest.put("/workflows/" + id, json("{\"definition\": {\"nodes\": [], \"edges\": []}}"))
                    .expect(200);
            rest.post(test, json("{\"input\": {\"name\": \"Ada\"}}")).expect(422);
            assertEquals(
                    run.write(),
                    rest.get("/runs/" + run.text("runId")).expect(200).write());
            Json.Obj tested = rest.get("/workflows/" + id + "?version=-2").expect(200);
            assertTrue(tested.get("definition").write().contains("Good day"), tested::write);
            rest.get("/workflows/" + id + "?version=-9").expect(404);
            Json.Obj list = rest.get("/runs?source=test").expect(200);
            assertEquals(2, ((Json.Arr) list.get("runs")).items().size());
        }
    }

    @Test
    void refusesWhatCannotBeTested() {
        String limited = RunningServer.key(folder, null, "workflows:write");
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String id = create(rest, "Greeter", definition("Hello", ""));
            String test = "/workflows/" + id + "/test";
            assertEquals(
                    "INPUT_VALIDATION_FAILED",
                    rest.post(test, json("{\"input\": {}}")).expect(422).text("code"));
            Json.Obj pins = rest.post(
                            test, json("{\"input\": {\"name\": \"a\"}, \"pinned\": {\"c\": true, \"nowhere\": 1}}"))
                    .expect(400);
            assertEquals(2, ((Json.Arr) pins.get("details")).items().size());
            rest.post(test, json("{\"input\": {\"name\": \"a\"}, \"pinned\": 1}"))
                    .expect(400);
            rest.post(test, json("{\"inputs\": {}}")).expect(400);
            rest.post("/workflows/nowhere/test", Json.EMPTY_OBJECT).expect(404);
            new RestClient(server.port(), limited).post(test, Json.EMPTY_OBJECT).expect(403);
            new RestClient(server.port(), limited)
                    .post("/runs/x/nodes/s/rerun", Json.EMPTY_OBJECT)
                    .expect(403);
            // One key, one run.
            Json.Obj body = json("{\"input\": {\"name\": \"a\"}, \"wait\": 20}");
            var first = rest.post(test, body, "idempotency-key", "k1");
            var second = rest.post(test, body, "idempotency-key", "k1");
            assertEquals(first.expect(200).text("runId"), second.expect(200).text("runId"));
            assertEquals("true", second.header("idempotency-replayed"));
            rest.post(test, json("{\"input\": {\"name\": \"b\"}}"), "idempotency-key", "k1")
                    .expect(409);
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void carriesOutAStepAgainAndTellsAnActionOfFailures(TestDatabase.Kind kind) {
        try (var server = server(kind)) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String report = create(rest, "Report", """
                    {"nodes": [{"id": "action_input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                      {"id": "output", "type": "return_output", "config": {"output": "{{action_input}}"}}],
                     "edges": [{"source": "action_input", "target": "output"}]}""");
            deploy(rest, report);
            String id = create(rest, "Greeter", definition("Hello", ", \"onFailure\": {\"action\": \"greeter\"}"));
            assertEquals(
                    "WORKFLOW_INVALID",
                    rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT)
                            .expect(422)
                            .text("code"));
            rest.put(
                            "/workflows/" + id,
                            json("{\"definition\": " + definition("Hello", ", \"onFailure\": {\"action\": \"report\"}")
                                    + "}"))
                    .expect(200);
            deploy(rest, id);

            Json.Obj failed = rest.post(
                            "/actions/greeter/run", json("{\"input\": {\"name\": \"nobody\"}, \"wait\": 20}"))
                    .expect(200);
            assertEquals("failed", failed.text("status"));
            Json.Obj told = awaitErrorRun(rest, String.valueOf(failed.text("runId")));
            var news = (Json.Obj) told.get("output");
            assertEquals("Greeter", news.text("workflowName"));
            assertEquals("greeter", news.text("action"));
            assertEquals("nobody is there", ((Json.Obj) news.get("error")).text("message"));

            Json.Obj good = rest.post("/actions/greeter/run", json("{\"input\": {\"name\": \"Ada\"}, \"wait\": 20}"))
                    .expect(200);
            String nodes = "/runs/" + good.text("runId") + "/nodes/";
            Json.Obj again = rest.post(
                            nodes + "s/rerun", json("{\"config\": {\"fields\": {\"says\": \"{{x}}\"}}, \"wait\": 20}"))
                    .expect(200);
            assertEquals("{\"says\":\"{{x}}\"}", again.get("output").write());
            assertEquals(1, ((Json.Arr) again.get("steps")).items().size());
            rest.post(nodes + "x/rerun", Json.EMPTY_OBJECT).expect(400);
            rest.post(nodes + "s/rerun", json("{\"config\": 1}")).expect(400);
            rest.post("/runs/nowhere/nodes/s/rerun", Json.EMPTY_OBJECT).expect(404);
        }
    }

    private static Json.Obj awaitErrorRun(RestClient rest, String failed) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            String id = rest.get("/runs/" + failed).expect(200).text("errorRunId");
            if (id != null) {
                return rest.get("/runs/" + id + "?wait=20").expect(200);
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("nobody was told");
            }
            Thread.onSpinWait();
        }
    }
}
