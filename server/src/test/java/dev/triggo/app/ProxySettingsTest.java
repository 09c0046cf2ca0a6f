package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.PageClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxies the operator trusts, and that sign-ins are counted by what they say. */
@Timeout(120)
class ProxySettingsTest {
    private static final String NAME = "TRIGGO_TRUSTED_PROXIES";

    @TempDir
    Path folder;

    @Test
    void takesAddressesAndBlocks() {
        assertEquals(List.of(), ProxySettings.of(Map.of()).trusted());
        assertEquals(
                3,
                ProxySettings.of(Map.of(NAME, "10.0.0.5, 192.168.0.0/16,fd00::/8"))
                        .trusted()
                        .size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy.example.com",
                "10.0.0",
                "10.0.0.5:80",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "fd00::/129",
                "[fd00::1]",
                "010.0.0.1",
                "*",
                "true",
                "0.0.0.0/0",
                "::/0",
                "10.0.0.5 10.0.0.6"
            })
    void whatIsNoneStopsTheStartWithALine(String given) {
        Settings.Wrong wrong = assertThrows(
                Settings.Wrong.class, () -> RunningServer.settings(folder, Map.of(NAME, "10.0.0.5," + given)));
        String line = String.valueOf(wrong.getMessage());
        assertTrue(line.startsWith(NAME + ": '" + given + "' "), line);
        assertEquals(1, line.lines().count());
    }

    @Test
    void signInsThatFailAreCountedBySender() {
        try (var server = RunningServer.start(folder, Map.of(NAME, "127.0.0.1"))) {
            int last = 0;
            for (int i = 0; i < 130 && last != 429; i++) {
                last = fail(server, i, "203.0.113.7");
            }
            assertEquals(429, last);
            assertEquals(
                    429, fail(server, 200, "198.51.100.9, 203.0.113.7"), "what somebody wrote before does not help");
            assertEquals(401, fail(server, 201, "203.0.113.8"));
        }
    }

    private static int fail(RunningServer server, int i, String from) {
        return new PageClient(server.port())
                .post(
                        "/sign-in",
                        fields("email", "nobody-" + i + "@example.com", "password", "a guess of mine"),
                        "x-forwarded-for",
                        from)
                .status();
    }
}
