package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.redaction.Redaction;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.store.SteppedDatabase;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are taken up after the server was away, with threads and time moved by hand. */
class TakenUpRunsTest {
    private static final WorkspaceId WORKSPACE = new WorkspaceId("w1");

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

    @BeforeEach
    void open() throws Exception {
        database = SteppedDatabase.open(folder);
        database.steer(new SteppedDatabase.Steering() {
            @Override
            public void submitted(SteppedDatabase.Unit<?> unit) {
                database.commit(unit);
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

    private RunId accept(NodeOptions... calls) throws InterruptedException {
        var kinds = new NodeKinds(new Connectors(egress, workspace -> EgressRules.NONE, clock), sandbox);
        var nodes = new ArrayList<Node>();
        var edges = new ArrayList<Edge>();
        nodes.add(
                new Node("input", "action_input", "", Json.EMPTY_OBJECT, null, null, null, null, NodeOptions.DEFAULT));
        for (NodeOptions options : calls) {
            String id = "call_" + nodes.size();
            nodes.add(new Node(id, SimulatedKind.WRITES, id, Json.EMPTY_OBJECT, null, null, null, null, options));
            edges.add(new Edge(id, "input", null, id));
        }
        graph = Graph.of(
                new WorkflowDefinition(nodes, edges, null),
                type -> type.equals(SimulatedKind.WRITES)
                        ? new SimulatedKind(type, Effect.WRITE, context -> answer)
                        : Objects.requireNonNull(kinds.find(type)));
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
        runs.decide(WORKSPACE, run, new ApprovalDecision(null, true, new PersonId("p2"), "p2", null));
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
}
