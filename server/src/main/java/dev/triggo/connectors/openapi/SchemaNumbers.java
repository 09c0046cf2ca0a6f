package dev.triggo.connectors.openapi;

import dev.triggo.kernel.Json;
import java.util.List;

/** The limits of a schema that are numbers, as JSON Schema 2020-12 writes them. */
final class SchemaNumbers {
    private static final List<String> COUNTS = List.of(
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minContains",
            "maxContains");
    private static final List<String> NUMBERS =
            List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");

    private SchemaNumbers() {}

    static void copy(Json.Obj source, Json.Builder made) {
        for (String word : COUNTS) {
            if (source.get(word) instanceof Json.Num n
                    && n.asInt() != null
                    && n.value().signum() >= 0) {
                made.put(word, n);
            }
        }
        for (String word : NUMBERS) {
            if (source.get(word) instanceof Json.Num n
                    && (!word.equals("multipleOf") || n.value().signum() > 0)) {
                boolean open = word.equals("minimum") && source.get("exclusiveMinimum") == Json.Bool.TRUE
                        || word.equals("maximum") && source.get("exclusiveMaximum") == Json.Bool.TRUE;
                made.put(open ? word.equals("minimum") ? "exclusiveMinimum" : "exclusiveMaximum" : word, n);
            }
        }
        if (source.get("uniqueItems") == Json.Bool.TRUE) {
            made.put("uniqueItems", true);
        }
    }
}
