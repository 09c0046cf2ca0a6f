package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.List;

/** The verdict on a definition: every problem at once. */
public record Validation(WorkflowDefinition definition, WorkflowType type, List<WorkflowProblem> problems) {
    public static Validation of(Json definition, NodeTypes types) {
        DefinitionReader read = DefinitionReader.read(definition, types.limits());
        Problems problems = read.problems();
        Entries entries = Entries.of(read.definition(), types);
        Graph graph = Graph.of(read.definition());
        if (definition instanceof Json.Obj top && top.get("nodes") instanceof Json.Arr) {
            entries.check(read, problems);
        }
        new GraphCheck(read, types, problems).check(graph, entries);
        var nodeCheck = new NodeCheck(read, types, graph, problems);
        read.definition().nodes().forEach(nodeCheck::check);
        nodeCheck.checkTogether();
        return new Validation(read.definition(), entries.type(), problems.all());
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
