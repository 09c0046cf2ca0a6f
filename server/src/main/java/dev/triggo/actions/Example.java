package dev.triggo.actions;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inputs that fit a schema, to show a caller what to send: the schema's own examples, else one that is made up from
 * defaults, constants, enumerations and types. Nothing that does not fit is ever shown.
 */
final class Example {
    private static final int MAX_GIVEN = 3;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_PROPERTIES = 30;
    private static final int MAX_ITEMS = 5;
    private static final int MAX_TEXT = 200;
    private static final int MAX_VALUES = 500;
    private static final int CHARACTERS_PER_VALUE = 40;
    private static final int NAMES_PER_VALUE = 1_000;

    private static final Map<String, String> BY_FORMAT = Map.ofEntries(
            Map.entry("email", "ada@example.com"),
            Map.entry("idn-email", "ada@example.com"),
            Map.entry("uri", "https://example.com/"),
            Map.entry("iri", "https://example.com/"),
            Map.entry("uri-reference", "/path"),
            Map.entry("hostname", "example.com"),
            Map.entry("ipv4", "192.0.2.1"),
            Map.entry("ipv6", "2001:db8::1"),
            Map.entry("uuid", "123e4567-e89b-42d3-a456-426614174000"),
            Map.entry("date-time", "2026-01-31T09:30:00Z"),
            Map.entry("date", "2026-01-31"),
            Map.entry("time", "09:30:00Z"),
            Map.entry("duration", "PT1H"),
            Map.entry("json-pointer", "/path"));

    private final Json.Obj root;
    private final boolean requiredOnly;

    /** How many values may still be made: a schema that refers to itself a few times over asks for billions. */
    private int left = MAX_VALUES;

    private Example(Json.Obj root, boolean requiredOnly) {
        this.root = root;
        this.requiredOnly = requiredOnly;
    }

    /** At most three inputs that fit; none when no fitting one was found. */
    static Json.Arr of(Json.Obj schema, JsonSchema compiled) {
        if (schema.get("examples") instanceof Json.Arr given) {
            List<Json> fitting = given.items().stream()
                    .filter(example -> example instanceof Json.Obj
                            && compiled.check(example).isEmpty())
                    .limit(MAX_GIVEN)
                    .toList();
            if (!fitting.isEmpty()) {
                return Json.array(fitting);
            }
        }
        for (boolean requiredOnly : new boolean[] {false, true}) {
            var example = new Example(schema, requiredOnly);
            Json made = example.value(schema, 0);
            if (example.left >= 0
                    && made instanceof Json.Obj
                    && compiled.check(made).isEmpty()) {
                return Json.array(List.of(made));
            }
        }
        return Json.EMPTY_ARRAY;
    }

    private Json value(@Nullable Json schema, int depth) {
        if (!(schema instanceof Json.Obj rules) || depth > MAX_DEPTH || --left < 0) {
            return Json.of("text");
        }
        for (String given : new String[] {"const", "default"}) {
            Json value = rules.get(given);
            if (value != null) {
                return counted(value);
            }
        }
        for (String given : new String[] {"examples", "enum"}) {
            if (rules.get(given) instanceof Json.Arr values && !values.items().isEmpty()) {
                return counted(values.items().getFirst());
            }
        }
        Json.Obj other = elsewhere(rules);
        return other == null ? byType(rules, depth) : value(other, depth + 1);
    }

    /** A value of the schema's own, which can be long and stand in many places. */
    private Json counted(Json value) {
        left -= value.write().length() / CHARACTERS_PER_VALUE;
        return value;
    }

    /** The schema that this one leaves the matter to: a local reference, or the first of its alternatives. */
    private Json.@Nullable Obj elsewhere(Json.Obj rules) {
        String reference = rules.text("$ref");
        if (reference != null && reference.equals("#")) {
            return root;
        }
        if (reference != null && reference.startsWith("#/")) {
            return pointed(reference.substring(2));
        }
        if (rules.has("type") || rules.has("properties")) {
            return null;
        }
        for (String choice : new String[] {"oneOf", "anyOf", "allOf"}) {
            if (rules.get(choice) instanceof Json.Arr options
                    && !options.items().isEmpty()
                    && options.items().getFirst() instanceof Json.Obj first) {
                return first;
            }
        }
        return null;
    }

    private Json.@Nullable Obj pointed(String pointer) {
        Json at = root;
        for (String step : pointer.split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            at = at instanceof Json.Obj object && object.get(name) instanceof Json next ? next : Json.Null.NULL;
        }
        return at instanceof Json.Obj found ? found : null;
    }

    private Json byType(Json.Obj rules, int depth) {
        String type = rules.text("type");
        if (type == null
                && rules.get("type") instanceof Json.Arr types
                && !types.items().isEmpty()) {
            type = types.items().getFirst() instanceof Json.Str first ? first.value() : null;
        }
        if (type == null) {
            type = rules.has("properties") || depth == 0 ? "object" : rules.has("items") ? "array" : "string";
        }
        return switch (type) {
            case "object" -> object(rules, depth);
            case "array" -> array(rules, depth);
            case "integer" -> number(rules, true);
            case "number" -> number(rules, false);
            case "boolean" -> Json.of(true);
            case "null" -> Json.Null.NULL;
            case String text -> text(rules);
        };
    }

    private Json object(Json.Obj rules, int depth) {
        var made = Json.object();
        // As texts, which a set finds soon whatever their hashes are.
        var required = new HashSet<String>();
        if (rules.get("required") instanceof Json.Arr names) {
            names.items().forEach(name -> required.add(name instanceof Json.Str text ? text.value() : ""));
        }
        left -= required.size() / NAMES_PER_VALUE;
        int count = 0;
        if (rules.get("properties") instanceof Json.Obj properties) {
            for (var property : properties.fields().entrySet()) {
                boolean needed = required.contains(property.getKey());
                if (left > 0 && (needed || (!requiredOnly && count < MAX_PROPERTIES && depth < MAX_DEPTH / 2))) {
                    made.put(property.getKey(), value(property.getValue(), depth + 1));
                    count++;
                }
            }
        }
        return made.build();
    }

    private Json array(Json.Obj rules, int depth) {
        int least = bound(rules, "minItems", 0);
        int count = Math.min(Math.max(least, requiredOnly ? 0 : 1), MAX_ITEMS);
        var items = new ArrayList<Json>();
        for (int i = 0; i < count; i++) {
            items.add(value(rules.get("items"), depth + 1));
        }
        return Json.array(items);
    }

    private static Json number(Json.Obj rules, boolean whole) {
        BigDecimal least = null;
        if (rules.get("minimum") instanceof Json.Num minimum) {
            least = minimum.value();
        }
        if (rules.get("exclusiveMinimum") instanceof Json.Num above) {
            BigDecimal next = above.value().add(BigDecimal.ONE);
            least = least == null ? next : least.max(next);
        }
        if (least == null && rules.get("maximum") instanceof Json.Num maximum) {
            least = maximum.value().min(BigDecimal.ONE);
        }
        BigDecimal value = least == null ? BigDecimal.ONE : least;
        if (rules.get("multipleOf") instanceof Json.Num step && step.value().signum() > 0) {
            BigDecimal rest = value.remainder(step.value());
            value = rest.signum() == 0 ? value : value.subtract(rest).add(step.value());
        }
        if (whole) {
            value = value.setScale(0, RoundingMode.CEILING);
        }
        return new Json.Num(value.stripTrailingZeros().toPlainString());
    }

    private static Json text(Json.Obj rules) {
        String format = rules.text("format");
        String known = format == null ? null : BY_FORMAT.get(format);
        if (known != null) {
            return Json.of(known);
        }
        int least = Math.min(bound(rules, "minLength", 0), MAX_TEXT);
        int most = bound(rules, "maxLength", MAX_TEXT);
        String text = "text";
        while (text.length() < least) {
            text += " text";
        }
        // A cut text must not fall below what is needed.
        return Json.of(text.substring(0, Math.max(Math.min(text.length(), most), Math.min(least, text.length()))));
    }

    private static int bound(Json.Obj rules, String keyword, int otherwise) {
        return rules.get(keyword) instanceof Json.Num number && number.asInt() instanceof Integer value
                ? Math.max(value, 0)
                : otherwise;
    }
}
