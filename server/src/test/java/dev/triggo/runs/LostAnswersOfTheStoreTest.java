package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.Cable;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The store takes a commit in and is lost before it says so, as in a failover. Whoever asked for a run is told of the one
 * that there is; it counts once, and it comes to its end.
 */
@Timeout(120)
class LostAnswersOfTheStoreTest {
    private Cable cable;
    private RunsWorld world;

    @BeforeEach
    void open() throws Exception {
        cable = new Cable(TestDatabase.freshPostgresUrl());
        world = new RunsWorld(TestDatabase.at(cable.url()));
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        cable.close();
    }

    private long number(String sql) {
        return world.test()
                .database()
                .read(tx -> tx.first(sql, row -> row.number("n")).orElseThrow());
    }

    /** Connections on which commits are spelled out again. */
    private void fresh() {
        cable.cut();
        cable.mend();
        assertTrue(world.test().database().reachable(), "the store is there again, and is not found");
    }

    @Test
    void aRunIsToldAndCountedOnceWhetherItHasAKeyOrNot() throws Exception {
        for (String key : new String[] {null, "k"}) {
            fresh();
            long runs = number("SELECT COUNT(*) AS n FROM runs");
            RunRequest request =
                    RunsWorld.keyed(world.chain("told", world.call("http_1", "POST", "/told", "{}")), key, "f", 10);
            cable.loseAnswerToCommit();
            Runs.Accepted accepted = world.runs.accept(request, RunsWorld.LONG, null);
            assertEquals(RunStatus.SUCCEEDED, accepted.run().status());
            assertEquals(false, accepted.replayed());
            assertEquals(runs + 1, number("SELECT COUNT(*) AS n FROM runs"));
            assertEquals(runs + 1, number("SELECT runs AS n FROM run_quota"));
            assertEquals(runs + 1, world.calls("/told"));
            if (key != null) {
                Runs.Accepted again = world.runs.accept(request, RunsWorld.LONG, null);
                assertEquals(accepted.run().id(), again.run().id());
                assertTrue(again.replayed());
            }
        }
    }

    @Test
    void noneOfThoseThatCameTogetherIsLostOrThereTwice() throws Exception {
        RunRequest request = world.chain("many", world.call("http_1", "POST", "/many", "{}"));
        int all = 0;
        for (int round = 0; round < 5; round++) {
            fresh();
            cable.loseAnswerToCommit();
            Race.Results<RunId> accepted = Race.run(24, i -> {
                try {
                    return world.runs.accept(request, Duration.ZERO, null).run().id();
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            });
            assertEquals(List.of(), accepted.faults());
            assertEquals(24, new HashSet<>(accepted.values()).size());
            all += 24;
            assertEquals(all, number("SELECT COUNT(*) AS n FROM runs"));
            for (RunId run : accepted.values()) {
                assertEquals(
                        RunStatus.SUCCEEDED,
                        world.runs
                                .awaitEnd(RunsWorld.WORKSPACE, run, RunsWorld.LONG, null)
                                .status());
            }
        }
    }
}
