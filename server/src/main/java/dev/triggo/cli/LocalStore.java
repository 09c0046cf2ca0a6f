package dev.triggo.cli;

import dev.triggo.access.ApiKeys;
import dev.triggo.access.KeyCaps;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.connectors.Connections;
import java.util.Set;

/** The data of this machine, opened beside a server that may be running; answered by the wiring. */
public interface LocalStore extends AutoCloseable {
    ApiKeys keys();

    /** The default workspace. */
    Workspace workspace();

    KeyCaps caps();

    Workspaces workspaces();

    /** IllegalStateException when there is no encryption key yet, or another one than they were sealed with. */
    Connections connections();

    /** The names of the tiers that a workspace can have. */
    Set<String> tiers();

    @Override
    void close();

    /** Opens it. */
    @FunctionalInterface
    interface Opener {
        LocalStore open();
    }
}
