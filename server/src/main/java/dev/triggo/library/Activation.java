package dev.triggo.library;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What else has to happen when a workflow goes live or stops, in the transaction that makes it so. */
public interface Activation {
    /**
     * How events come in.
     *
     * @param webhookUrl the address that they are sent to, null where they are not
     * @param nextFirings when time starts the next runs, in epoch milliseconds; empty where it does not
     */
    record Entrance(@Nullable String webhookUrl, List<Long> nextFirings) {
        public Entrance {
            nextFirings = List.copyOf(nextFirings);
        }
    }

    /**
     * This version is live from now on, in place of the one before. A Problem thrown leaves everything as it was.
     *
     * @param by who deployed it
     */
    Optional<Entrance> activated(Transaction tx, WorkflowVersion version, PersonId by);

    /** The workflow was stopped, paused or deleted. */
    void deactivated(Transaction tx, WorkspaceId workspace, WorkflowId workflow);
}
