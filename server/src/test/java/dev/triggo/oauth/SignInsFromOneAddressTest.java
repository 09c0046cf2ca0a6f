package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.limits.SignIns;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One password on many accounts: no account's own slow-down sees it, so the address is slowed down, at both doors. */
@Timeout(120)
class SignInsFromOneAddressTest {
    @TempDir
    private Path folder;

    /** A forged address from nobody whom we trust changes nothing. */
    private static RestClient.Answer guess(PageClient guesser, int account) {
        String body = Json.object()
                .put("email", "somebody" + account + "@example.com")
                .put("password", "")
                .build()
                .write();
        return guesser.send("POST", "/sign-in", body, "x-forwarded-for", "203.0.113." + (account % 250));
    }

    /** The second step of a sign-in that nobody began: it fails without the work that a password is. */
    private static RestClient.Answer guessCode(PageClient guesser) {
        return guesser.send("POST", "/sign-in/code", "{\"signIn\": \"made-up\", \"code\": \"000000\"}");
    }

    @Test
    void areCountedAcrossAccountsAndDoors() throws Exception {
        try (OAuthWorld world = OAuthWorld.start(folder, Map.of())) {
            OAuthBrowser browser = world.nobodys();
            String client = browser.register("Some host");
            var page = browser.authorize(ask(client));
            var guesser = new PageClient(world.port());
            for (int i = 0; i < SignIns.MOST - 2; i++) {
                assertEquals(401, guessCode(guesser).status());
            }
            RestClient.Answer last = guess(guesser, 0);
            assertEquals(401, last.status(), "it is refused before there were too many");
            // A slow machine needs more of them, for what was a minute ago does not count.
            for (int account = 1; last.status() == 401 && account < 5 * SignIns.MOST; account++) {
                last = guess(guesser, account);
            }
            assertEquals(429, last.status(), "nobody was slowed down");
            assertTrue(Integer.parseInt(last.header("retry-after")) >= 1);
            var other = browser.submit(page, "sign-in", "email", "ada@example.com", "password", OAuthWorld.PASSWORD);
            assertEquals(429, other.statusCode(), "the other door counts with it");
            assertEquals(200, world.ada().get("/session").status(), "who is in stays in");
        }
    }
}
