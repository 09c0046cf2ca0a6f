package dev.triggo.connectors.openapi;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;

/** {@code nullable} of OpenAPI 3.0, which JSON Schema says otherwise. */
final class Nullable3 {
    private Nullable3() {}

    /** The schema, with null allowed besides. */
    static Json.Obj orNull(Json.Obj made) {
        if (made.fields().isEmpty()) {
            return made;
        }
        Json.Obj more = made;
        if (made.get("enum") instanceof Json.Arr values && !values.items().contains(Json.Null.NULL)) {
            var all = new ArrayList<>(values.items());
            all.add(Json.Null.NULL);
            more = made.with("enum", Json.array(all));
        }
        if (made.get("type") instanceof Json.Str one && !made.has("anyOf") && !made.has("allOf")) {
            return more.with("type", Json.array(List.of(one, Json.of("null"))));
        }
        if (!made.has("type") && !made.has("$ref") && !made.has("anyOf") && !made.has("allOf")) {
            return more;
        }
        return made.get("type") instanceof Json.Arr
                ? more
                : Json.object()
                        .put(
                                "anyOf",
                                Json.array(List.of(
                                        made, Json.object().put("type", "null").build())))
                        .build();
    }
}
