package dev.triggo.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Ids;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final Pattern PUBLISHED = Pattern.compile("trg_[A-Za-z0-9_-]{32}");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final Ids ids = new Ids(Clock.systemUTC(), new SecureRandom());

    /** 63 degrees of freedom: above 120 happens by chance in fewer than one of 10,000 runs, for each of 32 places. */
    @Test
    void tenThousandSecretsAreDistinctAndUniformInEveryPlace() {
        int secrets = 10_000;
        var distinct = new HashSet<String>();
        var counts = new int[32][64];
        for (int i = 0; i < secrets; i++) {
            String secret = Secrets.fresh(ids).secret();
            assertTrue(PUBLISHED.matcher(secret).matches(), secret);
            assertTrue(Secrets.hasForm(secret));
            distinct.add(secret);
            for (int place = 0; place < 32; place++) {
                counts[place][ALPHABET.indexOf(secret.charAt(4 + place))]++;
            }
        }
        assertEquals(secrets, distinct.size());
        double expected = secrets / 64.0;
        for (int place = 0; place < 32; place++) {
            double chiSquare = 0;
            for (int count : counts[place]) {
                chiSquare += (count - expected) * (count - expected) / expected;
            }
            assertTrue(chiSquare < 130, "place " + place + ": " + chiSquare);
        }
    }

    @Test
    void whatIsKeptTellsNothingBeyondThePrefix() {
        var salts = new HashSet<String>();
        for (int i = 0; i < 200; i++) {
            Secrets.Fresh fresh = Secrets.fresh(ids);
            assertEquals(fresh.secret().substring(0, 8), fresh.prefix());
            assertEquals(32, fresh.salt().length());
            byte[] salt = HexFormat.of().parseHex(fresh.salt());
            assertEquals(HexFormat.of().formatHex(Secrets.hash(salt, fresh.secret())), fresh.hash());
            assertFalse(fresh.toString().contains(fresh.secret().substring(8)), fresh.toString());
            assertTrue(salts.add(fresh.salt()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "trg_",
                "trg_0123456789012345678901234567890",
                "trg_012345678901234567890123456789012",
                "TRG_01234567890123456789012345678901",
                "trg-01234567890123456789012345678901",
                "trg_0123456789012345678901234567890=",
                "trg_0123456789012345678901234567890+",
                "trg_0123456789012345678901234567890 ",
                "trg_0123456789012345678901234567890\u0000",
                "trg_0123456789012345678901234567890\u0430",
                "trg_0123456789012345678901234567890\uff11",
                "trg_0123456789012345678901234567890\u212a",
            })
    void textsOfAnotherFormAreNoSecrets(String text) {
        assertFalse(Secrets.hasForm(text));
    }
}
