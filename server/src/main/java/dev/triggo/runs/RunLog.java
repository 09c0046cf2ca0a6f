package dev.triggo.runs;

import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.journal.Head;
import dev.triggo.journal.Journal;
import dev.triggo.journal.JournalCommit;
import dev.triggo.journal.Original;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.journal.TimedEvent;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.redaction.Redactor;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run's events on their way to the journal. Events gather until a commit writes them, with the run's row beside
 * them, in one transaction. Not thread-safe: its driver owns it, and whether it is accepted may be asked by anybody.
 */
final class RunLog {
    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);
    private static final int LARGE = 2_000;
    /** In characters: a commit takes several times as much memory while it is made and written. */
    private static final long LARGE_SIZE = 4L << 20;

    private final Database database;
    private final Endings endings;
    private final Journal journal;
    private final boolean whole;
    private final @Nullable Acceptance acceptance;
    private final List<TimedEvent> pending = new ArrayList<>();
    private long added;
    private long pendingSize;
    private final RunRow.Lease lease;
    private RunRow row;
    private RunRow before;
    private volatile boolean accepted;
    private Head end;
    private @Nullable Condition condition;
    private @Nullable Batch unconfirmed;

    /** Thrown when somebody else has taken the run, or the journal holds other events at our place. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken(RunId run) {
            super("overtaken at run " + run, null, false, false);
        }
    }

    /** What must hold for events to be written, asked in the transaction that writes them; may be asked more than once. */
    @FunctionalInterface
    interface Condition {
        Optional<Acceptance.Refusal> enter(Transaction tx, RunRow row);
    }

    /** What somebody has said may be written, if this allows it. */
    static final class Proviso implements Condition {
        private final BiFunction<Transaction, RunRow, Optional<Problem>> refusal;
        private volatile Optional<Problem> said = Optional.empty();

        private Proviso(BiFunction<Transaction, RunRow, Optional<Problem>> refusal) {
            this.refusal = refusal;
        }

        @Override
        public Optional<Acceptance.Refusal> enter(Transaction tx, RunRow row) {
            said = refusal.apply(tx, row);
            return said.map(Acceptance.Refusal.MayNotDecide::new);
        }

        /** Throws what was said against it; empty when nothing was. */
        <T> Optional<T> orRefuse() {
            if (said.isPresent()) {
                throw said.get();
            }
            return Optional.empty();
        }
    }

    /** Thrown when the run does not come into being, or what was to be written of it may not be. */
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
            @Nullable Condition entry,
            @Nullable Ending ending,
            boolean repeated,
            CompletableFuture<Optional<Acceptance.Refusal>> done) {

        Batch(
                @Nullable JournalCommit commit,
                RunRow after,
                boolean rowChanged,
                @Nullable Condition entry,
                @Nullable Ending ending) {
            this(commit, after, rowChanged, entry, ending, false, new CompletableFuture<>());
        }

        Batch again() {
            return new Batch(commit, after, rowChanged, entry, ending, true, new CompletableFuture<>());
        }

        boolean isWritten() {
            return done.isDone()
                    && !done.isCompletedExceptionally()
                    && done.join().isEmpty();
        }

        Optional<Acceptance.Refusal> write(Transaction tx, Endings endings) {
            boolean begins = entry instanceof Acceptance;
            if (entry != null && !(begins && repeated && after.isKnown(tx))) {
                if (begins) {
                    Failpoint.BEFORE_ACCEPTING.reach();
                }
                Optional<Acceptance.Refusal> refusal = entry.enter(tx, after);
                if (refusal.isPresent()) {
                    return refusal;
                }
            }
            // The row first: while it is locked, nobody can take the run and write beside us.
            if (!begins && !(rowChanged ? after.update(tx) : after.isHeld(tx))) {
                throw new Overtaken(after.id());
            }
            if (commit != null && !Journal.append(tx, commit)) {
                throw new Overtaken(commit.run());
            }
            Failpoint.APPENDING.reach();
            if (ending != null) {
                endings.ending(tx, ending);
                Aftermath.note(tx, after, ending.graph());
            }
            return Optional.empty();
        }
    }

    private RunLog(
            Database database,
            Journal journal,
            Endings endings,
            RunRow row,
            @Nullable Acceptance acceptance,
            Head end,
            boolean whole) {
        this.database = database;
        this.journal = journal;
        this.endings = endings;
        this.lease = row.lease();
        this.whole = whole;
        this.row = row;
        this.before = row;
        this.acceptance = acceptance;
        this.accepted = acceptance == null;
        this.end = end;
    }

    /** The log of a run that does not exist before its first commit passes the acceptance. */
    static RunLog fresh(Database database, Journal journal, Endings endings, RunRow row, Acceptance acceptance) {
        return new RunLog(
                database, journal, endings, row, acceptance, new Head(row.id(), 0, Journal.seed(row.id())), true);
    }

    /** The log of a run that has these events. */
    static RunLog after(Database database, Journal journal, Endings endings, RunRow row, Original original) {
        RecordedEvent last = original.events().getLast();
        return new RunLog(
                database, journal, endings, row, null, new Head(row.id(), last.seq(), last.hash()), original.whole());
    }

    /** False when the run has had secrets that cannot be read any more, because the key that sealed them is gone. */
    boolean isWhole() {
        return whole;
    }

    Redactor redactor() {
        return journal.redactor(row.workspace());
    }

    RunRow row() {
        return row;
    }

    /** The row as the store is known to have it: nobody is told of an end that is still on its way there. */
    RunRow durableRow() {
        return unconfirmed == null || unconfirmed.isWritten() ? row : before;
    }

    /** Tells that the run's end is durable. */
    void ended(RunState state) {
        endings.ended(Ending.of(row, state, redactor()));
    }

    boolean accepted() {
        return accepted;
    }

    /** True when so much is pending that it had better be written, so that no single commit grows without end. */
    boolean isLarge() {
        return pending.size() >= LARGE || pendingSize >= LARGE_SIZE;
    }

    /** How many events it has had of this driver. */
    long count() {
        return added;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** The next commit, which has what is added now, is made only if nothing is said against it in it; else it is {@link Refused}. */
    Proviso onlyIf(BiFunction<Transaction, RunRow, Optional<Problem>> refusal) {
        var proviso = new Proviso(refusal);
        condition = proviso;
        return proviso;
    }

    void add(long at, RunEvent event) {
        added++;
        pending.add(new TimedEvent(at, event));
        pendingSize += Journal.sizeOf(event);
    }

    /**
     * Makes everything so far durable, and returns then. Throws OVERLOADED when the store is away (what was not written
     * is written by the next call), {@link Refused} when it may not be written, {@link Overtaken} when another moves it.
     */
    void commit(RunState state) {
        confirm();
        if (!pending.isEmpty()) {
            var unused = send(state, 0);
            confirm();
        }
    }

    /** As {@link #commit}; the run goes on from what the store has when that fails. */
    void tryToCommit(RunState state) {
        try {
            commit(state);
        } catch (RuntimeException away) {
            LOG.debug("run {} goes on as the store has it", row.id(), away);
        }
    }

    /**
     * As {@link #commit}, and nobody needs to look after the run before this time (epoch milliseconds): a run that was
     * taken only to find that there is nothing to do is given back, too.
     */
    void park(RunState state, long wakeAt) {
        confirm();
        if (!pending.isEmpty()) {
            var unused = send(state, wakeAt);
        } else if (row.wakeAt() != wakeAt || row.lease().holder() != null) {
            before = row;
            row = row.at(state, wakeAt, lease);
            var unused = submit(new Batch(null, row, true, null, null));
        }
        confirm();
    }

    /**
     * Writes what is pending and tells when it is durable; a fault shows at the next commit. It waits for the store only
     * where much has gathered while that was busy with what was sent before.
     */
    void commitLater(RunState state, Runnable written) {
        if (unconfirmed != null && unconfirmed.isWritten()) {
            unconfirmed = null;
            accepted = true;
        }
        if (isLarge()) {
            confirm();
        }
        if (unconfirmed == null && !pending.isEmpty()) {
            var unused = send(state, 0).done().thenRun(written);
        }
    }

    private Batch send(RunState state, long wakeAt) {
        JournalCommit commit = journal.prepare(new Journal.Place(end, redactor()), pending);
        RunRow after = row.at(state, wakeAt, lease);
        Ending ending = state.status().isFinal() ? Ending.of(after, state, redactor()) : null;
        before = row;
        Batch sent = submit(new Batch(commit, after, !after.equals(row), accepted ? condition : acceptance, ending));
        condition = null;
        pending.clear();
        pendingSize = 0;
        row = after;
        end = new Head(row.id(), commit.lastSeq(), commit.hash());
        return sent;
    }

    private Batch submit(Batch batch) {
        unconfirmed = batch;
        var unused = database.submit(tx -> batch.write(tx, endings)).whenComplete((refusal, fault) -> {
            if (fault == null) {
                if (batch.commit() != null && refusal.isEmpty()) {
                    journal.committed(batch.commit());
                }
                batch.done().complete(refusal);
            } else {
                batch.done().completeExceptionally(fault);
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
            sent = submit(sent.again());
        }
        Optional<Acceptance.Refusal> refusal = outcome(sent);
        if (refusal.isPresent()) {
            // As the store still has it; nothing has been sent since.
            row = before;
            throw new Refused(refusal.get());
        }
        unconfirmed = null;
        if (!accepted) {
            accepted = true;
            Failpoint.ACCEPTED.reach();
        }
        Failpoint.RECORDED.reach();
    }

    /** Whoever asks for a run is told whether it came to be: where the store's answer was lost, it is asked once more. */
    private Optional<Acceptance.Refusal> outcome(Batch sent) {
        try {
            return database.await(sent.done());
        } catch (Problem away) {
            if (accepted || !Database.isUncertain(sent.done())) {
                throw away;
            }
            return database.await(submit(sent.again()).done());
        }
    }
}
