package dev.triggo.connectors.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plain values written down in order: {@code Map.of} has another order at each start, and what is told to models must
 * not. As an object of its own it is a JSON Schema of an object, under way.
 */
final class Shape {
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private List<String> always = List.of();

    private Shape() {}

    /** {@code name, value, name, value …}; a null value stays. */
    static Map<String, @Nullable Object> map(@Nullable Object... pairs) {
        var made = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            made.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return Collections.unmodifiableMap(made);
    }

    /** The same for definitions, which hold no null. */
    private static Map<String, Object> ordered(Object... pairs) {
        var made = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            made.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return Collections.unmodifiableMap(made);
    }

    static Shape object() {
        return new Shape();
    }

    Shape text(String name, String description) {
        return put(name, ordered("type", "string", "description", description));
    }

    Shape whole(String name, String description) {
        return put(name, ordered("type", "integer", "description", description));
    }

    Shape flag(String name, String description) {
        return put(name, ordered("type", "boolean", "description", description));
    }

    /** Text that the service may leave null. */
    Shape textOrNull(String name, String description) {
        return put(name, ordered("type", List.of("string", "null"), "description", description));
    }

    Shape any(String name, String description) {
        return put(name, ordered("description", description));
    }

    Shape thing(String name, String description) {
        return put(name, ordered("type", "object", "description", description));
    }

    Shape thing(String name, Shape inside) {
        return put(name, inside.build());
    }

    Shape texts(String name, String description) {
        return put(name, ordered("type", "array", "items", TEXT, "description", description));
    }

    Shape list(String name, Shape items) {
        return put(name, ordered("type", "array", "items", items.build()));
    }

    Shape list(String name, String description) {
        return put(name, ordered("type", "array", "description", description));
    }

    /** An object whose fields, whatever their names, are text. */
    Shape textsByName(String name, String description) {
        return put(name, ordered("type", "object", "additionalProperties", TEXT, "description", description));
    }

    /** These fields are always there. */
    Shape always(String... names) {
        always = List.of(names);
        return this;
    }

    private Shape put(String name, Map<String, Object> schema) {
        fields.put(name, schema);
        return this;
    }

    Map<String, Object> build() {
        var properties = Collections.unmodifiableMap(fields);
        return always.isEmpty()
                ? ordered("type", "object", "properties", properties)
                : ordered("type", "object", "properties", properties, "required", always);
    }
}
