package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Values that fit a schema: what has to be there, and no more. */
final class Examples {
    private static final int MAX_DEPTH = 12;

    private final Json.Obj root;
    private final List<String> words;
    private int left = 300;

    private Examples(Json.Obj root, List<String> words) {
        this.root = root;
        this.words = words;
    }

    /** @param root the schema whose {@code $defs} are referred to */
    Examples(Json.Obj root) {
        this(root, List.of("examples", "enum"));
    }

    /** As {@link #Examples(Json.Obj)}, past the examples in the schema: authors write some that do not fit it. */
    static Examples pastThoseGiven(Json.Obj root) {
        return new Examples(root, List.of("enum"));
    }

    /** The document's own example of a body or a response; null when it has none. */
    static @Nullable Json of(Refs refs, Json.Obj media) {
        Json example = media.get("example");
        if (example != null) {
            return example;
        }
        try {
            for (Json one : JsonParts.object(media.get("examples")).fields().values()) {
                Json.Obj object = refs.object(one);
                return object == null ? null : object.get("value");
            }
        } catch (Refs.Broken unknown) {
            return null;
        }
        return null;
    }

    /** A value for the whole schema. */
    Json make() {
        return value(root, 0);
    }

    private Json value(Json given, int depth) {
        if (!(given instanceof Json.Obj schema) || depth > MAX_DEPTH || left-- < 0) {
            return Json.Null.NULL;
        }
        String ref = schema.text("$ref");
        if (ref != null && ref.startsWith("#/$defs/")) {
            Json target = JsonParts.object(root.get("$defs")).get(ref.substring("#/$defs/".length()));
            return target == null ? Json.Null.NULL : value(target, depth + 1);
        }
        for (String word : List.of("const", "default")) {
            Json fixed = schema.get(word);
            if (fixed != null && fixed != Json.Null.NULL) {
                return fixed;
            }
        }
        for (String word : words) {
            List<Json> some = JsonParts.items(schema.get(word));
            if (!some.isEmpty()) {
                return some.getFirst();
            }
        }
        if (schema.get("allOf") instanceof Json.Arr all) {
            return together(schema, all, depth);
        }
        if (schema.get("anyOf") instanceof Json.Arr any && !any.items().isEmpty()) {
            Json first = any.items().getFirst();
            return schema.has("properties") && first instanceof Json.Obj one && !one.has("$ref")
                    ? object(joined(schema, one), depth)
                    : value(first, depth + 1);
        }
        return typed(schema, depth);
    }

    /** An object of which an alternative says what more there has to be. */
    private static Json.Obj joined(Json.Obj schema, Json.Obj more) {
        var required = new TreeSet<>(JsonParts.strings(schema.get("required")));
        required.addAll(JsonParts.strings(more.get("required")));
        return schema.without("anyOf")
                .with(
                        "properties",
                        merged(JsonParts.object(more.get("properties")), JsonParts.object(schema.get("properties"))))
                .with("required", Json.strings(required));
    }

    private Json together(Json.Obj schema, Json.Arr all, int depth) {
        Json.Obj sum = object(schema, depth);
        boolean isObject = schema.has("properties");
        Json other = Json.Null.NULL;
        for (Json part : all.items()) {
            Json value = part instanceof Json.Obj one && one.fields().isEmpty() ? null : value(part, depth + 1);
            if (value instanceof Json.Obj object) {
                sum = merged(sum, object);
                isObject = true;
            } else if (value != null) {
                other = value;
            }
        }
        return isObject ? sum : other;
    }

    private static Json.Obj merged(Json.Obj one, Json.Obj other) {
        var sum = new LinkedHashMap<>(one.fields());
        sum.putAll(other.fields());
        return new Json.Obj(Collections.unmodifiableMap(sum));
    }

    private Json typed(Json.Obj schema, int depth) {
        Json type = schema.get("type");
        String word = type instanceof Json.Str s ? s.value() : null;
        if (type instanceof Json.Arr several && !several.items().isEmpty()) {
            word = several.items().getFirst() instanceof Json.Str s ? s.value() : null;
        }
        if (word == null) {
            boolean members = schema.has("properties") || schema.has("required") || schema.has("additionalProperties");
            word = members ? "object" : schema.has("items") ? "array" : "string";
        }
        return switch (word) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer", "number" -> number(schema);
            case "boolean" -> Json.of(true);
            case "null" -> Json.Null.NULL;
            default -> text(schema);
        };
    }

    private Json.Obj object(Json.Obj schema, int depth) {
        var made = Json.object();
        Json.Obj properties = JsonParts.object(schema.get("properties"));
        for (String name : JsonParts.strings(schema.get("required"))) {
            Json property = properties.get(name);
            made.put(name, property == null ? Json.of("text") : value(property, depth + 1));
        }
        return made.build();
    }

    private Json array(Json.Obj schema, int depth) {
        Integer least = schema.get("minItems") instanceof Json.Num n ? n.asInt() : null;
        int count = least == null ? 1 : Math.clamp(least, 1, 20);
        var items = new ArrayList<Json>();
        Json item = schema.get("items");
        for (int i = 0; i < count && (item != null || least != null); i++) {
            items.add(item == null ? Json.of("text") : value(item, depth + 1));
        }
        return Json.array(items);
    }

    private static Json number(Json.Obj schema) {
        BigDecimal value = BigDecimal.ONE;
        if (schema.get("minimum") instanceof Json.Num n && n.value().compareTo(value) > 0) {
            value = n.value();
        }
        if (schema.get("exclusiveMinimum") instanceof Json.Num n && n.value().compareTo(value) >= 0) {
            value = n.value().add(BigDecimal.ONE);
        }
        if (schema.get("maximum") instanceof Json.Num n && n.value().compareTo(value) < 0) {
            value = n.value();
        }
        if (schema.get("multipleOf") instanceof Json.Num n
                && value.remainder(n.value()).signum() != 0) {
            value = n.value();
        }
        return Json.of(value);
    }

    private static Json text(Json.Obj schema) {
        String format = schema.text("format");
        String text = switch (format == null ? "" : format) {
            case "date-time" -> "2026-01-31T09:30:00Z";
            case "date" -> "2026-01-31";
            case "time" -> "09:30:00Z";
            case "duration" -> "PT1H";
            case "email", "idn-email" -> "ada@example.com";
            case "uri", "url", "iri" -> "https://example.com";
            case "uuid" -> "3f0e2f6c-8c1e-4b5a-9d57-0b8a3c1d2e4f";
            case "hostname", "idn-hostname" -> "example.com";
            case "ipv4" -> "192.0.2.1";
            case "ipv6" -> "2001:db8::1";
            case "byte" -> "dGV4dA==";
            default -> "text";
        };
        String pattern = schema.text("pattern");
        if (pattern != null) {
            text = PatternText.of(pattern, text);
        }
        Integer least = schema.get("minLength") instanceof Json.Num n ? n.asInt() : null;
        Integer most = schema.get("maxLength") instanceof Json.Num n ? n.asInt() : null;
        if (least != null && text.length() < least && least <= 500) {
            text = text + "x".repeat(least - text.length());
        }
        return Json.of(most != null && text.length() > most ? text.substring(0, most) : text);
    }
}
