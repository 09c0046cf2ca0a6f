package dev.triggo.idtokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that follow one another: whoever keeps the published ones for two days is never without the one that signs. */
class SigningKeysTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "another9abcdef0123456789abcdef00".getBytes(StandardCharsets.US_ASCII);

    private final TestClock clock = TestClock.someDay();
    private final Ids ids = new Ids(clock, new SecureRandom());

    private SigningKeys server(Database database, byte[] secret) {
        return new SigningKeys(database, secret, ids, clock);
    }

    private String token(SigningKeys keys) {
        long now = clock.millis() / 1000;
        return keys.sign(Json.object()
                .put("iss", "http://here")
                .put("sub", "ada")
                .put("aud", "a-client")
                .put("nonce", "n")
                .put("iat", now)
                .put("exp", now + 3600)
                .build());
    }

    private boolean believed(String token, Json.Obj published) {
        try {
            return new IdTokens("http://here", "a-client", clock)
                    .read(token, published.write(), "n")
                    .subject()
                    .equals("ada");
        } catch (IdTokens.Unbelievable not) {
            return false;
        }
    }

    private static String keyOf(String token) {
        String head = new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
        return String.valueOf(((Json.Obj) Json.parse(head)).text("kid"));
    }

    @ParameterizedTest
    @EnumSource
    void areNeverMissingFromWhatWasPublishedTwoDaysBefore(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            SigningKeys keys = server(test.database(), SECRET);
            Json.Obj published = keys.published();
            Set<String> used = new TreeSet<>();
            for (int hours = 0; hours < 200 * 24; hours += 23) {
                String token = token(keys);
                used.add(keyOf(token));
                assertTrue(believed(token, published), "after " + hours + " hours");
                clock.move(Duration.ofMinutes(50));
                assertTrue(believed(token, keys.published()), "as long as it stands, after " + hours + " hours");
                published = keys.published();
                clock.move(Duration.ofHours(23).minusMinutes(50));
                keys.sweep();
            }
            assertEquals(3, used.size(), "one for 90 days each");
            String last = keys.published().write();
            assertEquals(1, last.split("\"kid\"", -1).length - 1, "those that are over are forgotten: " + last);
            for (String secret : List.of("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"")) {
                assertFalse(last.contains(secret), "a private part is published: " + secret);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void areTheSameOnAllServersAndAfterARestart(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            List<SigningKeys> servers = IntStream.range(0, 4)
                    .mapToObj(i -> server(test.database(), SECRET))
                    .toList();
            List<String> tokens =
                    new ArrayList<>(servers.parallelStream().map(this::token).toList());
            tokens.add(token(server(test.database(), SECRET)));
            assertEquals(
                    1, tokens.stream().map(SigningKeysTest::keyOf).distinct().count());
            servers.forEach(server -> tokens.forEach(token -> assertTrue(believed(token, server.published()))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void areSealedAndGoOverToAnotherEncryptionKey(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            Database database = test.database();
            String before = token(server(database, SECRET));
            List<String> kept =
                    database.read(tx -> tx.list("SELECT sealed FROM signing_keys", row -> row.text("sealed")));
            assertFalse(kept.getFirst().contains("\"d\""), "sealed");
            var exchanged = database.write(tx -> {
                SigningKeys.reseal(tx, SECRET, OTHER, ids);
                return true;
            });
            assertTrue(exchanged);
            SigningKeys after = server(database, OTHER);
            assertEquals(keyOf(before), keyOf(token(after)), "the same key signs");
            assertTrue(believed(before, after.published()));
            assertFalse(keyOf(before).equals(keyOf(token(server(database, SECRET)))), "the old key opens nothing");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sayNothingThatAnotherHasChanged(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            SigningKeys keys = server(test.database(), SECRET);
            String[] parts = token(keys).split("\\.", -1);
            var url = Base64.getUrlEncoder().withoutPadding();
            String none = url.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII));
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            String eve = url.encodeToString(claims.replace("ada", "eve").getBytes(StandardCharsets.UTF_8));
            Json.Obj published = keys.published();
            assertFalse(believed(none + "." + parts[1] + ".", published));
            assertFalse(believed(parts[0] + "." + eve + "." + parts[2], published));
            assertFalse(believed(parts[0] + "." + parts[1] + ".", published));
            assertFalse(believed(token(server(test.database(), OTHER)), published));
            assertThrows(
                    IdTokens.Unbelievable.class,
                    () -> new IdTokens("http://here", "another-client", clock)
                            .read(String.join(".", parts), published.write(), "n"));
        }
    }
}
