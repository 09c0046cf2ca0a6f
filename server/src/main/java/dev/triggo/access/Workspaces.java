package dev.triggo.access;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Optional;

/** The workspaces of this server. */
public final class Workspaces {
    /** No part of the server finds a thing by a workspace's id that a caller gave, so this one may be guessed. */
    private static final WorkspaceId DEFAULT = new WorkspaceId("default");

    private static final String FIND = "SELECT id, name, tier FROM workspaces WHERE id = ?";

    private final Database database;
    private final Clock clock;

    public Workspaces(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * The workspace that every server has, made at its first start. The tier is stored at that moment: a later change of
     * {@code TRIGGO_DEFAULT_TIER} holds for workspaces made from then on, not for this one. Servers that start together
     * on one database agree on one workspace.
     */
    public Workspace ensureDefault(String tier) {
        Optional<Workspace> known = find(DEFAULT);
        if (known.isPresent()) {
            return known.get();
        }
        long now = clock.millis();
        return database.write(tx -> {
            tx.update(
                    "INSERT INTO workspaces (id, name, tier, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    DEFAULT.value(),
                    "Default",
                    tier,
                    now);
            return find(tx, DEFAULT).orElseThrow();
        });
    }

    public Optional<Workspace> find(WorkspaceId id) {
        return database.read(tx -> find(tx, id));
    }

    private static Optional<Workspace> find(Transaction tx, WorkspaceId id) {
        return tx.first(FIND, Workspaces::workspace, id.value());
    }

    private static Workspace workspace(Row row) {
        return new Workspace(new WorkspaceId(row.text("id")), row.text("name"), row.text("tier"));
    }
}
