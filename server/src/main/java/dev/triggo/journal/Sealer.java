package dev.triggo.journal;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.SealingKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Encrypts what the journal must not say in clear, bound to its run and place: what was sealed for one place cannot be
 * opened at another. Thread-safe.
 */
public final class Sealer {
    private final SealingKey key;

    /** @param secret the server's encryption key, from which this one's own is made */
    public Sealer(byte[] secret, Ids ids) {
        this.key = SealingKey.of("triggo journal originals", secret, ids);
    }

    String seal(RunId run, long firstSeq, String text) {
        return key.seal(place(run, firstSeq), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when it was sealed with another key or for another place, or was changed. */
    Optional<String> open(RunId run, long firstSeq, String sealed) {
        return key.open(place(run, firstSeq), sealed).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static String place(RunId run, long firstSeq) {
        return run.value() + "\n" + firstSeq;
    }
}
