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
 * pays for another's fault.
 */
final class GroupWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
    private static final int MAX_GROUP = 256;
    private static final int MOST_TRIES = 5;

    private final Dialect dialect;
    private final LinkedBlockingQueue<Unit<?>> queue;
    private final StoreCounts counts;
    private volatile boolean closing;
    private @Nullable Session session;

    GroupWriter(Dialect dialect, LinkedBlockingQueue<Unit<?>> queue, StoreCounts counts) {
        this.dialect = dialect;
        this.queue = queue;
        this.counts = counts;
    }

    /** A piece of work whose result is handed out after the commit. */
    static final class Unit<T> {
        private final Function<Transaction, T> work;
        final CompletableFuture<T> committed = new CompletableFuture<>();
        private @Nullable T result;

        Unit(Function<Transaction, T> work) {
            this.work = work;
        }

        void run(Transaction transaction) {
            result = work.apply(transaction);
        }

        @SuppressWarnings("NullAway") // a unit's result may be null only where its type says so
        void complete() {
            committed.complete(result);
        }
    }

    @Override
    public void run() {
        var group = new ArrayList<Unit<?>>();
        while (!closing || !queue.isEmpty()) {
            try {
                Unit<?> first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                group.add(first);
                queue.drainTo(group, MAX_GROUP - 1);
                commit(group);
            } catch (InterruptedException stop) {
                closing = true;
            } catch (RuntimeException | Error unexpected) {
                LOG.error("a group of writes failed in an unexpected way", unexpected);
                group.forEach(unit -> unit.committed.completeExceptionally(unexpected));
            } finally {
                group.clear();
            }
        }
        dropSession();
    }

    void stop() {
        closing = true;
    }

    private void commit(List<Unit<?>> group) {
        try {
            inTransaction(group);
        } catch (SQLException | RuntimeException fault) {
            if (group.size() == 1 && !isConflict(fault)) {
                fail(group.getFirst(), fault);
            } else {
                group.forEach(this::commitAlone);
            }
        }
    }

    /** Whoever lost against another writer goes again: the other one is through by then. */
    private void commitAlone(Unit<?> unit) {
        for (int left = MOST_TRIES - 1; ; left--) {
            try {
                inTransaction(List.of(unit));
                return;
            } catch (SQLException | RuntimeException fault) {
                if (left == 0 || !isConflict(fault)) {
                    fail(unit, fault);
                    return;
                }
            }
        }
    }

    private boolean isConflict(Exception fault) {
        SQLException database = databaseFault(fault);
        return database != null && dialect.isConflict(database);
    }

    private static @Nullable SQLException databaseFault(Exception fault) {
        return switch (fault) {
            case SQLException direct -> direct;
            case StoreException wrapped -> wrapped.fault();
            case Exception other -> null;
        };
    }

    private void inTransaction(List<Unit<?>> group) throws SQLException {
        Session writing = session();
        try {
            // Not commit(): SQLite's driver would take the write lock again at once, and nobody else could ever write.
            writing.connection().setAutoCommit(false);
            for (Unit<?> unit : group) {
                unit.run(writing);
            }
            writing.connection().setAutoCommit(true);
        } catch (SQLException | RuntimeException fault) {
            rollBack(writing);
            throw fault;
        }
        counts.committed(group.size());
        group.forEach(Unit::complete);
    }

    private void rollBack(Session writing) {
        try {
            writing.connection().rollback();
            writing.connection().setAutoCommit(true);
        } catch (SQLException broken) {
            dropSession();
        }
    }

    private Session session() throws SQLException {
        if (session == null) {
            session = new Session(dialect.openWriter(), dialect);
        }
        return session;
    }

    private void dropSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private void fail(Unit<?> unit, Exception fault) {
        SQLException database = databaseFault(fault);
        if (database == null) {
            unit.committed.completeExceptionally(fault);
        } else if (dialect.isUnavailable(database)) {
            LOG.warn("the store does not take writes now: {}", database.getMessage());
            dropSession();
            unit.committed.completeExceptionally(Database.unavailable());
        } else if (dialect.isOrphan(database)) {
            LOG.info("a write came too late for what it belongs to: {}", database.getMessage());
            unit.committed.completeExceptionally(Database.workspaceGone());
        } else {
            unit.committed.completeExceptionally(fault);
        }
    }
}
