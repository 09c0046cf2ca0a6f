package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.journal.JournalCheck;
import dev.triggo.journal.JournalDigests;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs go when their time is over, nothing else does, and the proof still holds. */
class RetentionTest {
    @TempDir
    Path folder;

    /** As where no workspace has decided anything. */
    private static Retention retention(RunsWorld world, JournalDigests digests, String days, Clock clock) {
        Retention.Days said = Retention.Days.of(days);
        return new Retention(world.test().database(), digests, workspace -> said.of(workspace, null), clock);
    }

    @ParameterizedTest
    @EnumSource
    void retiredRunsAreGoneAndTheProofStillHolds(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            JournalProofTest.someRuns(world);
            RunId kept = world.run(
                            RunsWorld.keyed(world.chain("keyed", world.call("k", "POST", "/ok", "{}")), "k", "f", null))
                    .id();
            var later = new TestClock(
                    Clock.systemUTC().millis() + Duration.ofDays(40).toMillis());
            JournalDigests digests = JournalProofTest.digests(world, folder, later);
            new Digesting(world.test().database(), digests).sign();
            assertEquals(0, retention(world, digests, "30, w1=0", later).retire());
            assertEquals(0, retention(world, digests, "60, w2=1", later).retire());
            // While others are under way, and one has not ended.
            RunId open = world.runs
                    .accept(world.chain("open", world.call("h", "POST", "/hang", "{}")), Duration.ZERO, null)
                    .run()
                    .id();
            world.awaitCall("/hang");
            Thread busy = keepBusy(world);
            int retired = retention(world, digests, "30", later).retire();
            busy.join();
            assertTrue(retired >= 9, retired + " were retired");
            new Digesting(world.test().database(), digests).sign();
            assertEquals(List.of(), JournalProofTest.proof(world, folder).faults());
            retention(world, digests, "30", later).retire();
            for (String left : List.of(
                    "SELECT COUNT(*) AS n FROM run_idempotency",
                    "SELECT COUNT(*) AS n FROM journal_sealed",
                    "SELECT COUNT(*) AS n FROM runs WHERE finished_at IS NOT NULL")) {
                assertEquals(
                        0L,
                        (long) world.test()
                                .database()
                                .read(tx ->
                                        tx.first(left, row -> row.number("n")).orElseThrow()),
                        left);
            }
            assertThrows(RuntimeException.class, () -> world.history.find(RunsWorld.WORKSPACE, kept));
            world.releaseUpstream();
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, open, RunsWorld.LONG, null);
            assertEquals(RunStatus.SUCCEEDED, ended.status());
            assertEquals(List.of(), JournalProofTest.proof(world, folder).faults());
            deletionThatNobodySigned(world);
        }
    }

    /** Two days is what the doors promise. */
    @ParameterizedTest
    @EnumSource
    void aKeyStandsForItsRunForTwoDaysAndNoLonger(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunRequest request =
                    RunsWorld.keyed(world.chain("keyed", world.call("k", "POST", "/ok", "{}")), "k", "f", null);
            RunId first = world.run(request).id();
            fillWithOldKeys(world, kind);
            var clock = new TestClock(Clock.systemUTC().millis()
                    + Duration.ofHours(48).minusMinutes(1).toMillis());
            Retention retention = retention(world, JournalProofTest.digests(world, folder, clock), "30", clock);
            retention.forgetOldKeys();
            assertEquals(1, keys(world), "only those that are old are forgotten, and all of them");
            assertEquals(first, world.run(request).id());
            clock.move(Duration.ofMinutes(2));
            retention.forgetOldKeys();
            assertEquals(0, keys(world));
            assertNotEquals(first, world.run(request).id());
            assertEquals(2, world.calls("/ok"));
        }
    }

    /** However short a time a workspace keeps its runs for; what nobody has a key for goes, wherever it stands. */
    @ParameterizedTest
    @EnumSource
    void aRunStaysForAsLongAsItsKeyStands(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunRequest plain = world.chain("plain");
            var keyed = new LinkedHashMap<RunRequest, RunId>();
            for (int i = 0; i < 101; i++) {
                RunRequest request = RunsWorld.keyed(plain, "k" + i, "f", null);
                keyed.put(request, world.run(request).id());
                if (i % 50 == 0) {
                    world.run(plain);
                }
            }
            var clock = new TestClock(Clock.systemUTC().millis()
                    + Duration.ofHours(48).minusMinutes(10).toMillis());
            Retention retention = retention(world, JournalProofTest.digests(world, folder, clock), "1", clock);
            retention.forgetOldKeys();
            assertEquals(3, retention.retire(), "those without a key");
            assertEquals(0, retention.retire());
            for (var first : keyed.entrySet()) {
                assertEquals(first.getValue(), world.run(first.getKey()).id());
            }
            clock.move(Duration.ofMinutes(20));
            assertEquals(101, retention.retire());
            assertEquals(0, keys(world));
        }
    }

    private static long keys(RunsWorld world) {
        return world.test()
                .database()
                .read(tx -> tx.first("SELECT COUNT(*) AS n FROM run_idempotency", row -> row.number("n"))
                        .orElseThrow());
    }

    /** More than go at once, several of the same moment. */
    private static void fillWithOldKeys(RunsWorld world, TestDatabase.Kind kind) {
        String numbers = kind == TestDatabase.Kind.POSTGRES
                ? "SELECT n FROM generate_series(1, 20000) n"
                : "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 20000) SELECT n FROM c";
        world.test()
                .database()
                .write(tx -> tx.update(
                        "INSERT INTO run_idempotency (workspace_id, action, key, fingerprint, run_id, created_at)"
                                + " SELECT 'w', 'a' || n % 7, 'k' || n, 'f', 'r' || n, n / 1000 FROM (" + numbers
                                + ") x"));
    }

    @ParameterizedTest
    @EnumSource
    void aCrashBetweenTheSignatureAndTheDeletionIsNoFault(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            JournalProofTest.someRuns(world);
            var later = new TestClock(
                    Clock.systemUTC().millis() + Duration.ofDays(40).toMillis());
            JournalDigests digests = JournalProofTest.digests(world, folder, later);
            List<RunId> ids = world.test()
                    .database()
                    .read(tx -> tx.list("SELECT id FROM runs", row -> new RunId(row.text("id"))));
            digests.retiring(world.test().database().read(tx -> digests.heads(tx, ids)));
            assertEquals(List.of(), JournalProofTest.proof(world, folder).faults());
            var afterwards = JournalProofTest.digests(world, folder, later);
            assertEquals(8, retention(world, afterwards, "30", later).retire());
            assertEquals(List.of(), JournalProofTest.proof(world, folder).faults());
            assertEquals(0, JournalProofTest.proof(world, folder).runs());
        }
    }

    /** What one server has deleted is a fault to the other, until it has that one's digests. */
    @Test
    void theProofTakesTheDigestsOfAllServers() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.POSTGRES)) {
            JournalProofTest.someRuns(world);
            var later = new TestClock(
                    Clock.systemUTC().millis() + Duration.ofDays(40).toMillis());
            Path other = folder.resolve("of-the-other-server");
            new Digesting(world.test().database(), JournalProofTest.digests(world, folder, later)).sign();
            JournalDigests theirs = JournalProofTest.digests(world, other, later);
            int retired = retention(world, theirs, "30", later).retire();
            assertEquals(List.of(), JournalProofTest.proof(world, folder).faults());
            Path elsewhere = Files.move(other, folder.resolveSibling(folder.getFileName() + "-away"));
            assertEquals(retired, JournalProofTest.proof(world, folder).faults().size());
            Files.move(elsewhere, folder.resolve("server-2"));
            assertEquals(List.of(), JournalProofTest.proof(world, folder).faults());
        }
    }

    private static Thread keepBusy(RunsWorld world) {
        return Thread.ofVirtual().start(() -> {
            try {
                JournalProofTest.someRuns(world);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void deletionThatNobodySigned(RunsWorld world) {
        assertThrows(
                JournalProofTest.Undo.class,
                () -> world.test().database().write(tx -> {
                    Tampering.Commit commit = tx.first(
                                    "SELECT run_id, first_seq, last_seq, events, hash FROM journal_commits ORDER BY first_seq DESC",
                                    Tampering.Commit::of)
                            .orElseThrow();
                    tx.update(
                            "INSERT INTO journal_retired (run_id, last_seq, hash, at) VALUES (?, ?, ?, 1)",
                            commit.run(),
                            commit.last(),
                            commit.hash());
                    tx.update("DELETE FROM journal_commits WHERE run_id = ?", commit.run());
                    tx.update("DELETE FROM runs WHERE id = ?", commit.run());
                    var check = JournalCheck.of(new JournalCheck.Digests(folder, JournalProofTest.SECRET));
                    assertEquals(
                            commit.run(),
                            check.check(tx, new JournalProofTest.Blind())
                                    .faults()
                                    .getFirst()
                                    .run());
                    throw new JournalProofTest.Undo();
                }));
    }

    @ParameterizedTest
    @EnumSource
    void theStoreLetsNothingGoThatIsNotRetired(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            JournalProofTest.someRuns(world);
            world.test()
                    .database()
                    .write(tx -> tx.update(
                            "INSERT INTO journal_retired (run_id, last_seq, hash, at) VALUES ('r', 1, 'h', 1)"));
            for (String forbidden : List.of(
                    "DELETE FROM journal_commits",
                    "DELETE FROM journal_sealed",
                    "UPDATE journal_sealed SET sealed = ''",
                    "UPDATE journal_retired SET at = 2",
                    "DELETE FROM journal_retired")) {
                assertThrows(
                        IllegalStateException.class,
                        () -> world.test().database().write(tx -> tx.update(forbidden)),
                        forbidden);
            }
        }
    }

    /** A hundred at a time, and each time it is asked anew: whoever decides to keep more loses no more. */
    @ParameterizedTest
    @EnumSource
    void eachWorkspaceHasItsOwnNumberAndIsAskedBeforeEachBatch(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            var clock = new TestClock(Clock.systemUTC().millis());
            endedRuns(world, clock, "w1", 250, 3);
            endedRuns(world, clock, "w2", 5, 3);
            endedRuns(world, clock, "w2", 4, 1);
            endedRuns(world, clock, "w3", 6, 3);
            var asked = new ArrayList<String>();
            ToIntFunction<WorkspaceId> decided = workspace -> {
                asked.add(workspace.value());
                return switch (workspace.value()) {
                    // 90 days from the third time on.
                    case "w1" -> asked.size() <= 2 ? 2 : 90;
                    case "w2" -> 2;
                    default -> 0;
                };
            };
            JournalDigests digests = JournalProofTest.digests(world, folder, clock);
            int retired = new Retention(world.test().database(), digests, decided, clock).retire();
            assertEquals(205, retired);
            assertEquals(List.of("w1", "w1", "w1", "w2", "w3"), asked);
            assertEquals(List.of("w1 50", "w2 4", "w3 6"), left(world));
            clock.move(Duration.ofDays(1).plusHours(1));
            assertEquals(4, new Retention(world.test().database(), digests, decided, clock).retire());
            assertEquals(List.of("w1 50", "w3 6"), left(world));
        }
    }

    /** Runs that ended some days ago, an hour after they began. */
    private static void endedRuns(RunsWorld world, Clock clock, String workspace, int count, int days) {
        long ended = clock.millis() - Duration.ofDays(days).toMillis();
        var ids = new Ids(new TestClock(ended - Duration.ofHours(1).toMillis()), new SecureRandom());
        var rows = new ArrayList<@Nullable Object[]>();
        for (int i = 0; i < count; i++) {
            rows.add(new Object[] {ids.next(), workspace, ended, ended, ended});
        }
        var unused = world.test().database().write(tx -> {
            tx.batch("""
                    INSERT INTO runs (id, workspace_id, workflow_id, version, action, status, source, person_id, credential,
                        created_at, started_at, finished_at)
                    VALUES (?, ?, 'w', 1, 'w', 'succeeded', 'action', 'p1', 'trg_test****', ?, ?, ?)
                    """, rows);
            return count;
        });
    }

    private static List<String> left(RunsWorld world) {
        return world.test()
                .database()
                .read(tx -> tx.list(
                        "SELECT workspace_id, COUNT(*) AS n FROM runs GROUP BY workspace_id ORDER BY workspace_id",
                        row -> row.text("workspace_id") + " " + row.number("n")));
    }

    @Test
    void daysAreReadAsTheyAreWritten() {
        assertEquals(new Retention.Days(30, Map.of(), 0), Retention.Days.of("30"));
        assertEquals(
                new Retention.Days(0, Map.of(new WorkspaceId("a"), 90, new WorkspaceId("b"), 1), 0),
                Retention.Days.of("a=90, 0, b = 1"));
        assertEquals(
                new Retention.Days(30, Map.of(new WorkspaceId("a"), 365), 365), Retention.Days.of("30,a=365,most=365"));
        for (String wrong : List.of(
                "",
                "x",
                "-1",
                "1,2",
                "a=1",
                "30,a=",
                "36501",
                "most=30",
                "31,most=30",
                "0,most=30",
                "30,a=0,most=30")) {
            assertThrows(IllegalArgumentException.class, () -> Retention.Days.of(wrong), wrong);
        }
    }

    @Test
    void whatAWorkspaceDecidesCountsWithinTheMostThatTheOperatorNames() {
        var a = new WorkspaceId("a");
        var b = new WorkspaceId("b");
        Retention.Days free = Retention.Days.of("30, a=90");
        assertEquals(List.of(90, 30), List.of(free.of(a, null), free.of(b, null)));
        assertEquals(List.of(7, 400, 0), List.of(free.of(a, 7L), free.of(b, 400L), free.of(b, 0L)));
        Retention.Days bounded = Retention.Days.of("30, a=90, most=100");
        assertEquals(List.of(90, 30), List.of(bounded.of(a, null), bounded.of(b, null)));
        assertEquals(List.of(7, 100, 100), List.of(bounded.of(a, 7L), bounded.of(b, 400L), bounded.of(b, 0L)));
    }
}
