package dev.triggo.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The encryption key that there is, for commands beside a server. */
final class OwnKey {
    private OwnKey() {}

    /** Null when there is none yet. Never makes one: a key that was made now has sealed and signed nothing. */
    static byte @Nullable [] find(Settings settings) {
        String given = settings.encryptionKey();
        Path file = settings.dataDir().resolve("encryption-key");
        try {
            String key = given != null
                    ? given
                    : Files.exists(file) ? Files.readString(file).strip() : null;
            return key == null ? null : HexFormat.of().parseHex(key);
        } catch (IOException fault) {
            throw new UncheckedIOException("The file encryption-key in the data folder cannot be read.", fault);
        }
    }
}
