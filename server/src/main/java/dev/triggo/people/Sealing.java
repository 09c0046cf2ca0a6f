package dev.triggo.people;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Secrets that must be read again, as they are kept: AES-256-GCM, bound to whose they are. Thread-safe. */
public final class Sealing {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Ids ids;

    /** @param secret the server's encryption key, from which this one's own is made */
    public Sealing(byte[] secret, Ids ids) {
        this.key = new SecretKeySpec(Hash.sha256("triggo people".getBytes(StandardCharsets.UTF_8), secret), "AES");
        this.ids = ids;
    }

    String seal(String whose, byte[] bytes) {
        byte[] nonce = ids.bytes(NONCE_BYTES);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, whose).doFinal(bytes);
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** IllegalStateException when the server's key is another one now. */
    byte[] open(String whose, String sealed) {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES), whose)
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
        } catch (GeneralSecurityException foreign) {
            throw new IllegalStateException("a secret was sealed with another ENCRYPTION_KEY", foreign);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String whose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(whose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
