package dev.triggo.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The encryption key that there is, for commands beside a server; and whether it was typed or copied from an example. Such
 * a key is taken all the same: what is sealed with it must stay readable.
 */
final class OwnKey {
    /** Of 16; that 64 random ones have no more has a likelihood of 10 to the -23. */
    private static final int FEW_DIGITS = 6;

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

    /** What to say of the key, for the operator and without the key; empty when there is nothing to say. */
    static String remark(byte[] key) {
        return isSample(key)
                ? "ENCRYPTION_KEY is a sample and not random (it repeats itself, counts up or has few different digits):"
                        + " whoever guesses it can open every connection and secret in a copy of the database. Stop all"
                        + " servers, make a backup and exchange the key with './triggo rotate-encryption-key'"
                        + " (docs/connections.md)."
                : "";
    }

    private static boolean isSample(byte[] key) {
        String hex = HexFormat.of().formatHex(key);
        return repeats(hex) || counts(key) || hex.chars().distinct().count() <= FEW_DIGITS;
    }

    private static boolean repeats(String hex) {
        for (int period = 1; period <= hex.length() / 2; period++) {
            if (hex.regionMatches(period, hex, 0, hex.length() - period)) {
                return true;
            }
        }
        return false;
    }

    /** Each byte is as far from the one before as the second is from the first. */
    private static boolean counts(byte[] key) {
        byte[] counted = new byte[key.length];
        for (int i = 0; i < key.length; i++) {
            counted[i] = (byte) (key[0] + i * (key[1] - key[0]));
        }
        return Arrays.equals(key, counted);
    }
}
