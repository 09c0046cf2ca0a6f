package dev.triggo.sdk;

import java.util.List;
import java.util.Map;

/** The JSON Schema of a property. */
final class PropertySchema {
    private static final List<String> SCALARS = List.of("string", "number", "boolean");

    private PropertySchema() {}

    static Map<String, Object> of(Property property) {
        var schema = Property.ordered();
        shape(property, schema);
        schema.put("title", property.displayName());
        if (!property.description().isEmpty()) {
            schema.put("description", property.description());
        }
        if (property.defaultValue() != null) {
            schema.put("default", property.defaultValue());
        }
        Property.Asked asked = property.asked();
        if (asked != null) {
            schema.put("x-choices", Map.of("needs", asked.needs()));
        }
        return schema;
    }

    private static void shape(Property property, Map<String, Object> schema) {
        switch (property.kind()) {
            case SHORT_TEXT, LONG_TEXT, DYNAMIC_DROPDOWN -> text(property, schema);
            case SECRET -> {
                text(property, schema);
                schema.put("writeOnly", true);
            }
            case EMAIL -> format(property, schema, "email");
            case URL -> format(property, schema, "uri");
            case DATE_TIME -> format(property, schema, "date-time");
            case DATE -> format(property, schema, "date");
            case NUMBER -> number(property, schema, "number");
            case INTEGER -> number(property, schema, "integer");
            case CHECKBOX -> schema.put("type", "boolean");
            case DROPDOWN -> {
                schema.put("type", "string");
                schema.put("enum", property.options());
            }
            case MULTI_SELECT -> {
                schema.put("type", "array");
                schema.put("items", Map.of("enum", property.options()));
                schema.put("uniqueItems", true);
                limits(property, schema, "minItems", "maxItems");
            }
            case ARRAY -> {
                schema.put("type", "array");
                inside(property, schema, "items");
                limits(property, schema, "minItems", "maxItems");
            }
            case OBJECT -> {
                schema.put("type", "object");
                inside(property, schema, "additionalProperties");
                limits(property, schema, "minProperties", "maxProperties");
            }
            case JSON -> {}
            case FILE -> {
                schema.put("type", "object");
                var parts = Property.ordered();
                parts.put("name", Map.of("type", "string"));
                parts.put("contentType", Map.of("type", "string"));
                parts.put("base64", pair("type", "string", "contentEncoding", "base64"));
                schema.put("properties", parts);
                schema.put("required", List.of("name", "base64"));
            }
        }
    }

    private static void text(Property property, Map<String, Object> schema) {
        schema.put("type", "string");
        limits(property, schema, "minLength", "maxLength");
    }

    private static void format(Property property, Map<String, Object> schema, String format) {
        text(property, schema);
        schema.put("format", format);
    }

    private static void number(Property property, Map<String, Object> schema, String type) {
        schema.put("type", type);
        limits(property, schema, "minimum", "maximum");
    }

    private static void limits(Property property, Map<String, Object> schema, String least, String most) {
        if (property.limits().least() != null) {
            schema.put(least, property.limits().least());
        }
        if (property.limits().most() != null) {
            schema.put(most, property.limits().most());
        }
    }

    private static void inside(Property property, Map<String, Object> schema, String keyword) {
        switch (property.values()) {
            case ANY -> {}
            case TEXT -> schema.put(keyword, Map.of("type", "string"));
            case SCALAR -> schema.put(keyword, Map.of("type", SCALARS));
            case SCALAR_OR_LIST ->
                schema.put(
                        keyword,
                        pair(
                                "type",
                                List.of("string", "number", "boolean", "array"),
                                "items",
                                Map.of("type", SCALARS)));
        }
    }

    /** Of two fields in this order: that of {@code Map.of} differs from start to start. */
    private static Map<String, Object> pair(String one, Object first, String other, Object second) {
        var both = Property.ordered();
        both.put(one, first);
        both.put(other, second);
        return both;
    }
}
