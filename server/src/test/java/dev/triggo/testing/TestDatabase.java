package dev.triggo.testing;

import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
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
    /** It goes when this is closed. */
    private final boolean own;

    private TestDatabase(Path folder, StoreSettings settings, boolean own) {
        this.own = own;
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
                        case SQLITE -> new StoreSettings(embeddedIn(folder), null);
                        case POSTGRES -> new StoreSettings(folder, Postgres.freshDatabaseUrl());
                    },
                    true);
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** One that is reached at this address: {@code postgres://…}. */
    public static TestDatabase at(String url) {
        try {
            Path folder = Files.createTempDirectory("triggo-test");
            return new TestDatabase(folder, new StoreSettings(folder, url), false);
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** A PostgreSQL database of its own with all tables, and nothing in them: {@code postgres://…}. */
    public static String freshPostgresUrl() {
        return Postgres.freshDatabaseUrl();
    }

    /** As {@link #freshPostgresUrl}, but without a table: for what is about making them, and for others' data. */
    public static String emptyPostgresUrl() {
        return Postgres.emptyDatabaseUrl();
    }

    /** The same PostgreSQL for a driver of the test's own: {@code jdbc:postgresql://…}. */
    public static String jdbcOf(String url) {
        URI at = URI.create(url);
        return "jdbc:postgresql://" + at.getHost() + ":" + at.getPort() + at.getPath()
                + "?user=postgres&password=postgres";
    }

    /** A copy of that database, on which nobody is just now: {@code postgres://…}. */
    public static String copyOfPostgres(String url) {
        return Postgres.created(" TEMPLATE " + Postgres.name(url));
    }

    /**
     * Lays an embedded store with all tables, and nothing in them, into a data folder that has none yet; returns the
     * folder. Making the tables anew takes a hundred times as long. A folder that is not there yet is the server's to make.
     */
    public static Path embeddedIn(Path folder) {
        Path file = folder.resolve(Embedded.FILE);
        if (Files.isDirectory(folder) && !Files.exists(file)) {
            try {
                Files.write(file, Embedded.MIGRATED);
            } catch (IOException fault) {
                throw new IllegalStateException(fault);
            }
        }
        return folder;
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
        if (own && settings.databaseUrl() != null) {
            // Hundreds of them would be gigabytes, and half a minute at the end of the JVM.
            Postgres.drop(settings.databaseUrl());
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** The file of an embedded store as the migrations leave it, made once for all tests of a JVM. */
    private static final class Embedded {
        static final String FILE = "triggo.db";
        static final byte[] MIGRATED = migrated();

        private static byte[] migrated() {
            try {
                Path folder = Files.createTempDirectory("triggo-migrated");
                Database.open(new StoreSettings(folder, null)).close();
                byte[] file = Files.readAllBytes(folder.resolve(FILE));
                try (var files = Files.list(folder)) {
                    for (Path one : files.toList()) {
                        Files.delete(one);
                    }
                }
                Files.delete(folder);
                return file;
            } catch (IOException fault) {
                throw new IllegalStateException(fault);
            }
        }
    }

    /** One server for all tests of a JVM, started by the first that asks; it ends with the JVM. */
    private static final class Postgres {
        private static final String MIGRATED = "migrated";
        private static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setPort(Ports.free())
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
                create(server, MIGRATED);
                Database.open(new StoreSettings(Path.of("unused"), url(server, MIGRATED)))
                        .close();
                return server;
            } catch (IOException fault) {
                throw new IllegalStateException("the embedded PostgreSQL did not start", fault);
            }
        }

        static String freshDatabaseUrl() {
            return created(" TEMPLATE " + MIGRATED);
        }

        static String emptyDatabaseUrl() {
            return created("");
        }

        static String created(String from) {
            String name = "test_" + NUMBER.incrementAndGet();
            create(SERVER, name + from);
            return url(SERVER, name);
        }

        private static void create(EmbeddedPostgres server, String database) {
            execute(server, "CREATE DATABASE " + database);
        }

        static void drop(String url) {
            execute(SERVER, "DROP DATABASE " + name(url) + " WITH (FORCE)");
        }

        static String name(String url) {
            return url.substring(url.lastIndexOf('/') + 1);
        }

        private static void execute(EmbeddedPostgres server, String sql) {
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException fault) {
                throw new IllegalStateException(fault);
            }
        }

        private static String url(EmbeddedPostgres server, String database) {
            return "postgres://postgres:postgres@localhost:" + server.getPort() + "/" + database;
        }
    }
}
