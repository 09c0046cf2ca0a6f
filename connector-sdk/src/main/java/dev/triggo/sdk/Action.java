package dev.triggo.sdk;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a connector can do. Immutable; its JSON Schemas come from its properties, or the input's is given as it
 * is by those who have one already.
 */
public final class Action {
    /** How an action is carried out. */
    @FunctionalInterface
    public interface Body {
        /**
         * Does it once. Gives the output, a plain value that fits the output schema.
         *
         * @throws ConnectorError when it failed, with the reason
         * @throws InterruptedException when the run was cancelled meanwhile; never swallow it
         */
        @Nullable
        Object run(ActionContext context) throws ConnectorError, InterruptedException;
    }

    /** A worked example: an input and the output that it gives. */
    public record Example(Map<String, @Nullable Object> input, Object output) {}

    private final String name;
    private final String displayName;
    private final String description;
    private final Map<String, Property> properties;
    private final @Nullable Map<String, Object> ownSchema;
    private final Map<String, Object> outputSchema;
    private final SideEffect sideEffect;
    private final @Nullable Function<Map<String, @Nullable Object>, SideEffect> sideEffectOf;
    private final Example example;
    private final Body body;

    private Action(Builder from) {
        this.name = Texts.name(Texts.SNAKE, from.name, "Action");
        this.displayName = Texts.text(from.displayName, "Display name of action " + name);
        this.description = Texts.text(from.description, "Description of action " + name);
        this.properties = Collections.unmodifiableMap(new LinkedHashMap<>(from.properties));
        this.ownSchema = from.ownSchema == null ? null : Collections.unmodifiableMap(from.ownSchema);
        if (ownSchema != null && !properties.isEmpty()) {
            throw new IllegalArgumentException(
                    "Action %s has properties and an input schema: give one of them.".formatted(name));
        }
        Inputs.checkDefaults(properties.values(), "action " + name);
        Inputs.checkNeeds(properties, "action " + name);
        this.outputSchema = Collections.unmodifiableMap(new LinkedHashMap<>(from.outputSchema));
        this.sideEffect = from.sideEffect;
        this.sideEffectOf = from.sideEffectOf;
        if (from.example == null || from.body == null || outputSchema.isEmpty()) {
            throw new IllegalArgumentException(
                    "Action %s needs an output schema, an example and a body.".formatted(name));
        }
        this.example = from.example;
        this.body = from.body;
        List<Fault> faults = check(example.input());
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "The example of action %s does not fit its properties: %s".formatted(name, faults));
        }
    }

    /** Begins an action; {@code name} is snake_case, as {@code send_message}. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** The name that workflows use. */
    public String name() {
        return name;
    }

    /** The name that people read. */
    public String displayName() {
        return displayName;
    }

    /** What it does, what to know when filling it in. */
    public String description() {
        return description;
    }

    /** What it takes, in the order in which forms show it; empty for an action with a schema of its own. */
    public List<Property> properties() {
        return List.copyOf(properties.values());
    }

    /** The worst that it can do, whatever the input. */
    public SideEffect sideEffect() {
        return sideEffect;
    }

    /** What it does with this input; {@link #sideEffect()} when that does not depend on the input. */
    public SideEffect sideEffect(Map<String, @Nullable Object> input) {
        return sideEffectOf == null ? sideEffect : sideEffectOf.apply(input);
    }

    /** A worked example. */
    public Example example() {
        return example;
    }

    /** True when the input's schema was given as it is: whoever calls the action checks the input against it. */
    public boolean hasOwnSchema() {
        return ownSchema != null;
    }

    /** JSON Schema (2020-12) of the input: an object that takes the properties and nothing else. */
    public Map<String, Object> inputSchema() {
        if (ownSchema != null) {
            return ownSchema;
        }
        return Inputs.schema(properties.values());
    }

    /** JSON Schema (2020-12) of the output. */
    public Map<String, Object> outputSchema() {
        return outputSchema;
    }

    /**
     * All ways in which this input does not fit the properties; empty when it does, and for an action with a schema of
     * its own.
     */
    public List<Fault> check(Map<String, @Nullable Object> input) {
        return ownSchema != null ? List.of() : Inputs.check(properties, input);
    }

    /** The input with the defaults of absent properties filled in. */
    public Map<String, @Nullable Object> withDefaults(Map<String, @Nullable Object> input) {
        return Inputs.withDefaults(properties.values(), input);
    }

    /**
     * What is missing or wrong in this input for the choices of a property to be asked for: it need hold no more than what
     * they need. Throws IllegalArgumentException for a property that has none.
     */
    public List<Fault> checkNeeded(String property, Map<String, @Nullable Object> input) {
        return Inputs.checkNeeded(properties, property, input);
    }

    /** Of an input that is being filled in, the values that fit, with defaults: what choices are asked with. */
    public Map<String, @Nullable Object> fitting(Map<String, @Nullable Object> input) {
        return Inputs.fitting(properties, input);
    }

    /** Carries it out once; the input has been checked and has its defaults. */
    public @Nullable Object run(ActionContext context) throws ConnectorError, InterruptedException {
        return body.run(context);
    }

    /** An action being described; {@link #build()} checks it. */
    public static final class Builder {
        private final String name;
        private String displayName = "";
        private String description = "";
        private final Map<String, Property> properties = new LinkedHashMap<>();
        private @Nullable Map<String, Object> ownSchema;
        private Map<String, Object> outputSchema = Map.of();
        private SideEffect sideEffect = SideEffect.WRITE;
        private @Nullable Function<Map<String, @Nullable Object>, SideEffect> sideEffectOf;
        private @Nullable Example example;
        private @Nullable Body body;

        private Builder(String name) {
            this.name = name;
        }

        /** The name that people read. Required. */
        public Builder displayName(String displayName) {
            this.displayName = displayName;
            return this;
        }

        /** What it does. Required. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** Adds something that it takes. */
        public Builder property(Property property) {
            if (properties.putIfAbsent(property.name(), property) != null) {
                throw new IllegalArgumentException("Action %s has two properties %s.".formatted(name, property.name()));
            }
            return this;
        }

        /**
         * JSON Schema (2020-12) of what it takes, instead of properties: for input that properties cannot describe. The
         * server checks the input against it before the action is run, and tells all faults at once.
         */
        public Builder inputSchema(Map<String, Object> inputSchema) {
            this.ownSchema = new LinkedHashMap<>(inputSchema);
            return this;
        }

        /** JSON Schema of what it gives. Required. */
        public Builder outputSchema(Map<String, Object> outputSchema) {
            this.outputSchema = outputSchema;
            return this;
        }

        /** What it does whatever the input is. {@link SideEffect#WRITE} when it is not said. */
        public Builder sideEffect(SideEffect sideEffect) {
            this.sideEffect = sideEffect;
            this.sideEffectOf = null;
            return this;
        }

        /**
         * What it does depends on the input; at worst it writes. The function is also asked about inputs that do not
         * fit yet, and then answers {@link SideEffect#WRITE} when it cannot tell.
         */
        public Builder sideEffectOf(Function<Map<String, @Nullable Object>, SideEffect> sideEffectOf) {
            this.sideEffect = SideEffect.WRITE;
            this.sideEffectOf = sideEffectOf;
            return this;
        }

        /** A worked example, whose input must fit the properties. Required. */
        public Builder example(Map<String, @Nullable Object> input, Object output) {
            this.example = new Example(input, output);
            return this;
        }

        /** How it is carried out. Required. */
        public Builder run(Body body) {
            this.body = body;
            return this;
        }

        /** The action; throws IllegalArgumentException that names what is wrong with it. */
        public Action build() {
            return new Action(this);
        }
    }
}
