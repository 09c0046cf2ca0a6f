package dev.triggo.access;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The secrets of API keys: {@code trg_} and 24 random bytes in base64url, 36 characters in all. */
final class Secrets {
    static final int LENGTH = 36;
    static final int PREFIX_LENGTH = 8;

    private static final String MARK = "trg_";
    private static final int RANDOM_BYTES = 24;
    private static final int SALT_BYTES = 16;

    private Secrets() {}

    /** A fresh secret with what is kept of it. */
    record Fresh(String secret, String prefix, String salt, String hash) {
        @Override
        public String toString() {
            return "Fresh[" + prefix + "****]";
        }
    }

    static Fresh fresh(Ids ids) {
        String secret = MARK + ids.secret(RANDOM_BYTES);
        byte[] salt = ids.bytes(SALT_BYTES);
        HexFormat hex = HexFormat.of();
        return new Fresh(secret, prefix(secret), hex.formatHex(salt), hex.formatHex(hash(salt, secret)));
    }

    static String prefix(String secret) {
        return secret.substring(0, PREFIX_LENGTH);
    }

    /** SHA-256 suffices: what it hides has 192 random bits, which nobody guesses however fast the hash is. */
    static byte[] hash(byte[] salt, String secret) {
        return Hash.sha256(salt, secret.getBytes(StandardCharsets.UTF_8));
    }

    /** True when the text could be a secret; decided by its public form alone. */
    static boolean hasForm(String text) {
        if (text.length() != LENGTH || !text.startsWith(MARK)) {
            return false;
        }
        for (int i = MARK.length(); i < LENGTH; i++) {
            if (!isBase64Url(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase64Url(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
