package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.Connectors;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.engine.Decision;
import dev.triggo.engine.Engine;
import dev.triggo.engine.Graph;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.engine.Step;
import dev.triggo.engine.StepRef;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.steps.StepRunner;
import dev.triggo.steps.Underway;
import dev.triggo.template.Template;
import dev.triggo.workflow.WorkflowDefinition;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Ten thousand random graphs and templates mean the same to the engine and to a second, naive interpreter. */
class DifferentialTest {
    private static final int CASES = 10_000;
    private static final Json INPUT = Json.object().put("n", 1).build();

    @Test
    void graphsMeanTheSame() {
        int succeeded = 0;
        int tooLarge = 0;
        try (var egress = new Egress(EgressSettings.of("", List.of()), HostResolver.system());
                var sandbox = new Sandbox()) {
            var kinds =
                    new NodeKinds(new Connectors(egress, workspace -> EgressRules.NONE, Clock.systemUTC()), sandbox);
            for (int seed = 0; seed < CASES; seed++) {
                // Which source comes first is the engine's to choose.
                WorkflowDefinition definition = withoutFirst(RandomGraphs.next(new Random(seed), true, null));
                Graph graph = Graph.of(definition, type -> Objects.requireNonNull(kinds.find(type)));
                int number = seed;
                RunState state = run(graph, () -> "seed " + number);
                var naive = new NaiveRun(definition);
                Map<String, NaiveRun.End> ends = naive.ends(INPUT);
                tooLarge += naive.sawTooLarge() ? 1 : 0;
                assertEquals(
                        ends == null ? RunStatus.FAILED : RunStatus.SUCCEEDED, state.status(), () -> "seed " + number);
                if (ends != null) {
                    succeeded++;
                    ends.forEach(
                            (node, end) -> same(state.known(StepRef.of(node)), end, "seed " + number + " " + node));
                }
            }
        }
        assertTrue(succeeded > CASES / 2, "only " + succeeded + " runs succeed");
        assertTrue(tooLarge > CASES / 20, "only in " + tooLarge + " runs a loop gives too much");
    }

    private static void same(Step step, NaiveRun.End end, String where) {
        Json output = step.output();
        if (end.output() == null) {
            assertEquals(Step.Status.SKIPPED, step.status(), where);
        } else {
            assertEquals(end.output(), Json.parse(told(String.valueOf(output))), where);
        }
    }

    /** Of several items that fail, which is named first is the engine's to choose. */
    private static String told(String output) {
        return output.replaceAll("(Item \\d+: )+enough", "enough");
    }

    /** What becomes of a loop all items of which are done. */
    private static List<RunEvent> finished(Step loop) {
        return told(loop.loopOutput().write()).length() > NaiveRun.LARGEST_OF_A_LOOP
                ? Engine.outcome(loop, Outcome.failed("STOPPED", "enough"), 0, 0)
                : List.of(new RunEvent.LoopCompleted(loop.ref(), 1, 0));
    }

    private static WorkflowDefinition withoutFirst(WorkflowDefinition definition) {
        return new WorkflowDefinition(
                definition.nodes().stream()
                        .map(node -> "first".equals(node.config().text("mode"))
                                ? new dev.triggo.workflow.Node(
                                        node.id(),
                                        node.type(),
                                        node.name(),
                                        node.config().with("mode", Json.of("append")),
                                        null,
                                        null,
                                        null,
                                        node.parentId(),
                                        node.options())
                                : node)
                        .toList(),
                definition.edges(),
                definition.onFailure());
    }

    private static RunState run(Graph graph, Supplier<String> where) {
        var row = new RunRow(
                new RunId("r"),
                new WorkspaceId("w"),
                new WorkflowId("f"),
                1,
                null,
                RunStatus.ACCEPTED,
                Source.ACTION,
                null,
                new PersonId("p"),
                "",
                1,
                null,
                null,
                0,
                null,
                new RunRow.Lease(null, 0));
        var state = new RunState(graph);
        state.apply(new RunEvent.RunAccepted(INPUT, "action", false), 1);
        boolean moved = true;
        while (!state.status().isFinal()) {
            assertTrue(moved, () -> "it hangs: " + where.get());
            moved = false;
            for (Decision decision : Engine.next(state, 1)) {
                moved |= carryOut(decision, state, row);
            }
        }
        return state;
    }

    private static boolean carryOut(Decision decision, RunState state, RunRow row) {
        switch (decision) {
            case Decision.Record r -> state.apply(r.event(), 1);
            case Decision.FinishLoop f -> finished(state.known(f.step())).forEach(event -> state.apply(event, 1));
            case Decision.Start s -> {
                if (!state.mayBegin(s.step())) {
                    return false;
                }
                var prepared = StepRunner.prepare(row.about("Test"), state, s.step(), new StepRunner.Try(1, 1));
                state.apply(new RunEvent.StepStarted(s.step(), 1, Json.EMPTY_OBJECT), 1);
                Engine.outcome(state.known(s.step()), Underway.carryOut(prepared), 0, 0)
                        .forEach(event -> state.apply(event, 1));
            }
            case Decision.Ask a -> throw new AssertionError(a);
            case Decision.Wait w -> {
                return false;
            }
        }
        return true;
    }

    @Test
    void templatesMeanTheSame() {
        Json.Obj roots = (Json.Obj) Json.parse("""
                {"a": {"b": [1, "two", {"c": null, "odd key": true, "0": "zero"}], "t": "{{a.b}}", "x": {"y": 1.50}},
                 "l": [[], {}, -0.0, "", "\\\\"], "s": "text", "n": null}""");
        List<String> pieces = List.of(
                "{{a}}",
                "{{ a.b }}",
                "{{a.b.0}}",
                "{{a.b[1]}}",
                "{{a.b.2.c}}",
                "{{a.b[2][\"odd key\"]}}",
                "{{a.b.2.0}}",
                "{{a.t}}",
                "{{a.x.y}}",
                "{{a.x.y.z}}",
                "{{l}}",
                "{{l.3}}",
                "{{l[9]}}",
                "{{l.01}}",
                "{{l.4}}",
                "{{s}}",
                "{{s.0}}",
                "{{n}}",
                "{{n.m}}",
                "{{nowhere.at.all}}",
                "\\{{",
                "}}",
                "{",
                "}",
                "\\",
                "$1",
                " ",
                "ä",
                "\n");
        for (int seed = 0; seed < CASES; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            Json value = Json.object()
                    .put("k{{a}}", Json.array(List.of(Json.of(text.toString()))))
                    .build();
            Template template = Template.of(value);
            if (template.faults().isEmpty()) {
                assertEquals(NaiveTemplate.resolve(value, roots::get), template.resolve(roots::get), text::toString);
            }
        }
    }
}
