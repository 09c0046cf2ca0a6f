package dev.triggo.schema;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.UnknownNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of an error: where, and what would fit. The value itself is never repeated: it may be a secret. */
final class Wording {
    private static final int LISTED = 20;
    private static final int LONGEST_TEXT = 300;

    private final Json schema;

    Wording(Json schema) {
        this.schema = schema;
    }

    SchemaError of(Error error) {
        String keyword = error.getKeyword();
        NodePath place = error.getSchemaLocation().getFragment();
        @Nullable Json at = find(place, place.getNameCount());
        @Nullable Json parent = find(place, place.getNameCount() - 1);
        // A schema that is `false` has no keyword of its own: its place ends at the keyword that holds it.
        @Nullable Json rule = parent instanceof Json.Obj o && o.has(keyword) ? o.get(keyword) : at;
        String message = message(error, keyword, rule, parent) + alternative(error.getEvaluationPath());
        return new SchemaError(pointer(error.getInstanceLocation()), message, keyword);
    }

    private static String message(Error error, String keyword, @Nullable Json rule, @Nullable Json parent) {
        String wanted = rule == null ? "" : brief(rule);
        return switch (keyword) {
            case "type" -> "This must be %s, not %s.".formatted(types(rule), article(argument(error, 0)));
            case "required" -> "The property %s is missing; it is required.".formatted(quoted(argument(error, 0)));
            case "dependentRequired" ->
                "The property %s is missing; it is required when %s is there."
                        .formatted(quoted(argument(error, 0)), quoted(argument(error, 1)));
            case "additionalProperties", "unevaluatedProperties" ->
                "The property %s is not allowed%s".formatted(quoted(argument(error, 0)), known(parent));
            case "unevaluatedItems", "items" -> "The item %s is not allowed.".formatted(argument(error, 0));
            case "enum" -> "This must be one of %s.".formatted(listed(rule));
            case "const" -> "This must be %s.".formatted(wanted);
            case "format" ->
                "This must be %s.".formatted(rule instanceof Json.Str s ? Formats.looks(s.value()) : wanted);
            case "pattern" -> "This must match the pattern %s.".formatted(wanted);
            case "minLength" -> "This must be at least %s characters long.".formatted(wanted);
            case "maxLength" -> "This must be at most %s characters long.".formatted(wanted);
            case "minimum" -> "This must be at least %s.".formatted(wanted);
            case "maximum" -> "This must be at most %s.".formatted(wanted);
            case "exclusiveMinimum" -> "This must be greater than %s.".formatted(wanted);
            case "exclusiveMaximum" -> "This must be less than %s.".formatted(wanted);
            case "multipleOf" -> "This must be a multiple of %s.".formatted(wanted);
            case "minItems" -> "This must have at least %s items.".formatted(wanted);
            case "maxItems" -> "This must have at most %s items.".formatted(wanted);
            case "minProperties" -> "This must have at least %s properties.".formatted(wanted);
            case "maxProperties" -> "This must have at most %s properties.".formatted(wanted);
            case "uniqueItems" -> "The items must differ from each other; at least two are equal.";
            case "contains", "minContains", "maxContains" -> contains(error, keyword);
            case "oneOf" ->
                "This must fit exactly one of the alternatives of oneOf; it fits " + argument(error, 0) + ".";
            case "not" -> "This must not fit %s.".formatted(wanted);
            case "propertyNames" -> "The name of the property %s is not allowed.".formatted(quoted(argument(error, 0)));
            case "false" -> "Nothing is allowed here; remove it.";
            default -> "This does not fit the rule %s of the schema.".formatted(keyword);
        };
    }

    private static String contains(Error error, String keyword) {
        String bound = keyword.equals("maxContains") ? "at most" : "at least";
        return "This must hold %s %s item that fits the schema under contains.".formatted(bound, argument(error, 0));
    }

    private static String types(@Nullable Json rule) {
        if (rule instanceof Json.Arr a) {
            var names = new ArrayList<String>();
            a.items().forEach(item -> names.add(item instanceof Json.Str s ? article(s.value()) : item.write()));
            return String.join(" or ", names);
        }
        return rule instanceof Json.Str s ? article(s.value()) : "of another type";
    }

    private static String article(String type) {
        return switch (type) {
            case "integer" -> "a whole number";
            case "null" -> "null";
            case "array", "object" -> "an " + type;
            default -> "a " + type;
        };
    }

    private static String known(@Nullable Json parent) {
        if (parent instanceof Json.Obj o
                && o.get("properties") instanceof Json.Obj names
                && !names.fields().isEmpty()) {
            List<String> known = names.fields().keySet().stream()
                    .limit(LISTED)
                    .map(Wording::quoted)
                    .toList();
            String more = names.fields().size() > LISTED ? " and others" : "";
            return "; known here: " + String.join(", ", known) + more + ".";
        }
        return "; remove it.";
    }

    private static String listed(@Nullable Json rule) {
        if (!(rule instanceof Json.Arr a)) {
            return "the listed values";
        }
        List<String> values =
                a.items().stream().limit(LISTED).map(Wording::brief).toList();
        return String.join(", ", values) + (a.items().size() > LISTED ? " and others" : "");
    }

    /** Which alternative of the innermost anyOf or oneOf it is about; numbered from 1, as people count. */
    private static String alternative(@Nullable NodePath evaluation) {
        if (evaluation == null) {
            return "";
        }
        for (int i = evaluation.getNameCount() - 1; i > 0; i--) {
            Object choice = evaluation.getElement(i - 1);
            if (evaluation.getElement(i) instanceof Integer index
                    && ("anyOf".equals(choice) || "oneOf".equals(choice))) {
                return " (Alternative %d of %s.)".formatted(index + 1, choice);
            }
        }
        return "";
    }

    private static String argument(Error error, int index) {
        Object[] arguments = error.getArguments();
        return arguments != null && index < arguments.length ? cut(String.valueOf(arguments[index])) : "";
    }

    private static String quoted(String name) {
        return "'" + cut(UnknownNames.visible(name)) + "'";
    }

    private static String brief(Json value) {
        return cut(value.write());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    private @Nullable Json find(NodePath place, int length) {
        @Nullable Json here = schema;
        for (int i = 0; i < length && here != null; i++) {
            String name = String.valueOf(place.getElement(i));
            here = Pointers.step(here, name);
        }
        return here;
    }

    private static String pointer(NodePath path) {
        var out = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            out.append('/').append(Pointers.escape(String.valueOf(path.getElement(i))));
        }
        return out.toString();
    }
}
