package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.List;

/** The verdict on a definition: every problem at once. */
public record Validation(WorkflowDefinition definition, WorkflowType type, List<WorkflowProblem> problems) {
    public static Validation of(Json definition, NodeTypes types) {
        throw new IllegalStateException("being written");
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
