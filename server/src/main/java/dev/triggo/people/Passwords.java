package dev.triggo.people;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Passwords as they are kept: Argon2id with a salt for each (19 MiB, 2 passes, 1 lane), as
 * {@code argon2id$19456$2$1$salt$hash}, so that the figures can be raised later. Thread-safe.
 *
 * <p>At most two are worked on at a time: each takes memory and a core for some 50 ms, and a flood of attempts must not
 * take the server's.
 */
final class Passwords {
    static final int SHORTEST = 12;
    static final int LONGEST = 200;
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int BYTES = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** In the place of a hash, for people who come in by another door: no password is theirs. */
    static final String NONE = "none";

    private final Ids ids;
    private final Semaphore places = new Semaphore(2, true);
    private final String nobodys;
    private final LongAdder worked = new LongAdder();

    Passwords(Ids ids) {
        this.ids = ids;
        this.nobodys = "argon2id$" + MEMORY_KIB + "$" + PASSES + "$" + LANES + "$" + encoded(ids.bytes(16)) + "$"
                + encoded(ids.bytes(BYTES));
    }

    /** What is wrong with a password that somebody chooses; empty when nothing is. */
    static List<Json> faults(String password) {
        int length = password.codePointCount(0, password.length());
        return length >= SHORTEST && length <= LONGEST
                ? List.of()
                : List.of(Json.object()
                        .put("path", "/password")
                        .put(
                                "message",
                                "a password has " + SHORTEST + " to " + LONGEST
                                        + " characters; a sentence is a good one")
                        .build());
    }

    /** The form in which it is kept. OVERLOADED when too many are being worked on. */
    String hash(String password) {
        byte[] salt = ids.bytes(16);
        return "argon2id$" + MEMORY_KIB + "$" + PASSES + "$" + LANES + "$" + encoded(salt) + "$"
                + encoded(work(password, salt, MEMORY_KIB, PASSES, LANES));
    }

    /** True when the password is the one that was kept so; takes the same work whoever asks. */
    boolean matches(String password, String kept) {
        if (kept.equals(NONE)) {
            pretend(password);
            return false;
        }
        String[] parts = kept.split("\\$", -1);
        byte[] expected = Base64.getDecoder().decode(parts[5]);
        byte[] found = work(
                password,
                Base64.getDecoder().decode(parts[4]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]));
        return MessageDigest.isEqual(expected, found);
    }

    /** The work of {@link #matches} for an account that there is not, so that nobody learns which there are. */
    void pretend(String password) {
        var unused = matches(password, nobodys);
    }

    /** How many passwords were worked on. */
    long worked() {
        return worked.sum();
    }

    private byte[] work(String password, byte[] salt, int memoryKib, int passes, int lanes) {
        boolean entered = false;
        try {
            entered = places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!entered) {
                throw Problem.later(
                        ProblemCode.OVERLOADED, "Too many people sign in at once: try again shortly.", PATIENCE);
            }
            var generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withSalt(salt)
                    .withMemoryAsKB(memoryKib)
                    .withIterations(passes)
                    .withParallelism(lanes)
                    .build());
            var bytes = new byte[BYTES];
            // Whatever its length, what is worked on has one: a long password costs no more than a short one.
            worked.increment();
            generator.generateBytes(Hash.sha256(password.getBytes(StandardCharsets.UTF_8)), bytes);
            return bytes;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Problem.later(ProblemCode.OVERLOADED, "The server is stopping.", PATIENCE);
        } finally {
            if (entered) {
                places.release();
            }
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
