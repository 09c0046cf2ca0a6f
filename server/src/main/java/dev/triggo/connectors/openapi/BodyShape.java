package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a body, for a body that has no others: its fields can then stand among the parameters.
 *
 * @param properties schemas as the document has them, which may be references
 */
record BodyShape(Map<String, Json> properties, Set<String> required) {
    private static final int MAX_PROPERTIES = 300;
    private static final int MAX_DEPTH = 12;
    private static final List<String> OTHERWISE =
            List.of("oneOf", "anyOf", "not", "patternProperties", "if", "const", "enum", "propertyNames");

    /** Null for a body that is something else, or may have members that are not told. */
    static @Nullable BodyShape of(Refs refs, Json schema) throws Refs.Broken {
        var shape = new BodyShape(new LinkedHashMap<>(), new LinkedHashSet<>());
        boolean plain = new Taking(refs, shape).take(schema, 0);
        return plain && !shape.properties.isEmpty() ? shape : null;
    }

    /** Puts together what a schema and those that it is made of say. */
    private static final class Taking {
        private final Refs refs;
        private final BodyShape shape;

        /** What was taken before says nothing new, in however many ways one comes to it. */
        private final Set<Json.Obj> taken = Collections.newSetFromMap(new IdentityHashMap<>());

        Taking(Refs refs, BodyShape shape) {
            this.refs = refs;
            this.shape = shape;
        }

        boolean take(Json from, int depth) throws Refs.Broken {
            Json.Obj schema = refs.object(from);
            if (schema == null || depth > MAX_DEPTH || OTHERWISE.stream().anyMatch(schema::has) || !isObject(schema)) {
                return false;
            }
            if (!taken.add(schema)) {
                return true;
            }
            Json more = schema.get("additionalProperties");
            List<Json> parts = JsonParts.items(schema.get("allOf"));
            Json.Obj own = JsonParts.object(schema.get("properties"));
            refs.work().charge(1 + parts.size());
            if (more instanceof Json.Obj
                    || more == Json.Bool.TRUE
                    || own.fields().size() > MAX_PROPERTIES
                    || JsonParts.items(schema.get("required")).size() > MAX_PROPERTIES) {
                return false;
            }
            for (Json part : parts) {
                if (!take(part, depth + 1)) {
                    return false;
                }
            }
            refs.work().charge(own.fields().size());
            own.fields().forEach(this::add);
            shape.required.addAll(JsonParts.strings(schema.get("required")));
            return shape.properties.size() <= MAX_PROPERTIES;
        }

        private void add(String name, Json property) {
            Json known = shape.properties.get(name);
            shape.properties.put(
                    name,
                    known == null || known.equals(property)
                            ? property
                            : Json.object()
                                    .put("allOf", Json.array(List.of(known, property)))
                                    .build());
        }
    }

    private static boolean isObject(Json.Obj schema) {
        Json type = schema.get("type");
        return type == null
                || type.equals(Json.of("object"))
                || (type instanceof Json.Arr several
                        && several.items().size() <= 2
                        && several.items().contains(Json.of("object")));
    }
}
