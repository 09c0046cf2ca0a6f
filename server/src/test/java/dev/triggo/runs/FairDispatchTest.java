package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.steps.Timers;
import dev.triggo.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** However many runs of one workspace are to be taken, and whether it may have more or not, another one's is taken, too. */
@Timeout(120)
class FairDispatchTest {
    private static final int MANY = 500;
    private static final int A_PAGE = 50;
    private static final String GREEDY = RunsWorld.WORKSPACE.value();
    private static final String OTHER = "w2";

    /** Why nobody moves a run. */
    private enum Free {
        ITS_SLEEP_IS_OVER(null),
        ITS_SERVER_IS_DEAD("dead");

        private final @Nullable String holder;

        Free(@Nullable String holder) {
            this.holder = holder;
        }
    }

    private static void insert(RunsWorld world, String workspace, int count, long wakeAt, Free free) {
        // In the order of their ids, too, the greedy one's come first.
        var rows = new ArrayList<@Nullable Object[]>();
        for (int i = 0; i < count; i++) {
            rows.add(new @Nullable Object[] {workspace + "-" + i, workspace, wakeAt, free.holder});
        }
        var unused = world.test().database().write(tx -> {
            tx.batch("""
                    INSERT INTO runs (id, workspace_id, wake_at, holder, workflow_id, version, status, source, person_id,
                                      credential, created_at)
                    VALUES (?, ?, ?, ?, 'bulk', 1, 'accepted', 'action', 'p1', 'k', 1)""", rows);
            return true;
        });
    }

    private static void insertDead(RunsWorld world) {
        world.test()
                .database()
                .write(tx -> tx.update("INSERT INTO servers (id, alive_until) VALUES ('dead', " + tx.now() + " - 1)"));
    }

    /** A server that moves nothing: what it takes, it notes in its order. */
    private static final class Taker implements AutoCloseable {
        private final Timers timers = new Timers();
        private final List<RunRow> taken = new ArrayList<>();
        private final Dispatch dispatch;
        private final ActiveRuns active;

        Taker(RunsWorld world) {
            Clock clock = Clock.systemUTC();
            dispatch = Dispatch.of(
                    world.test().database(), new Runs.Ground(clock, new Ids(clock, new SecureRandom()), timers));
            active = new ActiveRuns(
                    world.test().database(), world.journal, dispatch, world.surroundings(), timers, row -> {
                        throw new IllegalStateException("nothing is moved here");
                    });
        }

        List<String> look() {
            taken.clear();
            // Where one has the store, a run that it has taken is one that it moves, and the row does not tell.
            var moved = new HashSet<RunId>();
            assertEquals(
                    dispatch.takeDue(active, row -> (!dispatch.isAlone() || moved.add(row.id())) && taken.add(row)),
                    taken.size());
            return taken.stream().map(row -> row.workspace().value()).toList();
        }

        @Override
        public void close() {
            dispatch.close();
            timers.close();
        }
    }

    /** As many runs of the greedy workspace as it may have under way, all moved by the one driver of a run that hangs. */
    private static List<RunRow> fill(RunsWorld world, ActiveRuns active) throws InterruptedException {
        RunRequest hangs = world.chain("hangs", world.call("a", "GET", "/hang", "{}"));
        RunId first = world.runs.accept(hangs, Duration.ZERO, null).run().id();
        RunDriver driver = world.runs.active.find(first);
        assertNotNull(driver);
        List<RunRow> rows = IntStream.range(0, ActiveRuns.MAX)
                .mapToObj(i -> RunRow.of(
                        new RunRow.Birth(new RunId("more" + i), 1, new RunRow.Lease(null, 0)), hangs, null, null))
                .toList();
        rows.forEach(row -> active.enter(row, driver));
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void aLongQueueKeepsNoOtherWorkspaceWaiting(Free free) throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.POSTGRES);
                var taker = new Taker(world)) {
            insertDead(world);
            insert(world, GREEDY, MANY, 1, free);
            insert(world, OTHER, 1, 2, free);
            List<String> order = taker.look();
            int place = order.indexOf(OTHER);
            assertTrue(place >= 0 && place <= A_PAGE, "it was taken after " + place + " of the other's");
            assertEquals(MANY + 1, order.size(), "the others are taken in the same look");
            assertEquals(MANY + 1, new HashSet<>(taker.taken).size(), "each once");
            assertTrue(taker.taken.stream().allMatch(row -> row.lease().epoch() == 1), "each by one taking");
        }
    }

    /** Nobody gets a second page before all have had one, however many have long queues. */
    @Test
    void manyLongQueuesKeepNoOtherWorkspaceWaiting() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.POSTGRES);
                var taker = new Taker(world)) {
            for (int i = 0; i < 10; i++) {
                insert(world, "greedy" + i, 3 * A_PAGE, 1, Free.ITS_SLEEP_IS_OVER);
            }
            insert(world, OTHER, 1, 2, Free.ITS_SLEEP_IS_OVER);
            List<String> order = taker.look();
            int place = order.indexOf(OTHER);
            assertTrue(place >= 0 && place <= 10 * A_PAGE, "it was taken after " + place + " of the others'");
            assertEquals(10 * 3 * A_PAGE + 1, order.size());
        }
    }

    @ParameterizedTest
    @CsvSource({"ITS_SLEEP_IS_OVER, 500", "ITS_SLEEP_IS_OVER, 3", "ITS_SERVER_IS_DEAD, 500"})
    void aFullWorkspaceIsPassedOverAndAnothersIsTaken(Free free, int many) throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.POSTGRES);
                var taker = new Taker(world)) {
            List<RunRow> full = fill(world, taker.active);
            insertDead(world);
            insert(world, GREEDY, many, 1, free);
            insert(world, OTHER, 1, 2, free);
            assertEquals(List.of(OTHER), taker.look());
            long touched = world.test()
                    .database()
                    .read(tx -> tx.list(
                            "SELECT id FROM runs WHERE workflow_id = 'bulk' AND epoch > 0", row -> row.text("id")))
                    .size();
            assertEquals(1, touched, "what it cannot move is left for other servers");
            full.forEach(taker.active::leave);
            assertEquals(many, taker.look().size(), "they are taken as soon as there is room");
            world.releaseUpstream();
        }
    }

    /** Where nobody shares the store, one look goes past what is left out. */
    @Test
    void aFullWorkspaceIsPassedOverByTheOnlyServer() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.SQLITE);
                var taker = new Taker(world)) {
            List<RunRow> full = fill(world, taker.active);
            insert(world, GREEDY, MANY, 1, Free.ITS_SLEEP_IS_OVER);
            insert(world, OTHER, 1, 2, Free.ITS_SLEEP_IS_OVER);
            assertEquals(List.of(OTHER), bulk(taker.look(), taker));
            full.forEach(taker.active::leave);
            assertEquals(MANY + 1, bulk(taker.look(), taker).size());
            world.releaseUpstream();
        }
    }

    @Test
    void aLongQueueKeepsNoOtherWorkspaceWaitingAtTheOnlyServer() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.SQLITE);
                var taker = new Taker(world)) {
            insert(world, GREEDY, 3 * MANY, 1, Free.ITS_SLEEP_IS_OVER);
            insert(world, OTHER, 1, 2, Free.ITS_SLEEP_IS_OVER);
            List<String> order = taker.look();
            int place = order.indexOf(OTHER);
            assertTrue(place >= 0 && place <= A_PAGE, "it was taken after " + place + " of the other's");
            assertEquals(3 * MANY + 1, order.size(), "the others are taken in the same look");
        }
    }

    /** Without the run that hangs: the other server of this test moves it, and where one has the store, that shows nowhere. */
    private static List<String> bulk(List<String> order, Taker taker) {
        return IntStream.range(0, order.size())
                .filter(i -> taker.taken.get(i).workflow().value().equals("bulk"))
                .mapToObj(order::get)
                .toList();
    }

    /** Of each workspace the first free run is read, whatever else it has that sleeps, and off the index alone. */
    @Test
    void whoseRunsAreDueIsReadOffTheIndex() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.POSTGRES)) {
            for (int i = 0; i < 20; i++) {
                insert(world, "asleep" + i, 500, Long.MAX_VALUE, Free.ITS_SLEEP_IS_OVER);
            }
            insert(world, OTHER, MANY, 1, Free.ITS_SLEEP_IS_OVER);
            List<String> plan = world.test().database().write(tx -> {
                tx.update("ANALYZE runs");
                return tx.list(
                        "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) " + SharedDispatch.EACH_WITH_DUE,
                        row -> row.text("QUERY PLAN"),
                        2);
            });
            List<String> scans = plan.stream()
                    .filter(line -> line.contains("Scan") && line.contains(" runs"))
                    .toList();
            assertEquals(2, scans.size(), () -> String.join("\n", plan));
            assertTrue(
                    scans.stream()
                            .allMatch(line -> line.contains("Index Only Scan using runs_free_of_workspace")
                                    && line.matches(".*rows=[01](\\.\\d+)? loops=(1|21)\\).*")),
                    () -> String.join("\n", plan));
        }
    }

    @Test
    void eachWorkspaceWithADueRunIsFoundOnceByTheAgeOfItsOldest() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.POSTGRES)) {
            insert(world, "young", 60, 5, Free.ITS_SLEEP_IS_OVER);
            insert(world, "asleep", 60, 100, Free.ITS_SLEEP_IS_OVER);
            insert(world, "held", 60, 1, Free.ITS_SERVER_IS_DEAD);
            insert(world, "old", 60, 2, Free.ITS_SLEEP_IS_OVER);
            List<WorkspaceId> found = world.test()
                    .database()
                    .read(tx -> tx.list(
                            SharedDispatch.EACH_WITH_DUE, row -> new WorkspaceId(row.text("workspace_id")), 10));
            assertEquals(List.of(new WorkspaceId("old"), new WorkspaceId("young")), found);
        }
    }
}
