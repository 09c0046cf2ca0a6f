package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.testing.Ports;
import dev.triggo.testing.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key out of an example is taken, but not without a word; a random one is never spoken of. */
@Timeout(120)
class SampleKeyTest {
    private static final String SAMPLE = "0123456789abcdef".repeat(4);
    private static final String RANDOM = "0b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e";
    private static final String WORD = "is a sample";

    @TempDir
    Path folder;

    private static String remark(String hex) {
        return OwnKey.remark(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "FEDCBA9876543210fedcba9876543210FEDCBA9876543210fedcba9876543210",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0000000000000000000000000000000000000000000000000000000000000001",
                "deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
                "1234567890123456789012345678901234567890123456789012345678901234",
                "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"
            })
    void knowsASample(String hex) {
        String said = remark(hex);
        assertTrue(said.contains(WORD) && said.contains("./triggo rotate-encryption-key"), said);
        assertFalse(said.contains(hex), "the key is not shown");
    }

    @Test
    void neverSpeaksOfARandomOne() {
        var chance = new SecureRandom();
        byte[] key = new byte[32];
        for (int i = 0; i < 10_000; i++) {
            chance.nextBytes(key);
            String hex = HexFormat.of().formatHex(key);
            assertEquals("", remark(hex), hex);
            assertEquals("", remark(hex.toUpperCase(Locale.ROOT)), hex);
        }
    }

    private String say(Map<String, String> environment, String in, String... words) throws InterruptedException {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var terminal = new Terminal(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), out, out);
        int ended = new Cli(
                        environment,
                        () -> LocalData.open(Settings.read(environment)),
                        new Doctor(environment),
                        Clock.systemUTC(),
                        terminal)
                .run(List.of(words));
        String said = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(0, ended, said);
        assertFalse(said.contains(SAMPLE), "the key is not shown");
        return said;
    }

    /** The lines of the logs of all starts in the folder that speak of it. */
    private long linesAfterAStart(Map<String, String> settings) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(
                Ports.free(), folder, settings, List.of("-Dlogback.configurationFile=logback.xml"))) {
            server.terminate();
            assertTrue(server.awaitEnd(Duration.ofSeconds(30)));
        }
        String log = Files.readString(folder.resolve("server.log"));
        assertFalse(log.contains(SAMPLE), "the key is not logged");
        return log.lines()
                .filter(line -> line.contains("WARN") && line.contains(WORD))
                .count();
    }

    @Test
    void aKeyOfTheSettingsIsSpokenOfUntilItIsExchanged() throws Exception {
        Map<String, String> sample = Map.of("TRIGGO_DATA_DIR", folder.toString(), "ENCRYPTION_KEY", SAMPLE);
        Map<String, String> random = Map.of("TRIGGO_DATA_DIR", folder.toString(), "ENCRYPTION_KEY", RANDOM);
        assertEquals(1, linesAfterAStart(sample));
        assertTrue(say(sample, "", "doctor").contains(WORD));

        assertFalse(say(sample, RANDOM, "rotate-encryption-key", "--stdin").contains(WORD));
        assertEquals(1, linesAfterAStart(random), "no line more");
        assertFalse(say(random, "", "doctor").contains(WORD));

        assertTrue(say(random, SAMPLE, "rotate-encryption-key", "--stdin").contains(WORD));
    }

    @Test
    void soIsOneThatWasPutIntoTheDataFolder() throws Exception {
        Map<String, String> environment = Map.of("TRIGGO_DATA_DIR", folder.toString());
        Path file = folder.resolve("encryption-key");
        Files.writeString(file, SAMPLE);
        assertEquals(1, linesAfterAStart(environment));
        assertTrue(say(environment, "", "doctor").contains(WORD));

        say(environment, "", "rotate-encryption-key");
        assertFalse(say(environment, "", "doctor").contains(WORD));

        for (String damage : List.of("no key", "", "0b", RANDOM + "0b")) {
            Files.writeString(file, damage);
            Command.Ended damaged = Command.say(folder, "doctor");
            assertEquals(1, damaged.code(), damage);
            assertTrue(damaged.out().contains("the file encryption-key"), damaged.out());
        }
    }
}
