package dev.triggo.actions;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Qualify a lead, qualify-a-lead",
                "  Send   report!! , send-report",
                "Größe prüfen, grosse-prufen",
                "Łódź – Æsir & Øre, lodz-aesir-and-ore",
                "Crème brûlée, creme-brulee",
                "ﬁnd ①, find-1",
                "Don't stop, dont-stop",
                "İstanbul, istanbul",
                "2024 report, action-2024-report",
                "日本語, action",
                "🚀, action",
                "---, action",
                "a__b--c, a-b-c",
                "__proto__, proto",
                "x, x"
            })
    void saysWhatTheNameSays(String name, String slug) {
        assertEquals(slug, Slugs.of(name));
    }

    @Test
    void isASlugWhateverTheName() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            var name = new StringBuilder();
            int length = 1 + random.nextInt(120);
            for (int j = 0; j < length; j++) {
                name.appendCodePoint(random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x3000));
            }
            String slug = Slugs.of(name.toString());
            assertTrue(Slugs.isSlug(slug), () -> slug + " of " + name);
            for (int number : new int[] {2, 10, 999_999_999}) {
                String numbered = Slugs.numbered(slug, number);
                assertTrue(Slugs.isSlug(numbered), numbered);
                assertTrue(numbered.startsWith(Slugs.stem(slug)), numbered);
            }
        }
    }

    @Test
    void numbersWhatIsTaken() {
        var taken = new HashSet<String>();
        String longest = "a".repeat(Slugs.MAX_LENGTH);
        for (int i = 0; i < 50; i++) {
            String free = Slugs.numbered(longest, Slugs.freeNumber(longest, taken, 1));
            assertTrue(taken.add(free), free);
            assertTrue(Slugs.isSlug(free), free);
        }
        assertTrue(taken.contains("a".repeat(62) + "-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "send-report", "a1-2b-3", "action"})
    void takesSlugs(String slug) {
        assertDoesNotThrow(() -> Slugs.check(slug));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "a-",
                "-a",
                "a--b",
                "1a",
                "A",
                "a_b",
                "a b",
                "a/b",
                "../a",
                "a.b",
                "ä",
                "a\n",
                "\u212Aelvin",
                "a\u0000",
                "a%20b",
                "a'--",
                "ａ"
            })
    void refusesAllElse(String text) {
        assertFalse(Slugs.isSlug(text));
        assertEquals(
                ProblemCode.BAD_REQUEST,
                assertThrows(Problem.class, () -> Slugs.check(text)).code());
    }

    @Test
    void refusesWhatIsTooLong() {
        assertTrue(Slugs.isSlug("a".repeat(64)));
        assertFalse(Slugs.isSlug("a".repeat(65)));
    }
}
