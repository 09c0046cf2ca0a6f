package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.cluster.Mail;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunStatus;
import dev.triggo.journal.Journal;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two servers on one PostgreSQL, here in one process; {@code ClusterCampaignTest} has them in processes of their own, and
 * {@code TwoServersTest} asks them as callers do. The traps that dispatching over servers has, and what shows that none
 * of them is open:
 *
 * <ul>
 *   <li>statistics of an empty table make each taking slow, or take too much:
 *       {@code ManyDueRunsTest.tenThousandDueRunsAreTakenOnceEachAfterAnAnalysisOfTheEmptyTable};
 *   <li>a lease of minutes: {@code ServersTest.aLeaseIsShortAndOutlivesSomeLostBeats},
 *       {@code ClusterCampaignTest.theOtherServerGoesOnWithTheRunsOfOneThatWasKilled};
 *   <li>news that come while a run is moved are lost: {@link #whatIsLeftForARunIsTakenInAlthoughItsSenderIsGone},
 *       {@code SharedCallsTest.aChildThatEndsElsewhereIsNewsForItsParent}, {@link #oneDecisionWinsWhicheverServersItIsGivenTo};
 *   <li>many sleeping runs slow the others down: {@code ManyDueRunsTest.aHundredThousandThatSleepAreNotLookedAt};
 *   <li>a run is there and nobody moves it, or is moved and not there: {@code TwoServersTest.oneIdempotencyKeyIsOneRunWhicheverServerIsAskedByWhicheverDoor}
 *       (a run comes into being held, in the transaction of its row);
 *   <li>a server's clock is wrong: {@link #aServerWhoseClockIsAnHourAheadWakesNothingEarly};
 *   <li>a server that was stopped goes on too late: {@link #whoeverLostARunWritesNothingOfItAndTellsNobody},
 *       {@code ClusterCampaignTest.whoWasStoppedForLongerThanItsLeaseWritesNothingLate}, and when it was stopped in the middle
 *       of a commit, {@code DatabaseTest.whoeverStopsInATransactionKeepsNobodyWaitingForLong};
 *   <li>two servers share an embedded store: {@code DatabaseTest}, by the lock on its file.
 * </ul>
 */
class SharedRunsTest {
    private static final PersonId OTHER = new PersonId("p2");

    private RunsWorld world;
    private Runs second;

    @BeforeEach
    void open() throws Exception {
        world = new RunsWorld(TestDatabase.Kind.POSTGRES);
        world.runs.recover();
        second = world.second();
    }

    @AfterEach
    void close() {
        world.releaseUpstream();
        second.close(Duration.ZERO);
        world.close();
    }

    private Database database() {
        return world.test().database();
    }

    private List<RecordedEvent> journal(RunId run) {
        return database().read(tx -> Journal.read(tx, run));
    }

    /** A run that waits for somebody's yes is at rest, too, until the yes is taken in. */
    private static Run end(Runs where, RunId run) throws InterruptedException {
        long until = System.nanoTime() + RunsWorld.LONG.toNanos();
        Run now = where.awaitEnd(RunsWorld.WORKSPACE, run, RunsWorld.LONG, null);
        while (!now.status().isFinal() && System.nanoTime() < until) {
            now = where.awaitEnd(RunsWorld.WORKSPACE, run, RunsWorld.LONG, null);
        }
        return now;
    }

    private RunRequest gated(String name) {
        return world.chain(
                name, world.call("post", "POST", "/" + name, "{\"requiresApproval\": {\"title\": \"Sure?\"}}"));
    }

    private static ApprovalDecision decision(boolean approved) {
        return new ApprovalDecision(null, approved, OTHER, "k1", "trg_other***", "because");
    }

    private RunId hanging(String name) throws InterruptedException {
        RunId run = world.runs
                .accept(world.chain(name, world.call("post", "POST", "/hang-" + name, "{}")), Duration.ZERO, null)
                .run()
                .id();
        world.awaitCall("/hang-" + name);
        return run;
    }

    @Test
    void oneDecisionWinsWhicheverServersItIsGivenTo() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = "gate" + round;
            Run waiting = world.run(gated(name));
            assertEquals(RunStatus.WAITING_FOR_APPROVAL, waiting.status());
            Race.Results<Boolean> race = Race.run(8, i -> {
                boolean approved = i % 4 < 2;
                (i % 2 == 0 ? world.runs : second).decide(RunsWorld.WORKSPACE, waiting.id(), decision(approved));
                return approved;
            });
            assertEquals(1, race.values().size(), race::toString);
            for (Throwable fault : race.faults()) {
                assertEquals(ProblemCode.APPROVAL_NOT_PENDING, ((Problem) fault).code(), fault::toString);
            }
            boolean approved = race.values().getFirst();
            RunStatus expected = approved ? RunStatus.SUCCEEDED : RunStatus.CANCELLED;
            assertEquals(expected, end(world.runs, waiting.id()).status());
            assertEquals(expected, end(second, waiting.id()).status());
            assertEquals(approved ? 1 : 0, world.calls("/" + name));
        }
    }

    @Test
    void aRunIsCancelledThroughTheServerThatDoesNotMoveIt() throws Exception {
        RunId run = hanging("cancelled");
        assertEquals(
                RunStatus.CANCELLED,
                second.cancel(RunsWorld.WORKSPACE, run, "trg_other***").status());
        assertEquals(RunStatus.CANCELLED, end(world.runs, run).status());
        assertEquals(0, world.runs.activeCount());
        Problem again = assertThrows(Problem.class, () -> second.cancel(RunsWorld.WORKSPACE, run, "x"));
        assertEquals(ProblemCode.RUN_NOT_CANCELLABLE, again.code());
    }

    @Test
    void whatIsLeftForARunIsTakenInAlthoughItsSenderIsGone() throws Exception {
        Run waiting = world.run(gated("left"));
        RunId busy = hanging("left-too");
        var mail = new Mail(database(), new Ids(Clock.systemUTC(), new SecureRandom()));
        database().write(tx -> {
            mail.leave(tx, waiting.id(), new Message.Decide(decision(true)).toJson());
            mail.leave(tx, busy, new Message.Cancel("trg_other***").toJson());
            return true;
        });
        assertEquals(RunStatus.SUCCEEDED, end(second, waiting.id()).status());
        assertEquals(RunStatus.CANCELLED, end(second, busy).status());
    }

    @Test
    void whoeverLostARunWritesNothingOfItAndTellsNobody() throws Exception {
        RunId run = hanging("fenced");
        int before = journal(run).size();
        database()
                .write(tx -> tx.update(
                        "INSERT INTO servers (id, alive_until) VALUES ('somebody', " + tx.now() + " + 60000)"));
        database()
                .write(tx ->
                        tx.update("UPDATE runs SET holder = 'somebody', epoch = epoch + 1 WHERE id = ?", run.value()));
        world.releaseUpstream();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (world.runs.activeCount() > 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertEquals(0, world.runs.activeCount(), "it lets go of the run");
        assertEquals(before, journal(run).size(), "nothing was written under the lost lease");
        assertTrue(world.told.isEmpty(), "nobody was told of an end");
        // Somebody dies; now the run goes on, with the step that has no recorded end once more.
        database().write(tx -> tx.update("UPDATE servers SET alive_until = 1 WHERE id = 'somebody'"));
        assertEquals(RunStatus.SUCCEEDED, end(second, run).status());
        assertEquals(2, world.calls("/hang-fenced"));
        assertEquals(
                1,
                journal(run).stream()
                        .filter(event -> event.event() instanceof RunEvent.RunSucceeded)
                        .count());
    }

    @Test
    void runsAreHandedOverWhenAServerStops() throws Exception {
        RunId run = hanging("handed");
        String holder = database()
                .read(tx -> RunRow.find(tx, run).orElseThrow())
                .lease()
                .holder();
        assertTrue(servers().contains(holder), "it is among the servers while it holds the run");
        Thread.ofVirtual().start(() -> world.runs.close(Duration.ZERO)).join();
        assertFalse(servers().contains(holder), "nobody waits for the lease of one that has said that it goes");
        assertTrue(database()
                .read(tx -> RunRow.find(tx, run))
                .filter(row -> holder.equals(row.lease().holder()))
                .isEmpty());
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (world.calls("/hang-handed") < 2) {
            assertTrue(System.nanoTime() < until, "nobody goes on with it");
            Thread.onSpinWait();
        }
        world.releaseUpstream();
        assertEquals(RunStatus.SUCCEEDED, end(second, run).status());
    }

    private List<String> servers() {
        return database().read(tx -> tx.list("SELECT id FROM servers", row -> row.text("id")));
    }

    @Test
    void aJoinFiresOnceAlthoughItsServerIsGoneBeforeIt() throws Exception {
        RunId run = world.runs
                .accept(
                        world.request("fan", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s, %s, {"id": "m", "type": "merge", "config": {"mode": "object"}}, %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{m}}"}}],
                 "edges": [{"source": "input", "target": "x"}, {"source": "input", "target": "y"},
                           {"source": "x", "target": "m"}, {"source": "y", "target": "m"},
                           {"source": "m", "target": "z"}, {"source": "z", "target": "output"}]}""".formatted(
                                        world.call("x", "POST", "/x", "{}"),
                                        world.call("y", "POST", "/hang-y", "{}"),
                                        world.call("z", "POST", "/z", "{}"))),
                        Duration.ZERO,
                        null)
                .run()
                .id();
        world.awaitCall("/hang-y");
        awaitSettled(run, "x");
        die(run);
        world.releaseUpstream();
        assertEquals(RunStatus.SUCCEEDED, end(second, run).status());
        assertEquals(1, world.calls("/x"), "its end was recorded");
        assertEquals(2, world.calls("/hang-y"), "it was under way");
        assertEquals(1, world.calls("/z"));
        for (String step : List.of("x", "y", "m", "z")) {
            assertEquals(1, completed(run, step), step);
        }
    }

    private long completed(RunId run, String step) {
        return journal(run).stream()
                .filter(event -> event.event() instanceof RunEvent.StepCompleted done
                        && done.step().nodeId().equals(step))
                .count();
    }

    private void awaitSettled(RunId run, String step) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (completed(run, step) == 0) {
            assertTrue(System.nanoTime() < until, step + " is not done");
            Thread.onSpinWait();
        }
    }

    /** For this run, its server is one that died, and does not know it. */
    private void die(RunId run) {
        database()
                .write(tx -> tx.update("UPDATE runs SET holder = 'dead', epoch = epoch + 1 WHERE id = ?", run.value()));
        database()
                .write(tx -> tx.update("INSERT INTO servers (id, alive_until) VALUES ('dead', " + tx.now() + " - 1)"));
    }

    @Test
    void whatWaitsGoesOnElsewhereWhenItsServerStops() throws Exception {
        RunId run =
                begin(world.chain("short", "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 3000}}"));
        awaitRow(run, row -> row.startedAt() != null);
        Thread.ofVirtual().start(() -> world.runs.close(Duration.ofSeconds(20))).join();
        Run now = end(second, run);
        assertEquals(RunStatus.SUCCEEDED, now.status());
        long took = Objects.requireNonNull(now.row().finishedAt()) - now.row().createdAt();
        assertTrue(took >= 3_000 && took < 13_000, "it waited for " + took + " ms");
    }

    @Test
    void whatSleepsIsHeldByNobodyAndCancelledByAny() throws Exception {
        RunId run = begin(
                world.chain("long", "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 3600000}}"));
        awaitRow(run, row -> row.wakeAt() != 0 && row.lease().holder() == null);
        assertEquals(
                RunStatus.CANCELLED,
                second.cancel(RunsWorld.WORKSPACE, run, "trg_other***").status());
        assertEquals(RunStatus.CANCELLED, end(world.runs, run).status());
    }

    private RunId begin(RunRequest request) throws InterruptedException {
        return world.runs.accept(request, Duration.ZERO, null).run().id();
    }

    private void awaitRow(RunId run, Predicate<RunRow> expected) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (database().read(tx -> RunRow.find(tx, run)).filter(expected).isEmpty()) {
            assertTrue(System.nanoTime() < until, "the row never came to be so");
            Thread.onSpinWait();
        }
    }

    @Test
    void aServerWhoseClockIsAnHourAheadWakesNothingEarly() throws Exception {
        RunId asleep = begin(
                world.chain("hour", "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 1800000}}"));
        Run waiting = world.run(gated("patient"));
        awaitRow(asleep, row -> row.wakeAt() != 0);
        Runs ahead = world.second(Clock.offset(Clock.systemUTC(), Duration.ofHours(2)));
        try {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            Run told = ahead.accept(world.chain("now"), RunsWorld.LONG, null).run();
            assertTrue(
                    Math.abs(told.row().createdAt() - System.currentTimeMillis()) < 60_000, "it goes by its own clock");
            while (System.nanoTime() < until) {
                assertEquals(
                        RunStatus.RUNNING,
                        world.history.find(RunsWorld.WORKSPACE, asleep).status());
                Thread.onSpinWait();
            }
            ahead.decide(RunsWorld.WORKSPACE, waiting.id(), decision(true));
            assertEquals(RunStatus.SUCCEEDED, end(second, waiting.id()).status(), "it had not expired");
        } finally {
            ahead.close(Duration.ZERO);
        }
    }
}
