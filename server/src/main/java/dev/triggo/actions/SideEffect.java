package dev.triggo.actions;

import java.util.Locale;

/** What an action, or one of its nodes, does outside the server; the later the worse. */
public enum SideEffect {
    NONE,
    READ,
    WRITE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
