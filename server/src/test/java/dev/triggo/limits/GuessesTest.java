package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuessesTest {
    private final TestClock clock = TestClock.someDay();
    private final Guesses guesses = new Guesses(clock);

    private int linesFor(String address, int refusals) {
        int lines = 0;
        for (int i = 0; i < refusals; i++) {
            lines += guesses.refused(address).worthALine() ? 1 : 0;
        }
        return lines;
    }

    @Test
    void throttlesAnAddressAfterItsFreeGuessesAndNoOther() {
        for (int i = 0; i < Guesses.FREE; i++) {
            assertFalse(guesses.refused("a").throttled());
        }
        clock.move(Duration.ofSeconds(20));
        Guesses.Verdict over = guesses.refused("a");

        assertTrue(over.throttled());
        assertEquals(Duration.ofSeconds(40), over.retryAfter());
        assertFalse(guesses.refused("b").throttled());
        clock.move(Duration.ofSeconds(40));
        assertFalse(guesses.refused("a").throttled());
    }

    @Test
    void isWorthOneLineUntilTheAddressHasKeptQuiet() {
        assertEquals(1, linesFor("a", 10_000));
        clock.move(Duration.ofSeconds(60));
        assertEquals(0, linesFor("a", 10_000));
        clock.move(Duration.ofSeconds(120));
        assertEquals(1, linesFor("a", 10_000));
    }

    @Test
    void writesFewLinesAndRemembersFewAddressesHoweverManyGuess() {
        int lines = 0;
        for (int i = 0; i < 3 * Guesses.MOST_ADDRESSES; i++) {
            lines += linesFor("address " + i, Guesses.FREE + 1);
        }
        assertEquals(1, lines);
        assertEquals(Guesses.MOST_ADDRESSES, guesses.addresses());
    }
}
