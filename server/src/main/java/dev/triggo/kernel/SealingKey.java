package dev.triggo.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of AES-256-GCM. What it seals is bound to a place, and opens at no other. No text form of it shows the key.
 * Thread-safe.
 */
public final class SealingKey {
    /** The bytes of a key. */
    public static final int BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Ids ids;

    /** @param key {@value #BYTES} bytes */
    public SealingKey(byte[] key, Ids ids) {
        this.key = new SecretKeySpec(key, "AES");
        this.ids = ids;
    }

    /** A key of its own for one purpose, made from the server's encryption key. */
    public static SealingKey of(String purpose, byte[] secret, Ids ids) {
        return new SealingKey(Hash.sha256(purpose.getBytes(StandardCharsets.UTF_8), secret), ids);
    }

    /** Base64, other for each call; {@code place} is needed to open it. */
    public String seal(String place, byte[] bytes) {
        byte[] nonce = ids.bytes(NONCE_BYTES);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(bytes);
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Empty when it was sealed with another key or for another place, or was changed. */
    public Optional<byte[]> open(String place, String sealed) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            if (bytes.length < NONCE_BYTES) {
                return Optional.empty();
            }
            return Optional.of(cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES), place)
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
        } catch (GeneralSecurityException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
