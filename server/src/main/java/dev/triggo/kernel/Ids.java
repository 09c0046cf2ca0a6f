package dev.triggo.kernel;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where every id and secret comes from. Handed in by the wiring, so that tests can choose the chance.
 *
 * <p>An id is the time in milliseconds followed by 130 random bits, 35 lower-case letters and digits whose text order is
 * the order of time. It cannot be guessed, needs no quoting anywhere, and rows keyed by it are appended, not scattered.
 */
public final class Ids {
    private static final char[] SORTED = "0123456789abcdefghijklmnopqrstuv".toCharArray();
    private static final int BITS = 5;
    private static final int TIME_CHARS = 9;
    private static final int RANDOM_CHARS = 26;

    /** So many ids come from one visit to the generator, at which all threads queue. */
    private static final int IDS_AT_ONCE = 256;

    private final Clock clock;
    private final SecureRandom random;
    private volatile Chance chance = new Chance(0);

    /** Random bytes, each of which is given out once. */
    private static final class Chance {
        private final byte[] bytes;
        private final AtomicInteger taken = new AtomicInteger();

        Chance(int ids) {
            bytes = new byte[ids * RANDOM_CHARS];
        }
    }

    public Ids(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new id. */
    public String next() {
        var id = new char[RANDOM_CHARS];
        Chance left = chance;
        int at = left.taken.getAndAdd(RANDOM_CHARS);
        while (at + RANDOM_CHARS > left.bytes.length) {
            left = another(left);
            at = left.taken.getAndAdd(RANDOM_CHARS);
        }
        for (int i = 0; i < RANDOM_CHARS; i++) {
            id[i] = SORTED[left.bytes[at + i] & 31];
        }
        return earliest(clock.millis()) + new String(id);
    }

    private synchronized Chance another(Chance spent) {
        if (chance == spent) {
            var fresh = new Chance(IDS_AT_ONCE);
            random.nextBytes(fresh.bytes);
            chance = fresh;
        }
        return chance;
    }

    /** What every id of this moment or later is not before, in the order of texts. */
    public static String earliest(long time) {
        var id = new char[TIME_CHARS];
        long rest = time;
        for (int i = TIME_CHARS - 1; i >= 0; i--) {
            id[i] = SORTED[(int) (rest & 31)];
            rest >>>= BITS;
        }
        return new String(id);
    }

    public byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A secret of this many random bytes, base64url without padding. */
    public String secret(int randomBytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(randomBytes));
    }

    /** A number from 0 (inclusive) to 1 (exclusive), for jitter. */
    public double fraction() {
        return random.nextDouble();
    }
}
