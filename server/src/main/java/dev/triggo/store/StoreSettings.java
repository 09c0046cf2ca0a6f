package dev.triggo.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the data is.
 *
 * @param dataDir folder of the embedded store, made when it is missing
 * @param databaseUrl {@code postgres://user:pass@host:port/db}, or null for the embedded store
 */
public record StoreSettings(Path dataDir, @Nullable String databaseUrl) {}
