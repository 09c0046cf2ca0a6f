package dev.triggo.sdk;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an action takes: its kind, its texts, its limits. Immutable: every method that changes something gives
 * a changed copy.
 *
 * @param kind what sort of value it is, and how forms ask for it
 * @param name snake_case, the field in the input
 * @param displayName the label that people read
 * @param description what to put there; may be empty
 * @param required the action cannot do without it
 * @param defaultValue what counts when nothing is given; null for nothing. Whatever takes the property checks that it fits
 * @param limits bounds of the value
 * @param options the values to choose from, of {@link Kind#DROPDOWN} and {@link Kind#MULTI_SELECT}
 * @param values what the items of an {@link Kind#ARRAY} or the values of an {@link Kind#OBJECT} may be
 */
public record Property(
        Kind kind,
        String name,
        String displayName,
        String description,
        boolean required,
        @Nullable Object defaultValue,
        Limits limits,
        List<String> options,
        Values values) {

    /** The sorts of values. */
    public enum Kind {
        SHORT_TEXT,
        LONG_TEXT,
        NUMBER,
        INTEGER,
        CHECKBOX,
        /** A moment, ISO 8601 with zone, as text. */
        DATE_TIME,
        /** A day, ISO 8601, as text. */
        DATE,
        /** One of {@link Property#options()}. */
        DROPDOWN,
        /** Any of {@link Property#options()}, as a list. */
        MULTI_SELECT,
        /** One of a list that the service gives, as text. */
        DYNAMIC_DROPDOWN,
        ARRAY,
        OBJECT,
        /** Any value at all. */
        JSON,
        /** {@code {name, contentType, base64}}. */
        FILE,
        /** A text that forms hide. */
        SECRET,
        EMAIL,
        URL
    }

    /** What may be inside an array or an object. */
    public enum Values {
        ANY,
        TEXT,
        /** Text, number or boolean. */
        SCALAR,
        /** Text, number or boolean, or a list of them. */
        SCALAR_OR_LIST
    }

    /**
     * Bounds, both included, null for none: of the value of numbers, of the length of texts, of the count of items.
     */
    public record Limits(
            @Nullable BigDecimal least, @Nullable BigDecimal most) {
        /** No bounds. */
        public static final Limits NONE = new Limits(null, null);

        boolean admit(BigDecimal value) {
            return (least == null || value.compareTo(least) >= 0) && (most == null || value.compareTo(most) <= 0);
        }

        String words() {
            if (least == null) {
                return "at most " + most;
            }
            return most == null ? "at least " + least : "from %s to %s".formatted(least, most);
        }
    }

    public Property {
        Texts.name(Texts.SNAKE, name, "Property");
        Texts.text(displayName, "Display name of property " + name);
        options = List.copyOf(options);
        boolean chooses = kind == Kind.DROPDOWN || kind == Kind.MULTI_SELECT;
        if (chooses == options.isEmpty()) {
            throw new IllegalArgumentException(
                    "Property %s: options belong to DROPDOWN and MULTI_SELECT, and these need some.".formatted(name));
        }
        if (values != Values.ANY && kind != Kind.ARRAY && kind != Kind.OBJECT) {
            throw new IllegalArgumentException(
                    "Property %s: only ARRAY and OBJECT say what is inside them.".formatted(name));
        }
        if (limits.least() != null && limits.most() != null && limits.least().compareTo(limits.most()) > 0) {
            throw new IllegalArgumentException("Property %s: the limits leave no value.".formatted(name));
        }
    }

    /** A property of this kind without options, labelled by its name. */
    public static Property of(Kind kind, String name) {
        return new Property(kind, name, label(name), "", false, null, Limits.NONE, List.of(), Values.ANY);
    }

    /** One of these values. */
    public static Property dropdown(String name, List<String> options) {
        return new Property(Kind.DROPDOWN, name, label(name), "", false, null, Limits.NONE, options, Values.ANY);
    }

    /** Any of these values, as a list. */
    public static Property multiSelect(String name, List<String> options) {
        return new Property(Kind.MULTI_SELECT, name, label(name), "", false, null, Limits.NONE, options, Values.ANY);
    }

    /** The same with another label. */
    public Property displayName(String label) {
        return new Property(kind, name, label, description, required, defaultValue, limits, options, values);
    }

    /** The same with this to say about what to put there. */
    public Property description(String text) {
        return new Property(kind, name, displayName, text, required, defaultValue, limits, options, values);
    }

    /** The same, and the action cannot do without it. */
    public Property require() {
        return new Property(kind, name, displayName, description, true, defaultValue, limits, options, values);
    }

    /** The same with what counts when nothing is given. */
    public Property defaultsTo(Object value) {
        return new Property(kind, name, displayName, description, required, value, limits, options, values);
    }

    /** The same with bounds, both included: of a number's value, a text's length, a list's size. */
    public Property between(long least, long most) {
        var bounds = new Limits(BigDecimal.valueOf(least), BigDecimal.valueOf(most));
        return new Property(kind, name, displayName, description, required, defaultValue, bounds, options, values);
    }

    /** The same with what may be inside it. */
    public Property holding(Values inside) {
        return new Property(kind, name, displayName, description, required, defaultValue, limits, options, inside);
    }

    /** JSON Schema (2020-12) of the value. */
    public Map<String, Object> schema() {
        return PropertySchema.of(this);
    }

    /** Adds to {@code faults} all ways in which this value does not fit. */
    void check(Object value, Collection<Fault> faults) {
        PropertyCheck.check(this, value, faults);
    }

    private static String label(String name) {
        String words = name.replace('_', ' ');
        return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** An empty schema that keeps the order in which it is filled. */
    static Map<String, Object> ordered() {
        return new LinkedHashMap<>();
    }
}
