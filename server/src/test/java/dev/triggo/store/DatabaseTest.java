package dev.triggo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTest {
    private static final String INSERT =
            "INSERT INTO run_idempotency (workspace_id, action, key, fingerprint, run_id, created_at) VALUES ('w', 'a', ?, 'f', 'r', 1)";
    private static final String TOUCH = "UPDATE run_idempotency SET created_at = created_at + 1 WHERE key = ?";
    private static final String COUNT = "SELECT COUNT(*) AS n FROM run_idempotency";

    private static long count(TestDatabase test) {
        return test.database()
                .read(tx -> tx.first(COUNT, row -> row.number("n")).orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void aFailingUnitUndoesItselfAndNobodyElse(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var good = new ArrayList<CompletableFuture<Integer>>();
            var bad = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 300; i++) {
                String key = "k" + i;
                good.add(test.database().submit(tx -> tx.update(INSERT, key)));
                bad.add(test.database().submit(tx -> {
                    tx.update(INSERT, "bad-" + key);
                    throw new IllegalArgumentException("refused");
                }));
            }
            good.forEach(unit -> assertEquals(1, test.database().await(unit)));
            bad.forEach(unit -> assertThrows(
                    IllegalArgumentException.class, () -> test.database().await(unit)));
            assertEquals(300, count(test));
        }
    }

    /** Not every fault is an exception; what it leaves behind must not come into the next commit. */
    @ParameterizedTest
    @EnumSource
    void aUnitThatEndsInAnErrorUndoesItselfAndNobodyElse(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var good = new ArrayList<CompletableFuture<Integer>>();
            var bad = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 30; i++) {
                String key = "k" + i;
                bad.add(test.database().submit(tx -> {
                    tx.update(INSERT, "bad-" + key);
                    throw i(key) % 2 == 0 ? new StackOverflowError() : new AssertionError("wrong");
                }));
                good.add(test.database().submit(tx -> tx.update(INSERT, key)));
            }
            good.forEach(unit -> assertEquals(1, test.database().await(unit)));
            bad.forEach(unit -> assertThrows(
                    CompletionException.class, () -> test.database().await(unit)));
            assertEquals(30, count(test));
        }
    }

    /** With a store that is slow, whoever came first is told before all the others are through. */
    @Test
    void aGroupIsCommittedInPartsWhenItTakesLong() {
        // One writer, which finds all that is handed in while it is held up.
        try (var test = TestDatabase.open(TestDatabase.Kind.SQLITE)) {
            var all = new CountDownLatch(1);
            var first = test.database().submit(tx -> {
                try {
                    return all.await(20, TimeUnit.SECONDS) ? tx.update(INSERT, "first") : 0;
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            });
            var slow = new CopyOnWriteArrayList<CompletableFuture<Integer>>();
            var committed = new ConcurrentLinkedQueue<Integer>();
            for (int i = 0; i < 10; i++) {
                String key = "slow-" + i;
                slow.add(test.database().submit(tx -> {
                    long until = System.nanoTime() + 200_000_000;
                    while (System.nanoTime() < until) {
                        Thread.onSpinWait();
                    }
                    committed.add((int)
                            slow.stream().filter(CompletableFuture::isDone).count());
                    return tx.update(INSERT, key);
                }));
            }
            all.countDown();
            assertEquals(1, test.database().await(first));
            slow.forEach(unit -> assertEquals(1, test.database().await(unit)));
            assertTrue(committed.stream().anyMatch(done -> done > 0), "they were committed all at once");
        }
    }

    private static int i(String key) {
        return Integer.parseInt(key.substring(1));
    }

    /** As many readers as there are connections, each of which reads once more before it is done. */
    @ParameterizedTest
    @EnumSource
    void whoReadsWhileReadingWaitsForNobody(TestDatabase.Kind kind) {
        int connections = kind == TestDatabase.Kind.SQLITE ? 4 : 8;
        try (var test = TestDatabase.open(kind)) {
            test.database().write(tx -> tx.update(INSERT, "one"));
            var all = new CyclicBarrier(connections);
            Race.Results<Long> read = Race.run(
                    connections,
                    i -> test.database().read(tx -> {
                        meet(all);
                        return tx.first(COUNT, row -> row.number("n") + count(test))
                                .orElseThrow();
                    }));
            assertEquals(List.of(), read.faults());
            assertEquals(Collections.nCopies(connections, 2L), read.values());
        }
    }

    private static void meet(CyclicBarrier all) {
        try {
            all.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IllegalStateException("there are fewer connections", alone);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConstraintThatIsBrokenFailsOnlyItsOwnUnit(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            test.database().write(tx -> tx.update(INSERT, "taken"));
            var clash = test.database().submit(tx -> tx.update(INSERT, "taken"));
            var other = test.database().submit(tx -> tx.update(INSERT, "free"));
            assertThrows(IllegalStateException.class, () -> test.database().await(clash));
            assertEquals(1, test.database().await(other));
            assertEquals(2, count(test));
        }
    }

    /** Whoever writes into a workspace that is gone hears that, and nobody else does. */
    @ParameterizedTest
    @EnumSource
    void aRowWhoseWorkspaceIsGoneIsRefused(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var late = test.database().submit(tx -> tx.update("""
                    INSERT INTO api_keys (id, workspace_id, name, prefix, scopes, created_at, created_by, changed)
                    VALUES ('k', 'gone', 'n', 'p', '[]', 0, 'ada', 0)
                    """));
            var other = test.database().submit(tx -> tx.update(INSERT, "free"));
            var told = assertThrows(Problem.class, () -> test.database().await(late));
            assertEquals(ProblemCode.NOT_FOUND, told.code());
            assertTrue(told.sentence().contains("deleted"), told.sentence());
            assertEquals(1, test.database().await(other));
        }
    }

    /** PostgreSQL would call it a fault of the statement; the callers' texts are not ours to choose. */
    @ParameterizedTest
    @EnumSource
    void aTextThatNoStoreKeepsIsTheCallersFault(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            Database database = test.database();
            var written = assertThrows(Problem.class, () -> database.write(tx -> tx.update(INSERT, "a\0b")));
            assertEquals(ProblemCode.BAD_REQUEST, written.code());
            var asked = assertThrows(
                    Problem.class,
                    () -> database.read(tx -> tx.list("SELECT id FROM workspaces WHERE id = ?", row -> 1, "\0")));
            assertEquals(ProblemCode.BAD_REQUEST, asked.code());
        }
    }

    /** Each holds what the other needs: the database gives one of them up, and nobody hears of it. */
    @Test
    void whoLosesAgainstAnotherWriterGoesAgain() throws Exception {
        var settings = new StoreSettings(Path.of("unused"), TestDatabase.freshPostgresUrl());
        // Two servers, since one may put both into the same transaction.
        try (var here = Database.open(settings);
                var there = Database.open(settings)) {
            here.write(tx -> tx.update(INSERT, "a") + tx.update(INSERT, "b"));
            var holding = new CyclicBarrier(2);
            var tries = new AtomicInteger();
            var one = here.submit(tx -> crossing(tx, holding, tries, List.of("a", "b")));
            var other = there.submit(tx -> crossing(tx, holding, tries, List.of("b", "a")));
            assertEquals(2, here.await(one));
            assertEquals(2, there.await(other));
            assertTrue(tries.get() > 2, "nobody was in the way of anybody");
        }
    }

    private static int crossing(Transaction tx, CyclicBarrier holding, AtomicInteger tries, List<String> keys) {
        boolean first = tries.incrementAndGet() <= 2;
        int changed = tx.update(TOUCH, keys.getFirst());
        if (first) {
            meet(holding);
        }
        return changed + tx.update(TOUCH, keys.getLast());
    }

    @ParameterizedTest
    @EnumSource
    void theJournalRefusesChanges(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            test.database()
                    .write(tx -> tx.update("INSERT INTO journal_commits (run_id, first_seq, last_seq, events, hash)"
                            + " VALUES ('r', 1, 2, '[{\"seq\":1,\"type\":\"a\",\"at\":5,\"data\":{}},"
                            + "{\"seq\":2,\"type\":\"b\",\"at\":6,\"data\":{}}]', 'h')"));
            assertThrows(
                    IllegalStateException.class,
                    () -> test.database().write(tx -> tx.update("UPDATE journal_commits SET hash = 'x'")));
            assertThrows(
                    IllegalStateException.class,
                    () -> test.database().write(tx -> tx.update("DELETE FROM journal_commits")));
            if (kind == TestDatabase.Kind.SQLITE) {
                assertThrows(
                        IllegalStateException.class,
                        () -> test.database()
                                .write(
                                        tx -> tx.update(
                                                "INSERT OR REPLACE INTO journal_commits"
                                                        + " (run_id, first_seq, last_seq, events, hash) VALUES ('r', 1, 1, '[]', 'x')")));
            }
            var seen = test.database()
                    .read(tx -> tx.list(
                            "SELECT seq, type, at, hash FROM execution_events ORDER BY seq",
                            row -> row.number("seq") + row.text("type") + row.number("at") + row.textOrNull("hash")));
            assertEquals(java.util.List.of("1a5null", "2b6h"), seen);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseOfANewerProgramIsRefusedWithAClearLine(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            test.database()
                    .write(tx ->
                            tx.update("INSERT INTO flyway_schema_history (installed_rank, version, description, type,"
                                    + " script, installed_by, execution_time, success)"
                                    + " VALUES (999, '9999', 'x', 'SQL', 'x', 'x', 1, "
                                    + (kind == TestDatabase.Kind.SQLITE ? "1" : "true") + ")"));
            var refusal = assertThrows(IllegalStateException.class, () -> Database.open(test.settings()));
            assertTrue(String.valueOf(refusal.getMessage()).contains("newer Triggo"), refusal.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherProcessCanWriteBesideAWriterThatIsIdle(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind);
                var beside = Database.open(test.settings())) {
            for (int i = 0; i < 20; i++) {
                String key = "k" + i;
                Database writer = i % 2 == 0 ? test.database() : beside;
                assertTrue(writer.write(tx -> tx.update(INSERT, key)) == 1);
            }
            assertEquals(20, count(test));
        }
    }

    @org.junit.jupiter.api.Test
    void serversShareOnePostgresButNotWithAnOlderVersion() {
        try (var test = TestDatabase.open(TestDatabase.Kind.POSTGRES);
                var other = Database.open(test.settings())) {
            test.database().claim();
            other.claim();
        }
        try (var test = TestDatabase.open(TestDatabase.Kind.POSTGRES);
                var older = Database.open(test.settings())) {
            // As versions before this one took it; every writer's connection asks, and one gets it.
            older.write(
                    tx -> tx.first("SELECT pg_try_advisory_lock(127978942163823) AS ours", row -> row.text("ours")));
            var refusal = assertThrows(IllegalStateException.class, test.database()::claim);
            assertTrue(String.valueOf(refusal.getMessage()).contains("older version"), refusal.getMessage());
            older.close();
            test.database().claim();
        }
    }

    /** What is told as done is on the disk, whatever the database does for others. */
    @Test
    void writersWaitForTheDiskWhereTheDatabaseDoesNot() {
        try (var test = TestDatabase.open(TestDatabase.Kind.POSTGRES)) {
            String set = "SELECT current_setting('synchronous_commit') AS found";
            assertEquals(
                    "off",
                    test.database()
                            .read(tx -> tx.list(set, row -> row.text("found")))
                            .getFirst(),
                    "as tests set it up");
            assertEquals(
                    "on",
                    test.database()
                            .write(tx -> tx.list(set, row -> row.text("found")))
                            .getFirst());
        }
    }

    @Test
    void aNewerVersionDoesNotChangeTheTablesUnderServersThatWork() throws Exception {
        // Of the oldest version that there is: it has no tables at all.
        var settings = new StoreSettings(Path.of("unused"), TestDatabase.emptyPostgresUrl());
        try (Dialect older = Dialects.of(settings);
                Connection claimed = older.openWriter()) {
            assertTrue(older.claim(claimed));
            var refusal = assertThrows(IllegalStateException.class, () -> Database.open(settings));
            assertTrue(String.valueOf(refusal.getMessage()).contains("stop them all"), refusal.getMessage());
            assertFalse(
                    claimed.getMetaData().getTables(null, null, "runs", null).next(), "tables were made");
        }
        try (var newer = Database.open(settings)) {
            newer.claim();
            assertEquals(
                    0, newer.read(tx -> tx.first(COUNT, row -> row.number("n"))).orElseThrow());
        }
    }

    /** As a process does that is stopped in the middle of a commit. */
    @org.junit.jupiter.api.Test
    void whoeverStopsInATransactionKeepsNobodyWaitingForLong() throws Exception {
        try (var test = TestDatabase.open(TestDatabase.Kind.POSTGRES);
                var stopped = Database.open(test.settings())) {
            String change = "UPDATE run_idempotency SET fingerprint = ? WHERE key = 'k'";
            test.database().write(tx -> tx.update(INSERT, "k"));
            var holds = new java.util.concurrent.CountDownLatch(1);
            var goesOn = new java.util.concurrent.CountDownLatch(1);
            var late = stopped.submit(tx -> {
                int rows = tx.update(change, "late");
                holds.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
                return rows;
            });
            holds.await();
            long began = System.nanoTime();
            assertTrue(test.database().write(tx -> tx.update(change, "other")) == 1);
            assertTrue(System.nanoTime() - began < 10_000_000_000L, "the row was kept for too long");
            goesOn.countDown();
            assertThrows(dev.triggo.kernel.Problem.class, () -> stopped.await(late), "what it did is undone");
        }
    }
}
