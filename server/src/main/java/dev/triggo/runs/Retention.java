package dev.triggo.runs;

import dev.triggo.journal.Head;
import dev.triggo.journal.JournalDigests;
import dev.triggo.journal.Retirement;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Deletes what has been kept for long enough, in small batches so that nobody waits. */
public final class Retention {
    /** Callers may count on an idempotency key for this long. */
    private static final Duration KEYS_KEPT = Duration.ofHours(48);

    /** Why runs are cancelled whose workspace was deleted: by whom, as the journal says it. */
    public static final String WORKSPACE_DELETED = "the deletion of the workspace";

    private static final int BATCH = 500;
    private static final int RUNS_AT_ONCE = 100;
    private static final String OLD_KEYS = "SELECT workspace_id, action, key, created_at FROM run_idempotency"
            + " WHERE created_at < ? ORDER BY created_at LIMIT " + BATCH;
    private static final String FORGET_OLD =
            "DELETE FROM run_idempotency WHERE workspace_id = ? AND action = ? AND key = ? AND created_at = ?";
    private static final String NEXT_WORKSPACE =
            "SELECT workspace_id FROM runs WHERE workspace_id > ? ORDER BY workspace_id LIMIT 1";

    /** An id begins with the time of its run's beginning: what is kept is not even looked at, however much it is. */
    private static final String DUE = "SELECT id, created_at FROM runs WHERE workspace_id = ? AND id > ? AND id < ?"
            + " AND finished_at < ? ORDER BY id LIMIT " + RUNS_AT_ONCE;

    private static final String ALL_ENDED = "SELECT id, created_at FROM runs WHERE workspace_id = ? AND finished_at IS"
            + " NOT NULL ORDER BY id LIMIT " + RUNS_AT_ONCE;
    private static final String ALL =
            "SELECT id, created_at FROM runs WHERE workspace_id = ? ORDER BY id LIMIT " + RUNS_AT_ONCE;
    private static final String FORGET_KEYS = "DELETE FROM run_idempotency WHERE workspace_id = ?";
    private static final String FORGET_KEY = "DELETE FROM run_idempotency WHERE created_at = ? AND run_id = ?";
    private static final String HAS_KEY = "SELECT 1 AS one FROM run_idempotency WHERE created_at = ? AND run_id = ?";
    private static final String FORGET_AFTERMATH = "DELETE FROM run_aftermath WHERE run_id = ?";
    private static final String FORGET_ENDED = "DELETE FROM runs WHERE id = ? AND finished_at IS NOT NULL";
    private static final String FORGET_ANY = "DELETE FROM runs WHERE id = ?";

    private final Database database;
    private final JournalDigests digests;
    private final ToIntFunction<WorkspaceId> days;
    private final Clock clock;

    /**
     * What the server's operator says of how many days after its end a run is kept; 0 is for ever.
     *
     * @param usual where a workspace has not decided it itself
     * @param own in the place of {@code usual}, for some workspaces
     * @param most no workspace keeps its runs for longer, whatever it decides
     */
    public record Days(int usual, Map<WorkspaceId, Integer> own, int most) {
        private static final int MOST = 36_500;
        private static final String MOST_WORD = "most";

        /**
         * @param text {@code 30}, or with workspaces that have their own and the most that one may have:
         *     {@code 30, WORKSPACE=90, most=365}
         * @throws IllegalArgumentException that says what is wrong
         */
        public static Days of(String text) {
            int usual = -1;
            int most = 0;
            var own = new LinkedHashMap<WorkspaceId, Integer>();
            for (String part : text.split(",", -1)) {
                int equals = part.indexOf('=');
                int days = number(part.substring(equals + 1).strip());
                String whose = part.substring(0, Math.max(0, equals)).strip();
                if (whose.equals(MOST_WORD)) {
                    most = days;
                } else if (equals >= 0) {
                    own.put(new WorkspaceId(whose), days);
                } else if (usual < 0) {
                    usual = days;
                } else {
                    throw new IllegalArgumentException("'" + text + "' has two numbers for all workspaces.");
                }
            }
            if (usual < 0) {
                throw new IllegalArgumentException("'" + text + "' has no number for all workspaces, as in 30, ID=90.");
            }
            return new Days(usual, Map.copyOf(own), most).withinItself(text);
        }

        private Days withinItself(String text) {
            if (within(usual) != usual || own.values().stream().anyMatch(days -> within(days) != days)) {
                throw new IllegalArgumentException(
                        "'" + text + "' keeps runs for longer than the most that it names, " + most + " days.");
            }
            return this;
        }

        private int within(int days) {
            return most != 0 && (days == 0 || days > most) ? most : days;
        }

        /** @param chosen what the workspace has decided itself; null for nothing */
        public int of(WorkspaceId workspace, @Nullable Long chosen) {
            return chosen == null ? own.getOrDefault(workspace, usual) : within(Math.clamp(chosen, 0, MOST));
        }

        private static int number(String text) {
            try {
                int days = Integer.parseInt(text);
                if (days >= 0 && days <= MOST) {
                    return days;
                }
            } catch (NumberFormatException notANumber) {
                // Said below, with the same words as for a number out of range.
            }
            throw new IllegalArgumentException(
                    "'" + text + "' is not a number of days from 0 (never) to " + MOST + ".");
        }
    }

    /** @param days for how many days the runs of a workspace are kept after their end; 0 is for ever */
    public Retention(Database database, JournalDigests digests, ToIntFunction<WorkspaceId> days, Clock clock) {
        this.database = database;
        this.digests = digests;
        this.days = days;
        this.clock = clock;
    }

    /** Forgets idempotency keys that are older than 48 hours. */
    public void forgetOldKeys() {
        long before = clock.millis() - KEYS_KEPT.toMillis();
        List<@Nullable Object[]> old;
        do {
            // Looked for beside the writer, and deleted by their own index: accepting runs hardly waits for it.
            old = database.read(tx -> tx.list(OLD_KEYS, Retention::key, before));
            List<@Nullable Object[]> batch = old;
            var unused = database.write(tx -> {
                tx.batch(FORGET_OLD, batch);
                return true;
            });
        } while (old.size() == BATCH);
    }

    private static @Nullable Object[] key(Row row) {
        return new Object[] {row.text("workspace_id"), row.text("action"), row.text("key"), row.number("created_at")};
    }

    /** Deletes the runs that ended long enough ago, with all that belongs to them; returns how many. */
    public int retire() {
        int retired = 0;
        Optional<WorkspaceId> workspace = after("");
        while (workspace.isPresent()) {
            retired += retire(workspace.get());
            workspace = after(workspace.get().value());
        }
        return retired;
    }

    private Optional<WorkspaceId> after(String workspace) {
        return database.read(
                tx -> tx.first(NEXT_WORKSPACE, row -> new WorkspaceId(row.text("workspace_id")), workspace));
    }

    private int retire(WorkspaceId workspace) {
        int retired = 0;
        String after = "";
        List<Ended> batch;
        do {
            // Asked before each batch: who decides to keep runs for longer loses no more of them.
            int kept = days.applyAsInt(workspace);
            if (kept == 0) {
                return retired;
            }
            long now = clock.millis();
            long before = Math.max(0, now - Duration.ofDays(kept).toMillis());
            String from = after;
            batch = database.read(tx -> tx.list(
                    DUE,
                    row -> new Ended(new RunId(row.text("id")), row.number("created_at")),
                    workspace.value(),
                    from,
                    Ids.earliest(before),
                    before));
            List<Ended> due = withoutKey(batch, now - KEYS_KEPT.toMillis());
            retire(due, FORGET_ENDED);
            retired += due.size();
            after = batch.isEmpty() ? after : batch.getLast().id().value();
        } while (batch.size() == RUNS_AT_ONCE);
        return retired;
    }

    /** But for those that a key still stands for, however short a time runs are kept: callers count on their keys. */
    private List<Ended> withoutKey(List<Ended> ended, long keysSince) {
        if (ended.stream().allMatch(run -> run.createdAt() < keysSince)) {
            return ended;
        }
        return database.read(tx -> ended.stream()
                .filter(run -> run.createdAt() < keysSince
                        || tx.first(
                                        HAS_KEY,
                                        row -> row.number("one"),
                                        run.createdAt(),
                                        run.id().value())
                                .isEmpty())
                .toList());
    }

    /**
     * Deletes the runs of a workspace that was deleted, with all that belongs to them; returns how many.
     *
     * @param openOnesToo those as well that could not be cancelled: whoever moves one finds it gone and lets go
     */
    public int clear(WorkspaceId workspace, boolean openOnesToo) {
        int cleared = 0;
        List<Ended> batch;
        do {
            batch = database.read(tx -> tx.list(
                    openOnesToo ? ALL : ALL_ENDED,
                    row -> new Ended(new RunId(row.text("id")), row.number("created_at")),
                    workspace.value()));
            retire(batch, openOnesToo ? FORGET_ANY : FORGET_ENDED);
            cleared += batch.size();
        } while (!batch.isEmpty());
        return cleared + database.write(tx -> tx.update(FORGET_KEYS, workspace.value()));
    }

    private record Ended(RunId id, long createdAt) {}

    /** That they go is signed first: a digest must never have to take the store's word for it. */
    private void retire(List<Ended> runs, String how) {
        if (runs.isEmpty()) {
            return;
        }
        List<Head> heads = database.read(
                tx -> digests.heads(tx, runs.stream().map(Ended::id).toList()));
        digests.retiring(heads);
        long now = clock.millis();
        var unused = database.write(tx -> {
            Retirement.retire(tx, heads, now);
            return forget(tx, runs, how);
        });
    }

    private static int forget(Transaction tx, List<Ended> runs, String how) {
        var keys = new ArrayList<@Nullable Object[]>();
        var ids = new ArrayList<@Nullable Object[]>();
        for (Ended run : runs) {
            keys.add(new Object[] {run.createdAt(), run.id().value()});
            ids.add(new Object[] {run.id().value()});
        }
        tx.batch(FORGET_KEY, keys);
        tx.batch(FORGET_AFTERMATH, ids);
        tx.batch(how, ids);
        return runs.size();
    }
}
