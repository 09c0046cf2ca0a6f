package dev.triggo.actions;

import static dev.triggo.testing.TestLibrary.OURS;
import static dev.triggo.testing.TestLibrary.us;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.Graph;
import dev.triggo.engine.RunStatus;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.library.WorkflowStatus;
import dev.triggo.runs.Ending;
import dev.triggo.runs.Source;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AutoPauseTest {
    private static final Graph GRAPH =
            Graph.of(new WorkflowDefinition(List.of(), List.of(), null), type -> Objects.requireNonNull(null));

    private static final AtomicInteger RUNS = new AtomicInteger();

    /** A workflow that is live, and the server that counts its runs. */
    private static final class World implements AutoCloseable {
        final TestLibrary test;
        final WorkflowId id;
        AutoPause pause;
        long version = 1;

        World(TestDatabase.Kind kind, int straws) {
            test = TestLibrary.open(kind);
            id = test.create(OURS, "shaky").id();
            test.publishing.deploy(us(), id, null, null);
            pause = server(straws);
        }

        AutoPause server(int straws) {
            return new AutoPause(test.releases, test.actions, test.clock, straws);
        }

        Ending run(RunStatus status, @Nullable String code, Source source) {
            return new Ending(
                    OURS,
                    id,
                    version,
                    new RunId("run-" + RUNS.incrementAndGet()),
                    "shaky",
                    source,
                    status,
                    code == null ? null : new StepError(code, "so it was"),
                    null,
                    GRAPH);
        }

        void ends(Ending run) {
            ends(pause, run);
        }

        void ends(AutoPause server, Ending run) {
            test.database().write(tx -> {
                server.ending(tx, run);
                return run;
            });
            server.ended(run);
        }

        void fails(String... codes) {
            for (String code : codes) {
                ends(run(RunStatus.FAILED, code, Source.ACTION));
            }
        }

        void succeeds() {
            ends(run(RunStatus.SUCCEEDED, null, Source.ACTION));
        }

        WorkflowStatus status() {
            return test.library.head(OURS, id).status();
        }

        boolean isPaused() {
            return status() == WorkflowStatus.ERROR;
        }

        void deploy() {
            version = test.publishing.deploy(us(), id, null, null).version();
        }

        @Override
        public void close() {
            test.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void threeFailuresInARowPauseItAndCallersHearWhy(TestDatabase.Kind kind) {
        try (var world = new World(kind, 3)) {
            world.fails("UPSTREAM_ERROR", "TIMEOUT");
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
            world.test.actions.resolve(us(), "shaky");
            Ending last = world.run(RunStatus.FAILED, "UPSTREAM_ERROR", Source.ACTION);
            world.test.pass(5);
            world.ends(last);

            SavedWorkflow paused = world.test.library.get(OURS, world.id);
            assertEquals(WorkflowStatus.ERROR, paused.status());
            assertEquals(
                    "Its last 3 runs failed, the last one with UPSTREAM_ERROR (run " + last.run() + ").",
                    paused.toJson().text("pausedReason"));
            assertEquals(last.run().value(), paused.toJson().text("lastFailedRunId"));
            assertEquals(paused.toJson().text("updatedAt"), paused.toJson().text("pausedAt"));
            // At once, although what the slug stands for was looked up a moment ago.
            for (var call : List.<org.junit.jupiter.api.function.Executable>of(
                    () -> world.test.actions.resolve(us(), "shaky"), () -> world.test.actions.get(us(), "shaky"))) {
                Problem refused = assertThrows(Problem.class, call);
                assertEquals(ProblemCode.ACTION_UNAVAILABLE, refused.code());
                assertTrue(refused.sentence().contains("the last one with UPSTREAM_ERROR"), refused.sentence());
            }
            world.deploy();
            assertEquals(2, world.test.actions.resolve(us(), "shaky").version());
            assertNull(world.test.library.get(OURS, world.id).toJson().text("pausedReason"));
            world.fails("TIMEOUT", "TIMEOUT");
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatWentWellBeginsTheCountAnew(TestDatabase.Kind kind) {
        try (var world = new World(kind, 3)) {
            for (int i = 0; i < 5; i++) {
                world.succeeds();
                world.succeeds();
                world.fails("TIMEOUT", "TIMEOUT");
            }
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
            world.fails("TIMEOUT");
            assertTrue(world.isPaused());
            // What was still under way brings nothing back.
            world.succeeds();
            assertTrue(world.isPaused());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoFaultOfTheWorkflowCountsNeitherWay(TestDatabase.Kind kind) {
        try (var world = new World(kind, 3)) {
            for (int i = 0; i < 10; i++) {
                world.fails("VALIDATION_ERROR", "EGRESS_DENIED", "CIRCUIT_OPEN", "NODE_FAULT", "INTERNAL_FAULT");
                world.fails("STEP_OUTCOME_UNKNOWN");
                world.ends(world.run(RunStatus.CANCELLED, "TIMEOUT", Source.ACTION));
                world.ends(world.run(RunStatus.CANCELLED, null, Source.ACTION));
                world.ends(world.run(RunStatus.TIMED_OUT, "APPROVAL_EXPIRED", Source.ACTION));
                world.ends(world.run(RunStatus.TIMED_OUT, null, Source.ACTION));
                world.ends(world.run(RunStatus.FAILED, "TIMEOUT", Source.DRY_RUN));
                world.ends(world.run(RunStatus.FAILED, "TIMEOUT", Source.TEST));
            }
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
            world.fails("TIMEOUT", "VALIDATION_ERROR", "OUTPUT_INVALID", "EGRESS_DENIED");
            world.ends(world.run(RunStatus.TIMED_OUT, "RUN_TIMEOUT", Source.SCHEDULE));
            assertTrue(world.isPaused());
        }
    }

    @ParameterizedTest
    @EnumSource
    void runsOfAVersionThatIsNotLiveAnyMoreDoNotCount(TestDatabase.Kind kind) {
        try (var world = new World(kind, 3)) {
            world.fails("TIMEOUT", "TIMEOUT");
            world.deploy();
            Ending old = world.run(RunStatus.FAILED, "TIMEOUT", Source.ACTION);
            world.version = 1;
            world.fails("TIMEOUT", "TIMEOUT", "TIMEOUT");
            world.version = 2;
            world.ends(old);
            world.fails("TIMEOUT");
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
            world.version = 1;
            world.succeeds();
            world.version = 2;
            world.fails("TIMEOUT");
            assertTrue(world.isPaused());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCountIsInTheStoreAndAsRightAsTheEndsAre(TestDatabase.Kind kind) {
        try (var world = new World(kind, 3)) {
            world.fails("TIMEOUT");
            // An end that is written again because the store's answer was lost is one end.
            Ending second = world.run(RunStatus.FAILED, "TIMEOUT", Source.ACTION);
            world.ends(second);
            world.ends(second);
            // What is rolled back did not happen.
            Ending undone = world.run(RunStatus.FAILED, "TIMEOUT", Source.ACTION);
            assertThrows(
                    IllegalStateException.class,
                    () -> world.test.database().write(tx -> {
                        world.pause.ending(tx, undone);
                        throw new IllegalStateException("the commit fails");
                    }));
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
            // Another server, or this one after a restart, goes on counting.
            world.pause = world.server(3);
            world.fails("TIMEOUT");
            assertTrue(world.isPaused());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSuccessHereForgetsWhatAnotherServerCountedASecondAgo(TestDatabase.Kind kind) {
        try (var world = new World(kind, 3)) {
            AutoPause another = world.server(3);
            world.succeeds();
            world.ends(another, world.run(RunStatus.FAILED, "TIMEOUT", Source.ACTION));
            world.ends(another, world.run(RunStatus.FAILED, "TIMEOUT", Source.ACTION));
            world.test.pass(1_000);
            world.succeeds();
            world.ends(another, world.run(RunStatus.FAILED, "TIMEOUT", Source.ACTION));
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyThatFailAtOncePauseItOnceAndFewerDoNot(TestDatabase.Kind kind) {
        try (var world = new World(kind, 40)) {
            var told = new AtomicInteger();
            world.test.actions.whenChanged((workspace, slug) -> told.incrementAndGet());
            AutoPause another = world.server(40);
            var first = Race.run(39, i -> {
                world.ends(i % 2 == 0 ? world.pause : another, world.run(RunStatus.FAILED, "TIMEOUT", Source.ACTION));
                return i;
            });
            assertEquals(List.of(), first.faults());
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
            assertEquals(0, told.get());
            var rest = Race.run(20, i -> {
                world.ends(i % 2 == 0 ? world.pause : another, world.run(RunStatus.FAILED, "TIMEOUT", Source.ACTION));
                return i;
            });
            assertEquals(List.of(), rest.faults());
            assertTrue(world.isPaused());
            assertEquals(1, told.get());
            assertTrue(String.valueOf(
                            world.test.library.get(OURS, world.id).toJson().text("pausedReason"))
                    .startsWith("Its last 40 runs failed"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void zeroTurnsItOffAndOneIsQuick(TestDatabase.Kind kind) {
        try (var world = new World(kind, 0)) {
            world.fails("TIMEOUT", "TIMEOUT", "TIMEOUT", "TIMEOUT");
            assertEquals(WorkflowStatus.ACTIVE_WAITING, world.status());
            world.pause = world.server(1);
            world.fails("TIMEOUT");
            assertTrue(world.isPaused());
            assertTrue(String.valueOf(
                            world.test.library.get(OURS, world.id).toJson().text("pausedReason"))
                    .startsWith("Its last run failed with TIMEOUT"));
            world.test.publishing.delete(us(), world.id);
            world.fails("TIMEOUT");
        }
    }
}
