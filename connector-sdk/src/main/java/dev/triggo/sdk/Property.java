package dev.triggo.sdk;

import java.math.BigDecimal;
import java.util.ArrayList;
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
 * @param asked how the service is asked for the values to choose from, of {@link Kind#DYNAMIC_DROPDOWN}; else null
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
        Values values,
        @Nullable Asked asked) {

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
        /** A text that people choose from a list that the service gives; others, and templates, are taken too. */
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

    /** Asks the service what there is to choose from. */
    @FunctionalInterface
    public interface Choices {
        /**
         * Asks, by calls that change nothing; people wait for it, and it has ten seconds. {@link ActionContext#props()} holds
         * what has been filled in so far and fits, with defaults: maybe little, but always what {@link Property#needing}
         * names. The run is none, and a dry one.
         *
         * @return in the order in which people see them. The server takes the first 1,000, once by value, cuts labels after
         *     200 characters and leaves out values of more than 500: nobody need list more
         * @throws ConnectorError when the service could not be asked
         * @throws InterruptedException when there is no more time; never swallow it
         */
        List<Choice> of(ActionContext context) throws ConnectorError, InterruptedException;
    }

    /**
     * One of them.
     *
     * @param value what the action takes
     * @param label what people read
     */
    public record Choice(String value, String label) {
        public Choice {
            if (value.isBlank() || label.isBlank()) {
                throw new IllegalArgumentException("A choice needs a value and a label.");
            }
        }

        /** One whose label may be missing: its value then stands for it. */
        public static Choice of(String value, @Nullable String label) {
            return new Choice(value, label == null || label.isBlank() ? value : label);
        }
    }

    /**
     * How choices are asked for.
     *
     * @param needs names of other properties of the same definition that must be filled in before
     */
    public record Asked(Choices choices, List<String> needs) {
        public Asked {
            needs = List.copyOf(needs);
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
        if ((kind == Kind.DYNAMIC_DROPDOWN) != (asked != null)) {
            throw new IllegalArgumentException(
                    "Property %s: a DYNAMIC_DROPDOWN, and no other kind, says how its choices are asked for; make it with Property.dynamicDropdown."
                            .formatted(name));
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
        return new Property(kind, name, label(name), "", false, null, Limits.NONE, List.of(), Values.ANY, null);
    }

    /** One of these values. */
    public static Property dropdown(String name, List<String> options) {
        return new Property(Kind.DROPDOWN, name, label(name), "", false, null, Limits.NONE, options, Values.ANY, null);
    }

    /** Any of these values, as a list. */
    public static Property multiSelect(String name, List<String> options) {
        return new Property(
                Kind.MULTI_SELECT, name, label(name), "", false, null, Limits.NONE, options, Values.ANY, null);
    }

    /** A text that people choose from what the service gives. */
    public static Property dynamicDropdown(String name, Choices choices) {
        return new Property(
                Kind.DYNAMIC_DROPDOWN,
                name,
                label(name),
                "",
                false,
                null,
                Limits.NONE,
                List.of(),
                Values.ANY,
                new Asked(choices, List.of()));
    }

    /**
     * The same, and its choices are asked for once these are filled in: names of other properties of the same action or
     * trigger. For {@link Kind#DYNAMIC_DROPDOWN} alone.
     */
    public Property needing(String... names) {
        if (asked == null) {
            throw new IllegalArgumentException(
                    "Property %s asks for no choices, and needs nothing for it.".formatted(name));
        }
        var needs = new Asked(asked.choices(), List.of(names));
        return new Property(
                kind, name, displayName, description, required, defaultValue, limits, options, values, needs);
    }

    /** The same with another label. */
    public Property displayName(String label) {
        return new Property(kind, name, label, description, required, defaultValue, limits, options, values, asked);
    }

    /** The same with this to say about what to put there. */
    public Property description(String text) {
        return new Property(kind, name, displayName, text, required, defaultValue, limits, options, values, asked);
    }

    /** The same, and the action cannot do without it. */
    public Property require() {
        return new Property(kind, name, displayName, description, true, defaultValue, limits, options, values, asked);
    }

    /** The same with what counts when nothing is given. */
    public Property defaultsTo(Object value) {
        return new Property(kind, name, displayName, description, required, value, limits, options, values, asked);
    }

    /** The same with bounds, both included: of a number's value, a text's length, a list's size. */
    public Property between(long least, long most) {
        var bounds = new Limits(BigDecimal.valueOf(least), BigDecimal.valueOf(most));
        return new Property(
                kind, name, displayName, description, required, defaultValue, bounds, options, values, asked);
    }

    /** The same with what may be inside it. */
    public Property holding(Values inside) {
        return new Property(
                kind, name, displayName, description, required, defaultValue, limits, options, inside, asked);
    }

    /** JSON Schema (2020-12) of the value. */
    public Map<String, Object> schema() {
        return PropertySchema.of(this);
    }

    /** All ways in which this value does not fit; empty when it does. Places begin with the property's name. */
    public List<Fault> faults(Object value) {
        var faults = new ArrayList<Fault>();
        check(value, faults);
        return faults;
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
