package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signing in with SCRAM-SHA-256 (RFC 5802, RFC 7677): the password does not leave, and the server proves that it knows it
 * too.
 */
final class PgScram {
    static final String NAME = "SCRAM-SHA-256";

    /** Of what a server may ask: more would only be there to keep us busy. */
    private static final int MAX_ITERATIONS = 300_000;

    private static final SecureRandom CHANCE = new SecureRandom();

    private final String password;
    private final String nonce;
    private byte[] serverSignature = new byte[0];

    PgScram(String password) {
        this(password, chance());
    }

    PgScram(String password, String nonce) {
        this.password = password;
        this.nonce = nonce;
    }

    private static String chance() {
        byte[] bytes = new byte[18];
        CHANCE.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The user's name goes with the connection's start, and is empty here. */
    String first() {
        return "n,," + bare();
    }

    private String bare() {
        return "n=,r=" + nonce;
    }

    /** The answer to what the server said to {@link #first}. */
    String last(String said) throws ConnectorError {
        Map<String, String> fields = fields(said);
        String both = fields.getOrDefault("r", "");
        String rounds = fields.getOrDefault("i", "");
        if (!both.startsWith(nonce) || both.length() == nonce.length() || !rounds.matches("[0-9]{1,7}")) {
            throw unsound();
        }
        int iterations = Integer.parseInt(rounds);
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw unsound();
        }
        try {
            byte[] salt = Base64.getDecoder().decode(fields.getOrDefault("s", ""));
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                    .getEncoded();
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
            String without = "c=biws,r=" + both;
            String all = bare() + "," + said + "," + without;
            byte[] proof = hmac(storedKey, all);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            serverSignature = hmac(hmac(salted, "Server Key"), all);
            return without + ",p=" + Base64.getEncoder().encodeToString(proof);
        } catch (GeneralSecurityException | IllegalArgumentException notSound) {
            throw unsound();
        }
    }

    /** Throws unless the server has proved that it knows the password. */
    void check(String said) throws ConnectorError {
        try {
            byte[] proof = Base64.getDecoder().decode(fields(said).getOrDefault("v", ""));
            if (serverSignature.length > 0 && MessageDigest.isEqual(proof, serverSignature)) {
                return;
            }
        } catch (IllegalArgumentException noBase64) {
            throw unsound();
        }
        throw unsound();
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The older way; its digests are for protected lines only. */
    static String md5(byte[] text, byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(text);
            digest.update(salt);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Map<String, String> fields(String said) {
        var fields = new HashMap<String, String>();
        for (String field : said.split(",")) {
            if (field.length() > 1 && field.charAt(1) == '=') {
                fields.put(field.substring(0, 1), field.substring(2));
            }
        }
        return fields;
    }

    private static ConnectorError unsound() {
        return new ConnectorError(
                ErrorCode.UPSTREAM_ERROR, "The database does not prove that it is the one that knows the password.");
    }
}
