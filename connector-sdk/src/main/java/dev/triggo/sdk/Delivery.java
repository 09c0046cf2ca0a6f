package dev.triggo.sdk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a service sent to the address that a {@link Trigger} gave it. Nothing of it is proven until the trigger has looked.
 *
 * @param headers by lower-case name, those that came exactly once
 * @param body the very bytes
 * @param secret the one that the service was given when it was registered with
 * @param config the trigger's properties as they were filled in, with defaults
 * @param now when it came
 */
public record Delivery(
        Map<String, String> headers,
        byte[] body,
        String secret,
        Map<String, @Nullable Object> config,
        JsonText json,
        Instant now) {
    private static final String ALGORITHM = "HmacSHA256";

    // Not the compact form: it loses what may be null.
    public Delivery(
            Map<String, String> headers,
            byte[] body,
            String secret,
            Map<String, @Nullable Object> config,
            JsonText json,
            Instant now) {
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.secret = secret;
        this.config = config;
        this.json = json;
        this.now = now;
    }

    @Override
    public String toString() {
        return "Delivery[…]";
    }

    /** The header, whatever the case of its name; null when it is not there, or there more than once. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The body as UTF-8 text; what does not decode becomes U+FFFD. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as a JSON object. {@code VALIDATION_ERROR} when it is none. */
    @SuppressWarnings("unchecked")
    public Map<String, @Nullable Object> object() throws ConnectorError {
        if (json.read(text()) instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw new ConnectorError(ErrorCode.VALIDATION_ERROR, "The body is no JSON object.");
    }

    /**
     * Whether this is the HMAC-SHA-256 of the body under the secret, in hex; compared in a time that does not depend on
     * where it differs.
     *
     * @param before what is signed in front of the body, as a time
     * @param hex null for none, which is never right
     */
    public boolean isHmac(String before, @Nullable String hex) {
        if (hex == null || secret.isBlank()) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(mac.doFinal(body), HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException noHex) {
            return false;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }

    /** Whether this is the secret itself, for services that send it along. */
    public boolean isSecret(@Nullable String given) {
        return given != null
                && !secret.isBlank()
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
