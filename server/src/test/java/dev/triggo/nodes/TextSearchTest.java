package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.nodes.Operators.TextSearch;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextSearchTest {
    @Test
    void findsWhatThePlainSearchFinds() {
        var random = new Random(7);
        int found = 0;
        for (int i = 0; i < 5_000; i++) {
            String text = letters(random, 200 + random.nextInt(400));
            int start = random.nextInt(100);
            String part = text.substring(start, start + 65 + random.nextInt(35));
            if (random.nextBoolean()) {
                int broken = random.nextInt(part.length());
                part = part.substring(0, broken) + (random.nextBoolean() ? 'a' : 'b') + part.substring(broken + 1);
            }
            assertEquals(text.contains(part), TextSearch.contains(text, part));
            found += text.contains(part) ? 1 : 0;
        }
        assertTrue(found > 1_000 && found < 4_900, "both answers occur: " + found);
    }

    @Test
    void edgesAreRight() {
        assertTrue(TextSearch.contains("", ""));
        assertFalse(TextSearch.contains("", "a"));
        String part = "ab".repeat(50);
        assertTrue(TextSearch.contains(part, part));
        assertTrue(TextSearch.contains("aab" + part, part));
        assertFalse(TextSearch.contains(part, part + "a"));
    }

    /** Mostly a, so that near misses are common. */
    private static String letters(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(10) == 0 ? 'b' : 'a');
        }
        return text.toString();
    }
}
