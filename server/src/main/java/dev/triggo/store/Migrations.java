package dev.triggo.store;

import dev.triggo.kernel.Failpoint;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Brings the tables up to the version of the program, and refuses a database that is ahead of it. */
final class Migrations {
    /** The highest number among the files below {@code db}. */
    static final int NEWEST = 410;

    private static final String APPLIED =
            "SELECT MAX(CAST(version AS INTEGER)), MIN(CASE WHEN success THEN 1 ELSE 0 END) "
                    + "FROM flyway_schema_history WHERE version IS NOT NULL";

    private Migrations() {}

    static void run(Dialect dialect) {
        try (Connection connection = FirstConnection.open(dialect)) {
            int applied = appliedVersion(connection);
            if (applied > NEWEST) {
                throw new IllegalStateException(
                        "The database has version %d, made by a newer Triggo; this one knows up to %d: start the newer program."
                                .formatted(applied, NEWEST));
            }
            // An up-to-date database needs no migration tool: loading it is a fifth of a cold start.
            if (applied == NEWEST) {
                return;
            }
            if (dialect.isServed(connection) && appliedVersion(connection) < NEWEST) {
                // They would go on with tables that they do not know, and that do not know them.
                throw new IllegalStateException(
                        "DATABASE_URL: servers of an older version work on this database (it has version %d, and this Triggo needs %d): stop them all, then start this one, which brings it up to date."
                                .formatted(applied, NEWEST));
            }
        } catch (SQLException fault) {
            throw FirstConnection.unopened(fault);
        }
        migrate(dialect);
    }

    private static void migrate(Dialect dialect) {
        try {
            Flyway.configure()
                    .dataSource(dialect.readers())
                    .locations("classpath:db/migration", "classpath:db/" + dialect.name())
                    // All or none: a database that was cut off on its way is still of the version it was, and the way
                    // is
                    // shorter by a synced commit for each step.
                    .group(true)
                    .placeholders(dialect.placeholders())
                    .callbacks(new Stumble())
                    .load()
                    .migrate();
        } catch (FlywayException fault) {
            throw new IllegalStateException(
                    "The database could not be brought up to date: " + fault.getMessage(), fault);
        }
    }

    /** Takes the failpoint inside of a migration. */
    private static final class Stumble implements Callback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.AFTER_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            Failpoint.MIGRATING.reach();
        }

        @Override
        public String getCallbackName() {
            return "failpoint";
        }
    }

    /** The newest version that was applied without a fault; 0 for an empty database. */
    private static int appliedVersion(Connection connection) throws SQLException {
        if (!hasHistory(connection)) {
            return 0;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(APPLIED)) {
            return rows.next() && rows.getInt(2) == 1 ? rows.getInt(1) : 0;
        }
    }

    private static boolean hasHistory(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "flyway_schema_history", null)) {
            return tables.next();
        }
    }
}
