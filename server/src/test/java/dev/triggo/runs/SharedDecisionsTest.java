package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody decides at one server on a run that another one moves. */
@Timeout(120)
class SharedDecisionsTest {
    private static final ApprovalDecision YES =
            new ApprovalDecision(null, true, new PersonId("p2"), "their key", "trg_other***", "because");

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

    /** Whoever commits the decision asks whether it may be; whoever sent it hears what came of that. */
    @Test
    void aDecisionThatMayNotBeWrittenIsRefusedThroughTheOtherServerToo() throws Exception {
        RunId run = world.runs
                .accept(
                        world.request("busy-gate", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s, %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{y}}"}}],
                 "edges": [{"source": "input", "target": "x"}, {"source": "input", "target": "y"},
                           {"source": "y", "target": "output"}]}""".formatted(
                                        world.call("x", "POST", "/x", "{\"requiresApproval\": true}"),
                                        world.call("y", "POST", "/hang-y", "{}"))),
                        Duration.ZERO,
                        null)
                .run()
                .id();
        world.awaitCall("/hang-y");
        var asked = new ConcurrentLinkedQueue<ApprovalDecision>();
        world.mayNotDecide = decision -> {
            asked.add(decision);
            return Optional.of(Problem.of(ProblemCode.FORBIDDEN, "Gone.", List.of(Json.of("approvals:decide"))));
        };
        Problem refused = assertThrows(Problem.class, () -> second.decide(RunsWorld.WORKSPACE, run, YES));
        assertEquals(ProblemCode.FORBIDDEN, refused.code());
        assertEquals(List.of(Json.of("approvals:decide")), refused.details());
        assertEquals(YES, asked.peek(), "with all that is to be known of who decides");
        assertEquals(0, world.calls("/x"));
        world.mayNotDecide = decision -> Optional.empty();
        second.decide(RunsWorld.WORKSPACE, run, YES);
        world.releaseUpstream();
        assertEquals(
                RunStatus.SUCCEEDED,
                second.awaitEnd(RunsWorld.WORKSPACE, run, RunsWorld.LONG, null).status());
        assertEquals(1, world.calls("/x"));
    }
}
