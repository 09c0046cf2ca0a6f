package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunsTest {
    private static final String SET =
            "{\"id\":\"set_1\",\"type\":\"set\",\"config\":{\"fields\":{\"twice\":\"{{input.n}}{{input.n}}\"}}}";

    private static List<String> types(RunsWorld world, RunId run) {
        return world.history.events(RunsWorld.WORKSPACE, run, 0).events().stream()
                .map(event -> String.valueOf(event.toJson().text("type")))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aRunOfPureNodesIsOneCommit(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run run = world.run(world.chain("pure", SET));
            assertEquals(RunStatus.SUCCEEDED, run.status());
            assertEquals(Json.parse("{\"twice\":\"11\"}"), run.toJson(false).get("output"));
            long commits = world.test()
                    .database()
                    .read(tx -> tx.first("SELECT COUNT(*) AS n FROM journal_commits", row -> row.number("n"))
                            .orElseThrow());
            assertEquals(1, commits);
            List<RecordedEvent> events =
                    world.history.events(RunsWorld.WORKSPACE, run.id(), 0).events();
            for (int i = 0; i < events.size(); i++) {
                assertEquals(i + 1, events.get(i).seq());
            }
            assertEquals("run_accepted", events.getFirst().toJson().text("type"));
            assertEquals("run_succeeded", events.getLast().toJson().text("type"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsAnsweredIsWhatIsReadBack(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            world.failFirst("/down", 99);
            var requests = List.of(
                    world.chain("a", SET),
                    world.chain("b", world.call("http_1", "POST", "/ok", "{}")),
                    world.chain("c", world.call("http_1", "GET", "/down", "{}")),
                    world.chain(
                            "d",
                            "{\"id\":\"stop\",\"type\":\"stop_and_error\",\"config\":{\"message\":\"no {{input.n}}\"}}"));
            for (RunRequest request : requests) {
                Run answered = world.run(request);
                Run read = world.history.find(RunsWorld.WORKSPACE, answered.id());
                assertEquals(answered.toJson(true), read.toJson(true));
                assertEquals(
                        world.test()
                                .database()
                                .read(tx -> tx.first(
                                        "SELECT hash FROM journal_commits WHERE run_id = ? ORDER BY first_seq DESC LIMIT 1",
                                        row -> row.text("hash"),
                                        answered.id().value())),
                        java.util.Optional.of(world.history
                                .events(RunsWorld.WORKSPACE, answered.id(), 0)
                                .events()
                                .getLast()
                                .hash()));
                Json listed = world.history
                        .list(RunsWorld.WORKSPACE, new RunHistory.Filter(null, null, null, null, null, null, 1))
                        .runs()
                        .getFirst();
                ((Json.Obj) listed)
                        .fields()
                        .forEach((name, value) ->
                                assertEquals(value, read.toJson(false).get(name), name));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneKeyIsOneRunHoweverManyCallersRace(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunRequest request =
                    RunsWorld.keyed(world.chain("race", world.call("http_1", "POST", "/once", "{}")), "k", "f", null);
            var ids = new ConcurrentLinkedQueue<RunId>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 50; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        ids.add(world.run(request).id());
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(50, ids.size());
            assertEquals(1, ids.stream().distinct().count());
            assertEquals(1, world.calls("/once"));
            var conflict = assertThrows(Problem.class, () -> world.run(RunsWorld.keyed(request, "k", "another", null)));
            assertEquals(ProblemCode.IDEMPOTENCY_CONFLICT, conflict.code());
            assertNotEquals(
                    ids.peek(),
                    world.run(RunsWorld.keyed(request, "k2", "f", null)).id());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunBeyondTheQuotaDoesNotComeIntoBeingAndKeepsNoKey(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunRequest request = world.chain("quota", SET);
            world.run(RunsWorld.keyed(request, "k1", "f", 2));
            world.run(RunsWorld.keyed(request, "k2", "f", 2));
            var refusal = assertThrows(Problem.class, () -> world.run(RunsWorld.keyed(request, "k3", "f", 2)));
            assertEquals(ProblemCode.RUN_QUOTA_EXCEEDED, refusal.code());
            assertTrue(refusal.retryAfter().isPresent());
            assertEquals(
                    RunStatus.SUCCEEDED,
                    world.run(RunsWorld.keyed(request, "k3", "f", 3)).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunUnderWayIsCancelledOnceAndForGood(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run started = world.runs
                    .accept(world.chain("cancel", world.call("http_1", "POST", "/hang", "{}")), Duration.ZERO, null)
                    .run();
            world.awaitCall("/hang");
            assertEquals(
                    RunStatus.CANCELLED,
                    world.runs.cancel(RunsWorld.WORKSPACE, started.id(), "me").status());
            assertEquals(
                    RunStatus.CANCELLED,
                    world.history.find(RunsWorld.WORKSPACE, started.id()).status());
            assertEquals(
                    ProblemCode.RUN_NOT_CANCELLABLE,
                    assertThrows(Problem.class, () -> world.runs.cancel(RunsWorld.WORKSPACE, started.id(), "me"))
                            .code());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStepThatTakesTooLongIsTimedOut(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run run = world.run(world.chain("slow", world.call("http_1", "GET", "/hang", "{\"timeoutMs\":100}")));
            assertEquals(RunStatus.FAILED, run.status());
            assertTrue(types(world, run.id()).contains("step_timed_out"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRetryableFaultIsRetriedAndThenTheRunGoesOn(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            world.failFirst("/flaky", 2);
            Run run = world.run(world.chain(
                    "retry", world.call("http_1", "POST", "/flaky", "{\"maxRetries\":2,\"baseIntervalMs\":1}")));
            assertEquals(
                    RunStatus.SUCCEEDED, run.status(), () -> run.toJson(true).write());
            assertEquals(3, world.calls("/flaky"));
            world.failFirst("/dead", 99);
            Run failed = world.run(world.chain("dead", world.call("http_1", "POST", "/dead", "{}")));
            assertEquals(RunStatus.FAILED, failed.status());
            assertEquals(1, world.calls("/dead"));
            Run continued =
                    world.run(world.chain("on", world.call("http_1", "POST", "/dead", "{\"continueOnFailure\":true}")));
            assertEquals(RunStatus.SUCCEEDED, continued.status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterARestartARunGoesOnAndRepeatsNoEndedStep(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run started = world.runs
                    .accept(
                            world.chain(
                                    "crash",
                                    world.call("first", "POST", "/first", "{}"),
                                    world.call("second", "POST", "/hang", "{}")),
                            Duration.ZERO,
                            null)
                    .run();
            world.awaitCall("/hang");
            world.restart();
            world.releaseUpstream();
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, started.id(), RunsWorld.LONG, null);
            assertEquals(
                    RunStatus.SUCCEEDED,
                    ended.status(),
                    () -> ended.toJson(true).write());
            assertEquals(1, world.calls("/first"));
            assertTrue(types(world, started.id()).contains("run_resumed"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEffectThatMustHappenOnceIsNotRepeatedWhenItsOutcomeIsUnknown(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run started = world.runs
                    .accept(
                            world.chain("once", world.call("http_1", "POST", "/hang", "{\"effect\":\"once\"}")),
                            Duration.ZERO,
                            null)
                    .run();
            world.awaitCall("/hang");
            world.restart();
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, started.id(), RunsWorld.LONG, null);
            assertEquals(RunStatus.FAILED, ended.status());
            assertTrue(ended.toJson(false).write().contains("STEP_OUTCOME_UNKNOWN"));
            assertEquals(1, world.calls("/hang"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDryRunSendsNothingThatWritesAndSaysWhatItWouldHaveSent(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run run = world.run(RunsWorld.dry(world.chain("dry", world.call("http_1", "POST", "/write", "{}"))));
            assertEquals(RunStatus.SUCCEEDED, run.status());
            assertEquals(0, world.calls("/write"));
            var plan = (Json.Arr) run.toJson(false).get("plan");
            assertEquals("http_1", ((Json.Obj) plan.items().getFirst()).text("nodeId"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void branchesThatAreNotTakenAreSkippedAndTheJoinRunsOnce(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run run = world.run(world.request("branches", """
                    {"nodes": [
                      {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                      {"id": "check", "type": "condition",
                       "config": {"rules": [{"left": "{{input.n}}", "operator": "gt", "right": 5}]}},
                      {"id": "big", "type": "set", "config": {"fields": {"size": "big"}}},
                      {"id": "after_big", "type": "set", "config": {"fields": {"x": 1}}},
                      {"id": "small", "type": "set", "config": {"fields": {"size": "small"}}},
                      {"id": "joined", "type": "merge", "config": {"mode": "object"}},
                      {"id": "output", "type": "return_output", "config": {"output": "{{joined}}"}}],
                     "edges": [
                      {"id": "e1", "source": "input", "target": "check"},
                      {"id": "e2", "source": "check", "sourceHandle": "true", "target": "big"},
                      {"id": "e3", "source": "check", "sourceHandle": "false", "target": "small"},
                      {"id": "e4", "source": "big", "target": "after_big"},
                      {"id": "e5", "source": "after_big", "target": "joined"},
                      {"id": "e6", "source": "small", "target": "joined"},
                      {"id": "e7", "source": "joined", "target": "output"}]}
                    """));
            assertEquals(
                    Json.parse("{\"small\":{\"size\":\"small\"}}"),
                    run.toJson(false).get("output"));
            assertEquals(
                    2,
                    types(world, run.id()).stream()
                            .filter("step_skipped"::equals)
                            .count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWaitThatIsOverLeavesTheRunGoing(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run run = world.runs
                    .accept(
                            world.chain("long", world.call("http_1", "POST", "/hang", "{}")),
                            Duration.ofMillis(50),
                            null)
                    .run();
            assertFalse(run.status().isFinal());
            assertNull(run.toJson(false).get("output"));
            world.releaseUpstream();
            assertEquals(
                    RunStatus.SUCCEEDED,
                    world.runs
                            .awaitEnd(RunsWorld.WORKSPACE, run.id(), RunsWorld.LONG, null)
                            .status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherWorkspacesRunIsAnUnknownRun(TestDatabase.Kind kind) throws IOException, InterruptedException {
        try (var world = new RunsWorld(kind)) {
            Run run = world.run(world.chain("mine", SET));
            var foreign = new dev.triggo.kernel.WorkspaceId("w2");
            var there = assertThrows(Problem.class, () -> world.history.find(foreign, run.id()));
            var nowhere = assertThrows(Problem.class, () -> world.history.find(foreign, new RunId("nothing")));
            assertEquals(nowhere.body("r"), there.body("r"));
            assertEquals(ProblemCode.RUN_NOT_FOUND, there.code());
        }
    }

    /** On the store with one writer, which the test holds back: what must be durable first cannot become so. */
    @Test
    void aStepThatMustNotBeRepeatedWaitsForItsStartToBeDurableAlsoWhenItOnlyReads() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.SQLITE)) {
            Run run = world.runs
                    .accept(
                            world.chain(
                                    "careful",
                                    world.call("http_1", "POST", "/hang", "{}"),
                                    world.call("http_2", "GET", "/read", "{\"effect\":\"once\"}")),
                            Duration.ZERO,
                            null)
                    .run();
            world.awaitCall("/hang");
            var writing = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var held = world.test().database().submit(tx -> {
                writing.countDown();
                try {
                    return goOn.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            });
            writing.await();
            world.releaseUpstream();
            long until = System.nanoTime() + 300_000_000;
            while (System.nanoTime() < until) {
                assertEquals(0, world.calls("/read"));
                Thread.onSpinWait();
            }
            goOn.countDown();
            assertTrue(held.get());
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, run.id(), RunsWorld.LONG, null);
            assertEquals(RunStatus.SUCCEEDED, ended.status());
            assertEquals(1, world.calls("/read"));
        }
    }
}
