package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.ConnectorMove;
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

        /** The next firings as doors show them; null for none. */
        public Json.@Nullable Arr firings() {
            return nextFirings.isEmpty()
                    ? null
                    : Json.strings(nextFirings.stream().map(Times::iso).toList());
        }
    }

    /** It is about to be deployed: what has to be asked outside is asked now. A Problem keeps it from being deployed. */
    default void prepare(Deployable what) {}

    /**
     * This version is live from now on, in place of the one before. A Problem thrown leaves everything as it was.
     *
     * @param by who deployed it
     */
    Optional<Entrance> activated(Transaction tx, WorkflowVersion version, PersonId by);

    /** It was {@link #activated} as a repetition of the one before, but for a newer version of one connector. */
    default void moved(Transaction tx, WorkflowVersion version, ConnectorMove move) {}

    /** How events come in at a workflow that is live; empty when they do not. */
    Optional<Entrance> entrance(Transaction tx, WorkspaceId workspace, WorkflowId workflow);

    /** The workflow was stopped, paused or deleted. */
    void deactivated(Transaction tx, WorkspaceId workspace, WorkflowId workflow);
}
