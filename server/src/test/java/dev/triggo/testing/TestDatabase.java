package dev.triggo.testing;

import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh, migrated database of each kind, for the suites that run on all of them:
 *
 * <pre>{@code
 * @ParameterizedTest
 * @EnumSource
 * void keepsWhatItWasGiven(TestDatabase.Kind kind) {
 *     try (var test = TestDatabase.open(kind)) { … test.database() … }
 * }
 * }</pre>
 */
public final class TestDatabase implements AutoCloseable {
    /** Every database that the server runs on. */
    public enum Kind {
        SQLITE,
        POSTGRES
    }

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path folder;
    private final StoreSettings settings;
    private final Database database;

    private TestDatabase(Path folder, StoreSettings settings) {
        this.folder = folder;
        this.settings = settings;
        this.database = Database.open(settings);
    }

    public static TestDatabase open(Kind kind) {
        try {
            Path folder = Files.createTempDirectory("triggo-test");
            return new TestDatabase(
                    folder,
                    switch (kind) {
                        case SQLITE -> new StoreSettings(folder, null);
                        case POSTGRES -> new StoreSettings(folder, Postgres.freshDatabaseUrl());
                    });
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** One that is reached at this address: {@code postgres://…}. */
    public static TestDatabase at(String url) {
        try {
            Path folder = Files.createTempDirectory("triggo-test");
            return new TestDatabase(folder, new StoreSettings(folder, url));
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** A fresh, empty PostgreSQL database: {@code postgres://…}. */
    public static String freshPostgresUrl() {
        return Postgres.freshDatabaseUrl();
    }

    /** A copy of that database, on which nobody is just now: {@code postgres://…}. */
    public static String copyOfPostgres(String url) {
        return Postgres.databaseUrl(" TEMPLATE " + url.substring(url.lastIndexOf('/') + 1));
    }

    public Database database() {
        return database;
    }

    public StoreSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        database.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** One server for all tests of a JVM, started by the first that asks; it ends with the JVM. */
    private static final class Postgres {
        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException fault) {
                throw new IllegalStateException("the embedded PostgreSQL did not start", fault);
            }
        }

        static String freshDatabaseUrl() {
            return databaseUrl("");
        }

        static String databaseUrl(String how) {
            String name = "test_" + NUMBER.incrementAndGet();
            try (var connection = SERVER.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name + how);
            } catch (SQLException fault) {
                throw new IllegalStateException(fault);
            }
            return "postgres://postgres:postgres@localhost:" + SERVER.getPort() + "/" + name;
        }
    }
}
