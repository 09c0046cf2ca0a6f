package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.TestDatabase;
import dev.triggo.trials.Trials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs with pinned outputs, and steps carried out again, on both stores. */
class TrialsTest {
    private RunsWorld world;

    private void open(TestDatabase.Kind kind) throws Exception {
        world = new RunsWorld(kind);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Run test(RunRequest request, String pinned) throws InterruptedException {
        return new Trials(world.runs, world.history)
                .test(request, Json.parse(pinned), RunsWorld.LONG)
                .run();
    }

    private Run rerun(Run of, String nodeId, String iteration, Json.Obj config) throws InterruptedException {
        var asker = new Trials.Asker(RunsWorld.WORKSPACE, new PersonId("p1"), "trg_test****", false, null, null);
        return new Trials(world.runs, world.history)
                .rerun(asker, new Trials.Again(of.id(), nodeId, iteration, config), RunsWorld.LONG)
                .run();
    }

    private static String output(Run run) {
        assertEquals(RunStatus.SUCCEEDED, run.status(), run.toJson(true).write());
        return String.valueOf(run.toJson(false).get("output")).isEmpty()
                ? ""
                : run.toJson(false).get("output").write();
    }

    /** Input, a call, a condition on what it gave, an output for each branch. */
    private RunRequest branching(String name) {
        return world.request(name, """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s,
                  {"id": "c", "type": "condition",
                   "config": {"rules": [{"left": "{{call.body.score}}", "operator": "gte", "right": 50}]}},
                  {"id": "yes", "type": "return_output", "config": {"output": {"score": "{{call.body.score}}"}}},
                  {"id": "no", "type": "return_output", "config": {"output": "no"}}],
                 "edges": [{"source": "input", "target": "call"}, {"source": "call", "target": "c"},
                  {"source": "c", "sourceHandle": "true", "target": "yes"},
                  {"source": "c", "sourceHandle": "false", "target": "no"}]}""".formatted(world.call("call", "POST", "/write", "{\"requiresApproval\": true}")));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void takesPinnedOutputsInPlaceOfCarryingNodesOut(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run run = test(branching("pinned"), "{\"call\": {\"body\": {\"score\": 80}}}");
        assertEquals("{\"score\":80}", output(run));
        assertEquals(0, world.calls("/write"), "a pinned node calls nobody, and asks nobody");
        String shown = run.toJson(true).write();
        assertTrue(shown.contains("\"pinned\":true"), shown);
        assertEquals(
                shown,
                world.history.find(RunsWorld.WORKSPACE, run.id()).toJson(true).write());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void takesThePinnedBranch(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run run = test(branching("branch"), "{\"call\": {\"body\": {\"score\": 80}}, \"c\": {\"handle\": \"false\"}}");
        assertEquals("\"no\"", output(run));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void refusesPinsThatCannotBe(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Problem refused = assertThrows(
                Problem.class,
                () -> test(
                        branching("refused"),
                        "{\"nowhere\": 1, \"input\": {}, \"c\": {\"handle\": \"maybe\"}, \"c\\u002fd\": 1}"));
        assertEquals(ProblemCode.BAD_REQUEST, refused.code());
        assertEquals(4, refused.details().size(), refused.details()::toString);
        assertEquals(0, world.runs.activeCount());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void pinsNodesOfALoopForEveryItemAndSurvivesARestart(TestDatabase.Kind kind) throws Exception {
        open(kind);
        RunRequest request = world.request("loop", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "l", "type": "loop", "config": {"items": [1, 2]}},
                  %s,
                  {"id": "w", "type": "wait", "config": {"durationMs": 20}, "parentId": "l"},
                  {"id": "s", "type": "set", "parentId": "l",
                   "config": {"fields": {"is": "{{call.body.n}}", "for": "{{item}}"}}},
                  {"id": "output", "type": "return_output", "config": {"output": "{{l.items}}"}}],
                 "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"},
                  {"source": "call", "target": "w"}, {"source": "w", "target": "s"}]}""".formatted(
                        world.call("call", "POST", "/write", "{}").replaceFirst("\\{", "{\"parentId\": \"l\", ")));
        Run started = new Trials(world.runs, world.history)
                .test(request, Json.parse("{\"call\": {\"body\": {\"n\": 7}}}"), java.time.Duration.ZERO)
                .run();
        world.restart();
        Run run = world.runs.awaitEnd(RunsWorld.WORKSPACE, started.id(), RunsWorld.LONG, null);
        assertEquals("[{\"is\":7,\"for\":1},{\"is\":7,\"for\":2}]", output(run));
        assertEquals(0, world.calls("/write"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void carriesOutOneStepAgainWithWhatItWasGiven(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run first = world.run(world.chain(
                "again",
                world.call("one", "POST", "/one", "{}"),
                world.call("two", "POST", "/two?ok={{one.body.ok}}", "{}"),
                world.call("three", "POST", "/three", "{}")));
        Run again = rerun(first, "two", "", null);
        assertEquals("test", again.toJson(true).text("source"));
        assertTrue(output(again).contains("\"ok\":true"), again.toJson(true)::write);
        assertEquals(1, world.calls("/one"));
        assertEquals(2, world.calls("/two"));
        assertEquals(1, world.calls("/three"));
        Json.Obj json = again.toJson(true);
        assertEquals(
                "{\"runId\":\"" + first.id() + "\",\"nodeId\":\"two\"}",
                json.get("rerunOf").write());
        assertEquals(1, ((Json.Arr) json.get("steps")).items().size());
        assertEquals(
                firstStepInput(first, "two").write(),
                firstStepInput(again, "two").write());
        assertEquals(
                json.write(),
                world.history.find(RunsWorld.WORKSPACE, again.id()).toJson(true).write());
        // And that one again.
        assertTrue(output(rerun(again, "two", "", null)).contains("\"ok\":true"));
        assertEquals(3, world.calls("/two"));
    }

    private static Json firstStepInput(Run run, String nodeId) {
        return ((Json.Arr) run.toJson(true).get("steps"))
                .items().stream()
                        .map(Json.Obj.class::cast)
                        .filter(step -> nodeId.equals(step.text("nodeId")))
                        .findFirst()
                        .orElseThrow()
                        .get("input");
    }

    /** A transform names nodes in its expression, and not in templates. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aTransformSeesAgainWhatItSaw(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.answer("/one", "{\"total\":7}");
        world.answer("/two", "{\"total\":8}");
        Run first = world.run(
                world.chain(
                        "transform",
                        world.call("one", "POST", "/one", "{}"),
                        world.call("two", "POST", "/two", "{}"),
                        "{\"id\":\"s\",\"type\":\"set\",\"config\":{\"fields\":{\"v\":1}}}",
                        "{\"id\":\"t\",\"type\":\"transform\",\"config\":{\"expression\":\"nodes.one.body.total + nodes.s.v\"}}"));
        assertEquals("8", output(first));
        Run again = rerun(first, "t", "", null);
        assertEquals("8", output(again));
        Json.Obj other = Json.object()
                .put("expression", "nodes.two.body.total + nodes.s.v")
                .build();
        assertEquals("9", output(rerun(first, "t", "", other)));
        assertEquals("8", output(rerun(again, "t", "", null)));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void handsTheStepAnotherConfigAndStillAsks(TestDatabase.Kind kind) throws Exception {
        open(kind);
        RunRequest request = world.chain("other", world.call("post", "POST", "/old", "{\"requiresApproval\": true}"));
        Run asked = world.run(request);
        var yes = new ApprovalDecision(null, true, new PersonId("p2"), "k1", "trg_other***", null);
        world.runs.decide(RunsWorld.WORKSPACE, asked.id(), yes);
        Run first = world.runs.awaitEnd(RunsWorld.WORKSPACE, asked.id(), RunsWorld.LONG, null);
        Json.Obj config = ((Json.Obj) firstStepInput(first, "post"))
                .with("url", Json.of("http://127.0.0.1:" + world.port() + "/{{new}}"));
        Run again = rerun(first, "post", "", config);
        assertEquals(RunStatus.WAITING_FOR_APPROVAL, again.status());
        assertTrue(again.toJson(false).write().contains("/{{new}}\""), "what is approved is what was asked for");
        world.runs.decide(RunsWorld.WORKSPACE, again.id(), yes);
        Run end = world.runs.awaitEnd(RunsWorld.WORKSPACE, again.id(), RunsWorld.LONG, null);
        assertEquals(1, world.calls("/old"));
        output(end);
        assertEquals(1, world.calls("/{{new}}"), "the config is data: nothing in it is resolved");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void carriesOutTheStepOfAnyItem(TestDatabase.Kind kind) throws Exception {
        open(kind);
        var items = new StringBuilder("[");
        for (int i = 0; i < 150; i++) {
            items.append(i == 0 ? "" : ",").append(i * 10);
        }
        Run first = world.run(world.request("items", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "l", "type": "loop", "config": {"items": %s}},
                  {"id": "s", "type": "set", "parentId": "l",
                   "config": {"keepInput": true, "fields": {"is": "{{item}}/{{index}}/{{l.item}}/{{input.n}}"}}},
                  {"id": "output", "type": "return_output", "config": {"output": "{{l.count}}"}}],
                 "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"}]}""".formatted(items + "]")));
        assertEquals("150", output(first));
        Run again = rerun(first, "s", "140", null);
        assertTrue(output(again).contains("\"is\":\"1400/140/1400/1\""), again.toJson(true)::write);
        assertEquals("140", ((Json.Obj) again.toJson(true).get("rerunOf")).text("iteration"));
        // The whole loop is a step too.
        Run loop = rerun(first, "l", "", null);
        assertTrue(output(loop).contains("\"count\":150"), loop.toJson(false)::write);
        Problem refused = assertThrows(Problem.class, () -> rerun(first, "s", "150", null));
        assertEquals(ProblemCode.BAD_REQUEST, refused.code());
        assertEquals(
                ProblemCode.BAD_REQUEST,
                assertThrows(Problem.class, () -> rerun(first, "nowhere", "", null))
                        .code());
    }
}
