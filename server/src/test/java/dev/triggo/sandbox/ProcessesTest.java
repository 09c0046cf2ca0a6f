package dev.triggo.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a worker process has, seen from outside. */
@EnabledOnOs(OS.LINUX)
class ProcessesTest {
    private static boolean has(String tool) {
        return Files.isExecutable(Path.of("/usr/bin", tool)) || Files.isExecutable(Path.of("/bin", tool));
    }

    private static long worker(Sandbox sandbox) throws InterruptedException {
        sandbox.run("w", new Code("const f = () => 1", false), Json.EMPTY_OBJECT, SandboxTest.soon(30));
        return sandbox.workers().getFirst();
    }

    @Test
    void hasNothingOfTheServers() throws Exception {
        try (var sandbox = new Sandbox()) {
            Path process = Path.of("/proc", Long.toString(worker(sandbox)));
            boolean root = "root".equals(System.getProperty("user.name"));
            String status = Files.readString(process.resolve("status"));
            if (has("setpriv")) {
                assertTrue(status.contains("NoNewPrivs:\t1"), status);
            }
            if (has("setpriv") && root) {
                assertTrue(status.contains("CapEff:\t0000000000000000"), status);
            }
            if (has("prlimit")) {
                String limits = Files.readString(process.resolve("limits"));
                assertTrue(limits.matches("(?s).*Max file size +0 +0 .*"), limits);
            }
            if (root) {
                assertEquals("", Files.readString(process.resolve("environ")));
            }
            if (root
                    && has("unshare")
                    && new ProcessBuilder("unshare", "--net", "true").start().waitFor() == 0) {
                assertNotEquals(
                        Files.readSymbolicLink(Path.of("/proc/self/ns/net")),
                        Files.readSymbolicLink(process.resolve("ns/net")));
            }
        }
    }
}
