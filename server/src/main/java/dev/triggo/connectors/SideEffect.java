package dev.triggo.connectors;

import java.util.Locale;

/** What an operation may do to the service it calls. */
public enum SideEffect {
    /** It calls nobody: of a trigger, which waits. */
    NONE,
    READ,
    WRITE;

    /** As callers see it: {@code none}, {@code read} or {@code write}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
