package dev.triggo.app;

import dev.triggo.connectors.BuiltConnectors;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Activation;
import dev.triggo.library.WorkflowVersion;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.ConnectorMove;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Has a workflow keep the connectors that it goes live with, however often they are built again. */
final class PinnedConnectors implements Activation {
    private final BuiltConnectors built;

    PinnedConnectors(BuiltConnectors built) {
        this.built = built;
    }

    @Override
    public Optional<Entrance> activated(Transaction tx, WorkflowVersion version, PersonId by) {
        TreeSet<String> used = WorkflowDefinition.read(version.content()).nodes().stream()
                .map(Node::connector)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        var deployed = new BuiltConnectors.Deployed(version.workspace(), version.workflow(), version.version());
        built.pin(tx, deployed, used, version.rollbackOf());
        return Optional.empty();
    }

    @Override
    public void moved(Transaction tx, WorkflowVersion version, ConnectorMove move) {
        var deployed = new BuiltConnectors.Deployed(version.workspace(), version.workflow(), version.version());
        built.repin(tx, deployed, move.connector(), move.version());
    }

    /** Connectors are called, they do not call. */
    @Override
    public Optional<Entrance> entrance(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        return Optional.empty();
    }

    @Override
    public void deactivated(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        // Runs that are under way, and a rollback, still need to know.
    }
}
