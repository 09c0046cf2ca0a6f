package dev.triggo.sdk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service, or a kind of thing, that workflows can use: who it is, how to sign in, and what it can do. Immutable. */
public final class Connector {
    private final String name;
    private final String displayName;
    private final String description;
    private final String icon;
    private final Auth auth;
    private final List<Action> actions;
    private final List<Trigger> triggers;
    private final @Nullable LiveCheck liveCheck;

    private Connector(Builder from) {
        this.name = Texts.name(Texts.KEBAB, from.name, "Connector");
        this.displayName = Texts.text(from.displayName, "Display name of connector " + name);
        this.description = Texts.text(from.description, "Description of connector " + name);
        this.icon = Texts.icon(from.icon, name);
        this.auth = from.auth;
        this.actions = List.copyOf(from.actions);
        this.triggers = List.copyOf(from.triggers);
        this.liveCheck = from.liveCheck;
        var names = new HashSet<String>();
        for (Action action : actions) {
            if (!names.add(action.name())) {
                throw new IllegalArgumentException("Connector %s has two actions %s.".formatted(name, action.name()));
            }
        }
        for (Trigger trigger : triggers) {
            if (!names.add(trigger.name())) {
                throw new IllegalArgumentException(
                        "Connector %s has two operations %s.".formatted(name, trigger.name()));
            }
        }
    }

    /** Begins a connector; {@code name} is lower case with hyphens, as {@code google-sheets}. */
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

    /** What it is for, in a sentence or two. */
    public String description() {
        return description;
    }

    /** A small drawing as SVG text; empty when there is none. */
    public String icon() {
        return icon;
    }

    /** How to sign in. */
    public Auth auth() {
        return auth;
    }

    /** What it can do, in the order in which lists show it. */
    public List<Action> actions() {
        return actions;
    }

    /** What of its service can start runs, in the order in which lists show it. */
    public List<Trigger> triggers() {
        return triggers;
    }

    /** How to find out whether a connection works; null when the connector does not say. */
    public @Nullable LiveCheck liveCheck() {
        return liveCheck;
    }

    /** A connector being described; {@link #build()} checks it. */
    public static final class Builder {
        private final String name;
        private String displayName = "";
        private String description = "";
        private String icon = "";
        private Auth auth = Auth.none();
        private final List<Action> actions = new ArrayList<>();
        private final List<Trigger> triggers = new ArrayList<>();
        private @Nullable LiveCheck liveCheck;

        private Builder(String name) {
            this.name = name;
        }

        /** The name that people read. Required. */
        public Builder displayName(String displayName) {
            this.displayName = displayName;
            return this;
        }

        /** What it is for. Required. */
        public Builder description(String description) {
            this.description = description;
            return this;
        }

        /**
         * A small drawing: one {@code <svg>} of at most 4096 characters made of shapes only, with the elements {@code g,
         * path, circle, ellipse, rect, line, polyline, polygon} and without links, styles, scripts or events. {@code
         * currentColor} takes the colour of the text around it.
         */
        public Builder icon(String svg) {
            this.icon = svg;
            return this;
        }

        /** How to sign in; {@link Auth#none()} when it is not said. */
        public Builder auth(Auth auth) {
            this.auth = auth;
            return this;
        }

        /**
         * How to find out whether a connection works. Where it is not said, the first action that reads and needs no input
         * is tried.
         */
        public Builder liveCheck(LiveCheck liveCheck) {
            this.liveCheck = liveCheck;
            return this;
        }

        /** Adds something that it can do. */
        public Builder action(Action action) {
            actions.add(action);
            return this;
        }

        /** Adds something that starts runs. */
        public Builder trigger(Trigger trigger) {
            triggers.add(trigger);
            return this;
        }

        /** The connector; throws IllegalArgumentException that names what is wrong with it. */
        public Connector build() {
            return new Connector(this);
        }
    }
}
