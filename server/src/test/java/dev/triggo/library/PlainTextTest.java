package dev.triggo.library;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "Qualify a lead",
                "Größe prüfen",
                "日本語の名前",
                "العربية",
                "हिन्दी",
                "Ship it 🚀",
                "❤\uFE0F",
                "<b>bold</b> \"quoted\" '; DROP TABLE workflows; --",
                "__proto__",
                "constructor"
            })
    void takesWhatPeopleWrite(String name) {
        assertDoesNotThrow(() -> PlainText.check(name, name));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00,
                0x07,
                0x08,
                0x09,
                0x0A,
                0x0D,
                0x1B,
                0x7F,
                0x85,
                0x9B, // control, terminal escapes
                0xAD,
                0x061C,
                0x200B,
                0x200C,
                0x200D,
                0x200E,
                0x200F,
                0x2028,
                0x2029,
                0x202A,
                0x202E,
                0x2060,
                0x2066,
                0x2069,
                0xFEFF,
                0xFFF9,
                0xE0001,
                0xE0041,
                0xE007F, // bidirectional, zero width, tags
                0xFE00,
                0xFE0E,
                0xE0100,
                0xE01EF,
                0x180E,
                0x034F, // selectors
                0x115F,
                0x3164,
                0xFFA0,
                0x2800, // blank letters
                0xD800,
                0xDFFF,
                0xE000,
                0xF0000,
                0xFFFE,
                0xFFFF,
                0x0378 // half pairs, private, no characters
            })
    void refusesWhatCannotBeSeen(int hidden) {
        String text = "a" + Character.toString(hidden) + "b";
        Problem name = assertThrows(Problem.class, () -> PlainText.check(text, null));
        assertEquals(ProblemCode.BAD_REQUEST, name.code());
        assertEquals(1, name.details().size());
        if (hidden != '\n') {
            assertThrows(Problem.class, () -> PlainText.check("fine", text));
        }
    }

    @Test
    void countsCharactersAndNotTheirParts() {
        assertDoesNotThrow(() -> PlainText.check("🚀".repeat(200), "🚀".repeat(2_000)));
        assertThrows(Problem.class, () -> PlainText.check("🚀".repeat(201), null));
        assertThrows(Problem.class, () -> PlainText.check("fine", "x".repeat(2_001)));
    }

    @Test
    void saysWhatIsWrongWithBothAtOnce() {
        Problem both = assertThrows(Problem.class, () -> PlainText.check("", "x\u202Ey" + "z".repeat(3_000)));
        assertEquals(3, both.details().size(), () -> both.details().toString());
        Problem blank = assertThrows(Problem.class, () -> PlainText.check(" \u00A0\u3000", null));
        assertEquals(ProblemCode.BAD_REQUEST, blank.code());
    }

    @Test
    void keepsTheLinesOfADescription() {
        assertDoesNotThrow(() -> PlainText.check("fine", "one\r\ntwo\nthree"));
        assertEquals("one\ntwo\nthree", PlainText.tidy(" one\r\ntwo\nthree\n"));
    }
}
