package dev.triggo.schema;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Fills in {@code default}s of absent properties, through {@code properties}, {@code items} and local {@code $ref}. */
final class Defaults {
    private static final int LONGEST_REF_CHAIN = 16;

    private final Json root;

    Defaults(Json root) {
        this.root = root;
    }

    Json fill(Json value) {
        @Nullable Json filled = filled(value, root);
        return filled == null ? value : filled;
    }

    /** The value with what it lacks, or null when it lacks nothing. */
    private @Nullable Json filled(Json value, Json schema) {
        if (!(followed(schema) instanceof Json.Obj rules)) {
            return null;
        }
        if (value instanceof Json.Obj o && rules.get("properties") instanceof Json.Obj properties) {
            return filledObject(o, properties);
        }
        return value instanceof Json.Arr a && rules.get("items") instanceof Json.Obj items
                ? filledItems(a, items)
                : null;
    }

    private @Nullable Json filledObject(Json.Obj value, Json.Obj properties) {
        @Nullable LinkedHashMap<String, Json> copy = null;
        for (var property : properties.fields().entrySet()) {
            @Nullable Json present = value.get(property.getKey());
            @Nullable
            Json wanted = present == null ? standIn(property.getValue()) : filled(present, property.getValue());
            if (wanted != null) {
                copy = copy == null ? new LinkedHashMap<>(value.fields()) : copy;
                copy.put(property.getKey(), wanted);
            }
        }
        return copy == null ? null : new Json.Obj(Collections.unmodifiableMap(copy));
    }

    private @Nullable Json filledItems(Json.Arr value, Json items) {
        @Nullable ArrayList<Json> copy = null;
        for (int i = 0; i < value.items().size(); i++) {
            @Nullable Json whole = filled(value.items().get(i), items);
            if (whole != null) {
                copy = copy == null ? new ArrayList<>(value.items()) : copy;
                copy.set(i, whole);
            }
        }
        return copy == null ? null : new Json.Arr(Collections.unmodifiableList(copy));
    }

    /** A default goes in as it is written: nothing is filled into it, so that a recursive schema comes to an end. */
    private @Nullable Json standIn(Json property) {
        if (property instanceof Json.Obj rules && rules.has("default")) {
            return rules.get("default");
        }
        return followed(property) instanceof Json.Obj rules ? rules.get("default") : null;
    }

    private @Nullable Json followed(Json schema) {
        @Nullable Json here = schema;
        for (int i = 0; i < LONGEST_REF_CHAIN; i++) {
            if (!(here instanceof Json.Obj rules) || !(rules.get("$ref") instanceof Json.Str ref)) {
                return here;
            }
            // Rules beside a $ref apply as well as those behind it.
            if (rules.has("properties") || rules.has("items")) {
                return here;
            }
            here = References.target(root, ref.value());
        }
        return null;
    }
}
