package dev.triggo.mcp.tools;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;

/** JSON Schemas in one line each, for the table of tools. */
final class Schemas {
    /** A property of an object. */
    record Field(String name, Json.Obj schema, boolean required) {}

    private Schemas() {}

    static Field need(String name, Json.Obj schema) {
        return new Field(name, schema, true);
    }

    static Field may(String name, Json.Obj schema) {
        return new Field(name, schema, false);
    }

    /** The arguments of a tool: nothing but these. */
    static Json.Obj arguments(Field... fields) {
        return object(fields).with("additionalProperties", Json.of(false));
    }

    /** An object that has these, and perhaps more in later releases. */
    static Json.Obj object(Field... fields) {
        var properties = Json.object();
        var required = new ArrayList<String>();
        for (Field field : fields) {
            properties.put(field.name(), field.schema());
            if (field.required()) {
                required.add(field.name());
            }
        }
        return Json.object()
                .put("type", "object")
                .put("properties", properties.build())
                .putIf("required", required.isEmpty() ? null : Json.strings(required))
                .build();
    }

    static Json.Obj type(String... types) {
        return Json.object()
                .put("type", types.length == 1 ? Json.of(types[0]) : Json.strings(List.of(types)))
                .build();
    }

    static Json.Obj text() {
        return type("string");
    }

    static Json.Obj text(String description) {
        return told(text(), description);
    }

    static Json.Obj integer(int min, int max, String description) {
        return told(type("integer").with("minimum", Json.of(min)).with("maximum", Json.of(max)), description);
    }

    /** How long to wait. */
    static Json.Obj seconds(String description) {
        return told(type("number").with("minimum", Json.of(0)).with("maximum", Json.of(60)), description);
    }

    static Json.Obj flag(String description) {
        return told(type("boolean"), description);
    }

    static Json.Obj choice(String... values) {
        return text().with("enum", Json.strings(List.of(values)));
    }

    static Json.Obj list(Json.Obj items) {
        return type("array").with("items", items);
    }

    /** Any JSON value. */
    static Json.Obj any() {
        return Json.EMPTY_OBJECT;
    }

    static Json.Obj told(Json.Obj schema, String description) {
        return schema.with("description", Json.of(description));
    }
}
