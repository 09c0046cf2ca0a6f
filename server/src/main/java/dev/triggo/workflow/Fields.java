package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes fields out of one object of a definition, and notes what is not as it should be. */
final class Fields {
    private final Json.Obj object;
    private final String at;
    private final @Nullable String nodeId;
    private final Problems problems;

    Fields(Json.Obj object, String at, @Nullable String nodeId, Problems problems) {
        this.object = object;
        this.at = at;
        this.nodeId = nodeId;
        this.problems = problems;
    }

    void refuseOthers(String what, Set<String> known) {
        for (String name : object.fields().keySet()) {
            if (!known.contains(name)) {
                String sorted = String.join(", ", known.stream().sorted().toList());
                problem(
                        name,
                        "unknown_field",
                        "%s has no field '%s'%s Known fields: %s."
                                .formatted(what, shown(name), sentence(Texts.didYouMean(name, known)), sorted));
            }
        }
    }

    /** The text, or null when the field is absent, null or no text; the latter is noted. */
    @Nullable
    String text(String name) {
        return switch (object.get(name)) {
            case null -> null;
            case Json.Null n -> null;
            case Json.Str s -> readable(name, s.value());
            case Json other -> {
                wrongType(name, "a string", other);
                yield null;
            }
        };
    }

    @Nullable
    String requiredText(String name) {
        String text = text(name);
        boolean absent = !object.has(name) || object.get(name) instanceof Json.Null;
        if (absent || text != null && text.isEmpty()) {
            problem(name, "missing_field", "The field '%s' is missing; it is required.".formatted(name));
            return null;
        }
        return text;
    }

    boolean flag(String name, boolean otherwise) {
        return switch (object.get(name)) {
            case null -> otherwise;
            case Json.Bool b -> b == Json.Bool.TRUE;
            case Json other -> {
                wrongType(name, "true or false", other);
                yield otherwise;
            }
        };
    }

    long number(String name, long least, long most, long otherwise) {
        return switch (object.get(name)) {
            case null -> otherwise;
            case Json.Num n -> {
                Long value = n.asLong();
                if (value == null || value < least || value > most) {
                    problem(
                            name,
                            "out_of_range",
                            "'%s' must be a whole number from %d to %d.".formatted(name, least, most));
                    yield otherwise;
                }
                yield value;
            }
            case Json other -> {
                wrongType(name, "a whole number", other);
                yield otherwise;
            }
        };
    }

    Json.Obj object(String name) {
        return switch (object.get(name)) {
            case null -> Json.EMPTY_OBJECT;
            case Json.Obj o -> o;
            case Json other -> {
                wrongType(name, "an object", other);
                yield Json.EMPTY_OBJECT;
            }
        };
    }

    void problem(String name, String rule, String message) {
        problems.add(nodeId, at + "/" + Texts.pointer(name), rule, message);
    }

    private String readable(String name, String text) {
        String why = Texts.unreadable(text);
        if (why != null) {
            problem(name, "bad_text", "The text of '%s' %s.".formatted(name, why));
        }
        return text;
    }

    private void wrongType(String name, String wanted, Json found) {
        problem(name, "wrong_type", "'%s' must be %s, not %s.".formatted(name, wanted, type(found)));
    }

    static String type(Json value) {
        return switch (value) {
            case Json.Obj o -> "an object";
            case Json.Arr a -> "a list";
            case Json.Str s -> "a string";
            case Json.Num n -> "a number";
            case Json.Bool b -> "true or false";
            case Json.Null n -> "null";
        };
    }

    /** The name, as far as it can be shown to people. */
    private static String shown(String name) {
        return Texts.unreadable(name) == null ? name : "…";
    }

    private static String sentence(String suggestion) {
        return suggestion.isEmpty() ? "." : suggestion;
    }
}
