package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import dev.triggo.trials.Trials;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows from the end of a run, on both stores: the action that is told of failures, called runs that go on. */
class AftermathTest {
    private RunsWorld world;

    private void open(TestDatabase.Kind kind) throws Exception {
        world = new RunsWorld(kind);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** Input, these nodes, output; failures are told to this action. */
    private RunRequest telling(String name, String action, String node) {
        return world.request(name, """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{n}}"}}],
                 "edges": [{"source": "input", "target": "n"}, {"source": "n", "target": "output"}],
                 "onFailure": {"action": "%s"}}""".formatted(node, action));
    }

    private static final String STOPS =
            "{\"id\": \"n\", \"type\": \"stop_and_error\", \"config\": {\"message\": \"no way\"}}";

    private List<Json> runsOf(String action) {
        return world.history
                .list(RunsWorld.WORKSPACE, new RunHistory.Filter(action, null, null, null, null, null, 100))
                .runs();
    }

    /** Waits for what can be read of a run to hold this field. */
    private Json.Obj awaitField(RunId id, String field) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            Json.Obj run = world.history.find(RunsWorld.WORKSPACE, id).toJson(false);
            if (run.has(field)) {
                return run;
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("no " + field + " in " + run.write());
            }
            Thread.onSpinWait();
        }
    }

    private void awaitNothingLeft() {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (open() > 0) {
            if (System.nanoTime() > until) {
                throw new AssertionError("something is left to do");
            }
            Thread.onSpinWait();
        }
    }

    private long open() {
        return world.test()
                .database()
                .read(tx -> tx.first(
                                "SELECT COUNT(*) AS n FROM run_aftermath WHERE refusal IS NULL", row -> row.number("n"))
                        .orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void tellsAnActionOfAFailureOnce(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.chain("report");
        Run failed = world.run(telling("failing", "report", STOPS));
        assertEquals(RunStatus.FAILED, failed.status());
        var told = new RunId(awaitField(failed.id(), "errorRunId").text("errorRunId"));
        Run report = world.runs.awaitEnd(RunsWorld.WORKSPACE, told, RunsWorld.LONG, null);
        var news = (Json.Obj) report.toJson(false).get("output");
        assertEquals(failed.id().value(), news.text("runId"));
        assertEquals("failing", news.text("workflowId"));
        assertEquals("Workflow failing", news.text("workflowName"));
        assertEquals("failing", news.text("action"));
        assertEquals("1", news.get("version").write());
        assertEquals(
                "{\"code\":\"STOPPED\",\"message\":\"no way\",\"nodeId\":\"n\"}",
                news.get("error").write());
        assertTrue(news.has("startedAt") && news.has("finishedAt"), news::write);
        assertEquals(failed.id().value(), report.toJson(false).text("parentRunId"));
        assertEquals("action", report.toJson(false).text("source"));
        awaitNothingLeft();
        world.restart();
        assertEquals(1, runsOf("report").size());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void isToldAfterACrashToo(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run failed = world.run(telling("early", "report", STOPS));
        // As it is when the server dies right after the end of the run: written down, and nothing done.
        awaitField(failed.id(), "errorRunRefusal");
        world.chain("report");
        world.test().database().write(tx -> tx.update("UPDATE run_aftermath SET refusal = NULL"));
        world.restart();
        awaitField(failed.id(), "errorRunId");
        // And when it dies between the start of the other run and the note that it is done.
        awaitNothingLeft();
        world.test()
                .database()
                .write(tx -> tx.update(
                        "INSERT INTO run_aftermath (run_id) VALUES (?)",
                        failed.id().value()));
        world.restart();
        awaitNothingLeft();
        assertEquals(1, runsOf("report").size());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void tellsWhyNobodyCouldBeTold(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run failed = world.run(telling("alone", "nobody", STOPS));
        assertEquals(
                "ACTION_NOT_FOUND: There is no action with this slug.",
                awaitField(failed.id(), "errorRunRefusal").text("errorRunRefusal"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void makesNoChainsAndTellsNobodyOfTestsAndDryRuns(TestDatabase.Kind kind) throws Exception {
        open(kind);
        // Each tells the other.
        RunRequest ping = telling("ping", "pong", STOPS);
        telling("pong", "ping", STOPS);
        RunRequest dry = RunsWorld.dry(ping);
        assertEquals(RunStatus.FAILED, world.run(dry).status());
        Run test = new Trials(world.runs, world.history)
                .test(as(ping, Source.TEST), null, RunsWorld.LONG)
                .run();
        assertEquals(RunStatus.FAILED, test.status());
        Run failed = world.run(ping);
        awaitField(failed.id(), "errorRunId");
        awaitNothingLeft();
        var pong = new RunId(((Json.Obj) runsOf("pong").getFirst()).text("id"));
        assertEquals(
                RunStatus.FAILED,
                world.runs
                        .awaitEnd(RunsWorld.WORKSPACE, pong, RunsWorld.LONG, null)
                        .status());
        awaitNothingLeft();
        assertEquals(1, runsOf("pong").size());
        assertEquals(3, runsOf("ping").size());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void whatTheNewsCallTellsNobodyEither(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.chain("report", "{\"id\": \"c\", \"type\": \"call_action\", \"config\": {\"slug\": \"first\"}}");
        Run failed = world.run(telling("first", "report", STOPS));
        var told = new RunId(awaitField(failed.id(), "errorRunId").text("errorRunId"));
        assertEquals(
                RunStatus.FAILED,
                world.runs
                        .awaitEnd(RunsWorld.WORKSPACE, told, RunsWorld.LONG, null)
                        .status());
        awaitNothingLeft();
        assertEquals(2, runsOf("first").size());
        assertEquals(1, runsOf("report").size());
    }

    static RunRequest as(RunRequest request, Source source) {
        return new RunRequest(
                request.workspace(),
                request.person(),
                request.credential(),
                request.workflow(),
                request.input(),
                source,
                request.dryRun(),
                null,
                null,
                null,
                null);
    }

    /** Calls `slow`, which sleeps, and fails in another branch once the upstream lets it. */
    private RunRequest forked(String name) {
        world.chain("slow", "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 3600000}}");
        return world.request(name, """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "c", "type": "call_action", "config": {"slug": "slow"}},
                  %s,
                  {"id": "x", "type": "stop_and_error", "config": {"message": "no"}},
                  {"id": "output", "type": "return_output", "config": {"output": 1}}],
                 "edges": [{"source": "input", "target": "c"}, {"source": "input", "target": "hang"},
                  {"source": "hang", "target": "x"}, {"source": "c", "target": "output"}]}""".formatted(world.call("hang", "GET", "/hang", "{}")));
    }

    private RunId onlyRunOf(String action) {
        assertEquals(1, runsOf(action).size());
        return new RunId(((Json.Obj) runsOf(action).getFirst()).text("id"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void cancelsWhatARunCalledWhenItEndsOtherwise(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run started = world.runs.accept(forked("forked"), Duration.ZERO, null).run();
        world.awaitStatus(RunStatus.RUNNING, "slow");
        world.releaseUpstream();
        Run failed = world.runs.awaitEnd(RunsWorld.WORKSPACE, started.id(), RunsWorld.LONG, null);
        assertEquals(RunStatus.FAILED, failed.status());
        assertEquals(onlyRunOf("slow"), world.awaitStatus(RunStatus.CANCELLED, "slow"));
        awaitNothingLeft();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void cancelsWhatARunCalledAfterACrashToo(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run started = world.runs.accept(forked("crashed"), Duration.ZERO, null).run();
        RunId slow = world.awaitStatus(RunStatus.RUNNING, "slow");
        // The server dies right after the end of the run was written.
        world.runs.close(Duration.ZERO);
        world.test().database().write(tx -> {
            tx.update(
                    "UPDATE runs SET status = 'failed', finished_at = 1 WHERE id = ?",
                    started.id().value());
            return tx.update(
                    "INSERT INTO run_aftermath (run_id) VALUES (?)",
                    started.id().value());
        });
        world.restart();
        assertEquals(slow, world.awaitStatus(RunStatus.CANCELLED, "slow"));
        awaitNothingLeft();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void startsNoRunForOneThatHasEnded(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run ended = world.run(world.chain("ended"));
        RunRequest late = world.chain("late");
        var start = new Runs.Start(late, List.of(), new RunRow.Parent(ended.id(), "c"), null);
        var refused = org.junit.jupiter.api.Assertions.assertThrows(
                dev.triggo.kernel.Problem.class, () -> world.runs.accept(start, Duration.ZERO, null));
        assertTrue(refused.sentence().contains("has ended"), refused.sentence());
        assertFalse(runsOf("late").iterator().hasNext());
        assertEquals(0, world.runs.activeCount());
    }
}
