package dev.triggo.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and one connection that commit the work of everybody who is waiting as one transaction: the cost of a
 * synced commit is shared. When a unit fails, the group is rolled back and each unit is tried alone, so that nobody
 * pays for another's fault. When the store itself is away, all are told at once, so that nobody waits for the others'
 * tries.
 */
final class GroupWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
    private static final int MAX_GROUP = 256;
    private static final int MOST_TRIES = 5;
    /** With a slow store a transaction takes in no more work after this time: nobody waits for a whole group then. */
    private static final long LONG_ENOUGH_NANOS = 500_000_000;

    /** The last in the queue, once for each writer: it ends there, without waiting for more. */
    private static final Unit<?> END = new Unit<>(transaction -> 0);

    private final Dialect dialect;
    private final LinkedBlockingQueue<Unit<?>> queue;
    private final StoreCounts counts;
    private volatile boolean closing;
    private @Nullable Session session;
    /** The last attempt to open a connection failed. */
    private boolean away;
    /** What the connection said makes it likely that another one does better. */
    private boolean doubtful;

    GroupWriter(Dialect dialect, LinkedBlockingQueue<Unit<?>> queue, StoreCounts counts) {
        this.dialect = dialect;
        this.queue = queue;
        this.counts = counts;
    }

    /** A piece of work whose result is handed out after the commit. */
    static final class Unit<T> {
        /** What has waited for so long is refused and not begun: who waits for it is told, and may come again. */
        private static final long MOST_WAIT_NANOS = 15_000_000_000L;

        private final Function<Transaction, T> work;
        private final long since = System.nanoTime();
        final CompletableFuture<T> committed = new CompletableFuture<>();
        private @Nullable T result;

        Unit(Function<Transaction, T> work) {
            this.work = work;
        }

        boolean isTooOld() {
            return System.nanoTime() - since > MOST_WAIT_NANOS;
        }

        void run(Transaction transaction) {
            result = work.apply(transaction);
        }

        @SuppressWarnings("NullAway") // a unit's result may be null only where its type says so
        void complete() {
            committed.complete(result);
        }

        void refuse(Throwable why) {
            committed.completeExceptionally(why);
        }
    }

    /** The connection was lost over the commit: what was to be committed is in the store, or it is not. */
    static final class Uncertain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Uncertain(Exception fault) {
            super(fault);
        }
    }

    @Override
    public void run() {
        var group = new ArrayList<Unit<?>>();
        while (!closing || !queue.isEmpty()) {
            try {
                Unit<?> first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == END) {
                    break;
                }
                if (first == null) {
                    continue;
                }
                group.add(first);
                queue.drainTo(group, MAX_GROUP - 1);
                if (group.removeIf(unit -> unit == END)) {
                    var unused = queue.offer(END);
                }
                commit(group);
            } catch (InterruptedException stop) {
                closing = true;
            } catch (RuntimeException | Error unexpected) {
                LOG.error("a group of writes failed in an unexpected way", unexpected);
                group.forEach(unit -> unit.refuse(unexpected));
            } finally {
                group.clear();
            }
        }
        dropSession();
    }

    /** It ends when all that is queued is committed. */
    void stop() {
        closing = true;
        // When the queue is full, it sees by itself that it is to end.
        var unused = queue.offer(END);
    }

    private void commit(List<Unit<?>> group) {
        group.removeIf(this::isRefusedForItsAge);
        while (!group.isEmpty()) {
            boolean used = session != null;
            try {
                int done = inTransaction(group);
                group.subList(0, done).clear();
            } catch (SQLException | RuntimeException | Error fault) {
                if (session != null || !used || fault instanceof Uncertain) {
                    tryApart(group, fault);
                    return;
                }
                LOG.info("the connection to the store had ended; another one takes its place");
            }
        }
    }

    private boolean isRefusedForItsAge(Unit<?> unit) {
        boolean tooOld = unit.isTooOld();
        if (tooOld) {
            unit.refuse(Database.unavailable());
        }
        return tooOld;
    }

    private void tryApart(List<Unit<?>> group, Throwable fault) {
        if (away || fault instanceof Uncertain || (group.size() == 1 && !isConflict(fault))) {
            group.forEach(unit -> fail(unit, fault));
        } else {
            group.forEach(this::commitAlone);
        }
        if (doubtful) {
            doubtful = false;
            dropSession();
        }
    }

    /** Whoever lost against another writer goes again: the other one is through by then. */
    private void commitAlone(Unit<?> unit) {
        if (away) {
            unit.refuse(Database.unavailable());
            return;
        }
        for (int left = MOST_TRIES - 1; !isRefusedForItsAge(unit); left--) {
            try {
                inTransaction(List.of(unit));
                return;
            } catch (SQLException | RuntimeException | Error fault) {
                if (left == 0 || !isConflict(fault)) {
                    fail(unit, fault);
                    return;
                }
            }
        }
    }

    private boolean isConflict(Throwable fault) {
        SQLException database = databaseFault(fault);
        return database != null && dialect.isConflict(database);
    }

    private static @Nullable SQLException databaseFault(Throwable fault) {
        return switch (fault) {
            case SQLException direct -> direct;
            case StoreException wrapped -> wrapped.fault();
            case Throwable other -> null;
        };
    }

    /** Commits units from the first on; returns how many. */
    private int inTransaction(List<Unit<?>> group) throws SQLException {
        Session writing = session();
        int taken = 0;
        boolean committing = false;
        try {
            // Not commit(): SQLite's driver would take the write lock again at once, and nobody else could ever write.
            writing.connection().setAutoCommit(false);
            long until = System.nanoTime() + LONG_ENOUGH_NANOS;
            while (taken < group.size() && (taken == 0 || System.nanoTime() - until < 0)) {
                group.get(taken).run(writing);
                taken++;
            }
            committing = true;
            writing.connection().setAutoCommit(true);
        } catch (SQLException | RuntimeException | Error fault) {
            boolean undone = rollBack(writing);
            if (committing && !undone && fault instanceof Exception lost) {
                throw new Uncertain(lost);
            }
            throw fault;
        }
        counts.committed(taken);
        group.subList(0, taken).forEach(Unit::complete);
        return taken;
    }

    /** False when the connection is no more; the store itself has undone then what was not committed. */
    private boolean rollBack(Session writing) {
        try {
            writing.connection().rollback();
            writing.connection().setAutoCommit(true);
            return true;
        } catch (SQLException broken) {
            dropSession();
            return false;
        }
    }

    private Session session() throws SQLException {
        if (session == null) {
            away = true;
            session = new Session(dialect.openWriter(), dialect);
            away = false;
        }
        return session;
    }

    private void dropSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private void fail(Unit<?> unit, Throwable fault) {
        SQLException database = databaseFault(fault);
        if (database != null && (away || dialect.isUnavailable(database))) {
            LOG.warn("the store does not take writes now: {}", database.getMessage());
            doubtful = true;
            unit.refuse(Database.unavailable());
        } else if (database != null && dialect.isOrphan(database)) {
            LOG.info("a write came too late for what it belongs to: {}", database.getMessage());
            unit.refuse(Database.workspaceGone());
        } else {
            unit.refuse(fault);
        }
    }
}
