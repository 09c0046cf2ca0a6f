package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store takes everything but events: nothing happens that is not recorded, and all goes on once it does again. */
@Timeout(120)
class JournalThatCannotBeWrittenTest {
    private static void refuseEvents(RunsWorld world, TestDatabase.Kind kind) {
        refuseEvents(world, kind, 0);
    }

    /** Those after this one of each run. */
    private static void refuseEvents(RunsWorld world, TestDatabase.Kind kind, int after) {
        String which = "WHEN (NEW.first_seq > " + after + ")";
        for (String sql : kind == TestDatabase.Kind.SQLITE
                ? List.of("CREATE TRIGGER no_events BEFORE INSERT ON journal_commits " + which
                        + " BEGIN SELECT RAISE(ABORT, 'no'); END")
                : List.of(
                        "CREATE FUNCTION no_events() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''no''; END'"
                                + " LANGUAGE plpgsql",
                        "CREATE TRIGGER no_events BEFORE INSERT ON journal_commits FOR EACH ROW " + which
                                + " EXECUTE FUNCTION no_events()")) {
            world.test().database().write(tx -> tx.update(sql));
        }
    }

    private static void takeEvents(RunsWorld world, TestDatabase.Kind kind) {
        world.test()
                .database()
                .write(tx -> tx.update(
                        "DROP TRIGGER no_events" + (kind == TestDatabase.Kind.SQLITE ? "" : " ON journal_commits")));
    }

    private static long count(RunsWorld world, String table) {
        return world.test()
                .database()
                .read(tx -> tx.first("SELECT COUNT(*) AS n FROM " + table, row -> row.number("n"))
                        .orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void noRunComesIntoBeing(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunRequest request = RunsWorld.keyed(
                    world.chain("refused", world.call("http_1", "POST", "/refused", "{}")), "k", "f", 5);
            refuseEvents(world, kind);
            assertThrows(RuntimeException.class, () -> world.runs.accept(request, RunsWorld.LONG, null));
            for (String table : List.of("runs", "run_idempotency", "run_quota", "journal_commits", "journal_sealed")) {
                assertEquals(0, count(world, table), table);
            }
            assertEquals(0, world.calls("/refused"));
            assertEquals(0, world.runs.activeCount());
            takeEvents(world, kind);
            Runs.Accepted accepted = world.runs.accept(request, RunsWorld.LONG, null);
            assertFalse(accepted.replayed());
            assertEquals(RunStatus.SUCCEEDED, accepted.run().status());
        }
    }

    /** It begins with so much that it is written in several commits: by the first of them it has come into being. */
    @ParameterizedTest
    @EnumSource
    void aRunThatIsWrittenInPartIsAcceptedAndComesToItsEnd(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            world.runs.recover();
            RunRequest request = world.request("long", """
                    {"nodes": [
                      {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                      {"id": "l", "type": "loop", "config": {"items": %s}},
                      {"id": "s", "type": "set", "parentId": "l", "config": {"fields": {"n": 1}}},
                      {"id": "output", "type": "return_output", "config": {"output": "done"}}],
                     "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"}]}""".formatted(Collections.nCopies(1_000, 1)));
            refuseEvents(world, kind, 1);
            Runs.Accepted accepted = world.runs.accept(request, Duration.ZERO, null);
            assertEquals(RunStatus.RUNNING, accepted.run().status(), "its end is not written");
            assertEquals(1, count(world, "runs"));
            takeEvents(world, kind);
            assertEquals(RunStatus.SUCCEEDED, end(world, accepted.run().id()).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsDoneOfADecisionThatIsNotRecorded(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            world.runs.recover();
            Run asked = world.run(world.chain(
                    "gated", world.call("http_1", "POST", "/gated", "{\"requiresApproval\": {\"title\": \"Sure?\"}}")));
            assertEquals(RunStatus.WAITING_FOR_APPROVAL, asked.status());
            var yes = new ApprovalDecision(null, true, new PersonId("p2"), "k1", "p2", null);
            refuseEvents(world, kind);
            assertThrows(RuntimeException.class, () -> world.runs.decide(RunsWorld.WORKSPACE, asked.id(), yes));
            assertEquals(0, world.calls("/gated"));
            assertEquals(
                    RunStatus.WAITING_FOR_APPROVAL,
                    world.history.find(RunsWorld.WORKSPACE, asked.id()).status());
            assertNotRefusedForGood(() -> world.runs.decide(RunsWorld.WORKSPACE, asked.id(), yes));
            takeEvents(world, kind);
            // As with any store that was away: what was taken in comes to be, once.
            assertEquals(RunStatus.SUCCEEDED, end(world, asked.id()).status());
            assertThrows(Problem.class, () -> world.runs.decide(RunsWorld.WORKSPACE, asked.id(), yes));
            assertEquals(1, world.calls("/gated"));
        }
    }

    /** Nobody is told of what is not recorded, not even that it is too late for something else. */
    private static void assertNotRefusedForGood(Executable again) {
        assertFalse(assertThrows(RuntimeException.class, again) instanceof Problem);
    }

    @ParameterizedTest
    @EnumSource
    void noCancellationIsSaidToBeThatIsNotRecorded(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            world.runs.recover();
            Run run = world.runs
                    .accept(
                            world.chain("cancelled", world.call("http_1", "POST", "/hang/cancelled", "{}")),
                            Duration.ZERO,
                            null)
                    .run();
            world.awaitCall("/hang/cancelled");
            refuseEvents(world, kind);
            for (int i = 0; i < 3; i++) {
                assertNotRefusedForGood(() -> world.runs.cancel(RunsWorld.WORKSPACE, run.id(), "me"));
                assertEquals(
                        RunStatus.RUNNING,
                        world.history.find(RunsWorld.WORKSPACE, run.id()).status());
            }
            takeEvents(world, kind);
            assertEquals(RunStatus.CANCELLED, end(world, run.id()).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void noStepBeginsWhoseBeginningIsNotRecorded(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            world.runs.recover();
            Run run = world.runs
                    .accept(
                            world.chain(
                                    "cut",
                                    world.call("http_1", "POST", "/hang/first", "{}"),
                                    world.call("http_2", "POST", "/second", "{}")),
                            Duration.ZERO,
                            null)
                    .run();
            world.awaitCall("/hang/first");
            refuseEvents(world, kind);
            world.releaseUpstream();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            while (System.nanoTime() < until) {
                assertEquals(0, world.calls("/second"));
                Thread.onSpinWait();
            }
            takeEvents(world, kind);
            Run ended = end(world, run.id());
            assertEquals(
                    RunStatus.SUCCEEDED,
                    ended.status(),
                    () -> ended.toJson(true).write());
            assertEquals(1, world.calls("/second"));
        }
    }

    private static Run end(RunsWorld world, RunId run) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        Run now = world.history.find(RunsWorld.WORKSPACE, run);
        while (!now.status().isFinal() && System.nanoTime() < until) {
            now = world.runs.awaitEnd(RunsWorld.WORKSPACE, run, Duration.ofSeconds(5), null);
        }
        return now;
    }
}
