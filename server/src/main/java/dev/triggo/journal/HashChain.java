package dev.triggo.journal;

import dev.triggo.kernel.Hash;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * The hashes of a run's events, one after the other: each is the SHA-256, as lower-case hex, of the hash before it as text
 * and of the event's text. One generator and one place for the hash serve them all: every run pays for each of its events.
 * Not thread-safe.
 */
final class HashChain {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int BYTES = 32;

    private final MessageDigest digest = Hash.newDigest();
    private final byte[] sum = new byte[BYTES];
    private byte[] hash;

    /** @param hash that the next event builds on */
    HashChain(String hash) {
        this.hash = hash.getBytes(StandardCharsets.US_ASCII);
    }

    void add(String line) {
        digest.update(hash);
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        try {
            digest.digest(sum, 0, BYTES);
        } catch (DigestException noRoom) {
            throw new IllegalStateException(noRoom);
        }
        if (hash.length != 2 * BYTES) {
            hash = new byte[2 * BYTES];
        }
        for (int i = 0; i < BYTES; i++) {
            hash[2 * i] = HEX[(sum[i] >> 4) & 15];
            hash[2 * i + 1] = HEX[sum[i] & 15];
        }
    }

    /** The hash of the last event. */
    String hash() {
        return new String(hash, StandardCharsets.US_ASCII);
    }
}
