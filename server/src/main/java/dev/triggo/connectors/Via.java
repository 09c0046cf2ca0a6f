package dev.triggo.connectors;

import dev.triggo.kernel.WorkflowId;
import org.jspecify.annotations.Nullable;

/**
 * What a call signs in with.
 *
 * @param connection the id of a connection; null for a connector that takes none
 * @param workflow what the call belongs to; null when it belongs to none
 */
public record Via(@Nullable String connection, @Nullable WorkflowId workflow) {
    /** No connection, no workflow. */
    public static final Via NOTHING = new Via(null, null);
}
