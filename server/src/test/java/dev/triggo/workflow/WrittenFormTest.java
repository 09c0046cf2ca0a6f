package dev.triggo.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is told of the written form is what is read. */
class WrittenFormTest {
    private static Json.Obj at(Json.Obj schema, String... names) {
        Json.Obj here = schema;
        for (String name : names) {
            here = (Json.Obj) Objects.requireNonNull(here.get(name), name);
        }
        return here;
    }

    @Test
    void isASchemaAndNamesEveryFieldThatIsRead() {
        Json.Obj schema = WrittenForm.schema(WorkflowLimits.USUAL);
        assertEquals(List.of(), JsonSchema.faults(schema));
        Json.Obj node = at(schema, "properties", "nodes", "items", "properties");
        Json.Obj edge = at(schema, "properties", "edges", "items", "properties");
        Json.Obj options = at(node, "options", "properties");
        assertEquals(
                new TreeSet<>(DefinitionReader.TOP),
                new TreeSet<>(at(schema, "properties").fields().keySet()));
        assertEquals(
                new TreeSet<>(DefinitionReader.NODE),
                new TreeSet<>(node.fields().keySet()));
        assertEquals(
                new TreeSet<>(DefinitionReader.EDGE),
                new TreeSet<>(edge.fields().keySet()));
        assertEquals(
                new TreeSet<>(DefinitionReader.OPTIONS),
                new TreeSet<>(options.fields().keySet()));
    }

    @Test
    void itsBoundsAreThoseOfTheReader() {
        Json.Obj tight = WrittenForm.schema(WorkflowLimits.of("nodes=7,edges=8"));
        assertEquals(Json.of(7), at(tight, "properties", "nodes").get("maxItems"));
        assertEquals(Json.of(8), at(tight, "properties", "edges").get("maxItems"));
        Json.Obj options = at(
                WrittenForm.schema(WorkflowLimits.USUAL),
                "properties",
                "nodes",
                "items",
                "properties",
                "options",
                "properties");
        assertEquals(
                Json.of(NodeOptions.MAX_TIMEOUT_MS), at(options, "timeoutMs").get("maximum"));
        assertEquals(
                Json.of(NodeOptions.DEFAULT.maxRetries()),
                at(options, "maxRetries").get("default"));
        assertEquals(
                Json.of(NodeOptions.DEFAULT.baseIntervalMs()),
                at(options, "baseIntervalMs").get("default"));
    }
}
