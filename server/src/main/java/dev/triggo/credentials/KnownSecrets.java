package dev.triggo.credentials;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The secrets of all workspaces in clear, for whoever must blank them wherever they turn up: every run asks for them. What
 * another server has changed is known after the next {@link #refresh}.
 */
final class KnownSecrets {
    private final Database database;
    private final Vault vault;
    private volatile Map<WorkspaceId, Held> held = Map.of();

    private record Held(ConnectionTable.Stamp stamp, List<String> secrets) {
        @Override
        public String toString() {
            return "Held[****]";
        }
    }

    KnownSecrets(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    List<String> of(WorkspaceId workspace) {
        Held known = held.get(workspace);
        return known == null ? List.of() : known.secrets();
    }

    /** Reads the connections of those workspaces in which something has changed. */
    synchronized void refresh() {
        Map<WorkspaceId, Held> before = held;
        held = database.read(tx -> {
            var now = new HashMap<WorkspaceId, Held>();
            for (var workspace : ConnectionTable.stamps(tx)) {
                Held known = before.get(workspace.getKey());
                boolean same = known != null && known.stamp().equals(workspace.getValue());
                now.put(
                        workspace.getKey(),
                        same ? known : new Held(workspace.getValue(), secrets(tx, workspace.getKey())));
            }
            return Map.copyOf(now);
        });
    }

    private List<String> secrets(Transaction tx, WorkspaceId workspace) {
        var found = new TreeSet<String>();
        for (ConnectionTable.Stored stored : ConnectionTable.all(tx, workspace)) {
            if (Opener.open(vault, tx, stored) instanceof Opener.Result.Open open) {
                found.addAll(open.kept().secrets());
            }
        }
        return List.copyOf(found);
    }
}
