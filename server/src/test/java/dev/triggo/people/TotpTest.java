package dev.triggo.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** Appendix B of RFC 6238, the last six of its eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void reckonsAsTheStandardDoes(long seconds, String code) {
        assertEquals(code, Totp.code(SECRET, Totp.step(seconds * 1000)));
    }

    @Test
    void takesTheStepBeforeAndTheOneAfterAndNoneThatWasUsed() {
        long now = 1_234_567_890_000L;
        long step = Totp.step(now);
        for (long near = step - 1; near <= step + 1; near++) {
            assertEquals(OptionalLong.of(near), Totp.stepOf(SECRET, Totp.code(SECRET, near), now, 0));
            assertTrue(Totp.stepOf(SECRET, Totp.code(SECRET, near), now, near).isEmpty());
        }
        for (long far : new long[] {step - 2, step + 2}) {
            assertTrue(Totp.stepOf(SECRET, Totp.code(SECRET, far), now, 0).isEmpty());
        }
    }

    /** The vectors of RFC 4648, without their padding, as authenticators want it. */
    @ParameterizedTest
    @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void writesBase32(String text, String written) {
        assertEquals(written, Totp.base32(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void writesAnAddressThatAuthenticatorsRead() {
        assertEquals(
                "otpauth://totp/Triggo:ada%2Bx%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Triggo"
                        + "&algorithm=SHA1&digits=6&period=30",
                Totp.uri("Triggo", "ada+x@example.com", SECRET));
    }
}
