package dev.triggo.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** The embedded store: one file, one writer, readers beside it (WAL), every commit synced to the disk. */
final class SqliteDialect implements Dialect {
    // BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN: the low byte of SQLite's result codes.
    private static final Set<Integer> UNAVAILABLE = Set.of(5, 6, 7, 8, 9, 10, 13, 14);
    private static final int READERS = 4;

    private final String url;
    private final HikariDataSource readers;

    SqliteDialect(Path file) {
        // Recursive triggers: without them a REPLACE deletes a row and no trigger that guards the journal hears of it.
        // IMMEDIATE: a transaction that reads and then writes must not find another writer in between.
        // No generated keys: nobody asks for one, and the driver would prepare a query for it at every insert.
        this.url = "jdbc:sqlite:" + file
                + "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&foreign_keys=on&recursive_triggers=on&transaction_mode=IMMEDIATE"
                + "&jdbc.get_generated_keys=false";
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000");
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setPoolName("triggo-readers");
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(5_000);
        this.readers = new HikariDataSource(config);
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public DataSource readers() {
        return readers;
    }

    @Override
    public Connection openWriter() throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public int writers() {
        return 1;
    }

    @Override
    public int snapshotIsolation() {
        return Connection.TRANSACTION_SERIALIZABLE;
    }

    @Override
    public String skipLocked() {
        return "";
    }

    @Override
    public String locked() {
        return "";
    }

    @Override
    public String held() {
        return "";
    }

    @Override
    public String now() {
        return "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of(
                "without_rowid", "WITHOUT ROWID",
                "json_each", "json_each(j.events)",
                "event_field", "e.value ->> ");
    }

    /** One writes at a time. */
    @Override
    public boolean isConflict(SQLException fault) {
        return false;
    }

    /** A file does not hang up. */
    @Override
    public boolean replacesReader(SQLException fault) {
        return false;
    }

    @Override
    public boolean isUnavailable(SQLException fault) {
        return UNAVAILABLE.contains(fault.getErrorCode() & 0xff);
    }

    /** The driver shortens the code to CONSTRAINT, and names the kind of it in the text alone. */
    @Override
    public boolean isOrphan(SQLException fault) {
        return String.valueOf(fault.getMessage()).contains("SQLITE_CONSTRAINT_FOREIGNKEY");
    }

    @Override
    public boolean claim(Connection connection) {
        // The data folder's lock has seen to it.
        return true;
    }

    @Override
    public boolean isServed(Connection connection) {
        // Nor is there another one.
        return false;
    }

    @Override
    public void close() {
        readers.close();
    }
}
