package dev.triggo.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A real SQLite store that commits when the test says so, on the test's own thread: units of work lie in a queue, and
 * are committed, refused or forgotten one by one, in any order.
 */
public final class SteppedDatabase extends Database {
    /** Whoever decides when what is committed. */
    public interface Steering {
        /** A unit of work was handed in. */
        void submitted(Unit<?> unit);

        /** Somebody waits for one: this must go on with some of those that are pending. */
        void waitedFor();
    }

    /** A unit of work on its way. */
    public static final class Unit<T> {
        private final Function<Transaction, T> work;
        private final CompletableFuture<T> committed = new CompletableFuture<>();

        Unit(Function<Transaction, T> work) {
            this.work = work;
        }
    }

    private final Session session;
    private final List<Unit<?>> pending = new ArrayList<>();
    private @Nullable Steering steering;

    private SteppedDatabase(Dialect dialect) throws SQLException {
        super(dialect);
        session = new Session(dialect.openWriter(), dialect);
        try (var statement = session.connection().createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
        }
    }

    public static SteppedDatabase open(Path folder) throws SQLException {
        Dialect dialect = Dialects.of(new StoreSettings(folder, null));
        Migrations.run(dialect);
        return new SteppedDatabase(dialect);
    }

    /** Forgets what is pending, and asks this one from now on. */
    public void steer(Steering by) {
        pending.clear();
        steering = by;
    }

    public List<Unit<?>> pending() {
        return pending;
    }

    @Override
    public <T> CompletableFuture<T> submit(Function<Transaction, T> work) {
        var unit = new Unit<>(work);
        pending.add(unit);
        if (steering != null) {
            steering.submitted(unit);
        }
        return unit.committed;
    }

    @Override
    public <T> T await(CompletableFuture<T> committed) {
        while (!committed.isDone() && steering != null) {
            steering.waitedFor();
        }
        return super.await(committed);
    }

    @Override
    public <T> T read(Function<Transaction, T> work) {
        return work.apply(session);
    }

    /** Commits a pending unit and tells whoever waits. */
    public <T> void commit(Unit<T> unit) {
        pending.remove(unit);
        try {
            T result = inTransaction(unit);
            unit.committed.complete(result);
        } catch (RuntimeException fault) {
            unit.committed.completeExceptionally(fault);
        }
    }

    /** The server dies while the unit is on its way: it may have been committed or not, and nobody is told. */
    public void lose(Unit<?> unit, boolean committed) {
        pending.remove(unit);
        if (committed) {
            try {
                inTransaction(unit);
            } catch (RuntimeException fault) {
                // Undone like any other, and there is nobody to tell.
                return;
            }
        }
    }

    /** Tells that the store was away; {@code committed} when only the answer was lost. */
    public void refuse(Unit<?> unit, boolean committed) {
        lose(unit, committed);
        unit.committed.completeExceptionally(
                committed ? new GroupWriter.Uncertain(new SQLException("the answer is lost")) : unavailable());
    }

    private <T> T inTransaction(Unit<T> unit) {
        try {
            session.connection().setAutoCommit(false);
            try {
                T result = unit.work.apply(session);
                session.connection().setAutoCommit(true);
                return result;
            } catch (RuntimeException fault) {
                session.connection().rollback();
                session.connection().setAutoCommit(true);
                throw fault;
            }
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Override
    public void close() {
        session.close();
        super.close();
    }
}
