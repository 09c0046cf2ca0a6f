package dev.triggo.access;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The workspaces that were deleted. From the commit on there is no such workspace and no key of it, and by the store's own
 * rules its triggers are off and no run begins in it; what else it had is cleared away bit by bit, by whoever asks for
 * {@link #open}. That it was there stays. Thread-safe.
 */
public final class Deletions {
    /** What goes in the transaction of the deletion. */
    public static final Belongings BELONGINGS =
            Belongings.of("""
            DELETE FROM api_key_secrets WHERE key_id IN (SELECT id FROM api_keys WHERE workspace_id = ?)""", "DELETE FROM api_keys WHERE workspace_id = ?", "DELETE FROM workspaces WHERE id = ?");

    private static final String COLUMNS = "workspace_id, name, who, at, cleared_at";

    private final Database database;
    private final Clock clock;
    private final Set<WorkspaceId> gone = ConcurrentHashMap.newKeySet();
    private volatile long seen = -1;

    /**
     * A workspace that is no more.
     *
     * @param who deleted it, as shown in the audit log
     * @param at epoch milliseconds
     * @param clearedAt since when nothing is left of it; null while something may be
     */
    public record Deletion(
            WorkspaceId workspace,
            String name,
            String who,
            long at,
            @Nullable Long clearedAt) {
        static Deletion of(Row row) {
            return new Deletion(
                    new WorkspaceId(row.text("workspace_id")),
                    row.text("name"),
                    row.text("who"),
                    row.number("at"),
                    row.numberOrNull("cleared_at"));
        }
    }

    Deletions(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Deletes a workspace with its keys, in the transaction that ends what else must end at once.
     *
     * @param who as shown later
     * @throws Problem NOT_FOUND; FORBIDDEN for the default workspace; BAD_REQUEST when it is called otherwise
     */
    public void delete(Transaction tx, WorkspaceId id, String name, PersonId person, String who) {
        // First the number, which only one takes at a time, then the row, which keeps new keys out until the commit.
        long number = ApiKeys.nextChange(tx);
        String called = tx.first(
                        "SELECT name FROM workspaces WHERE id = ?" + tx.locked(), row -> row.text("name"), id.value())
                .orElseThrow(Workspaces::notFound);
        if (Workspaces.isDefault(id)) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "This is the server's default workspace: the operator's keys and commands belong to it, so that it"
                            + " cannot be deleted. Delete what is in it, or rename it.");
        }
        if (!called.equals(name)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The workspace is called otherwise, and nothing was deleted: give its name as it is, letter by"
                            + " letter.");
        }
        BELONGINGS.statements().forEach(statement -> tx.update(statement, id.value()));
        tx.update("""
                INSERT INTO workspace_deletions (workspace_id, name, person_id, who, at, changed, cleared_at)
                VALUES (?, ?, ?, ?, ?, ?, NULL)
                """, id.value(), called, person.value(), who, clock.millis(), number);
    }

    /** True once this server has heard that the workspace was deleted: by itself at once, else by {@link #refresh}. */
    public boolean isGone(WorkspaceId workspace) {
        return gone.contains(workspace);
    }

    /** Hears of what was deleted since the last time; to be called at the start, and every second or so. */
    public synchronized void refresh() {
        record Heard(WorkspaceId workspace, long number) {}
        database.read(tx -> tx.list(
                        "SELECT workspace_id, changed FROM workspace_deletions WHERE changed > ? ORDER BY changed",
                        row -> new Heard(new WorkspaceId(row.text("workspace_id")), row.number("changed")),
                        seen))
                .forEach(heard -> {
                    gone.add(heard.workspace());
                    seen = heard.number();
                });
    }

    /** All of them, the latest first. */
    public List<Deletion> list() {
        return database.read(tx -> tx.list(
                "SELECT " + COLUMNS + " FROM workspace_deletions ORDER BY at DESC, workspace_id", Deletion::of));
    }

    /** Those of which something may be left, the oldest first. */
    public List<Deletion> open() {
        return database.read(tx -> tx.list(
                "SELECT " + COLUMNS + " FROM workspace_deletions WHERE cleared_at IS NULL ORDER BY at, workspace_id",
                Deletion::of));
    }

    /** Nothing is left of this one. */
    public void cleared(WorkspaceId workspace) {
        database.write(tx -> tx.update(
                "UPDATE workspace_deletions SET cleared_at = ? WHERE workspace_id = ? AND cleared_at IS NULL",
                clock.millis(),
                workspace.value()));
    }
}
