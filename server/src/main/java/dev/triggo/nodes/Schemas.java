package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.Texts;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Schemas that stand in configs: checked when a definition is saved, compiled once for many runs. */
final class Schemas {
    static final String RULE = "invalid_schema";

    private static final Set<String> SHOWN = Set.of("title", "description", "$comment");
    private static final int KEPT = 500;
    private static final int NAMED = 5;

    private final ConcurrentMap<Json, JsonSchema> compiled = new ConcurrentHashMap<>();

    static List<WorkflowProblem> check(Node node, String field, Json schema) {
        List<SchemaError> faults = JsonSchema.faults(schema);
        return (faults.isEmpty() ? hidden(schema) : faults)
                .stream()
                        .map(fault -> new WorkflowProblem(
                                node.id(), "/config/" + field + fault.path(), RULE, fault.message()))
                        .toList();
    }

    /** Agents are shown the schema: its names and texts must not hold what the people who look it over do not see. */
    private static List<SchemaError> hidden(Json schema) {
        var faults = new ArrayList<SchemaError>();
        collectHidden(schema, "", faults);
        return faults.size() > NAMED ? faults.subList(0, NAMED) : faults;
    }

    private static void collectHidden(Json part, String path, List<SchemaError> faults) {
        if (part instanceof Json.Arr array) {
            for (int i = 0; i < array.items().size(); i++) {
                collectHidden(array.items().get(i), path + "/" + i, faults);
            }
        } else if (part instanceof Json.Obj object) {
            object.fields().forEach((name, value) -> {
                if (!Texts.isVisible(name)) {
                    faults.add(new SchemaError(
                            path, "A name in here holds hidden or control characters; remove them.", "properties"));
                    return;
                }
                String here = path + "/" + name.replace("~", "~0").replace("/", "~1");
                if (value instanceof Json.Str text && SHOWN.contains(name) && !Texts.isVisible(text.value())) {
                    faults.add(
                            new SchemaError(here, "This text holds hidden or control characters; remove them.", name));
                }
                collectHidden(value, here, faults);
            });
        }
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
