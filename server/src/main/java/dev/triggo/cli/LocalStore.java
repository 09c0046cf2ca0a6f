package dev.triggo.cli;

import dev.triggo.access.ApiKeys;
import dev.triggo.access.KeyCaps;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.connectors.Connections;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.people.Recovery;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data of this machine, opened beside a server that may be running; answered by the wiring. */
public interface LocalStore extends AutoCloseable {
    ApiKeys keys();

    /** The default workspace. */
    Workspace workspace();

    KeyCaps caps();

    Workspaces workspaces();

    /** Writes into the default workspace's audit log what the operator does to a key. */
    ApiKeys.Note keyChange(String what);

    /** The same of another workspace. */
    Workspaces.Note workspaceChange(String what);

    /** Deletes a workspace with all that is in it. Throws as {@link dev.triggo.access.Deletions#delete}. */
    void deleteWorkspace(WorkspaceId id, String name);

    /** Help for people who cannot come in. */
    Recovery recovery();

    /** What links begin with. */
    String publicUrl();

    /** IllegalStateException when there is no encryption key yet, or another one than they were sealed with. */
    Connections connections();

    /**
     * Exchanges the encryption key, all or nothing.
     *
     * @param next the new one; null to have one made, where the data folder keeps it
     * @return what was done
     */
    String rotateEncryptionKey(@Nullable String next);

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
