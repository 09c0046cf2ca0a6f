package dev.triggo.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;

/** The scaled store. */
final class PostgresDialect implements Dialect {
    private static final int READERS = 8;
    private static final int WRITERS = 3;
    private static final int IDLE_IN_TRANSACTION_MS = 4_000;
    /** Longer than that: whoever stopped in a transaction is out of the way by then. */
    private static final int LOCK_TIMEOUT_MS = 6_000;

    /** What is answered as accepted is on the disk, also of a database that is set not to wait for it. */
    private static final String DURABLE = "SELECT set_config('synchronous_commit', 'on', false)"
            + " WHERE current_setting('synchronous_commit') = 'off'";
    /** "triggo" in ASCII. */
    private static final long CLAIM = 127_978_942_163_823L;

    private final PostgresAddress address;
    private final HikariDataSource readers;

    PostgresDialect(PostgresAddress address) {
        this.address = address;
        var config = new HikariConfig();
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setPoolName("triggo-readers");
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(3_000);
        config.setMaxLifetime(600_000);
        config.setDataSourceProperties(driverSettings());
        this.readers = new HikariDataSource(config);
    }

    private static Properties driverSettings() {
        var settings = new Properties();
        settings.setProperty("connectTimeout", "3");
        settings.setProperty("loginTimeout", "3");
        // A half-open connection must not hold a caller for longer than a step may take.
        settings.setProperty("socketTimeout", "20");
        settings.setProperty("tcpKeepAlive", "true");
        settings.setProperty("ApplicationName", "triggo");
        settings.setProperty("reWriteBatchedInserts", "true");
        return settings;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public DataSource readers() {
        return readers;
    }

    @Override
    public Connection openWriter() throws SQLException {
        Properties settings = driverSettings();
        settings.setProperty("user", address.user());
        settings.setProperty("password", address.password());
        Connection connection = DriverManager.getConnection(address.jdbcUrl(), settings);
        try (var statement = connection.createStatement()) {
            // A server that is stopped in the middle of a commit would keep its rows locked, and so the runs of the
            // others.
            statement.execute("SET idle_in_transaction_session_timeout = " + IDLE_IN_TRANSACTION_MS);
            statement.execute("SET lock_timeout = " + LOCK_TIMEOUT_MS);
            statement.execute(DURABLE);
        } catch (SQLException fault) {
            connection.close();
            throw fault;
        }
        return connection;
    }

    @Override
    public int writers() {
        return WRITERS;
    }

    @Override
    public int snapshotIsolation() {
        return Connection.TRANSACTION_REPEATABLE_READ;
    }

    @Override
    public String skipLocked() {
        return " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public String locked() {
        return " FOR NO KEY UPDATE";
    }

    @Override
    public String held() {
        return " FOR SHARE";
    }

    @Override
    public String now() {
        return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of(
                "without_rowid", "",
                "json_each", "json_array_elements(j.events::json)",
                "event_field", "e.value ->> ");
    }

    @Override
    public boolean isUnavailable(SQLException fault) {
        String state = fault.getSQLState();
        return state == null
                || state.startsWith("08") // connection
                || state.startsWith("53") // out of connections, memory, disk
                || state.startsWith("57") // shut down, cancelled
                || state.startsWith("58") // system
                || state.startsWith("40") // serialization, deadlock
                || state.equals("25006") // read only
                || state.equals("25P03") // was idle in a transaction for too long
                || state.equals("55P03"); // lock not available
    }

    @Override
    public boolean isConflict(SQLException fault) {
        // Serialization, deadlock. Not 40003: nobody knows what was done then.
        return "40001".equals(fault.getSQLState()) || "40P01".equals(fault.getSQLState());
    }

    @Override
    public boolean replacesReader(SQLException fault) {
        String state = fault.getSQLState();
        // Connection failure, does not exist; administrator's and crash shutdown. Not: cannot be made.
        boolean ended = Set.of("08003", "08006", "57P01", "57P02").contains(state == null ? "" : state);
        if (ended) {
            readers.getHikariPoolMXBean().softEvictConnections();
        }
        return ended;
    }

    @Override
    public boolean isOrphan(SQLException fault) {
        return "23503".equals(fault.getSQLState());
    }

    @Override
    public boolean claim(Connection connection) throws SQLException {
        // The lock goes with the connection, however the server ends. Versions that could not share took it for
        // themselves alone.
        return isTrue(connection, "SELECT pg_try_advisory_lock_shared(" + CLAIM + ")");
    }

    @Override
    public boolean isServed(Connection connection) throws SQLException {
        return !isTrue(connection, "SELECT pg_try_advisory_xact_lock(" + CLAIM + ")");
    }

    private static boolean isTrue(Connection connection, String question) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    @Override
    public void close() {
        readers.close();
    }
}
