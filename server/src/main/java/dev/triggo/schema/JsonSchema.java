package dev.triggo.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;

/**
 * A compiled JSON Schema (2020-12). Immutable and safe to share. Nothing is ever fetched.
 *
 * <p>Schemas are bounded in size, depth and number of subschemas; references stay inside the document; patterns are
 * matched in linear time; formats are asserted. A check always ends: one that would take too long says so as an error.
 */
public final class JsonSchema {
    private static final Set<String> ABOUT_THE_WHOLE =
            Set.of("oneOf", "not", "const", "enum", "uniqueItems", "maxContains");

    private final Json source;
    private final Schema compiled;
    private final Defaults defaults;

    private JsonSchema(Json source, Schema compiled) {
        this.source = source;
        this.compiled = compiled;
        this.defaults = new Defaults(source);
    }

    /** What keeps this from being a schema that we accept: invalid, remote references, out of bounds; all at once. */
    public static List<SchemaError> faults(Json schema) {
        try {
            return Soundness.faults(schema);
        } catch (StackOverflowError tooDeep) {
            return List.of(new SchemaError("", "The schema is nested too deeply.", "schema"));
        }
    }

    /** Compiles a schema without faults; throws IllegalArgumentException when it has some. */
    public static JsonSchema compile(Json schema) {
        List<SchemaError> faults = faults(schema);
        if (!faults.isEmpty()) {
            SchemaError first = faults.getFirst();
            throw new IllegalArgumentException("Not a usable schema: at '" + first.path() + "': " + first.message());
        }
        // The id and dialect are known by now; the library would only derive locations from them.
        Json plain = schema instanceof Json.Obj o ? o.without("$id").without("$schema") : schema;
        return new JsonSchema(plain, Validators.compile(Nodes.of(plain)));
    }

    /** All ways in which the value does not fit; empty when it does. At most 100 are told. */
    public List<SchemaError> check(Json value) {
        return told(value, Set.of());
    }

    /**
     * As {@link #check(Json)}, for a value that is not whole yet: what stands at these JSON Pointers counts as any value,
     * and a rule about alternatives is not held against an object that holds such a place.
     */
    public List<SchemaError> check(Json value, Set<String> open) {
        return told(value, open).stream()
                .filter(error -> !ABOUT_THE_WHOLE.contains(error.keyword())
                        || open.stream().noneMatch(place -> place.startsWith(error.path() + "/")))
                .toList();
    }

    private List<SchemaError> told(Json value, Set<String> open) {
        try {
            List<Error> errors =
                    Validators.check(compiled, open.isEmpty() ? Nodes.of(value) : Nodes.withOpen(value, open, ""));
            if (errors.isEmpty()) {
                return List.of();
            }
            var wording = new Wording(source);
            return errors.stream()
                    .limit(Bounds.ERRORS)
                    .map(wording::of)
                    .distinct()
                    .toList();
        } catch (RuntimeException | StackOverflowError bound) {
            // Bounds of the library and of ours, and whatever a hostile pair of schema and value may bring up besides.
            return List.of(new SchemaError(
                    "",
                    "This is too large or too deep to be checked against the schema; send less at once.",
                    "schema"));
        }
    }

    /** The value with {@code default}s filled in for object properties that are absent. */
    public Json withDefaults(Json value) {
        return defaults.fill(value);
    }
}
