package dev.triggo.triggers;

import dev.triggo.triggers.kinds.Signing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Events signed as the services sign them, written from their documents. */
public final class Signed {
    private Signed() {}

    static Map<String, List<String>> headers(Signing signing, String secret, byte[] body, long seconds, String id) {
        return headers(signing, secret, body, Long.toString(seconds), id);
    }

    /** Headers by name in lower case. */
    public static Map<String, List<String>> headers(
            Signing signing, String secret, byte[] body, String seconds, String id) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        return switch (signing) {
            case NONE -> Map.of();
            case STANDARD ->
                Map.of(
                        "webhook-id",
                        List.of(id),
                        "webhook-timestamp",
                        List.of(seconds),
                        "webhook-signature",
                        List.of("v1,"
                                + Base64.getEncoder()
                                        .encodeToString(hmac(
                                                secret.startsWith("whsec_")
                                                        ? Base64.getDecoder().decode(secret.substring(6))
                                                        : key,
                                                id + "." + seconds + ".",
                                                body))));
            case GITHUB ->
                Map.of(
                        "x-github-delivery",
                        List.of(id),
                        "x-hub-signature-256",
                        List.of("sha256=" + hex(hmac(key, "", body))));
            case SLACK ->
                Map.of(
                        "x-slack-request-timestamp",
                        List.of(seconds),
                        "x-slack-signature",
                        List.of("v0=" + hex(hmac(key, "v0:" + seconds + ":", body))));
            case STRIPE ->
                Map.of("stripe-signature", List.of("t=" + seconds + ",v1=" + hex(hmac(key, seconds + ".", body))));
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] hmac(byte[] key, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
