package dev.triggo.idtokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.SealingKey;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that say of a token that this server has made it. A key signs for 90 days; the next one is published two days
 * before it signs, and each two days longer than it signs, so that whoever keeps the published ones for a while is never
 * without. They are in the store, sealed with the encryption key: servers of one database have the same. Thread-safe.
 */
public final class SigningKeys {
    /** The name of the algorithm, as in the metadata: the one that every client must know. */
    public static final String ALGORITHM = "RS256";

    static final Duration SIGNS = Duration.ofDays(90);
    static final Duration AROUND = Duration.ofDays(2);
    /** Two servers whose clocks do not agree make the first key together. */
    private static final Duration EARLIER = Duration.ofMinutes(5);

    private static final int BITS = 2048;
    private static final String PURPOSE = "triggo signing keys";
    private static final String LIST = """
            SELECT number, id, public_key, sealed, signs_from, signs_until FROM signing_keys
             WHERE signs_until > ? ORDER BY number
            """;
    private static final String INSERT = """
            INSERT INTO signing_keys (number, id, public_key, sealed, signs_from, signs_until) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;
    private static final String NEWEST = "SELECT number FROM signing_keys ORDER BY number DESC LIMIT 1";

    private final Database database;
    private final SealingKey sealing;
    private final Ids ids;
    private final Clock clock;
    /** By id; there are three at most that are not forgotten. */
    private final Map<String, RSAKey> opened = new ConcurrentHashMap<>();

    /** @param secret the server's encryption key */
    public SigningKeys(Database database, byte[] secret, Ids ids, Clock clock) {
        this.database = database;
        this.sealing = SealingKey.of(PURPOSE, secret, ids);
        this.ids = ids;
        this.clock = clock;
    }

    /** A key as it is kept. */
    private record Kept(long number, String id, String publicKey, String sealed, long from, long until) {
        static Kept of(Row row) {
            return new Kept(
                    row.number("number"),
                    row.text("id"),
                    row.text("public_key"),
                    row.text("sealed"),
                    row.number("signs_from"),
                    row.number("signs_until"));
        }

        boolean signsAt(long now) {
            return from <= now && now < until;
        }
    }

    /** A token that says this, in its compact form. */
    public String sign(Json.Obj claims) {
        RSAKey key = present(ready());
        if (key == null) {
            throw new IllegalStateException("another server makes signing keys with another encryption key");
        }
        var token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(key.getKeyID())
                        .type(JOSEObjectType.JWT)
                        .build(),
                new Payload(claims.write()));
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
        return token.serialize();
    }

    /** The public halves of all keys that tokens in use are signed with, or soon will be: {@code {keys}}. */
    public Json.Obj published() {
        return Json.object()
                .put(
                        "keys",
                        Json.array(ready().stream()
                                .map(kept -> Json.parse(kept.publicKey()))
                                .toList()))
                .build();
    }

    /** Those that are published, among them one that signs now; the next one is made in time. */
    private List<Kept> ready() {
        long now = clock.millis();
        List<Kept> known = database.read(tx -> list(tx, now));
        if (present(known) == null) {
            return make(now - EARLIER.toMillis(), now);
        }
        long end = known.stream()
                .filter(kept -> open(kept).isPresent())
                .mapToLong(Kept::until)
                .max()
                .orElse(now);
        return end - now > AROUND.toMillis() ? known : make(end, now);
    }

    private static List<Kept> list(Transaction tx, long now) {
        return tx.list(LIST, Kept::of, now - AROUND.toMillis());
    }

    /** The newest one that signs now and was sealed with our encryption key; null when there is none. */
    private @Nullable RSAKey present(List<Kept> known) {
        long now = clock.millis();
        return known.reversed().stream()
                .filter(kept -> kept.signsAt(now))
                .flatMap(kept -> open(kept).stream())
                .findFirst()
                .orElse(null);
    }

    /** Makes the next key outside of the transaction, since that takes a while; whoever is first makes it for all. */
    private List<Kept> make(long from, long now) {
        long newest = database.read(tx -> tx.first(NEWEST, row -> row.number("number")))
                .orElse(0L);
        RSAKey key = generate();
        return database.write(tx -> {
            tx.update(
                    INSERT,
                    newest + 1,
                    key.getKeyID(),
                    key.toPublicJWK().toJSONString(),
                    sealing.seal(place(key.getKeyID()), key.toJSONString().getBytes(StandardCharsets.UTF_8)),
                    from,
                    from + SIGNS.toMillis());
            return list(tx, now);
        });
    }

    private RSAKey generate() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyID(ids.next())
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private Optional<RSAKey> open(Kept kept) {
        RSAKey known = opened.get(kept.id());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<RSAKey> key = sealing.open(place(kept.id()), kept.sealed()).map(SigningKeys::parsed);
        key.ifPresent(one -> opened.put(kept.id(), one));
        return key;
    }

    private static RSAKey parsed(byte[] jwk) {
        try {
            return RSAKey.parse(new String(jwk, StandardCharsets.UTF_8));
        } catch (ParseException weHaveWrittenIt) {
            throw new IllegalStateException("a signing key is kept in a form that this program does not know");
        }
    }

    /** Forgets those that nothing in use is signed with. */
    public void sweep() {
        long before = clock.millis() - AROUND.toMillis();
        opened.clear();
        var unused = database.write(tx -> tx.update("DELETE FROM signing_keys WHERE signs_until <= ?", before));
    }

    /**
     * Seals the keys anew when the encryption key is exchanged, in that transaction. One that does not open with the old
     * one signs nothing any more, and is forgotten.
     */
    public static void reseal(Transaction tx, byte[] old, byte[] next, Ids ids) {
        SealingKey before = SealingKey.of(PURPOSE, old, ids);
        SealingKey after = SealingKey.of(PURPOSE, next, ids);
        for (Kept kept : tx.list(LIST, Kept::of, 0)) {
            String place = place(kept.id());
            Optional<byte[]> key = before.open(place, kept.sealed());
            if (key.isPresent()) {
                tx.update("UPDATE signing_keys SET sealed = ? WHERE id = ?", after.seal(place, key.get()), kept.id());
            } else {
                tx.update("DELETE FROM signing_keys WHERE id = ?", kept.id());
            }
        }
    }

    private static String place(String id) {
        return "signing key\n" + id;
    }
}
