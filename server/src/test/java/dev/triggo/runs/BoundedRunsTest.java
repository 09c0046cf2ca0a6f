package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.Amounts;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import dev.triggo.trials.Trials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one run may take of memory, journal and time is bounded, however large its parts and however many they are. */
class BoundedRunsTest {
    private static final long MIB = 1L << 20;
    private RunsWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new RunsWorld(TestDatabase.Kind.SQLITE);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static RunRequest with(RunRequest request, Json input) {
        return new RunRequest(
                request.workspace(),
                request.person(),
                request.credential(),
                request.workflow(),
                input,
                request.source(),
                request.dryRun(),
                null,
                null,
                null,
                null);
    }

    private static Json big(int characters) {
        return Json.object().put("big", "x".repeat(characters)).build();
    }

    private static String loop(String items, String body) {
        return """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "l", "type": "loop", "config": {"items": "{{= %s }}", "concurrency": 20}},
                  %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{l.count}}"}}],
                 "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"}]}""".formatted(items, body);
    }

    private long number(String sql, RunId run) {
        return world.test()
                .database()
                .read(tx -> tx.first(sql, row -> row.number("n"), run.value()).orElseThrow());
    }

    private static void assertTooLarge(Run run, String what) {
        assertEquals(RunStatus.FAILED, run.status());
        String error = Objects.requireNonNull(run.toJson(false).get("error")).write();
        assertTrue(error.contains("OUTPUT_TOO_LARGE") && error.contains(what), error);
    }

    @Test
    void inputsOfStepsAreKeptOnlySoFar() throws Exception {
        String check = "{\"id\":\"c\",\"type\":\"condition\",\"parentId\":\"l\",\"config\":"
                + "{\"rules\":[{\"left\":\"{{input.big}}\",\"operator\":\"eq\",\"right\":\"{{item}}\"}]}}";
        Run run = world.run(with(world.request("inputs", loop("[1..1000]", check)), big(40_000)));
        assertEquals(RunStatus.SUCCEEDED, run.status());
        long largest = number("SELECT MAX(LENGTH(events)) AS n FROM journal_commits WHERE run_id = ?", run.id());
        long all = number("SELECT SUM(LENGTH(events)) AS n FROM journal_commits WHERE run_id = ?", run.id());
        assertTrue(largest < 6 * MIB, "one commit takes " + largest);
        assertTrue(all < 18 * MIB, "all take " + all);
        long whole = world.history.recorded(RunsWorld.WORKSPACE, run.id()).original().events().stream()
                .filter(event -> event.event() instanceof RunEvent.StepStarted started
                        && started.input() instanceof Json.Obj input
                        && input.has("rules"))
                .count();
        assertTrue(whole > 400 && whole < 420, whole + " inputs are kept");
    }

    @Test
    void aLargeInputIsToldByItsSizeAndNobodyNeedsIt() throws Exception {
        String filter =
                "{\"id\":\"f\",\"type\":\"filter\",\"options\":{\"requiresApproval\":true},\"config\":{\"items\":[\"{{input.big}}\"],"
                        + "\"rules\":[{\"left\":\"{{item}}\",\"operator\":\"is_not_empty\"}]}}";
        Run asked = world.run(with(world.chain("large", filter), big(300_000)));
        String arguments =
                Objects.requireNonNull(asked.toJson(false).get("approval")).write();
        assertTrue(arguments.contains("x".repeat(300_000)), "what is asked for is shown whole");
        var yes = new ApprovalDecision(null, true, new PersonId("p2"), "k1", "trg_other***", null);
        world.runs.decide(RunsWorld.WORKSPACE, asked.id(), yes);
        Run end = world.runs.awaitEnd(RunsWorld.WORKSPACE, asked.id(), RunsWorld.LONG, null);
        assertEquals(RunStatus.SUCCEEDED, end.status());
        var step =
                (Json.Obj) ((Json.Arr) Objects.requireNonNull(end.toJson(true).get("steps")))
                        .items()
                        .get(1);
        Json.Obj shown = (Json.Obj) Objects.requireNonNull(step.get("input"));
        assertEquals("The step's input had about 300,074 characters, more than 256 KiB.", shown.text(Amounts.NOT_KEPT));
        var asker = new Trials.Asker(RunsWorld.WORKSPACE, new PersonId("p1"), "k", false, null, null);
        var trials = new Trials(world.runs, world.history);
        Run again = trials.rerun(asker, new Trials.Again(end.id(), "f", "", null), RunsWorld.LONG)
                .run();
        assertTrue(again.toJson(false).write().contains("x".repeat(300_000)));
        assertThrows(
                Problem.class, () -> trials.rerun(asker, new Trials.Again(end.id(), "f", "", shown), Duration.ZERO));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void outputsCountOverRestarts(boolean restarts) throws Exception {
        var nodes = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            nodes.add("{\"id\":\"s" + i + "\",\"type\":\"set\",\"config\":{\"fields\":{\"v\":\"{{input.big}}\"}}}");
        }
        nodes.add(10, world.call("call", "POST", "/hang", "{}"));
        Run run = world.runs
                .accept(with(world.chain("outputs", nodes.toArray(String[]::new)), big(900_000)), Duration.ZERO, null)
                .run();
        world.awaitCall("/hang");
        if (restarts) {
            world.restart();
        }
        world.releaseUpstream();
        Run end = world.runs.awaitEnd(RunsWorld.WORKSPACE, run.id(), RunsWorld.LONG, null);
        assertTooLarge(end, "The outputs of this run's steps are together larger than 16 MiB.");
        assertEquals("s17", ((Json.Obj) end.toJson(false).get("error")).text("nodeId"));
    }

    @Test
    void whatALoopGivesCountsToo() throws Exception {
        String nodes = IntStream.range(0, 10)
                .mapToObj(i ->
                        "{\"id\":\"l%1$d\",\"type\":\"loop\",\"config\":{\"items\":[1]}},{\"id\":\"s%1$d\",\"type\":\"set\",\"parentId\":\"l%1$d\",\"config\":{\"fields\":{\"v\":\"{{input.big}}\"}}}"
                                .formatted(i))
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        String edges = IntStream.range(0, 10)
                .mapToObj(
                        i -> "{\"source\":\"input\",\"target\":\"l%1$d\"},{\"source\":\"l%1$d\",\"target\":\"output\"}"
                                .formatted(i))
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        String definition = """
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}}, %s,
                  {"id": "output", "type": "return_output", "config": {"output": 1}}], "edges": [%s]}""".formatted(nodes, edges);
        assertTooLarge(
                world.run(with(world.request("loops", definition), big(900_000))), "outputs of this run's steps");
    }

    @Test
    void itemsOfLoopsAreBoundedTogether() throws Exception {
        String inner = """
                {"id": "m", "type": "loop", "parentId": "l", "config": {"items": ["{{input.big}}"]}},
                {"id": "s", "type": "set", "parentId": "m", "config": {"fields": {"v": 1}}}""";
        Run run = world.run(with(world.request("items", loop("[1..30]", inner)), big(900_000)));
        assertTooLarge(run, "The items of this run's loops are together larger than 16 MiB.");
    }

    @Test
    void whatADryRunWouldHaveSentIsBoundedTogether() throws Exception {
        String post =
                "{\"id\":\"p\",\"type\":\"connector\",\"parentId\":\"l\",\"connector\":\"http-request\",\"operation\":\"http_request\","
                        + "\"config\":{\"method\":\"POST\",\"url\":\"http://127.0.0.1:" + world.port()
                        + "/\",\"body\":\"{{input.big}}\"}}";
        RunRequest request = world.request("plans", loop("[1..30]", post));
        Run run = world.run(with(RunsWorld.dry(request), big(900_000)));
        assertTooLarge(run, "outputs of this run's steps");
    }

    @Test
    void aRunIsShownOnlySoFar() throws Exception {
        String set = "{\"id\":\"s\",\"type\":\"set\",\"parentId\":\"l\",\"config\":{\"fields\":{\"v\":1}}}";
        String definition = loop("[1..60]", set);
        Run run = new Trials(world.runs, world.history)
                .test(
                        world.request("shown", definition),
                        Json.object().put("s", big(900_000)).build(),
                        RunsWorld.LONG)
                .run();
        String shown = run.toJson(true).write();
        assertTrue(shown.length() < 34 * MIB, "it shows " + shown.length());
        assertTrue(shown.contains("[not shown]"));
    }

    @Test
    void aFilterComputesOnlySoMuch() throws Exception {
        String filter = "{\"id\":\"f\",\"type\":\"filter\",\"config\":{\"items\":\"{{= [1..10000] }}\","
                + "\"rules\":[{\"left\":\"{{= $sum([1..2000]) + item }}\",\"operator\":\"gt\",\"right\":5}]}}";
        Run run = world.run(world.chain("filter", filter));
        assertEquals(RunStatus.FAILED, run.status());
        String error = Objects.requireNonNull(run.toJson(false).get("error")).write();
        assertTrue(error.contains("The expressions of the step together take more than"), error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"title\": \"{{= $sum('x') }}\"}", "true"})
    void aRunGoesOnWhereNobodyCanBeAsked(String question) throws Exception {
        String node = world.call(
                "c",
                "POST",
                question.equals("true") ? "/{{= $sum('x') }}" : "/asked",
                "{\"continueOnFailure\": true, \"requiresApproval\": " + question + "}");
        Run run = world.run(world.chain("ask", node));
        assertEquals(RunStatus.SUCCEEDED, run.status());
        assertTrue(run.toJson(false).write().contains("\"error\":{\"code\":\"TEMPLATE_FAILED\""));
        assertEquals(0, world.calls("/asked"));
    }
}
