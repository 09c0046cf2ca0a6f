package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that go over items, sleep, ask somebody and call each other, on both stores. */
class WaitingRunsTest {
    private static final PersonId STARTER = new PersonId("p1");
    private static final PersonId OTHER = new PersonId("p2");

    private RunsWorld world;

    private void open(TestDatabase.Kind kind) throws Exception {
        world = new RunsWorld(kind);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static ApprovalDecision decision(boolean approved, PersonId person) {
        return new ApprovalDecision(null, approved, person, "k1", "trg_other***", "because");
    }

    private static Json output(Run run) {
        assertEquals(RunStatus.SUCCEEDED, run.status(), run.toJson(true).write());
        return run.toJson(false).get("output");
    }

    /** Input, a loop `l` of this config with this body, output of what the loop gave. */
    private RunRequest loop(String name, String config, String body, String bodyEdges) {
        return world.request(name, """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "l", "type": "loop", "config": %s},
                  %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{l}}"}}],
                 "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"}%s]}""".formatted(config, body, bodyEdges));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void goesOverItemsInOrderAndGivesWhatTheBodyGave(TestDatabase.Kind kind) throws Exception {
        open(kind);
        RunRequest request = loop(
                "loop",
                "{\"items\": [\"a\", \"b\", \"c\"], \"concurrency\": 2}",
                "{\"id\": \"b\", \"type\": \"set\", \"parentId\": \"l\","
                        + " \"config\": {\"fields\": {\"is\": \"{{item}}{{index}}{{l.item}}\"}}}",
                "");
        assertEquals(
                "{\"items\":[{\"is\":\"a0a\"},{\"is\":\"b1b\"},{\"is\":\"c2c\"}],\"count\":3,\"failed\":0}",
                output(world.run(request)).write());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void nestsLoopsAndSurvivesAnItemThatFails(TestDatabase.Kind kind) throws Exception {
        open(kind);
        RunRequest request =
                loop("nested", "{\"items\": [[1, 2], [], [3]], \"continueOnItemFailure\": true}", """
                {"id": "m", "type": "loop", "parentId": "l", "config": {"items": "{{item}}"}},
                {"id": "c", "type": "condition", "parentId": "m",
                 "config": {"rules": [{"left": "{{item}}", "operator": "lt", "right": 3}]}},
                {"id": "s", "type": "set", "parentId": "m", "config": {"fields": {"is": "{{l.index}}/{{item}}"}}},
                {"id": "x", "type": "stop_and_error", "parentId": "m", "config": {"message": "no {{item}}"}}""", """
                , {"source": "c", "sourceHandle": "true", "target": "s"},
                {"source": "c", "sourceHandle": "false", "target": "x"}""");
        assertEquals(
                "{\"items\":[{\"items\":[{\"is\":\"0/1\"},{\"is\":\"0/2\"}],\"count\":2,\"failed\":0},"
                        + "{\"items\":[],\"count\":0,\"failed\":0},null],\"count\":3,\"failed\":1}",
                output(world.run(request)).write());
    }

    /** What was refused when it came to be written has left nothing, neither in the store nor in memory. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void goesOnWaitingWhenTheDecisionMayNotBeWritten(TestDatabase.Kind kind) throws Exception {
        open(kind);
        RunRequest request = world.chain(
                "kept", world.call("post", "POST", "/write", "{\"requiresApproval\": {\"title\": \"Sure?\"}}"));
        Run waiting = world.run(request);
        String before = waiting.toJson(true).write();
        Problem gone = Problem.of(ProblemCode.UNAUTHORIZED, "Gone.");
        world.mayNotDecide = decision -> decision.person().equals(OTHER) ? Optional.of(gone) : Optional.empty();
        for (boolean approved : new boolean[] {true, false}) {
            Problem refused = assertThrows(
                    Problem.class,
                    () -> world.runs.decide(RunsWorld.WORKSPACE, waiting.id(), decision(approved, OTHER)));
            assertEquals(ProblemCode.UNAUTHORIZED, refused.code());
            assertEquals(
                    before,
                    world.history
                            .find(RunsWorld.WORKSPACE, waiting.id())
                            .toJson(true)
                            .write());
        }
        Race.Results<Boolean> race = Race.run(8, i -> {
            PersonId person = i == 3 ? STARTER : OTHER;
            world.runs.decide(RunsWorld.WORKSPACE, waiting.id(), decision(true, person));
            return true;
        });
        assertEquals(1, race.values().size(), race::toString);
        assertEquals(
                RunStatus.SUCCEEDED,
                world.runs
                        .awaitEnd(RunsWorld.WORKSPACE, waiting.id(), RunsWorld.LONG, null)
                        .status());
        assertEquals(1, world.calls("/write"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void asksOnceAndGoesOnWithTheFirstDecision(TestDatabase.Kind kind) throws Exception {
        open(kind);
        RunRequest request = world.chain(
                "gated", world.call("post", "POST", "/write", "{\"requiresApproval\": {\"title\": \"Sure?\"}}"));
        Run waiting = world.run(request);
        assertEquals(RunStatus.WAITING_FOR_APPROVAL, waiting.status());
        assertEquals(0, world.calls("/write"));
        assertEquals(0, world.runs.activeCount(), "a run that waits for a person takes no memory");
        assertTrue(waiting.toJson(false).write().contains("\"title\":\"Sure?\""), waiting.toJson(false)::write);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> deciders = java.util.stream.IntStream.range(0, 20)
                    .<Callable<String>>mapToObj(i -> () -> {
                        try {
                            world.runs.decide(RunsWorld.WORKSPACE, waiting.id(), decision(i % 2 == 0, STARTER));
                            return i % 2 == 0 ? "approved" : "rejected";
                        } catch (Problem refused) {
                            assertEquals(ProblemCode.APPROVAL_NOT_PENDING, refused.code());
                            return "refused";
                        }
                    })
                    .toList();
            List<String> won = threads.invokeAll(deciders).stream()
                    .map(done -> done.resultNow())
                    .filter(how -> !how.equals("refused"))
                    .toList();
            assertEquals(1, won.size(), won::toString);
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, waiting.id(), RunsWorld.LONG, null);
            assertEquals(won.getFirst().equals("approved") ? RunStatus.SUCCEEDED : RunStatus.CANCELLED, ended.status());
            assertEquals(won.getFirst().equals("approved") ? 1 : 0, world.calls("/write"));
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void anApprovalOutlivesARestartAndMayNotBeGivenByWhoeverStarted(TestDatabase.Kind kind) throws Exception {
        open(kind);
        RunRequest request = world.chain(
                "approval", "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {\"separateDecider\": true}}");
        Run waiting = world.run(request);
        world.restart();
        Problem own = assertThrows(
                Problem.class, () -> world.runs.decide(RunsWorld.WORKSPACE, waiting.id(), decision(true, STARTER)));
        assertEquals(ProblemCode.FORBIDDEN, own.code());
        world.runs.decide(RunsWorld.WORKSPACE, waiting.id(), decision(true, OTHER));
        assertEquals(
                "{\"decision\":\"approved\",\"comment\":\"because\",\"decidedBy\":\"trg_other***\"}",
                output(world.runs.awaitEnd(RunsWorld.WORKSPACE, waiting.id(), RunsWorld.LONG, null))
                        .write());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void sleepsWithoutMemoryAndCanBeCancelledMeanwhile(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run asleep = world.runs
                .accept(
                        world.chain(
                                "sleep", "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 3600000}}"),
                        Duration.ZERO,
                        null)
                .run();
        assertEquals(RunStatus.RUNNING, asleep.status());
        assertEquals(0, world.runs.activeCount());
        world.restart();
        assertEquals(0, world.runs.activeCount());
        assertEquals(
                RunStatus.CANCELLED,
                world.runs.cancel(RunsWorld.WORKSPACE, asleep.id(), "somebody").status());
        Run nap =
                world.run(world.chain("nap", "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 50}}"));
        assertTrue(output(nap).write().contains("resumedAt"), nap.toJson(true)::write);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void callsAnotherActionAndWaitsForItEvenWhenThatAsks(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.chain(
                "inner",
                "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}",
                "{\"id\": \"s\", \"type\": \"set\", \"config\": {\"fields\": {\"got\": \"{{trigger.x}}\"}}}");
        RunRequest outer = world.chain(
                "outer",
                "{\"id\": \"c\", \"type\": \"call_action\", \"config\": {\"slug\": \"inner\", \"input\": {\"x\": 5}}}");
        Run waiting = world.runs.accept(outer, Duration.ZERO, null).run();
        var inner = world.awaitStatus(RunStatus.WAITING_FOR_APPROVAL, "inner");
        world.restart();
        world.runs.decide(RunsWorld.WORKSPACE, inner, decision(true, STARTER));
        assertEquals(
                "{\"got\":5}",
                output(world.runs.awaitEnd(RunsWorld.WORKSPACE, waiting.id(), RunsWorld.LONG, null))
                        .write());
    }

    /** The item of a loop that called it was given up: what comes of the call is of no interest any more. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void goesOnWhenACallEndsThatNobodyWaitsForAnyMore(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.chain("inner", "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}");
        RunRequest outer = world.request("outer", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "l", "type": "loop", "config": {"items": [1], "continueOnItemFailure": true}},
                  {"id": "c", "type": "call_action", "parentId": "l", "config": {"slug": "inner"}},
                  {"id": "bad", "type": "stop_and_error", "parentId": "l", "config": {"message": "no"}},
                  {"id": "sure", "type": "approval", "config": {}},
                  {"id": "output", "type": "return_output", "config": {"output": "done"}}],
                 "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "sure"},
                           {"source": "sure", "target": "output"}]}""");
        Run waiting = world.runs.accept(outer, Duration.ZERO, null).run();
        var inner = world.awaitStatus(RunStatus.WAITING_FOR_APPROVAL, "inner");
        var same = world.awaitStatus(RunStatus.WAITING_FOR_APPROVAL, "outer");
        assertEquals(waiting.id(), same);
        world.runs.decide(RunsWorld.WORKSPACE, inner, decision(true, STARTER));
        world.runs.awaitEnd(RunsWorld.WORKSPACE, inner, RunsWorld.LONG, null);
        world.restart();
        world.runs.decide(RunsWorld.WORKSPACE, waiting.id(), decision(true, STARTER));
        Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, waiting.id(), RunsWorld.LONG, null);
        assertEquals(RunStatus.SUCCEEDED, ended.status(), ended.toJson(false)::write);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void refusesToCallInACircle(TestDatabase.Kind kind) throws Exception {
        open(kind);
        RunRequest self =
                world.chain("self", "{\"id\": \"c\", \"type\": \"call_action\", \"config\": {\"slug\": \"self\"}}");
        Run run = world.run(self);
        assertEquals(RunStatus.FAILED, run.status());
        assertTrue(run.toJson(false).write().contains("circle"), run.toJson(false)::write);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void refusesToCallInACircleOfSeveral(TestDatabase.Kind kind) throws Exception {
        open(kind);
        String call = "{\"id\": \"c\", \"type\": \"call_action\", \"config\": {\"slug\": \"%s\"}}";
        world.chain("second", call.formatted("third"));
        world.chain("third", call.formatted("first"));
        Run run = world.run(world.chain("first", call.formatted("second")));
        assertEquals(RunStatus.FAILED, run.status());
        assertTrue(run.toJson(true).write().contains("circle"), run.toJson(true)::write);
    }

    /** The timer that ends the waiting is late, or its server is gone. */
    @Test
    void takesNoDecisionAfterItsTimeAlthoughNobodyHasEndedTheWaiting() throws Exception {
        // Where servers share a store, the one that looks after the run decides, by its own clock.
        open(TestDatabase.Kind.SQLITE);
        Run waiting = world.run(world.chain(
                "gated",
                world.call(
                        "post",
                        "POST",
                        "/write",
                        "{\"requiresApproval\": {\"title\": \"Sure?\", \"expiresInSeconds\": 600}}")));
        assertEquals(RunStatus.WAITING_FOR_APPROVAL, waiting.status());
        for (Duration later : List.of(Duration.ofSeconds(601), Duration.ofDays(3))) {
            try (Runs late = world.fresh(Clock.offset(Clock.systemUTC(), later))) {
                Problem refused = assertThrows(
                        Problem.class, () -> late.decide(RunsWorld.WORKSPACE, waiting.id(), decision(true, OTHER)));
                assertEquals(ProblemCode.APPROVAL_NOT_PENDING, refused.code());
            }
        }
        assertEquals(0, world.calls("/write"));
    }
}
