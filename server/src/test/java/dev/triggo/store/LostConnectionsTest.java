package dev.triggo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.Cable;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PostgreSQL whose connections end, fall silent or wait: whoever writes is told the truth, and soon. */
@Timeout(120)
class LostConnectionsTest {
    private static final String INSERT =
            "INSERT INTO run_idempotency (workspace_id, action, key, fingerprint, run_id, created_at) VALUES ('w', 'a', ?, 'f', 'r', 1)";
    private static final String COUNT = "SELECT COUNT(*) AS n FROM run_idempotency";

    private static void insert(TestDatabase test, String key) {
        int inserted = test.database().write(tx -> tx.update(INSERT, key));
        assertEquals(1, inserted);
    }

    private static long count(TestDatabase test) {
        return test.database()
                .read(tx -> tx.first(COUNT, row -> row.number("n")).orElseThrow());
    }

    /** As a restart of the store does, or a proxy before it that is tired of idle connections. */
    @Test
    void aConnectionThatEndedWhileNobodyUsedItIsReplacedAndNobodyHearsOfIt() {
        try (var test = TestDatabase.open(TestDatabase.Kind.POSTGRES);
                var operator = Database.open(test.settings())) {
            for (int round = 0; round < 4; round++) {
                String key = "k" + round;
                // All writers have one.
                var units = new ArrayList<CompletableFuture<Integer>>();
                for (int i = 0; i < 30; i++) {
                    String each = key + "-" + i;
                    units.add(test.database().submit(tx -> tx.update(INSERT, each)));
                }
                units.forEach(unit -> assertEquals(1, test.database().await(unit)));
                operator.read(tx -> tx.list(
                        "SELECT pg_terminate_backend(pid, 5000) AS ended FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                        row -> row.text("ended")));
                insert(test, key);
                assertEquals(31 * (round + 1), count(test));
            }
        }
    }

    /** As in a compose file, where both are started together. */
    @Test
    void aStoreThatComesUpAfterTheServerIsWaitedFor() throws Exception {
        try (var cable = new Cable(TestDatabase.freshPostgresUrl())) {
            cable.cut();
            var mender = Thread.startVirtualThread(() -> {
                try {
                    cable.awaitRefusal();
                    cable.mend();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });
            try (var test = TestDatabase.at(cable.url())) {
                insert(test, "k");
                assertEquals(1, count(test));
            }
            mender.join();
        }
    }

    /** Waiting would not help, and what is wrong is said at once, with what to look at. */
    @Test
    void aStoreThatIsNotThereIsNotWaitedFor() {
        String url = TestDatabase.freshPostgresUrl() + "_of_nobody";
        var refusal = assertThrows(
                IllegalStateException.class, () -> TestDatabase.at(url).close());
        assertTrue(
                String.valueOf(refusal.getMessage())
                        .matches("(?s)The database cannot be opened: .*does not exist.*Check DATABASE_URL.*"),
                refusal.getMessage());
    }

    @Test
    void aUnitThatLosesItsConnectionTakesNobodyAlong() {
        try (var test = TestDatabase.open(TestDatabase.Kind.POSTGRES)) {
            var good = new ArrayList<CompletableFuture<Integer>>();
            var bad = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 20; i++) {
                String key = "k" + i;
                good.add(test.database().submit(tx -> tx.update(INSERT, key)));
                bad.add(test.database().submit(tx -> {
                    tx.update(INSERT, "bad-" + key);
                    return tx.list("SELECT pg_terminate_backend(pg_backend_pid()) AS ended", row -> 1)
                            .size();
                }));
            }
            good.forEach(unit -> assertEquals(1, test.database().await(unit)));
            bad.forEach(unit -> assertEquals(
                    ProblemCode.OVERLOADED,
                    assertThrows(Problem.class, () -> test.database().await(unit))
                            .code()));
            assertEquals(20, count(test));
        }
    }

    /** Nobody may be told that nothing was done, nor may it be done a second time: there is no way to know. */
    @Test
    void whatMayBeCommittedIsNotDoneAgainAndSaidToBeUncertain() throws Exception {
        try (var cable = new Cable(TestDatabase.freshPostgresUrl());
                var test = TestDatabase.at(cable.url())) {
            var begun = new CountDownLatch(1);
            var runs = new java.util.concurrent.atomic.AtomicInteger();
            cable.loseAnswerToCommit();
            var unit = test.database().submit(tx -> {
                begun.countDown();
                runs.incrementAndGet();
                return tx.update(INSERT, "perhaps");
            });
            begun.await();
            Problem told = assertThrows(Problem.class, () -> test.database().await(unit));
            assertEquals(ProblemCode.OVERLOADED, told.code());
            assertFalse(told.sentence().contains("nothing was accepted"), told::sentence);
            assertTrue(Database.isUncertain(unit));
            assertEquals(1, runs.get());
            assertEquals(1, count(test));
            insert(test, "afterwards");
        }
    }

    /** Half-open connections, a store that is stopped: everybody is told in time, not one after the other. */
    @Test
    void whoeverWritesToAStoreThatIsSilentIsToldSoonHoweverManyThereAre() throws Exception {
        try (var cable = new Cable(TestDatabase.freshPostgresUrl());
                var test = TestDatabase.at(cable.url() + "?socketTimeout=5&loginTimeout=5")) {
            insert(test, "before");
            cable.fallSilent();
            assertAllRefused(test, 300, Duration.ofSeconds(30));
            cable.mend();
            insert(test, "after");
            cable.cut();
            assertAllRefused(test, 300, Duration.ofSeconds(30));
            cable.mend();
            insert(test, "again");
            assertEquals(3, count(test));
        }
    }

    @Test
    void whoeverWaitsForALockThatSomebodyKeepsIsToldInTime() throws Exception {
        try (var test = TestDatabase.open(TestDatabase.Kind.POSTGRES);
                var operator = Database.open(test.settings())) {
            var locked = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            var lock = CompletableFuture.runAsync(() -> operator.snapshot(tx -> {
                tx.update("LOCK TABLE run_idempotency IN ACCESS EXCLUSIVE MODE");
                locked.countDown();
                try {
                    return done.await(90, TimeUnit.SECONDS);
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            }));
            locked.await();
            assertAllRefused(test, 60, Duration.ofSeconds(40));
            // Who needs something else is served meanwhile.
            int none = test.database().write(tx -> tx.update("DELETE FROM run_aftermath"));
            assertEquals(0, none);
            done.countDown();
            lock.join();
            insert(test, "after");
            assertEquals(1, count(test));
        }
    }

    private static void assertAllRefused(TestDatabase test, int count, Duration within) throws Exception {
        long until = System.nanoTime() + within.toNanos();
        var units = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < count; i++) {
            String key = "refused-" + i;
            units.add(test.database().submit(tx -> tx.update(INSERT, key)));
        }
        var codes = new ArrayList<ProblemCode>();
        for (CompletableFuture<Integer> unit : units) {
            var fault = assertThrows(
                    ExecutionException.class, () -> unit.get(until - System.nanoTime(), TimeUnit.NANOSECONDS));
            codes.add(((Problem) fault.getCause()).code());
        }
        assertEquals(List.of(ProblemCode.OVERLOADED), codes.stream().distinct().toList());
    }
}
