package dev.triggo.runs;

import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.journal.Journal;
import dev.triggo.journal.JournalCommit;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.journal.TimedEvent;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One run's events on their way to the journal. Events gather until a commit writes them, with the run's row beside
 * them, in one transaction. Not thread-safe: its driver owns it.
 */
final class RunLog {

    private final Database database;
    private final @Nullable Acceptance acceptance;
    private final List<TimedEvent> pending = new ArrayList<>();
    private RunRow row;
    private boolean accepted;
    private long lastSeq;
    private String lastHash;
    private @Nullable Batch unconfirmed;

    /** Thrown when the journal holds other events at our place: somebody else moves the run. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken(RunId run) {
            super("overtaken at run " + run, null, false, false);
        }
    }

    /** Thrown when the run does not come into being. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient Acceptance.Refusal refusal;

        Refused(Acceptance.Refusal refusal) {
            super("refused", null, false, false);
            this.refusal = refusal;
        }
    }

    /** Events that are on their way to the store, in the form in which they are written again after a fault. */
    private record Batch(
            @Nullable JournalCommit commit,
            RunRow after,
            boolean rowChanged,
            @Nullable Acceptance entry,
            CompletableFuture<Optional<Acceptance.Refusal>> done) {

        Optional<Acceptance.Refusal> write(Transaction tx) {
            if (entry != null) {
                Optional<Acceptance.Refusal> refusal = entry.enter(tx, after);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
            if (commit != null && !Journal.append(tx, commit)) {
                throw new Overtaken(commit.run());
            }
            if (entry == null && rowChanged) {
                after.update(tx);
            }
            return Optional.empty();
        }
    }

    private RunLog(Database database, RunRow row, @Nullable Acceptance acceptance, long lastSeq, String lastHash) {
        this.database = database;
        this.row = row;
        this.acceptance = acceptance;
        this.accepted = acceptance == null;
        this.lastSeq = lastSeq;
        this.lastHash = lastHash;
    }

    /** The log of a run that does not exist before its first commit passes the acceptance. */
    static RunLog fresh(Database database, RunRow row, Acceptance acceptance) {
        return new RunLog(database, row, acceptance, 0, Journal.seed(row.id()));
    }

    /** The log of a run that has these events. */
    static RunLog after(Database database, RunRow row, List<RecordedEvent> events) {
        RecordedEvent last = events.getLast();
        return new RunLog(database, row, null, last.seq(), last.hash());
    }

    RunRow row() {
        return row;
    }

    boolean accepted() {
        return accepted;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    void add(long at, RunEvent event) {
        pending.add(new TimedEvent(at, event));
    }

    /**
     * Makes everything so far durable, and returns then. Throws OVERLOADED when the store is away (what was not written
     * is written by the next call), {@link Refused} when the run may not exist, {@link Overtaken} when another moves it.
     */
    void commit(RunState state) {
        confirm();
        if (!pending.isEmpty()) {
            var unused = send(state, 0);
            confirm();
        }
    }

    /** As {@link #commit}, and nobody needs to look after the run before this time (epoch milliseconds). */
    void park(RunState state, long wakeAt) {
        confirm();
        if (!pending.isEmpty()) {
            var unused = send(state, wakeAt);
        } else if (row.wakeAt() != wakeAt) {
            row = row.at(state, wakeAt);
            var unused = submit(null, row, true, null);
        }
        confirm();
    }

    /** Writes what is pending without waiting and tells when it is durable; a fault shows at the next commit. */
    void commitLater(RunState state, Runnable written) {
        if (unconfirmed == null && !pending.isEmpty()) {
            var unused = send(state, 0).done().thenRun(written);
        }
    }

    private Batch send(RunState state, long wakeAt) {
        JournalCommit commit = Journal.prepare(row.id(), lastSeq, lastHash, pending);
        RunRow after = row.at(state, wakeAt);
        Batch sent = submit(commit, after, !after.equals(row), accepted ? null : acceptance);
        pending.clear();
        row = after;
        lastSeq = commit.lastSeq();
        lastHash = commit.hash();
        return sent;
    }

    private Batch submit(@Nullable JournalCommit commit, RunRow after, boolean rowChanged, @Nullable Acceptance entry) {
        var done = new CompletableFuture<Optional<Acceptance.Refusal>>();
        var batch = new Batch(commit, after, rowChanged, entry, done);
        unconfirmed = batch;
        var unused = database.submit(batch::write).whenComplete((refusal, fault) -> {
            if (fault == null) {
                done.complete(refusal);
            } else {
                done.completeExceptionally(fault);
            }
        });
        return batch;
    }

    /** Waits until what was sent is durable; what failed before is sent again first. */
    private void confirm() {
        Batch sent = unconfirmed;
        if (sent == null) {
            return;
        }
        if (sent.done().isCompletedExceptionally()) {
            sent = submit(sent.commit(), sent.after(), sent.rowChanged(), sent.entry());
        }
        Optional<Acceptance.Refusal> refusal = database.await(sent.done());
        if (refusal.isPresent()) {
            throw new Refused(refusal.get());
        }
        unconfirmed = null;
        accepted = true;
    }
}
