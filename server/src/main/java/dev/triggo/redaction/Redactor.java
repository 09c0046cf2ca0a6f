package dev.triggo.redaction;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Blanks secrets in the texts and values of one workspace: each becomes {@code [redacted:kind]}. What was blanked once
 * stays as it is. Costs a few nanoseconds for each character, whatever strangers put into the text. Thread-safe.
 */
public final class Redactor {
    private static final int SHORTEST = 4;
    private static final String FIELD = "field";
    private static final Redactor STANDARD = Redaction.standard().general();

    private final FieldNames fields;
    private final Automaton shapes;
    private final @Nullable Automaton known;
    private final boolean emails;

    Redactor(FieldNames fields, Automaton shapes, @Nullable Automaton known, boolean emails) {
        this.fields = fields;
        this.shapes = shapes;
        this.known = known;
        this.emails = emails;
    }

    /** Knows shapes and the usual names of fields, and nothing of this server: for texts that echo what a caller sent. */
    public static Redactor standard() {
        return STANDARD;
    }

    /** Knows these secrets and nothing else: for what comes back from somebody who was told them. */
    public static Redactor knowing(Collection<String> secrets) {
        List<Rule> rules = KnownValues.rules(secrets, SHORTEST);
        return new Redactor(
                new FieldNames(List.of()),
                new Automaton(List.of()),
                rules.isEmpty() ? null : new Automaton(rules),
                false);
    }

    /** The very text when there is nothing to blank. */
    public String redact(String text) {
        if (text.length() < SHORTEST) {
            return text;
        }
        String redacted = shapes.blank(known == null ? text : known.blank(text));
        // A path into JSON, as refusals name it, has its slashes escaped.
        if (redacted.indexOf('~') >= 0 && redacted.contains("~1")) {
            String plain = redacted.replace("~1", "/").replace("~0", "~");
            String plainRedacted = shapes.blank(plain);
            return isSame(plain, plainRedacted) ? redacted : plainRedacted;
        }
        return redacted;
    }

    /** The very value when there is nothing to blank: in strings, keys and the values of secret fields. */
    public Json redact(Json value) {
        return walk(value, false);
    }

    /** As {@link #redact(Json)} for the object's fields, whose own names mean nothing; some are left alone. */
    public Json.Obj redactFields(Json.Obj object, Set<String> leftAlone) {
        return fields(object, leftAlone, false);
    }

    /** As {@link #redactFields}, and e-mail addresses too where the operator says so. */
    public Json.Obj fieldsForView(Json.Obj object, Set<String> leftAlone) {
        return fields(object, leftAlone, emails);
    }

    private Json.Obj fields(Json.Obj object, Set<String> leftAlone, boolean view) {
        Json.Obj redacted = object;
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
            Json value = leftAlone.contains(field.getKey()) ? field.getValue() : walk(field.getValue(), view);
            if (!isSame(value, field.getValue())) {
                redacted = redacted.with(field.getKey(), value);
            }
        }
        return redacted;
    }

    /** As {@link #redact(Json)}, and e-mail addresses too where the operator says so. */
    public Json forView(Json value) {
        return walk(value, emails);
    }

    /** True when the text holds a secret. */
    public boolean finds(String text) {
        return !redact(text).equals(text);
    }

    /** True when something in the value was blanked before. */
    public static boolean isBlanked(Json value) {
        return switch (value) {
            case Json.Str text -> text.value().contains(Marker.BEGIN);
            case Json.Obj object ->
                object.fields().entrySet().stream()
                        .anyMatch(field -> field.getKey().contains(Marker.BEGIN) || isBlanked(field.getValue()));
            case Json.Arr array -> array.items().stream().anyMatch(Redactor::isBlanked);
            case Json.Num n -> false;
            case Json.Bool b -> false;
            case Json.Null n -> false;
        };
    }

    private String text(String text, boolean view) {
        String redacted = redact(text);
        return view ? Emails.FINDER.blank(redacted) : redacted;
    }

    private Json walk(Json value, boolean view) {
        return switch (value) {
            case Json.Str string -> {
                String redacted = text(string.value(), view);
                // The very string when nothing was found.
                yield isSame(redacted, string.value()) ? string : Json.of(redacted);
            }
            case Json.Obj object -> object(object, view);
            case Json.Arr array -> array(array, view);
            case Json.Num number ->
                known != null && !isSame(known.blank(number.literal()), number.literal())
                        ? Json.of(Marker.of("credential"))
                        : number;
            case Json.Bool flag -> flag;
            case Json.Null nothing -> nothing;
        };
    }

    private Json object(Json.Obj object, boolean view) {
        LinkedHashMap<String, Json> changed = null;
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
            String name = text(field.getKey(), view);
            Json value = fields.has(field.getKey()) ? blanked(field.getValue()) : walk(field.getValue(), view);
            if (changed == null && (!isSame(name, field.getKey()) || !isSame(value, field.getValue()))) {
                changed = before(object, field.getKey());
            }
            if (changed != null) {
                changed.put(free(changed, object, name, field.getKey()), value);
            }
        }
        return changed == null ? object : new Json.Obj(Collections.unmodifiableMap(changed));
    }

    private static LinkedHashMap<String, Json> before(Json.Obj object, String name) {
        var fields = new LinkedHashMap<String, Json>();
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
            if (field.getKey().equals(name)) {
                break;
            }
            fields.put(field.getKey(), field.getValue());
        }
        return fields;
    }

    /** Two keys that are blanked alike stay two. */
    private static String free(Map<String, Json> taken, Json.Obj object, String name, String before) {
        String free = name;
        for (int i = 2; !name.equals(before) && (taken.containsKey(free) || object.has(free)); i++) {
            free = name + "#" + i;
        }
        return free;
    }

    private Json array(Json.Arr array, boolean view) {
        List<Json> changed = null;
        for (int i = 0; i < array.items().size(); i++) {
            Json item = array.items().get(i);
            Json redacted = walk(item, view);
            if (changed == null && !isSame(redacted, item)) {
                changed = new ArrayList<>(array.items());
            }
            if (changed != null) {
                changed.set(i, redacted);
            }
        }
        return changed == null ? array : Json.array(changed);
    }

    /** A secret field keeps its shape: every text and number in it is blanked. */
    private static Json blanked(Json value) {
        return switch (value) {
            case Json.Str text -> text.value().isEmpty() || Marker.is(text.value()) ? text : Json.of(Marker.of(FIELD));
            case Json.Num number -> Json.of(Marker.of(FIELD));
            case Json.Arr array -> {
                List<Json> items = array.items().stream().map(Redactor::blanked).toList();
                yield items.equals(array.items()) ? array : Json.array(items);
            }
            case Json.Obj object -> {
                var changed = new LinkedHashMap<String, Json>();
                object.fields().forEach((name, inner) -> changed.put(name, blanked(inner)));
                yield changed.equals(object.fields()) ? object : new Json.Obj(Collections.unmodifiableMap(changed));
            }
            case Json.Bool flag -> flag;
            case Json.Null nothing -> nothing;
        };
    }

    /** What was not touched is the very same object, which is much cheaper to see than that it is equal. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object one, Object other) {
        return one == other;
    }
}
