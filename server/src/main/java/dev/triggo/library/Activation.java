package dev.triggo.library;

import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Transaction;
import java.util.Optional;

/** What else has to happen when a workflow goes live or stops, in the transaction that makes it so. */
public interface Activation {
    /** This version is live from now on, in place of the one before. Returns the address that events come in at. */
    Optional<String> activated(Transaction tx, WorkflowVersion version);

    /** The workflow was stopped, paused or deleted. */
    void deactivated(Transaction tx, WorkspaceId workspace, WorkflowId workflow);
}
