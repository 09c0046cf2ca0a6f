package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first minute, at a port that nobody has chosen. */
@Timeout(180)
class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void runsItsExampleAtAnyFreePort() throws IOException, InterruptedException {
        ServerProcess server = ServerProcess.command(folder, Map.of("RUNTIME_PORT", "0"), "quickstart");
        try {
            String said = said(server, "Claude Code:");
            assertEquals(2, times("Called over (REST|MCP): +\\{\"qualified\":true", said), said);
            assertEquals(1, times("ready at http://localhost:[1-9][0-9]+", said), said);
            assertFalse(said.contains(":0/"), said);
        } finally {
            server.kill();
        }
    }

    private static long times(String pattern, String said) {
        return Pattern.compile(pattern).matcher(said).results().count();
    }

    /** Also in what it tells others of itself. */
    @Test
    void namesThePortThatItListensAt() throws IOException {
        Settings settings = Settings.read(Map.of("RUNTIME_PORT", "0", "TRIGGO_DATA_DIR", folder.toString()));
        try (Server server = Server.start(settings);
                var document =
                        URI.create(server.loopback() + "/openapi.json").toURL().openStream()) {
            String described = new String(document.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(described.contains("http://localhost:" + server.port() + "\""), described.substring(0, 400));
        }
    }

    /** What the process has written, once this is among it. */
    private String said(ServerProcess server, String last) throws IOException, InterruptedException {
        try (var watch = folder.getFileSystem().newWatchService()) {
            var unused = folder.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            Path out = folder.resolve("server.out");
            while (!Files.readString(out).contains(last)) {
                assertFalse(server.awaitEnd(java.time.Duration.ZERO), Files.readString(folder.resolve("server.log")));
                WatchKey changed = watch.poll(1, TimeUnit.SECONDS);
                if (changed != null) {
                    changed.pollEvents();
                    changed.reset();
                }
            }
            return Files.readString(out);
        }
    }
}
