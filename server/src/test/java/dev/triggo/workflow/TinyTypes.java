package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A few kinds of node, enough to have every rule of validation tried. */
final class TinyTypes implements NodeTypes {
    private record Kind(
            String type,
            String schema,
            Set<String> handleSet,
            Set<String> deferredFields,
            boolean isTrigger,
            boolean takesOptions,
            boolean usesConnector)
            implements NodeType {
        Kind(String type, String schema) {
            this(type, schema, Set.of(), Set.of(), false, false, false);
        }

        @Override
        public Json.Obj configSchema(Node node) {
            return (Json.Obj) Json.parse(schema);
        }

        @Override
        public Set<String> handles(Node node) {
            return handleSet;
        }

        @Override
        public boolean hasBody() {
            return type.equals("loop");
        }

        @Override
        public Set<String> extraRoots() {
            return deferredFields.isEmpty() ? Set.of() : Set.of("item", "index");
        }

        @Override
        public List<WorkflowProblem> check(Node node) {
            return node.config().has("forbidden")
                    ? List.of(new WorkflowProblem(null, "/config/forbidden", "forbidden", "Remove it."))
                    : List.of();
        }
    }

    private static final String FREE = "{\"type\": \"object\"}";

    private final List<Kind> kinds = List.of(
            new Kind("action_input", "{\"type\":\"object\",\"properties\":{\"inputSchema\":{\"type\":\"object\"}}}"),
            new Kind(
                    "return_output",
                    "{\"type\":\"object\",\"required\":[\"output\"],\"properties\":{\"output\":true}}"),
            new Kind("set", FREE),
            new Kind("condition", FREE, orderedHandles(), Set.of(), false, false, false),
            new Kind("filter", FREE, Set.of(), Set.of("rules"), false, false, false),
            new Kind("loop", FREE),
            new Kind("hook", FREE, Set.of(), Set.of(), true, false, true),
            new Kind("broken", "{\"type\":\"strange\"}"),
            new Kind("connector", """
                    {"type": "object", "required": ["url"], "additionalProperties": false,
                     "properties": {"url": {"type": "string", "format": "uri"}, "method": {"enum": ["GET", "POST"]},
                                    "times": {"type": "integer", "minimum": 1}, "tags": {"type": "array", "minItems": 1},
                                    "body": {"oneOf": [{"type": "string"}, {"type": "object", "required": ["kind"],
                                        "properties": {"kind": {"const": "a"}}}]}}}
                    """, Set.of(), Set.of(), false, true, true));

    private static Set<String> orderedHandles() {
        return new java.util.LinkedHashSet<>(List.of("true", "false"));
    }

    @Override
    public @Nullable NodeType find(String type) {
        return kinds.stream()
                .filter(kind -> kind.type().equals(type))
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<String> names() {
        return kinds.stream().map(Kind::type).toList();
    }
}
