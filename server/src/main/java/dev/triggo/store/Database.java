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
 * <p>When the database is away, busy or full, every method throws (or completes with) OVERLOADED: nothing was done. A write
 * into a workspace that was deleted meanwhile throws NOT_FOUND where the row refers to it.
 */
public class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int MAX_WAITING_WRITES = 20_000;
    private static final int CLAIM_ATTEMPTS = 40;
    private static final long CLAIM_PAUSE_NANOS = 250_000_000;

    private final Dialect dialect;
    private final LinkedBlockingQueue<GroupWriter.Unit<?>> queue = new LinkedBlockingQueue<>(MAX_WAITING_WRITES);
    private final List<GroupWriter> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final StoreCounts counts = new StoreCounts();
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

    /** Runs the function on a consistent view of committed data; it must not write. */
    public <T> T read(Function<Transaction, T> work) {
        try (Connection connection = dialect.readers().getConnection()) {
            try (var session = new Session(connection, dialect)) {
                return work.apply(session);
            }
        } catch (SQLException fault) {
            throw problem(fault);
        } catch (StoreException fault) {
            throw problem(fault.fault());
        }
    }

    /** As {@link #read}, with one and the same view of the data however long it takes: nothing newer is seen. */
    public <T> T snapshot(Function<Transaction, T> work) {
        try (Connection connection = dialect.readers().getConnection()) {
            connection.setTransactionIsolation(dialect.snapshotIsolation());
            connection.setAutoCommit(false);
            try (var session = new Session(connection, dialect)) {
                return work.apply(session);
            }
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
                throw new IllegalStateException("a statement failed", store.fault());
            }
            if (wrapped.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw wrapped;
        }
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
        return new IllegalStateException("a statement failed", fault);
    }

    static Problem unavailable() {
        return Problem.later(
                ProblemCode.OVERLOADED,
                "The store is away or busy; nothing was accepted. Try again shortly.",
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
