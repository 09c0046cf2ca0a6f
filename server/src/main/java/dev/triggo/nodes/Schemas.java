package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Schemas that stand in configs: checked when a definition is saved, compiled once for many runs. */
final class Schemas {
    static final String RULE = "invalid_schema";

    private static final int KEPT = 500;
    private static final int NAMED = 5;

    private final ConcurrentMap<Json, JsonSchema> compiled = new ConcurrentHashMap<>();

    static List<WorkflowProblem> check(Node node, String field, Json schema) {
        return JsonSchema.faults(schema).stream()
                .map(fault -> new WorkflowProblem(node.id(), "/config/" + field + fault.path(), RULE, fault.message()))
                .toList();
    }

    /** All ways in which the value does not fit. Throws IllegalArgumentException when the schema is not sound. */
    List<SchemaError> faults(Json schema, Json value) {
        JsonSchema known = compiled.get(schema);
        if (known == null) {
            known = JsonSchema.compile(schema);
            if (compiled.size() >= KEPT) {
                compiled.clear();
            }
            compiled.put(schema, known);
        }
        return known.check(value);
    }

    /** The faults in one line, paths first; the first few of them. */
    static String line(List<SchemaError> faults) {
        String named = String.join(
                "; ",
                faults.stream()
                        .limit(NAMED)
                        .map(fault ->
                                (fault.path().isEmpty() ? "the whole value" : fault.path()) + " " + fault.message())
                        .toList());
        return faults.size() > NAMED ? named + "; and " + (faults.size() - NAMED) + " more" : named;
    }
}
