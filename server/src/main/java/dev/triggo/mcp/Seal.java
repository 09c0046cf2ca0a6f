package dev.triggo.mcp;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Text that a client carries for us and cannot change: base64url of JSON, a dot, base64url of its HMAC-SHA256. Each
 * purpose has its own seal, so that text made for one is refused by another.
 */
final class Seal {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String purpose;
    private final SecretKeySpec key;

    Seal(String purpose, byte[] key) {
        this.purpose = purpose;
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    String seal(Json.Obj content) {
        byte[] payload = content.write().getBytes(StandardCharsets.UTF_8);
        return ENCODER.encodeToString(payload) + "." + ENCODER.encodeToString(mac(payload));
    }

    /** The content, if this seal made the text and nobody changed it. */
    Optional<Json.Obj> open(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            byte[] payload = Base64.getUrlDecoder().decode(text.substring(0, dot));
            byte[] mac = Base64.getUrlDecoder().decode(text.substring(dot + 1));
            // Only the one spelling that we write: the decoder forgives stray bits in the last character.
            if (!MessageDigest.isEqual(mac, mac(payload))
                    || !ENCODER.encodeToString(mac).equals(text.substring(dot + 1))) {
                return Optional.empty();
            }
            return Json.parse(payload) instanceof Json.Obj content ? Optional.of(content) : Optional.empty();
        } catch (IllegalArgumentException | Problem foreign) {
            return Optional.empty();
        }
    }

    private byte[] mac(byte[] payload) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(payload);
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
