package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that call others, and what follows from their ends, where two servers on one PostgreSQL move them. */
class SharedCallsTest {
    private static final String ASK = "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}";

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

    private static Run end(Runs where, RunId run) throws InterruptedException {
        return where.awaitEnd(RunsWorld.WORKSPACE, run, RunsWorld.LONG, null);
    }

    private static void await(BooleanSupplier so, String otherwise) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!so.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, otherwise);
            Thread.onSpinWait();
        }
    }

    private void approve(Runs where, RunId run) {
        where.decide(
                RunsWorld.WORKSPACE,
                run,
                new ApprovalDecision(null, true, new PersonId("p2"), "k1", "trg_other***", null));
    }

    /** Calls {@code inner} and does this beside it. */
    private RunRequest outer(String beside, String more) {
        return world.request("outer", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "c", "type": "call_action", "config": {"slug": "inner"}},
                  %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{c}}"}}],
                 "edges": [{"source": "input", "target": "c"}, {"source": "input", "target": "h"},
                           {"source": "c", "target": "output"}%s]}""".formatted(beside, more));
    }

    private RunId begin(RunRequest request) throws InterruptedException {
        return world.runs.accept(request, Duration.ZERO, null).run().id();
    }

    private List<String> runsOf(String action) {
        return world
                .history
                .list(RunsWorld.WORKSPACE, new RunHistory.Filter(action, null, null, null, null, null, 100))
                .runs()
                .stream()
                .map(run -> String.valueOf(((Json.Obj) run).text("id")))
                .toList();
    }

    private RunRow row(RunId run) {
        return database().read(tx -> RunRow.find(tx, run)).orElseThrow();
    }

    @Test
    void aChildThatEndsElsewhereIsNewsForItsParent() throws Exception {
        world.chain("inner", ASK);
        RunId parent = begin(outer(world.call("h", "POST", "/hang-outer", "{}"), ""));
        world.awaitCall("/hang-outer");
        RunId child = world.awaitStatus(RunStatus.WAITING_FOR_APPROVAL, "inner");
        approve(second, child);
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

    @Test
    void theEndOfARunCancelsWhatItHasCalledOnAnotherServer() throws Exception {
        world.chain("inner", ASK, "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 14000}}");
        RunId parent = begin(outer(
                world.call("h", "POST", "/hang-outer", "{}")
                        + ", {\"id\": \"s\", \"type\": \"stop_and_error\", \"config\": {\"message\": \"no\"}}",
                ", {\"source\": \"h\", \"target\": \"s\"}"));
        RunId child = world.awaitStatus(RunStatus.WAITING_FOR_APPROVAL, "inner");
        approve(second, child);
        await(() -> row(child).lease().holder() != null, "the other server does not move it");
        assertTrue(!row(child).lease().equals(row(parent).lease()), "both are moved by one");
        world.releaseUpstream();
        assertEquals(RunStatus.FAILED, end(second, parent).status());
        long failed = System.nanoTime();
        assertEquals(RunStatus.CANCELLED, end(world.runs, child).status());
        assertTrue(System.nanoTime() - failed < TimeUnit.SECONDS.toNanos(9), "it was waited for");
    }

    @Test
    void aCalledRunIsStartedOnceHoweverManyServersTakeItsCallerUp() throws Exception {
        world.chain("inner", world.call("i", "POST", "/hang-inner", "{}"));
        RunId parent = begin(outer(world.call("h", "POST", "/beside", "{}"), ""));
        world.awaitCall("/hang-inner");
        await(() -> childStarted(parent), "the caller does not know");
        database()
                .write(tx ->
                        tx.update("UPDATE runs SET holder = 'dead', epoch = epoch + 1 WHERE id = ?", parent.value()));
        database()
                .write(tx -> tx.update("INSERT INTO servers (id, alive_until) VALUES ('dead', " + tx.now() + " - 1)"));
        await(() -> "dead".equals(row(parent).lease().holder()) == false, "nobody takes it up");
        world.releaseUpstream();
        assertEquals(RunStatus.SUCCEEDED, end(second, parent).status());
        assertEquals(1, runsOf("inner").size());
        assertEquals(1, world.calls("/hang-inner"));
    }

    private boolean childStarted(RunId parent) {
        return !world.history
                .find(RunsWorld.WORKSPACE, parent)
                .state()
                .awaitingChildren()
                .isEmpty();
    }

    @Test
    void oneStepStartsOneRunOnWhicheverServersItIsCarriedOut() throws Exception {
        RunId parent = begin(world.chain("caller", world.call("h", "POST", "/hang-caller", "{}")));
        world.awaitCall("/hang-caller");
        RunRequest inner = world.chain("inner");
        for (int round = 0; round < 5; round++) {
            var start = new Runs.Start(inner, List.of(), new RunRow.Parent(parent, "step" + round), null);
            Race.Results<String> ids = Race.run(8, i -> {
                try {
                    return (i % 2 == 0 ? world.runs : second)
                            .accept(start, RunsWorld.LONG, null)
                            .run()
                            .id()
                            .value();
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            });
            assertEquals(List.of(), ids.faults());
            assertEquals(1, new HashSet<>(ids.values()).size(), ids::toString);
        }
        assertEquals(5, runsOf("inner").size());
    }

    @Test
    void aFailureIsToldOnceHoweverManyServersSeeToIt() throws Exception {
        RunRequest failing = world.request("failing", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "n", "type": "stop_and_error", "config": {"message": "no way"}},
                  {"id": "output", "type": "return_output", "config": {"output": "{{n}}"}}],
                 "edges": [{"source": "input", "target": "n"}, {"source": "n", "target": "output"}],
                 "onFailure": {"action": "report"}}""");
        var failed = new ArrayList<RunId>();
        for (int i = 0; i < 10; i++) {
            failed.add(world.run(failing).id());
        }
        await(() -> open("refusal IS NOT NULL") == 10, "nobody tried");
        // As after the death of the server that moved them: written down, and nothing done.
        world.chain("report");
        database().write(tx -> tx.update("UPDATE run_aftermath SET refusal = NULL"));
        Race.Results<Runs> others = Race.run(3, i -> world.second());
        try {
            await(() -> open("TRUE") == 0, "something is left to do");
            List<String> told = runsOf("report");
            assertEquals(10, told.size());
            var parents = new HashSet<RunId>();
            for (String run : told) {
                parents.add(row(new RunId(run)).parent().run());
            }
            assertEquals(new HashSet<>(failed), parents);
        } finally {
            others.values().forEach(other -> other.close(Duration.ZERO));
        }
    }

    private long open(String which) {
        return database()
                .read(tx -> tx.first(
                        which.equals("TRUE")
                                ? "SELECT COUNT(*) AS n FROM run_aftermath"
                                : "SELECT COUNT(*) AS n FROM run_aftermath WHERE refusal IS NOT NULL",
                        row -> row.number("n")))
                .orElseThrow();
    }
}
