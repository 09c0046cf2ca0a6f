package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.workflow.NodeTypes;
import dev.triggo.workflow.Validation;
import dev.triggo.workflow.WorkflowDefinition;
import dev.triggo.workflow.WorkflowLimits;
import dev.triggo.workflow.WorkflowProblem;
import dev.triggo.workflow.WorkflowType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A definition on its way into the store, with the verdict on it. Made before the write, because judging takes time that
 * a writer does not have.
 */
record Draft(String text, String problems, WorkflowType type) {
    /** A list shows no more than this of what is wrong with a draft. */
    private static final int PROBLEMS_KEPT = 20;

    private static final Json.Obj EMPTY = Json.object()
            .put("nodes", Json.EMPTY_ARRAY)
            .put("edges", Json.EMPTY_ARRAY)
            .build();

    /**
     * Null stands for the empty definition, a string for YAML or JSON text. BAD_REQUEST unless it is an object,
     * PAYLOAD_TOO_LARGE beyond the limit.
     */
    static Draft of(@Nullable Json definition, NodeTypes types) {
        Json content = switch (definition) {
            case null -> EMPTY;
            case Json.Str yaml -> WorkflowDefinition.fromYaml(yaml.value());
            case Json other -> other;
        };
        if (!(content instanceof Json.Obj)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "`definition` is an object with `nodes` and `edges`, not a bare value.");
        }
        String text = content.write();
        int most = types.limits().definition();
        if (text.getBytes(StandardCharsets.UTF_8).length > most) {
            throw Problem.of(
                    ProblemCode.PAYLOAD_TOO_LARGE,
                    "The definition has more than " + WorkflowLimits.size(most)
                            + ": keep large data out of it, or split the workflow.");
        }
        Validation verdict = Validation.of(content, types);
        Json.Arr problems = Json.array(verdict.problems().stream()
                .limit(PROBLEMS_KEPT)
                .map(WorkflowProblem::toJson)
                .toList());
        return new Draft(text, problems.write(), verdict.type());
    }
}
