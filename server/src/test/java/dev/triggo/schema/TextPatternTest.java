package dev.triggo.schema;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPatternTest {
    @Test
    void findsAnywhereInTheText() {
        TextPattern pattern = TextPattern.compile("b+c");
        assertTrue(pattern.find("abbc"));
        assertFalse(pattern.find("abb"));
    }

    @Test
    void saysWhyAPatternCannotBeUsed() {
        for (String bad : List.of(
                "(",
                "(?=a)",
                "(a)\\1",
                "(a{1000}){1000}",
                "((a{1000}){1000}){1000}\\Q(\\E",
                "x".repeat(1001),
                "(".repeat(900))) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> TextPattern.compile(bad), bad);
            assertFalse(String.valueOf(refusal.getMessage()).isBlank());
        }
    }

    @Test
    void repetitionsCannotBeHiddenFromTheCount() {
        for (String hidden :
                List.of("\\Q(\\E", "[](]", "[^](]", "[[:alpha:](]", "[^[:alpha:](]", "[\\](]", "[a[:^digit:](]")) {
            var refusal = assertThrows(
                    IllegalArgumentException.class, () -> TextPattern.compile("(a{1000}" + hidden + "){1000}"), hidden);
            assertTrue(String.valueOf(refusal.getMessage()).matches(".*(multiply|\\\\Q).*"), refusal.getMessage());
        }
    }

    @Test
    void refusesTextsThatWouldTakeTooLong() {
        TextPattern pattern = TextPattern.compile(".{900}x");
        String text = "a".repeat(1_000_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThrows(IllegalArgumentException.class, () -> pattern.find(text)));
    }
}
