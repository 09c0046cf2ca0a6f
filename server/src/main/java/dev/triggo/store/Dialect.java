package dev.triggo.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What differs between databases; one class each, listed in {@link Dialects}. */
interface Dialect extends AutoCloseable {
    /** A word for logs and tests. */
    String name();

    /** Connections for reading and for migrations. */
    DataSource readers();

    /** A connection that belongs to one writer thread. */
    Connection openWriter() throws SQLException;

    /** How many writer threads work side by side. */
    int writers();

    /** See {@link Transaction#skipLocked}. */
    String skipLocked();

    /** See {@link Transaction#locked}. */
    String locked();

    /** See {@link Transaction#held}. */
    String held();

    /** See {@link Transaction#now}. */
    String now();

    /** True when several servers may work on the database side by side. */
    boolean shared();

    /** The isolation, of {@link Connection}, in which a transaction sees nothing that is committed after its first look. */
    int snapshotIsolation();

    /** Placeholders of the migrations: the few words that the databases spell differently. */
    java.util.Map<String, String> placeholders();

    /** True when the fault means that the database is away, full or busy, not that the statement is wrong. */
    boolean isUnavailable(SQLException fault);

    /** True when another transaction was in the way, nothing was done, and doing it again may go well. */
    boolean isConflict(SQLException fault);

    /** True when the row belongs to another that is not, or no longer, there. */
    boolean isOrphan(SQLException fault);

    /**
     * True when the fault means that a reader's connection had ended; those that nobody uses, which may have ended with
     * it, are replaced.
     */
    boolean replacesReader(SQLException fault);

    /**
     * Claims the database for servers that share it, for as long as the connection lives. False when a server has it
     * that shares with nobody. True at once where a file lock keeps others away.
     */
    boolean claim(Connection connection) throws SQLException;

    /** True when servers that have claimed the database are at work on it. */
    boolean isServed(Connection connection) throws SQLException;

    @Override
    void close();
}
