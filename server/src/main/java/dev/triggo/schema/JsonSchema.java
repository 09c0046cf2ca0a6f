package dev.triggo.schema;

import dev.triggo.kernel.Json;
import java.util.List;

/** A compiled JSON Schema (2020-12). Immutable and safe to share. Nothing is ever fetched. */
public final class JsonSchema {
    /** What keeps this from being a schema that we accept: invalid, remote references, out of bounds; all at once. */
    public static List<SchemaError> faults(Json schema) {
        throw new IllegalStateException("being written");
    }

    /** Compiles a schema without faults; throws IllegalArgumentException when it has some. */
    public static JsonSchema compile(Json schema) {
        throw new IllegalStateException("being written");
    }

    /** All ways in which the value does not fit; empty when it does. */
    public List<SchemaError> check(Json value) {
        throw new IllegalStateException("being written");
    }

    /** The value with {@code default}s filled in for object properties that are absent. */
    public Json withDefaults(Json value) {
        throw new IllegalStateException("being written");
    }
}
