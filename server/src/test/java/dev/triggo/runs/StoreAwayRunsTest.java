package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.Cable;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The store goes away when a run is accepted: nobody is told that it was not, and nobody of what is not written. */
@Timeout(120)
class StoreAwayRunsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private Cable cable;
    private RunsWorld world;

    @BeforeEach
    void open() throws Exception {
        cable = new Cable(TestDatabase.freshPostgresUrl());
        world = new RunsWorld(TestDatabase.at(cable.url() + "?socketTimeout=2&loginTimeout=1"));
        world.runs.recover();
    }

    @AfterEach
    void close() throws Exception {
        cable.mend();
        world.close();
        cable.close();
    }

    private RunStatus end(RunId run) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!world.test().database().reachable()) {
            assertTrue(System.nanoTime() < until, "the store is not found again");
        }
        return world.runs
                .awaitEnd(RunsWorld.WORKSPACE, run, RunsWorld.LONG, null)
                .status();
    }

    @Test
    void whoWaitsForARunThatSleepsIsToldOfIt() throws Exception {
        RunRequest request =
                world.chain("asleep", "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 3600000}}");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var accepted = threads.submit(() -> world.runs.accept(request, PATIENCE, null));
            RunId run = world.awaitStatus(RunStatus.RUNNING, "asleep");
            while (world.runs.activeCount() > 0) {
                Thread.onSpinWait();
            }
            cable.cut();
            assertEquals(run, accepted.get().run().id());
            assertFalse(accepted.get().run().status().isFinal());
        }
    }

    @Test
    void nobodyIsToldOfAnEndThatIsNotWritten() throws Exception {
        RunRequest request = world.chain("busy", world.call("h", "POST", "/hang-busy", "{}"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var accepted = threads.submit(() -> world.runs.accept(request, PATIENCE, null));
            world.awaitCall("/hang-busy");
            cable.cut();
            world.releaseUpstream();
            Run told = accepted.get().run();
            assertEquals(RunStatus.RUNNING, told.status());
            cable.mend();
            assertEquals(RunStatus.SUCCEEDED, end(told.id()));
            assertEquals(1, world.calls("/hang-busy"));
        }
    }

    @Test
    void whoDecidesIsNotToldThatNothingWasTakenIn() throws Exception {
        Run gated =
                world.run(world.chain("gated", world.call("post", "POST", "/gated", "{\"requiresApproval\": true}")));
        var cut = new AtomicBoolean();
        world.mayNotDecide = decision -> {
            if (cut.compareAndSet(false, true)) {
                cable.cut();
            }
            return Optional.empty();
        };
        var yes = new ApprovalDecision(null, true, new PersonId("p2"), "k1", "trg_other***", null);
        Problem away = assertThrows(Problem.class, () -> world.runs.decide(RunsWorld.WORKSPACE, gated.id(), yes));
        assertEquals(ProblemCode.OVERLOADED, away.code());
        assertTrue(away.sentence().contains("may still be taken in"), away.sentence());
        cable.mend();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (end(gated.id()) != RunStatus.SUCCEEDED) {
            assertTrue(System.nanoTime() < until, "it was not taken in");
        }
        assertEquals(1, world.calls("/gated"));
    }
}
