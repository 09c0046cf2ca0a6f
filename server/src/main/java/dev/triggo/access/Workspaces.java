package dev.triggo.access;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The workspaces of this server. */
public final class Workspaces {
    /** No part of the server finds a thing by a workspace's id that a caller gave, so this one may be guessed. */
    private static final WorkspaceId DEFAULT = new WorkspaceId("default");

    private static final String FIND = "SELECT id, name, tier FROM workspaces WHERE id = ?";

    private final Database database;
    private final Clock clock;
    private final Deletions deletions;

    public Workspaces(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.deletions = new Deletions(database, clock);
    }

    /** How workspaces go, and those that have. */
    public Deletions deletions() {
        return deletions;
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

    /** Whether it is the one that every server has, which cannot be deleted. */
    public static boolean isDefault(WorkspaceId workspace) {
        return workspace.equals(DEFAULT);
    }

    /** Makes one, in the transaction that says whose it is. */
    public void insert(Transaction tx, Workspace made) {
        tx.update(
                "INSERT INTO workspaces (id, name, tier, created_at) VALUES (?, ?, ?, ?)",
                made.id().value(),
                made.name(),
                made.tier(),
                clock.millis());
    }

    /** Gives it another name, in the transaction that notes who did. */
    public void rename(Transaction tx, WorkspaceId id, String name) {
        tx.update("UPDATE workspaces SET name = ? WHERE id = ?", name, id.value());
    }

    /** All of them, in the order of their ids. */
    public List<Workspace> list() {
        return database.read(tx -> tx.list("SELECT id, name, tier FROM workspaces ORDER BY id", Workspaces::workspace));
    }

    /** What is to be written in the transaction that changes a workspace. */
    @FunctionalInterface
    public interface Note {
        void write(Transaction tx, Workspace changed);
    }

    /**
     * Gives the workspace another tier. Servers keep to it within a second: they read the keys that have changed, and all
     * keys of the workspace count as that. Throws NOT_FOUND.
     */
    public Workspace setTier(WorkspaceId id, String tier, Note note) {
        return database.write(tx -> {
                    long number = ApiKeys.nextChange(tx);
                    tx.update("UPDATE workspaces SET tier = ?, changed = ? WHERE id = ?", tier, number, id.value());
                    tx.update(
                            "UPDATE api_keys SET changed = ? WHERE workspace_id = ? AND revoked_at IS NULL",
                            number,
                            id.value());
                    Optional<Workspace> changed = find(tx, id);
                    changed.ifPresent(workspace -> note.write(tx, workspace));
                    return changed;
                })
                .orElseThrow(Workspaces::notFound);
    }

    static Problem notFound() {
        return Problem.of(ProblemCode.NOT_FOUND, "There is no such workspace: list the workspaces for their ids.");
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
