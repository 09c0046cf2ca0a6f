package dev.triggo.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final Cursor FIRST = new Cursor(0, "first");

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void comesBackAsItWasGiven() {
        var cursor = new Cursor(1_790_000_000_000L, "AZaz09_-");
        assertEquals(cursor, Cursor.decode("workflows", cursor.encode("workflows"), FIRST));
        assertEquals(FIRST, Cursor.decode("workflows", null, FIRST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "0", "-1", "' OR 1=1 --", "%00", "\u0000", "\uD800", "ÿ", "====", "e30"})
    void refusesWhatIsNone(String text) {
        for (String cursor : new String[] {text, encoded(text)}) {
            Problem refused = assertThrows(Problem.class, () -> Cursor.decode("workflows", cursor, FIRST));
            assertEquals(ProblemCode.BAD_REQUEST, refused.code());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actions:1:a", // of another list
                "workflows:1",
                "workflows:-1:a",
                "workflows:9223372036854775808:a",
                "workflows:1:a'--",
                "workflows:1:a:b",
                "workflows:01:a", // a second spelling
                "workflows:1:\u0000"
            })
    void refusesWhatOnlyLooksLikeOne(String text) {
        assertThrows(Problem.class, () -> Cursor.decode("workflows", encoded(text), FIRST));
    }

    @Test
    void takesOneSpellingOnly() {
        String cursor = new Cursor(12, "ab").encode("workflows");
        assertThrows(Problem.class, () -> Cursor.decode("workflows", cursor + "=", FIRST));
        assertThrows(Problem.class, () -> Cursor.decode("workflows", cursor + "\n", FIRST));
    }

    @Test
    void neverFailsOtherwiseOnAnyText() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder(new Cursor(random.nextInt(1_000), "abc").encode("workflows"));
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x250));
            try {
                Cursor decoded = Cursor.decode("workflows", text.toString(), FIRST);
                assertEquals(text.toString(), decoded.encode("workflows"));
            } catch (Problem refused) {
                assertEquals(ProblemCode.BAD_REQUEST, refused.code());
            }
        }
    }
}
