package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.journal.JournalDigests;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of runs whose workspace is deleted: none begins, none goes on, and all that was there goes. */
@Timeout(120)
class DeletedWorkspaceRunsTest {
    @TempDir
    Path folder;

    /** The row that says so, and what the server has heard. */
    private static void delete(RunsWorld world) {
        var unused = world.test().database().write(tx -> tx.update("""
                        INSERT INTO workspace_deletions (workspace_id, name, person_id, who, at, changed, cleared_at)
                        VALUES (?, 'Old', 'p1', 'ada@example.com', 1, 1, NULL)
                        """, RunsWorld.WORKSPACE.value()));
    }

    private static long count(RunsWorld world, String sql) {
        return world.test()
                .database()
                .read(tx -> tx.first(sql, row -> row.number("n")).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void nothingBeginsAndNoKeyIsKept(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunRequest request = world.chain("one", world.call("c", "POST", "/one", "{}"));
            delete(world);
            Problem refused =
                    assertThrows(Problem.class, () -> world.run(RunsWorld.keyed(request, "key", "print", 10)));
            assertEquals(ProblemCode.ACTION_UNAVAILABLE, refused.code());
            assertEquals(0, count(world, "SELECT COUNT(*) AS n FROM runs"));
            assertEquals(0, count(world, "SELECT COUNT(*) AS n FROM run_idempotency"));
            assertEquals(0, count(world, "SELECT COUNT(*) AS n FROM journal_commits"));
            assertEquals(0, world.calls("/one"));
            // In the same store another workspace has nothing to do with it.
            var elsewhere = new RunRequest(
                    new WorkspaceId("w2"),
                    request.person(),
                    request.credential(),
                    request.workflow(),
                    request.input(),
                    request.source(),
                    false,
                    null,
                    null,
                    null,
                    null);
            assertEquals(RunStatus.SUCCEEDED, world.run(elsewhere).status());
        }
    }

    /** As after a crash right behind the deletion: whoever takes the run up ends it in place of going on. */
    @ParameterizedTest
    @EnumSource
    void whatIsTakenUpAfterARestartIsCancelledAndSaysWhy(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunId held = world.runs
                    .accept(
                            world.chain(
                                    "held",
                                    world.call("first", "GET", "/hang", "{}"),
                                    world.call("second", "POST", "/second", "{}")),
                            Duration.ZERO,
                            null)
                    .run()
                    .id();
            world.awaitCall("/hang");
            delete(world);
            world.gone.add(RunsWorld.WORKSPACE);
            world.restart();
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, held, RunsWorld.LONG, null);
            assertEquals(RunStatus.CANCELLED, ended.status());
            String journal =
                    world.history.events(RunsWorld.WORKSPACE, held, 0).toJson().write();
            assertTrue(journal.contains(Retention.WORKSPACE_DELETED), journal);
            world.releaseUpstream();
            assertEquals(0, world.calls("/second"));
        }
    }

    /** A step that ends after the deletion is the last one, also where nobody has cancelled the run yet. */
    @ParameterizedTest
    @EnumSource
    void noStepFollowsTheOneThatIsUnderWay(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunId held = world.runs
                    .accept(
                            world.chain(
                                    "held",
                                    world.call("first", "POST", "/hang", "{}"),
                                    world.call("second", "POST", "/second", "{}")),
                            Duration.ZERO,
                            null)
                    .run()
                    .id();
            world.awaitCall("/hang");
            delete(world);
            world.gone.add(RunsWorld.WORKSPACE);
            world.releaseUpstream();
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, held, RunsWorld.LONG, null);
            assertEquals(RunStatus.CANCELLED, ended.status());
            assertEquals(0, world.calls("/second"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void allRunsGoAndTheProofStillHolds(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            JournalProofTest.someRuns(world);
            RunId open = world.runs
                    .accept(world.chain("open", world.call("h", "POST", "/hang", "{}")), Duration.ZERO, null)
                    .run()
                    .id();
            world.awaitCall("/hang");
            JournalDigests digests = JournalProofTest.digests(
                    world, folder, new TestClock(Clock.systemUTC().millis()));
            new Digesting(world.test().database(), digests).sign();
            var retention = new Retention(world.test().database(), digests, workspace -> 0, Clock.systemUTC());
            delete(world);
            assertEquals(0, retention.clear(new WorkspaceId("w2"), true));
            assertTrue(retention.clear(RunsWorld.WORKSPACE, false) > 0);
            assertEquals(List.of(open), world.history.open(RunsWorld.WORKSPACE, null));
            // What could not be cancelled goes all the same: whoever moves it finds its row gone, and lets go.
            assertTrue(retention.clear(RunsWorld.WORKSPACE, true) > 0);
            world.releaseUpstream();
            for (String left : List.of(
                    "SELECT COUNT(*) AS n FROM runs",
                    "SELECT COUNT(*) AS n FROM run_idempotency",
                    "SELECT COUNT(*) AS n FROM run_aftermath",
                    "SELECT COUNT(*) AS n FROM journal_commits",
                    "SELECT COUNT(*) AS n FROM journal_sealed")) {
                assertEquals(0, count(world, left), left);
            }
            new Digesting(world.test().database(), digests).sign();
            assertEquals(List.of(), JournalProofTest.proof(world, folder).faults());
        }
    }
}
