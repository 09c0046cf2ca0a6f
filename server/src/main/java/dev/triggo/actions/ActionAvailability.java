package dev.triggo.actions;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Activation;
import dev.triggo.library.WorkflowVersion;
import dev.triggo.store.Transaction;
import java.util.Optional;

/** Takes an action out of the lists whenever its workflow stops, whoever stopped it. */
public final class ActionAvailability implements Activation {
    @Override
    public Optional<Entrance> activated(Transaction tx, WorkflowVersion version, PersonId by) {
        // Publishing writes the action itself: only it knows the slug.
        return Optional.empty();
    }

    /** An action is called. */
    @Override
    public Optional<Entrance> entrance(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        return Optional.empty();
    }

    @Override
    public void deactivated(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        ActionTable.takeDown(tx, workspace, workflow);
    }
}
