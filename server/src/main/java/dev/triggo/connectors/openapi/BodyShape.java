package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
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
        boolean plain = shape.take(refs, schema, 0);
        return plain && !shape.properties.isEmpty() && shape.properties.size() <= MAX_PROPERTIES ? shape : null;
    }

    private boolean take(Refs refs, Json from, int depth) throws Refs.Broken {
        Json.Obj schema = refs.object(from);
        if (schema == null || depth > MAX_DEPTH || OTHERWISE.stream().anyMatch(schema::has) || !isObject(schema)) {
            return false;
        }
        Json more = schema.get("additionalProperties");
        if (more instanceof Json.Obj || more == Json.Bool.TRUE) {
            return false;
        }
        for (Json part : JsonParts.items(schema.get("allOf"))) {
            if (!take(refs, part, depth + 1)) {
                return false;
            }
        }
        JsonParts.object(schema.get("properties")).fields().forEach((name, property) -> {
            Json known = properties.get(name);
            properties.put(
                    name,
                    known == null || known.equals(property)
                            ? property
                            : Json.object()
                                    .put("allOf", Json.array(List.of(known, property)))
                                    .build());
        });
        required.addAll(JsonParts.strings(schema.get("required")));
        return true;
    }

    private static boolean isObject(Json.Obj schema) {
        Json type = schema.get("type");
        return type == null
                || type.equals(Json.of("object"))
                || (type instanceof Json.Arr several
                        && several.items().contains(Json.of("object"))
                        && several.items().size() <= 2);
    }
}
