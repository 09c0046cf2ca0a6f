package dev.triggo.cli;

import dev.triggo.access.ApiKeys;
import dev.triggo.access.KeyCaps;
import dev.triggo.access.Workspace;

/** The data of this machine, opened beside a server that may be running; answered by the wiring. */
public interface LocalStore extends AutoCloseable {
    ApiKeys keys();

    /** The default workspace. */
    Workspace workspace();

    KeyCaps caps();

    @Override
    void close();

    /** Opens it. */
    @FunctionalInterface
    interface Opener {
        LocalStore open();
    }
}
