package dev.triggo.people;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.SealingKey;

/** Secrets that must be read again, as they are kept: sealed, bound to whose they are. Thread-safe. */
public final class Sealing {
    private final SealingKey key;

    /** @param secret the server's encryption key, from which this one's own is made */
    public Sealing(byte[] secret, Ids ids) {
        this.key = SealingKey.of("triggo people", secret, ids);
    }

    String seal(String whose, byte[] bytes) {
        return key.seal(whose, bytes);
    }

    /** IllegalStateException when the server's key is another one now. */
    byte[] open(String whose, String sealed) {
        return key.open(whose, sealed)
                .orElseThrow(() -> new IllegalStateException("a secret was sealed with another ENCRYPTION_KEY"));
    }
}
