package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of two servers one stops as it should: whatever it held by then goes on at the other, moved by a driver or not. */
@Timeout(120)
class RunsLeftBehindTest {
    private static final PersonId STARTER = new PersonId("p1");
    private static final PersonId OTHER = new PersonId("p2");

    private RunsWorld world;
    private Runs second;

    @BeforeEach
    void open() throws Exception {
        world = new RunsWorld(TestDatabase.Kind.POSTGRES);
        world.runs.recover();
    }

    @AfterEach
    void close() {
        world.releaseUpstream();
        if (second != null) {
            second.close(Duration.ZERO);
        }
        world.close();
    }

    private Database database() {
        return world.test().database();
    }

    private RunRow row(RunId run) {
        return database().read(tx -> RunRow.find(tx, run)).orElseThrow();
    }

    private RunRow awaitRow(RunId run, Predicate<RunRow> expected) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        RunRow now = row(run);
        while (!expected.test(now)) {
            assertTrue(System.nanoTime() < until, "it is " + now);
            now = row(run);
        }
        return now;
    }

    private static boolean isParked(RunRow row) {
        return row.wakeAt() != 0 && row.lease().holder() == null;
    }

    private Run gated(String name) throws InterruptedException {
        Run waiting = world.run(world.chain(
                name,
                world.call(
                        "post",
                        "POST",
                        "/" + name,
                        "{\"requiresApproval\": {\"title\": \"Sure?\", \"separateDecider\": true}}")));
        assertEquals(RunStatus.WAITING_FOR_APPROVAL, waiting.status());
        return waiting;
    }

    private RunId asleep(String name) throws InterruptedException {
        RunId run = world.runs
                .accept(
                        world.chain(name, "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 3600000}}"),
                        Duration.ZERO,
                        null)
                .run()
                .id();
        awaitRow(run, RunsLeftBehindTest::isParked);
        return run;
    }

    private void refused(ProblemCode code, RunId run, String approvalId, PersonId by) {
        var decision = new ApprovalDecision(approvalId, true, by, "k1", "trg_other***", null);
        Problem refused = assertThrows(Problem.class, () -> world.runs.decide(RunsWorld.WORKSPACE, run, decision));
        assertEquals(code, refused.code());
    }

    /** It was taken, since somebody came with news for it; that nothing came of them is no reason to keep it. */
    @Test
    void aRunThatIsTouchedWithoutEffectIsHeldByNobodyAfterwards() throws Exception {
        Run gated = gated("gated");
        RunId asleep = asleep("asleep");
        for (RunId run : List.of(gated.id(), asleep)) {
            RunRow before = awaitRow(run, RunsLeftBehindTest::isParked);
            List<Runnable> touches = run.equals(asleep)
                    ? List.of(() -> refused(ProblemCode.APPROVAL_NOT_PENDING, run, null, OTHER))
                    : List.of(
                            () -> refused(ProblemCode.FORBIDDEN, run, null, STARTER),
                            () -> refused(ProblemCode.APPROVAL_NOT_PENDING, run, "another", OTHER));
            for (Runnable touch : touches) {
                touch.run();
                RunRow after = row(run);
                assertNull(after.lease().holder());
                assertEquals(before.wakeAt(), after.wakeAt());
                assertEquals(before.status(), after.status());
            }
        }
        assertEquals(0, world.runs.activeCount());
        // Whoever may decide still may, and the run is taken up where it was.
        second = world.second();
        second.decide(
                RunsWorld.WORKSPACE, gated.id(), new ApprovalDecision(null, true, OTHER, "k1", "trg_other***", null));
        assertEquals(
                RunStatus.SUCCEEDED,
                second.awaitEnd(RunsWorld.WORKSPACE, gated.id(), RunsWorld.LONG, null)
                        .status());
        assertEquals(1, world.calls("/gated"));
    }

    @Test
    void whatAServerHoldsWithoutMovingItIsFreeWhenItStops() throws Exception {
        Run gated = gated("gated");
        awaitRow(gated.id(), RunsLeftBehindTest::isParked);
        world.mayNotDecide = decision -> Optional.of(Problem.of(ProblemCode.FORBIDDEN, "Gone."));
        refused(ProblemCode.FORBIDDEN, gated.id(), null, OTHER);
        long epoch = row(gated.id()).lease().epoch();
        world.runs.close(Duration.ZERO);
        RunRow left = row(gated.id());
        assertNull(left.lease().holder());
        assertTrue(left.lease().epoch() > epoch, "it might still write of it");
        assertTrue(left.wakeAt() > 0, "it is to be woken when its time comes");
    }

    /** What came to it in the moment in which it left, or could not be given back, when it is not known any more. */
    @Test
    void whatIsHeldByAServerThatHasLeftGoesOnAtTheOther() throws Exception {
        RunId asleep = asleep("asleep");
        RunId busy = world.runs
                .accept(world.chain("busy", world.call("h", "POST", "/hang-busy", "{}")), Duration.ZERO, null)
                .run()
                .id();
        world.awaitCall("/hang-busy");
        String server = String.valueOf(row(busy).lease().holder());
        world.runs.close(Duration.ZERO);
        long wakeAt = row(asleep).wakeAt();
        database()
                .write(tx -> tx.update(
                        "UPDATE runs SET holder = ?, epoch = epoch + 1, wake_at = CASE WHEN id = ? THEN 1 ELSE wake_at END",
                        server,
                        asleep.value()));
        second = world.second();
        // Its time has not come, as the journal has it: it is looked after, and sleeps on.
        awaitRow(asleep, row -> isParked(row) && row.wakeAt() == wakeAt);
        world.releaseUpstream();
        assertEquals(
                RunStatus.SUCCEEDED,
                second.awaitEnd(RunsWorld.WORKSPACE, busy, RunsWorld.LONG, null).status());
        assertEquals(2, world.calls("/hang-busy"));
    }
}
