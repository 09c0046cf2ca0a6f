package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody tries one key after the other. */
class GuessingTest {
    private static final int GUESSES = 10_000;

    @Test
    void answersGuessesCheaplyAndGoodKeysFromTheSameAddressAsEver() throws IOException {
        try (var server = new TestServer()) {
            Map<Integer, Integer> statuses = new HashMap<>();
            for (int i = 0; i < GUESSES; i++) {
                statuses.merge(guess(server, "trg_guess" + i).status(), 1, Integer::sum);
            }

            // A minute that begins on the way lets some more be told that they are unknown.
            assertTrue(statuses.get(429) >= GUESSES * 9 / 10, statuses::toString);
            assertEquals(GUESSES, statuses.getOrDefault(401, 0) + statuses.get(429), statuses::toString);

            Wire.Reply refused = guess(server, "trg_again");
            assertEquals(429, refused.status());
            assertEquals("RATE_LIMIT_EXCEEDED", CredentialTest.code(refused));
            int wait = Integer.parseInt(refused.header("retry-after").orElse(""));
            assertTrue(wait >= 1 && wait <= 60, () -> "retry-after " + wait);
            assertEquals("close", refused.header("connection").orElse(""));
            assertFalse(refused.header("x-ratelimit-limit").isPresent());

            assertEquals(200, guess(server, TestServer.ALL).status());
            assertEquals(
                    401,
                    Wire.ask(server.port, server.request("POST", "/mcp", "{}")).status());
        }
    }

    private static Wire.Reply guess(TestServer server, String key) throws IOException {
        return Wire.ask(server.port, server.request("POST", "/mcp", "{}", TestServer.bearer(key)));
    }
}
