package dev.triggo.sdk;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a service can start runs: it is asked again and again ({@link Polling}), or it sends events by itself
 * ({@link Hooks}). The server keeps where it was, drops what it had before, and starts one run for each item. Immutable.
 */
public final class Trigger {
    /** A service is asked no oftener than this, and no less often than {@link #SELDOM}. */
    public static final Duration OFTEN = Duration.ofSeconds(15);

    public static final Duration SELDOM = Duration.ofSeconds(60);

    /**
     * Something that happened.
     *
     * @param id the same each time that the same thing is told, 1 to 500 characters: what has been told starts no second run
     * @param event what the run gets, a plain value that fits the output schema
     */
    public record Item(String id, Object event) {
        public Item {
            if (id.isBlank() || id.length() > 500) {
                throw new IllegalArgumentException("An item needs an id of 1 to 500 characters.");
            }
        }
    }

    /**
     * What asking came to.
     *
     * @param items the oldest first
     * @param cursor a plain value of at most 64 KiB that the next call is given; null where ids are enough
     */
    public record Polled(List<Item> items, @Nullable Object cursor) {
        public Polled {
            items = List.copyOf(items);
        }
    }

    /** Asks the service what is new. */
    @FunctionalInterface
    public interface Polling {
        /**
         * Asks once. What the first call gives is where the trigger starts from: it begins no runs. When a call is repeated
         * with the same cursor, items that have had their run are dropped by their ids.
         *
         * @param cursor what the call before gave; null at first
         */
        Polled poll(ActionContext context, @Nullable Object cursor) throws ConnectorError, InterruptedException;
    }

    /**
     * An address of the server that the service is to send events to.
     *
     * @param url unguessable, and another one at each registration
     * @param secret for the service to sign with, 43 characters
     * @param registration what {@link Hooks#register} gave; null before, and when the server never learned it
     */
    public record Hook(String url, String secret, @Nullable Object registration) {
        @Override
        public String toString() {
            return "Hook[…]";
        }
    }

    /** Has the service send events. */
    public interface Hooks {
        /**
         * Has events sent to the hook from now on. Called when a workflow is deployed, which is refused when this fails.
         *
         * @return a plain value of at most 4 KiB that tells which registration it is, without secrets; null for none
         */
        @Nullable
        Object register(ActionContext context, Hook hook) throws ConnectorError, InterruptedException;

        /**
         * Ends that. Called until it does not fail, also when registering was cut off half-way: then
         * {@link Hook#registration} is null and only the URL tells which it is. That there is none is no error.
         */
        void unregister(ActionContext context, Hook hook) throws ConnectorError, InterruptedException;

        /** Whether the service sent this; asked before anything else, and what is not signed is refused. */
        boolean isSigned(Delivery delivery);

        /** What happened, at most 100 items; empty for what is no event, such as a trial of the address. */
        List<Item> events(Delivery delivery) throws ConnectorError;
    }

    private final String name;
    private final String displayName;
    private final String description;
    private final Map<String, Property> properties;
    private final Map<String, Object> outputSchema;
    private final Map<String, @Nullable Object> exampleConfig;
    private final Object sample;
    private final @Nullable Polling polling;
    private final Duration every;
    private final @Nullable Hooks hooks;

    private Trigger(Builder from) {
        this.name = Texts.name(Texts.SNAKE, from.name, "Trigger");
        this.displayName = Texts.text(from.displayName, "Display name of trigger " + name);
        this.description = Texts.text(from.description, "Description of trigger " + name);
        this.properties = Collections.unmodifiableMap(new LinkedHashMap<>(from.properties));
        Inputs.checkDefaults(properties.values(), "trigger " + name);
        Inputs.checkNeeds(properties, "trigger " + name);
        this.outputSchema = Collections.unmodifiableMap(new LinkedHashMap<>(from.outputSchema));
        this.polling = from.polling;
        this.every = from.every;
        this.hooks = from.hooks;
        if (from.sample == null || outputSchema.isEmpty() || (polling == null) == (hooks == null)) {
            throw new IllegalArgumentException(
                    "Trigger %s needs an output schema, an example, and one of polling and hooks.".formatted(name));
        }
        if (every.compareTo(OFTEN) < 0 || every.compareTo(SELDOM) > 0) {
            throw new IllegalArgumentException("Trigger %s asks every 15 to 60 seconds.".formatted(name));
        }
        this.exampleConfig = from.exampleConfig;
        this.sample = from.sample;
        List<Fault> faults = check(exampleConfig);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "The example of trigger %s does not fit its properties: %s".formatted(name, faults));
        }
    }

    /** Begins a trigger; {@code name} is snake_case, as {@code new_item}. */
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

    /** What starts runs, what to know when filling it in; at most 200 characters. */
    public String description() {
        return description;
    }

    /** What it takes, in the order in which forms show it. */
    public List<Property> properties() {
        return List.copyOf(properties.values());
    }

    /** JSON Schema (2020-12) of what it takes. */
    public Map<String, Object> configSchema() {
        return Inputs.schema(properties.values());
    }

    /** JSON Schema (2020-12) of an event. */
    public Map<String, Object> outputSchema() {
        return outputSchema;
    }

    /** A config that works. */
    public Map<String, @Nullable Object> exampleConfig() {
        return exampleConfig;
    }

    /** An event as it comes. */
    public Object sample() {
        return sample;
    }

    /** How the service is asked; null when it sends events by itself. */
    public @Nullable Polling polling() {
        return polling;
    }

    /** How often it is asked. */
    public Duration every() {
        return every;
    }

    /** How the service is made to send events; null when it is asked. */
    public @Nullable Hooks hooks() {
        return hooks;
    }

    /** All ways in which this config does not fit the properties; empty when it does. */
    public List<Fault> check(Map<String, @Nullable Object> config) {
        return Inputs.check(properties, config);
    }

    /** The config with the defaults of absent properties filled in. */
    public Map<String, @Nullable Object> withDefaults(Map<String, @Nullable Object> config) {
        return Inputs.withDefaults(properties.values(), config);
    }

    /**
     * What is missing or wrong in this input for the choices of a property to be asked for: it need hold no more than what
     * they need. Throws IllegalArgumentException for a property that has none.
     */
    public List<Fault> checkNeeded(String property, Map<String, @Nullable Object> config) {
        return Inputs.checkNeeded(properties, property, config);
    }

    /** Of a config that is being filled in, the values that fit, with defaults: what choices are asked with. */
    public Map<String, @Nullable Object> fitting(Map<String, @Nullable Object> config) {
        return Inputs.fitting(properties, config);
    }

    /** A trigger being described; {@link #build()} checks it. */
    public static final class Builder {
        private final String name;
        private String displayName = "";
        private String description = "";
        private final Map<String, Property> properties = new LinkedHashMap<>();
        private Map<String, Object> outputSchema = Map.of();
        private Map<String, @Nullable Object> exampleConfig = Map.of();
        private @Nullable Object sample;
        private @Nullable Polling polling;
        private Duration every = SELDOM;
        private @Nullable Hooks hooks;

        private Builder(String name) {
            this.name = name;
        }

        /** The name that people read. Required. */
        public Builder displayName(String displayName) {
            this.displayName = displayName;
            return this;
        }

        /** What starts runs. Required. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /** Adds something that it takes; values stand as they are, there is nothing yet that a template could refer to. */
        public Builder property(Property property) {
            if (properties.putIfAbsent(property.name(), property) != null) {
                throw new IllegalArgumentException(
                        "Trigger %s has two properties %s.".formatted(name, property.name()));
            }
            return this;
        }

        /** JSON Schema of an event. Required. */
        public Builder outputSchema(Map<String, Object> outputSchema) {
            this.outputSchema = outputSchema;
            return this;
        }

        /** A config that fits the properties, and an event as it comes. Required. */
        public Builder example(Map<String, @Nullable Object> config, Object event) {
            this.exampleConfig = config;
            this.sample = event;
            return this;
        }

        /** The service is asked, so often: every {@link #OFTEN} to {@link #SELDOM}. */
        public Builder polls(Duration every, Polling polling) {
            this.every = every;
            this.polling = polling;
            return this;
        }

        /** The service sends events by itself. */
        public Builder hooks(Hooks hooks) {
            this.hooks = hooks;
            return this;
        }

        /** The trigger; throws IllegalArgumentException that names what is wrong with it. */
        public Trigger build() {
            return new Trigger(this);
        }
    }
}
