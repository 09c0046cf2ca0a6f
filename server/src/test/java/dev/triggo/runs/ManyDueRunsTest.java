package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.RunId;
import dev.triggo.steps.Timers;
import dev.triggo.store.Database;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many runs sleep or are due: a server that takes some looks at those and at few others. */
class ManyDueRunsTest {
    private static final Pattern ROWS = Pattern.compile("actual rows=([0-9.]+) loops=([0-9]+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by .*: ([0-9]+)");
    /** A page of runs, read in the index, in the table, and what was chosen of them. */
    private static final int FEW = 4 * 50;

    private static final String TAKE = SharedDispatch.TAKE_FREE + " FOR UPDATE SKIP LOCKED" + SharedDispatch.TAKE_THESE;

    private RunsWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new RunsWorld(TestDatabase.Kind.POSTGRES);
        world.runs.recover();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Database database() {
        return world.test().database();
    }

    private int take(Predicate<RunRow> takeUp) {
        try (var timers = new Timers()) {
            Clock clock = Clock.systemUTC();
            var ground = new Runs.Ground(clock, new Ids(clock, new SecureRandom()), timers);
            var dispatch = new SharedDispatch(database(), ground);
            var active = new ActiveRuns(database(), world.journal, dispatch, world.surroundings(), timers, row -> {
                throw new IllegalStateException("nothing is moved here");
            });
            return dispatch.takeDue(active, takeUp);
        }
    }

    /** Runs that have the columns without a default, as any run has them. */
    private void insertRuns(String name, int count, long wakeAt) {
        database().write(tx -> tx.update("""
                INSERT INTO runs (id, workspace_id, workflow_id, version, status, source, person_id, credential, created_at, wake_at)
                SELECT ? || n, 'w1', 'bulk', 1, 'accepted', 'action', 'p1', 'k', 1, ?
                  FROM generate_series(1, ?) n""", name, wakeAt, count));
    }

    /** How many rows a statement reads decides how long it takes, whatever else the machine does. Nothing of it stays. */
    private void assertLooksAtFew(String sql, Object... values) {
        List<String> plan = new ArrayList<>();
        assertThrows(
                IllegalStateException.class,
                () -> database().write(tx -> {
                    plan.clear();
                    plan.addAll(tx.list(
                            "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) " + sql,
                            row -> row.text("QUERY PLAN"),
                            values));
                    throw new IllegalStateException("it is not to be done");
                }));
        double looked = 0;
        double times = 0;
        for (String line : plan) {
            Matcher rows = ROWS.matcher(line);
            if (line.contains(" Scan") && rows.find()) {
                times = Double.parseDouble(rows.group(2));
                looked += times * Double.parseDouble(rows.group(1));
            }
            Matcher removed = REMOVED.matcher(line);
            if (removed.find()) {
                looked += times * Double.parseDouble(removed.group(1));
            }
        }
        assertTrue(looked > 0 && looked <= FEW, looked + " rows are read:\n" + String.join("\n", plan));
    }

    @Test
    void aHundredThousandThatSleepAreNotLookedAt() {
        world.runs.close(Duration.ZERO);
        insertRuns("asleep-", 100_000, Long.MAX_VALUE);
        insertRuns("due-", 100, 1);
        assertLooksAtFew(SharedDispatch.LONGEST_DUE, 1L);
        assertLooksAtFew(TAKE, "w1", 1L, "another server");
        var taken = new ArrayList<String>();
        assertEquals(100, take(row -> taken.add(row.id().value())));
        assertTrue(taken.stream().allMatch(id -> id.startsWith("due-")), taken::toString);
    }

    /** A table that was empty when the planner looked at it last must not make the taking slow, or take a run twice. */
    @Test
    void tenThousandDueRunsAreTakenOnceEachAfterAnAnalysisOfTheEmptyTable() {
        database().write(tx -> tx.update("ANALYZE runs"));
        world.runs.close(Duration.ZERO);
        insertRuns("bulk-", 10_000, 0);
        assertLooksAtFew(SharedDispatch.LONGEST_DUE, 1L);
        assertLooksAtFew(TAKE, "w1", 1L, "another server");
        var taken = new ConcurrentLinkedQueue<RunId>();
        Race.run(3, i -> take(row -> taken.add(row.id())));
        assertEquals(10_000, taken.size());
        assertEquals(10_000, new HashSet<>(new ArrayList<>(taken)).size(), "one was taken twice");
    }
}
