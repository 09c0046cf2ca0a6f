package dev.triggo.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work on the database; valid only inside the function that it was handed to, on its thread.
 *
 * <p>SQL is a constant text with {@code ?} for every value, never built from input, and runs unchanged on every
 * dialect. Values are String, Long, Integer, Boolean (kept as 0 or 1) or null.
 */
public interface Transaction {
    /** Inserts, updates or deletes; returns how many rows. */
    int update(String sql, @Nullable Object... values);

    /** The same statement for many rows of values, in one round trip where the dialect can. */
    void batch(String sql, List<@Nullable Object[]> rows);

    <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... values);

    /** The first row, if there is one. */
    <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... values);

    /** The suffix that makes a claiming sub-select skip rows that others hold; empty where there is one writer. */
    String skipLocked();

    /** The suffix that makes a SELECT keep others from changing its rows until the commit; empty where there is one writer. */
    String locked();

    /** As {@link #locked}, but others may hold the rows so too. */
    String held();

    /** An expression: the time of the database, in epoch milliseconds. */
    String now();

    /** Turns a row into a value. */
    @FunctionalInterface
    interface RowMapper<T> {
        T map(Row row);
    }
}
