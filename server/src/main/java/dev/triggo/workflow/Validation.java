package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The verdict on a definition: every problem at once. */
public record Validation(WorkflowDefinition definition, WorkflowType type, List<WorkflowProblem> problems) {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_NODES = 500;
    private static final int MAX_EDGES = 1_000;
    private static final int MAX_PROBLEMS = 200;

    public static Validation of(Json definition, NodeTypes types) {
        WorkflowDefinition.Read read = WorkflowDefinition.read(definition);
        var problems = new ArrayList<>(read.problems());
        WorkflowDefinition graph = read.definition();
        if (isWithinLimits(definition, graph, problems)) {
            problems.addAll(new NodeCheck(graph, types).problems());
            problems.addAll(new GraphCheck(graph, types).problems());
        }
        List<WorkflowProblem> told = problems.size() > MAX_PROBLEMS ? problems.subList(0, MAX_PROBLEMS) : problems;
        return new Validation(graph, graph.type(types), List.copyOf(told));
    }

    /** Past the limits the rest is not looked at: it could cost more than a caller may cause. */
    private static boolean isWithinLimits(Json definition, WorkflowDefinition graph, List<WorkflowProblem> problems) {
        int before = problems.size();
        if (definition.write().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            problems.add(new WorkflowProblem(null, "", "too_large", "The definition is larger than 1 MiB."));
        }
        if (graph.nodes().size() > MAX_NODES) {
            problems.add(new WorkflowProblem(
                    null, "/nodes", "too_many", "There are more than " + MAX_NODES + " nodes: split the workflow."));
        }
        if (graph.edges().size() > MAX_EDGES) {
            problems.add(new WorkflowProblem(
                    null, "/edges", "too_many", "There are more than " + MAX_EDGES + " edges: split the workflow."));
        }
        return problems.size() == before;
    }

    public boolean valid() {
        return problems.isEmpty();
    }

    /** {@code {valid, problems[]}}. */
    public Json.Obj toJson() {
        return Json.object()
                .put("valid", valid())
                .put(
                        "problems",
                        Json.array(
                                problems.stream().map(WorkflowProblem::toJson).toList()))
                .build();
    }
}
