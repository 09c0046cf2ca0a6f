package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.cluster.Servers;
import dev.triggo.engine.RunStatus;
import dev.triggo.testing.Statements;
import dev.triggo.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that could not say in time that it lives: it lets go of what others took meanwhile, and of nothing else. */
class SilentServerTest {
    private static final String SILENT_FOR = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
            + " - alive_until + " + Servers.LEASE_MS + " FROM servers";
    private static final String LAST_SIGN = "SELECT alive_until - " + Servers.LEASE_MS + " FROM servers";
    /** Told when the server has read what it holds. */
    private static final String LOOKED = " rows of SELECT id FROM runs WHERE holder = ?";

    @Test
    @Timeout(240)
    void keepsARunThatIsAcceptedWhileItLooksWhatOthersTook() throws Exception {
        try (var world = new RunsWorld(TestDatabase.Kind.POSTGRES);
                Connection sign = beside(world);
                Connection rows = beside(world);
                Connection watch = DriverManager.getConnection(jdbc(world));
                var statements = new Statements();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RunRequest request = world.chain("late", world.call("post", "POST", "/hang-late", "{}"));
            world.runs.recover();
            execute(sign, "SELECT id FROM servers FOR UPDATE");
            await(watch, SILENT_FOR, Servers.LEASE_MS + 500);
            long last = number(watch, LAST_SIGN);
            execute(rows, "LOCK TABLE runs IN SHARE MODE");
            var accepted = threads.submit(() -> world.runs.accept(request, Duration.ZERO, null));
            await(watch, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'runs'::regclass", 1);
            sign.rollback();
            await(watch, LAST_SIGN, last + 1);
            statements.until(LOOKED, () -> {});
            rows.rollback();
            RunRow row = accepted.get().run().row();
            world.awaitCall("/hang-late");
            world.releaseUpstream();
            Run end = world.runs.awaitEnd(RunsWorld.WORKSPACE, row.id(), RunsWorld.LONG, null);
            assertEquals(RunStatus.SUCCEEDED, end.status());
            assertEquals(1, world.calls("/hang-late"));
            assertEquals(row.lease().epoch(), end.row().lease().epoch(), "it was taken up again");
        }
    }

    private static String jdbc(RunsWorld world) {
        return TestDatabase.jdbcOf(String.valueOf(world.test().settings().databaseUrl()));
    }

    private static Connection beside(RunsWorld world) throws SQLException {
        Connection connection = DriverManager.getConnection(jdbc(world));
        connection.setAutoCommit(false);
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until a query has at least this as its one number. */
    private static void await(Connection connection, String query, long least) throws SQLException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (number(connection, query) < least) {
            assertTrue(System.nanoTime() < until, query);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            assertTrue(found.next());
            return found.getLong(1);
        }
    }
}
