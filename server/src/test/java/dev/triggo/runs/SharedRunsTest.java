package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers on one PostgreSQL, here in one process; {@code ClusterCampaignTest} has them in processes of their own. */
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
        return new ApprovalDecision(null, approved, OTHER, "trg_other***", "because");
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
                .write(tx ->
                        tx.update("UPDATE runs SET holder = 'somebody', epoch = epoch + 1 WHERE id = ?", run.value()));
        database()
                .write(tx -> tx.update(
                        "INSERT INTO servers (id, alive_until) VALUES ('somebody', " + tx.now() + " + 60000)"));
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
        long began = System.nanoTime();
        Thread.ofVirtual().start(() -> world.runs.close(Duration.ZERO)).join();
        while (world.calls("/hang-handed") < 2) {
            assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(8), "not before the lease was over");
            Thread.onSpinWait();
        }
        world.releaseUpstream();
        assertEquals(RunStatus.SUCCEEDED, end(second, run).status());
    }

    @Test
    void aChildThatEndsElsewhereIsNewsForItsParent() throws Exception {
        world.chain("inner", "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}");
        RunRequest outer = world.request("outer", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "c", "type": "call_action", "config": {"slug": "inner"}},
                  %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{c}}"}}],
                 "edges": [{"source": "input", "target": "c"}, {"source": "input", "target": "h"},
                           {"source": "c", "target": "output"}]}""".formatted(world.call("h", "POST", "/hang-outer", "{}")));
        RunId parent = world.runs.accept(outer, Duration.ZERO, null).run().id();
        world.awaitCall("/hang-outer");
        RunId child = world.awaitStatus(RunStatus.WAITING_FOR_APPROVAL, "inner");
        second.decide(RunsWorld.WORKSPACE, child, decision(true));
        assertEquals(RunStatus.SUCCEEDED, end(second, child).status());
        // The parent is busy at the first server, and would look after its child by itself only when it is not.
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (world.runs
                        .awaitEnd(RunsWorld.WORKSPACE, parent, Duration.ofMillis(1), null)
                        .state()
                        .settledCount()
                < 3) {
            assertTrue(System.nanoTime() < until, "the parent was not told");
            Thread.onSpinWait();
        }
        world.releaseUpstream();
        assertEquals(RunStatus.SUCCEEDED, end(second, parent).status());
    }

    /** A table that was empty when the planner looked at it last must not make the taking slow, or take a run twice. */
    @Test
    void tenThousandDueRunsAreTakenOnceEachAfterAnAnalysisOfTheEmptyTable() {
        database().write(tx -> tx.update("ANALYZE runs"));
        second.close(Duration.ZERO);
        world.runs.close(Duration.ZERO);
        // The columns without a default, as any run has them.
        database().write(tx -> tx.update("""
                INSERT INTO runs (id, workspace_id, workflow_id, version, status, source, person_id, credential, created_at)
                SELECT 'bulk-' || n, 'w1', 'bulk', 1, 'accepted', 'action', 'p1', 'k', 1
                  FROM generate_series(1, 10000) n"""));
        var taken = new ConcurrentLinkedQueue<RunId>();
        long began = System.nanoTime();
        Race.run(3, i -> {
            try (var timers = new Timers()) {
                Clock clock = Clock.systemUTC();
                var dispatch = new SharedDispatch(database(), new Ids(clock, new SecureRandom()), timers);
                var active = new ActiveRuns(database(), world.journal, dispatch, world.surroundings(), timers, row -> {
                    throw new IllegalStateException("nothing is moved here");
                });
                return dispatch.takeDue(active, row -> taken.add(row.id()));
            }
        });
        long tookMs = (System.nanoTime() - began) / 1_000_000;
        assertEquals(10_000, taken.size());
        assertEquals(10_000, new HashSet<>(new ArrayList<>(taken)).size(), "one was taken twice");
        System.out.println("10,000 due runs were taken by three servers in " + tookMs + " ms");
        assertTrue(tookMs < 20_000, "taking 10,000 runs took " + tookMs + " ms");
    }
}
