package dev.triggo.triggers;

import dev.triggo.triggers.kinds.Signing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event was signed by somebody who knows the secret, over the very bytes that came, a moment ago. There is no
 * other way through: whatever is missing, malformed or given twice is no signature.
 */
final class Signatures {
    /** In seconds, to either side: senders' clocks differ. */
    static final long MOST_OFF = 300;

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";

    private final Signing signing;
    private final List<byte[]> keys = new ArrayList<>();

    /** @param secrets each of them will do; none that is blank ever does */
    Signatures(Signing signing, List<String> secrets) {
        this.signing = signing;
        for (String secret : secrets) {
            addKeys(secret.strip());
        }
    }

    private void addKeys(String secret) {
        boolean prefixed = signing == Signing.STANDARD && secret.startsWith(PREFIX);
        if (!prefixed && !secret.isEmpty()) {
            keys.add(secret.getBytes(StandardCharsets.UTF_8));
        }
        if (signing == Signing.STANDARD) {
            byte[] decoded = base64(prefixed ? secret.substring(PREFIX.length()) : secret);
            if (decoded != null && decoded.length > 0) {
                keys.add(decoded);
            }
        }
    }

    /** Why it is refused; null when the signature is good. */
    @Nullable
    String refusal(Incoming request, byte[] body, long now) {
        if (keys.isEmpty()) {
            return "The secret that events are signed with cannot be read.";
        }
        return switch (signing) {
            case NONE -> "No way of signing is chosen.";
            case STANDARD -> standard(request, body, now);
            case GITHUB -> judged(hex("sha256=", request.only("x-hub-signature-256")), body, "", "x-hub-signature-256");
            case SLACK -> slack(request, body, now);
            case STRIPE -> stripe(request, body, now);
        };
    }

    /** The time that is signed along with the body, as it is written there; null where none is. */
    static @Nullable String moment(Signing signing, Incoming request) {
        return switch (signing) {
            case NONE, GITHUB -> null;
            case STANDARD -> request.only("webhook-timestamp");
            case SLACK -> request.only("x-slack-request-timestamp");
            case STRIPE -> {
                String header = request.only("stripe-signature");
                yield Stream.of(header == null ? new String[0] : header.split(",", -1))
                        .map(String::strip)
                        .filter(part -> part.startsWith("t="))
                        .findFirst()
                        .orElse(null);
            }
        };
    }

    private @Nullable String standard(Incoming request, byte[] body, long now) {
        String id = request.only("webhook-id");
        String timestamp = request.only("webhook-timestamp");
        String header = request.only("webhook-signature");
        if (id == null || id.isEmpty() || timestamp == null || header == null) {
            return "Events must be signed: send webhook-id, webhook-timestamp and webhook-signature, each once.";
        }
        var signatures = new ArrayList<byte[]>();
        for (String part : header.split(" ", -1)) {
            // Whole, with its padding: a signature that was cut is none.
            boolean whole = part.startsWith("v1,") && part.length() % 4 == 3;
            byte[] signature = whole ? base64(part.substring(3)) : null;
            if (signature != null) {
                signatures.add(signature);
            }
        }
        String late = untimely(timestamp, now);
        return late != null ? late : judged(signatures, body, id + "." + timestamp + ".", "webhook-signature");
    }

    private @Nullable String slack(Incoming request, byte[] body, long now) {
        String timestamp = request.only("x-slack-request-timestamp");
        if (timestamp == null) {
            return "Events must be signed: send x-slack-request-timestamp and x-slack-signature, each once.";
        }
        String late = untimely(timestamp, now);
        return late != null
                ? late
                : judged(
                        hex("v0=", request.only("x-slack-signature")),
                        body,
                        "v0:" + timestamp + ":",
                        "x-slack-signature");
    }

    private @Nullable String stripe(Incoming request, byte[] body, long now) {
        String header = request.only("stripe-signature");
        String timestamp = null;
        var signatures = new ArrayList<byte[]>();
        for (String part : header == null ? new String[0] : header.split(",", -1)) {
            String item = part.strip();
            if (item.startsWith("t=")) {
                if (timestamp != null) {
                    return "The header stripe-signature holds two times.";
                }
                timestamp = item.substring(2);
            }
            signatures.addAll(hex("v1=", item));
        }
        if (timestamp == null) {
            return "Events must be signed: send stripe-signature, once, with t and v1.";
        }
        String late = untimely(timestamp, now);
        return late != null ? late : judged(signatures, body, timestamp + ".", "stripe-signature");
    }

    private static @Nullable String untimely(String timestamp, long now) {
        if (!timestamp.matches("[0-9]{1,12}")) {
            return "The time of the signature is not in seconds since 1970.";
        }
        return Math.abs(Long.parseLong(timestamp) - now / 1_000) > MOST_OFF
                ? "The event was signed more than 5 minutes ago, or in the future: sign it when it is sent, and set the clock."
                : null;
    }

    /** All are compared, whichever is right, and each in a time that does not depend on where it differs. */
    private @Nullable String judged(List<byte[]> signatures, byte[] body, String before, String header) {
        boolean good = false;
        for (byte[] key : keys) {
            byte[] expected = hmac(key, before.getBytes(StandardCharsets.UTF_8), body);
            for (byte[] signature : signatures) {
                good |= MessageDigest.isEqual(expected, signature);
            }
        }
        return good
                ? null
                : signatures.isEmpty()
                        ? "Events must be signed: send " + header + ", once, in the form that the service gives it."
                        : "The signature in " + header
                                + " is not that of this body: check the secret, and sign the bytes as"
                                + " they are sent.";
    }

    private static List<byte[]> hex(String prefix, @Nullable String text) {
        if (text == null || !text.startsWith(prefix)) {
            return List.of();
        }
        try {
            return List.of(HexFormat.of().parseHex(text.substring(prefix.length())));
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, missing);
        }
    }
}
