package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.Connectors;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.engine.Effect;
import dev.triggo.engine.Graph;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunStatus;
import dev.triggo.journal.Journal;
import dev.triggo.journal.Sealer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.redaction.Redaction;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.store.SteppedDatabase;
import dev.triggo.store.Transaction;
import dev.triggo.testing.TestClock;
import dev.triggo.workflow.Edge;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.NodeOptions;
import dev.triggo.workflow.WorkflowDefinition;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are taken up after the server was away, with threads and time moved by hand. */
class TakenUpRunsTest {
    private static final WorkspaceId WORKSPACE = new WorkspaceId("w1");
    private static final String KILLS = "kills";

    /** What computing does that is too much for the server: it is gone, and writes nothing more. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    Path folder;

    private final TestClock clock = TestClock.someDay();
    private final Egress egress = new Egress(EgressSettings.of("", List.of()), HostResolver.system());
    private final Sandbox sandbox = new Sandbox();
    private SteppedDatabase database;
    private Graph graph;
    private Outcome answer;
    private ManualTimers timers;
    private Runs runs;
    private int deaths;
    private boolean away;

    @BeforeEach
    void open() throws Exception {
        database = SteppedDatabase.open(folder);
        database.steer(new SteppedDatabase.Steering() {
            @Override
            public void submitted(SteppedDatabase.Unit<?> unit) {
                if (away) {
                    database.refuse(unit, false);
                } else {
                    database.commit(unit);
                }
            }

            @Override
            public void waitedFor() {
                throw new AssertionError("everything is committed at once");
            }
        });
    }

    @AfterEach
    void close() {
        database.close();
        sandbox.close();
        egress.close();
    }

    private void server() {
        timers = new ManualTimers(0);
        var surroundings = new Runs.Surroundings() {
            @Override
            public Graph graph(WorkspaceId workspace, WorkflowId workflow, long version) {
                return graph;
            }

            @Override
            public String workspaceName(WorkspaceId workspace) {
                return "Test";
            }

            @Override
            public String workflowName(WorkspaceId workspace, WorkflowId workflow, long version) {
                return "Test";
            }

            @Override
            public Optional<Problem> refusal(Transaction tx, WorkspaceId workspace, ApprovalDecision decision) {
                return Optional.empty();
            }

            @Override
            public Runs.Callee callee(WorkspaceId workspace, String slug, Json input) {
                throw new AssertionError(slug);
            }
        };
        var ids = new Ids(clock, new SecureRandom());
        var journal = new Journal(Redaction.standard(), new Sealer(new byte[32], ids));
        var history = new RunHistory(database, journal, surroundings);
        runs = new Runs(
                database, journal, history, new Runs.Ground(clock, ids, timers), surroundings, RunsWorld.NO_ENDINGS);
    }

    private static Node node(String id, String type, Json.Obj config, NodeOptions options) {
        return new Node(id, type, id, config, null, null, null, null, options);
    }

    private RunId accept(NodeOptions... calls) throws InterruptedException {
        var nodes = new ArrayList<Node>();
        var edges = new ArrayList<Edge>();
        for (NodeOptions options : calls) {
            String id = "call_" + (nodes.size() + 1);
            nodes.add(node(id, SimulatedKind.WRITES, Json.EMPTY_OBJECT, options));
            edges.add(new Edge(id, "input", null, id));
        }
        return accept(nodes, edges);
    }

    /** @param after the nodes after {@code input} */
    private RunId accept(List<Node> after, List<Edge> edges) throws InterruptedException {
        var kinds = new NodeKinds(new Connectors(egress, workspace -> EgressRules.NONE, clock), sandbox);
        var nodes = new ArrayList<Node>();
        nodes.add(node("input", "action_input", Json.EMPTY_OBJECT, NodeOptions.DEFAULT));
        nodes.addAll(after);
        graph = Graph.of(new WorkflowDefinition(nodes, edges, null), type -> switch (type) {
            case SimulatedKind.WRITES -> new SimulatedKind(type, Effect.WRITE, context -> answer);
            case KILLS -> new SimulatedKind(type, Effect.NONE, context -> die());
            default -> Objects.requireNonNull(kinds.find(type));
        });
        server();
        var target = new RunRequest.Target(new WorkflowId("f"), 1, "f", graph);
        return runs.accept(
                        new RunRequest(
                                WORKSPACE,
                                new PersonId("p1"),
                                "",
                                target,
                                Json.EMPTY_OBJECT,
                                Source.ACTION,
                                false,
                                null,
                                null,
                                null,
                                null),
                        Duration.ZERO,
                        null)
                .run()
                .id();
    }

    /** The server is killed, and back after a while; what it is to take up is not begun yet. */
    private void crash(Duration away) {
        clock.move(away);
        server();
        runs.recover();
    }

    private void takeUp() {
        List.copyOf(timers.soon).forEach(Runnable::run);
        timers.soon.clear();
    }

    private List<String> underway() {
        return timers.steps.stream().map(task -> task.step).sorted().toList();
    }

    private RunStatus endAll(RunId run) throws InterruptedException {
        answer = Outcome.done(Json.EMPTY_OBJECT);
        List.copyOf(timers.steps).forEach(task -> task.task.run());
        return runs.awaitEnd(WORKSPACE, run, Duration.ZERO, null).status();
    }

    @Test
    void aDecisionThatComesBeforeTheTakingUpBeginsNoStepTwiceAndForgetsNone() throws Exception {
        var gated = new NodeOptions(0, 1000, false, 30_000, Json.EMPTY_OBJECT, false);
        RunId run = accept(NodeOptions.DEFAULT, gated);
        assertEquals(List.of("call_1"), underway());
        crash(Duration.ofSeconds(5));
        runs.decide(WORKSPACE, run, new ApprovalDecision(null, true, new PersonId("p2"), "k1", "p2", null));
        takeUp();
        assertEquals(List.of("call_1", "call_2"), underway());
        assertEquals(RunStatus.SUCCEEDED, endAll(run));
    }

    @Test
    void aRunThatWaitedForARetryHasNotWorkedWhileTheServerWasAway() throws Exception {
        RunId run = accept(new NodeOptions(1, 1000, false, 30_000, null, false));
        answer = new Outcome.Failed("RATE_LIMITED", "Slow.", true, Duration.ofSeconds(25));
        timers.steps.removeFirst().task.run();
        crash(Duration.ofHours(1));
        takeUp();
        assertEquals(List.of("call_1"), underway());
        assertEquals(RunStatus.SUCCEEDED, endAll(run));
    }

    /** Two processes run code, and they are slow to begin on a machine that has just started. */
    @Test
    void codeThatIsTakenUpAllAtOnceIsNotStoppedWhileItWaitsForAPlace() throws Exception {
        var nodes = new ArrayList<Node>();
        var edges = new ArrayList<Edge>();
        for (int i = 0; i < 10; i++) {
            Json.Obj source =
                    Json.object().put("source", "export default () => 1").build();
            nodes.add(node("code_" + i, "code", source, NodeOptions.DEFAULT));
            edges.add(new Edge("e" + i, "input", null, "code_" + i));
        }
        RunId run = accept(nodes, edges);
        crash(Duration.ofSeconds(5));
        takeUp();
        assertEquals(10, underway().size());
        for (var next = timers.next(); next != null && next.dueAt < 100_000; next = timers.next()) {
            timers.fire(next);
        }
        assertEquals(RunStatus.SUCCEEDED, endAll(run));
    }

    private Outcome die() {
        deaths++;
        throw new Killed();
    }

    /** The server comes back again and again, takes up what it finds, and dies where that is too much. */
    private void comeBackTenTimes() {
        for (int i = 0; i < 10; i++) {
            crash(Duration.ofSeconds(20));
            try {
                takeUp();
                List.copyOf(timers.steps).forEach(task -> task.task.run());
            } catch (Killed again) {
                assertTrue(deaths > 0);
            }
        }
    }

    private void assertGivenUp(RunId run) throws InterruptedException {
        Run ended = runs.awaitEnd(WORKSPACE, run, Duration.ZERO, null);
        assertEquals(RunStatus.FAILED, ended.status());
        assertEquals(
                "TOO_MANY_RECOVERIES",
                Objects.requireNonNull(ended.state().failure()).code());
        assertTrue(deaths <= 7, "the server died " + deaths + " times of it");
    }

    @Test
    void aRunThatEndsTheServerOverWhatItWasAnsweredIsGivenUp() throws Exception {
        RunId run = accept(
                List.of(
                        node("call_1", SimulatedKind.WRITES, Json.EMPTY_OBJECT, NodeOptions.DEFAULT),
                        node("kills", KILLS, Json.EMPTY_OBJECT, NodeOptions.DEFAULT)),
                List.of(new Edge("a", "input", null, "call_1"), new Edge("b", "call_1", null, "kills")));
        answer = Outcome.done(Json.EMPTY_OBJECT);
        comeBackTenTimes();
        assertGivenUp(run);
    }

    /** Whatever only computes is carried out without a commit of its own: that it was tried must be remembered. */
    @Test
    void aRunThatEndsTheServerWheneverItAwakesIsGivenUp() throws Exception {
        RunId run = accept(
                List.of(
                        node(
                                "wait",
                                "wait",
                                Json.object().put("durationMs", 60_000).build(),
                                NodeOptions.DEFAULT),
                        node("kills", KILLS, Json.EMPTY_OBJECT, NodeOptions.DEFAULT)),
                List.of(new Edge("a", "input", null, "wait"), new Edge("b", "wait", null, "kills")));
        clock.move(Duration.ofSeconds(60));
        crash(Duration.ofSeconds(20));
        assertThrows(Killed.class, this::takeUp);
        comeBackTenTimes();
        assertGivenUp(run);
    }

    @Test
    void aRunHasNotWorkedWhileTheStoreWasAway() throws Exception {
        RunId run = accept(
                List.of(
                        node("call_1", SimulatedKind.WRITES, Json.EMPTY_OBJECT, NodeOptions.DEFAULT),
                        node("call_2", SimulatedKind.WRITES, Json.EMPTY_OBJECT, NodeOptions.DEFAULT)),
                List.of(new Edge("a", "input", null, "call_1"), new Edge("b", "call_1", null, "call_2")));
        answer = Outcome.done(Json.EMPTY_OBJECT);
        away = true;
        timers.steps.removeFirst().task.run();
        for (int minute = 0; minute < 10; minute++) {
            clock.move(Duration.ofMinutes(1));
            timers.fire(Objects.requireNonNull(timers.next()));
            assertEquals(List.of(), underway(), "a step was begun whose beginning is not recorded");
        }
        away = false;
        timers.fire(Objects.requireNonNull(timers.next()));
        assertEquals(List.of("call_2"), underway());
        assertEquals(RunStatus.SUCCEEDED, endAll(run));
    }
}
