package dev.triggo.store;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database, whichever it is. Reads run on the caller's thread; writes are handed to a writer that commits them in
 * groups, and are durable when their future completes. Thread-safe.
 *
 * <p>When the database is away, busy or full, every method throws (or completes with) OVERLOADED: nothing was done, save
 * where {@link #isUncertain} says otherwise. A write into a workspace that was deleted meanwhile throws NOT_FOUND where the
 * row refers to it; a text with U+0000 is BAD_REQUEST.
 */
public class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int MAX_WAITING_WRITES = 20_000;
    private static final int CLAIM_ATTEMPTS = 40;
    private static final long CLAIM_PAUSE_NANOS = 250_000_000;
    /** Whoever has waited for longer than that is not kept waiting a second time. */
    private static final long SOON_NANOS = 2_000_000_000;

    private final Dialect dialect;
    private final LinkedBlockingQueue<GroupWriter.Unit<?>> queue = new LinkedBlockingQueue<>(MAX_WAITING_WRITES);
    private final List<GroupWriter> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final StoreCounts counts = new StoreCounts();
    /** The connection on which this thread reads just now. */
    private final ScopedValue<Session> reading = ScopedValue.newInstance();

    private @Nullable Connection claim;

    /** For this package only; tests put one in its place that commits when they say so. */
    Database(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * Opens the database, brings its tables up to date and starts the writers.
     *
     * <p>Throws IllegalStateException, with one line for the operator, when the database cannot be reached, belongs to
     * a newer version of the program, or is in use by another server.
     */
    public static Database open(StoreSettings settings) {
        Dialect dialect = Dialects.of(settings);
        try {
            Migrations.run(dialect);
        } catch (RuntimeException fault) {
            dialect.close();
            throw fault;
        }
        var database = new Database(dialect);
        database.startWriters();
        return database;
    }

    /**
     * Keeps servers of versions that cannot share a database away from this one. Waits a little for one that was just
     * killed to be noticed; throws IllegalStateException with one line when it lives.
     */
    public void claim() {
        try {
            Connection connection = dialect.openWriter();
            for (int attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
                if (dialect.claim(connection)) {
                    claim = connection;
                    return;
                }
                LockSupport.parkNanos(CLAIM_PAUSE_NANOS);
            }
            connection.close();
        } catch (SQLException fault) {
            throw new IllegalStateException("The database cannot be claimed: " + fault.getMessage(), fault);
        }
        throw new IllegalStateException(
                "DATABASE_URL: a Triggo server of an older version works on this database, and it"
                        + " cannot share it. Stop that one, or give this one a database of its own.");
    }

    private void startWriters() {
        for (int i = 0; i < dialect.writers(); i++) {
            var writer = new GroupWriter(dialect, queue, counts);
            writers.add(writer);
            threads.add(Thread.ofPlatform().name("store-writer-" + i).start(writer));
        }
    }

    /** {@code sqlite} or {@code postgres}. */
    public String dialect() {
        return dialect.name();
    }

    /** True when several servers may work on the database side by side. */
    public boolean isShared() {
        return dialect.shared();
    }

    /**
     * Runs the function on committed data; it must not write, and may run twice. Each statement sees what was committed
     * when it began: between two of them others may commit, so that what must not be missed is asked for first, or all of
     * it in one {@link #snapshot}. What it reads through this method again is read on the same connection: were another
     * one needed, as many callers as there are connections would wait for each other.
     */
    public <T> T read(Function<Transaction, T> work) {
        if (reading.isBound()) {
            try (var beside = reading.get().beside()) {
                return work.apply(beside);
            }
        }
        long began = System.nanoTime();
        try {
            return readOnce(work);
        } catch (SQLException fault) {
            boolean soon = System.nanoTime() - began < SOON_NANOS;
            if (!soon || !dialect.replacesReader(fault)) {
                throw problem(fault);
            }
        }
        try {
            return readOnce(work);
        } catch (SQLException fault) {
            throw problem(fault);
        }
    }

    private <T> T readOnce(Function<Transaction, T> work) throws SQLException {
        try (Connection connection = dialect.readers().getConnection()) {
            return on(connection, work);
        } catch (StoreException fault) {
            throw fault.fault();
        }
    }

    private <T> T on(Connection connection, Function<Transaction, T> work) {
        try (var session = new Session(connection, dialect)) {
            return ScopedValue.where(reading, session).call(() -> work.apply(session));
        }
    }

    /** As {@link #read}, with one and the same view of the data however long it takes: nothing newer is seen. */
    public <T> T snapshot(Function<Transaction, T> work) {
        try (Connection connection = dialect.readers().getConnection()) {
            connection.setTransactionIsolation(dialect.snapshotIsolation());
            connection.setAutoCommit(false);
            return on(connection, work);
        } catch (SQLException fault) {
            throw problem(fault);
        } catch (StoreException fault) {
            throw problem(fault.fault());
        }
    }

    /**
     * Queues the function to be committed with the next group. It may run more than once (only one run is committed),
     * on a writer's thread, and must not wait for anything. An exception that it throws undoes its own work alone.
     */
    public <T> CompletableFuture<T> submit(Function<Transaction, T> work) {
        var unit = new GroupWriter.Unit<>(work);
        if (!queue.offer(unit)) {
            unit.committed.completeExceptionally(unavailable());
        }
        return unit.committed;
    }

    /** As {@link #submit}, waiting for the commit. */
    public <T> T write(Function<Transaction, T> work) {
        return await(submit(work));
    }

    /** The result of a submitted write, or its exception as it was thrown. */
    public <T> T await(CompletableFuture<T> committed) {
        try {
            return committed.join();
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof StoreException store) {
                throw new StatementFailed(store.fault());
            }
            if (wrapped.getCause() instanceof GroupWriter.Uncertain) {
                throw perhapsDone();
            }
            if (wrapped.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw wrapped;
        }
    }

    /**
     * True of a write that has failed because the connection was lost over its commit: it is done, or it is not. Whoever
     * can tell the two apart may hand it in again.
     */
    public static boolean isUncertain(CompletableFuture<?> failed) {
        return failed.isCompletedExceptionally() && failed.exceptionNow() instanceof GroupWriter.Uncertain;
    }

    /** True when a trivial read works now. */
    public boolean reachable() {
        try {
            return read(tx -> tx.first("SELECT 1 AS one", row -> row.number("one")))
                    .isPresent();
        } catch (RuntimeException away) {
            return false;
        }
    }

    /** How many writes wait for a commit: the measure of overload. */
    public int waitingWrites() {
        return queue.size();
    }

    public StoreCounts counts() {
        return counts;
    }

    private RuntimeException problem(SQLException fault) {
        if (dialect.isUnavailable(fault) || fault instanceof java.sql.SQLTransientException) {
            LOG.warn("the store cannot be read now: {}", fault.getMessage());
            return unavailable();
        }
        return new StatementFailed(fault);
    }

    static Problem unavailable() {
        return Problem.later(
                ProblemCode.OVERLOADED,
                "The store is away or busy; nothing was accepted. Try again shortly.",
                Duration.ofSeconds(2));
    }

    private static Problem perhapsDone() {
        return Problem.later(
                ProblemCode.OVERLOADED,
                "The store was lost while this was written, so it may be done or not: look before you send it again, or"
                        + " send it again with the same idempotency key.",
                Duration.ofSeconds(2));
    }

    /** What references hold together goes with its workspace alone, so that a broken one tells that it went. */
    static Problem workspaceGone() {
        return Problem.of(ProblemCode.NOT_FOUND, "The workspace was deleted just now; nothing was kept.");
    }

    /** Commits what is queued, then closes everything. */
    @Override
    public void close() {
        writers.forEach(GroupWriter::stop);
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        releaseClaim();
        dialect.close();
    }

    private void releaseClaim() {
        if (claim != null) {
            try {
                claim.close();
            } catch (SQLException alreadyGone) {
                LOG.debug("the claim went with its connection");
            }
        }
    }
}
