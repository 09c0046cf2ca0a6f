package dev.triggo.store;

import java.io.IOException;
import java.nio.file.Files;

/** The list of databases. */
final class Dialects {
    private Dialects() {}

    static Dialect of(StoreSettings settings) {
        String url = settings.databaseUrl();
        if (url != null) {
            return new PostgresDialect(PostgresAddress.parse(url));
        }
        try {
            Files.createDirectories(settings.dataDir());
        } catch (IOException fault) {
            throw new IllegalStateException(
                    "The data folder " + settings.dataDir() + " cannot be made: check TRIGGO_DATA_DIR and its rights.");
        }
        return new SqliteDialect(settings.dataDir().resolve("triggo.db"));
    }
}
