package dev.triggo.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a worker process has, seen from outside. */
@EnabledOnOs(OS.LINUX)
class ProcessesTest {
    @TempDir
    Path folder;

    private static boolean has(String tool) {
        return Files.isExecutable(Path.of("/usr/bin", tool)) || Files.isExecutable(Path.of("/bin", tool));
    }

    private static long worker(Sandbox sandbox) throws InterruptedException {
        sandbox.run("w", new Code("const f = () => 1", false), Json.EMPTY_OBJECT, Duration.ofSeconds(30));
        return sandbox.workers().getFirst();
    }

    /** As where the system gives no more processes or threads for a while. */
    @Test
    void whatKeepsOneFromBeginningIsNoReasonToGiveItMore() throws Exception {
        Path wrapping = folder.resolve("wrapping");
        Files.writeString(wrapping, "#!/bin/sh\nexec \"$@\"\n");
        Files.setPosixFilePermissions(wrapping, PosixFilePermissions.fromString("rwx------"));
        var processes = new Processes(List.of(List.of(wrapping.toString()), List.of()));
        processes.begin().close();
        Files.writeString(wrapping, "#!/bin/sh\nexit 1\n");
        assertThrows(IOException.class, processes::begin);
        Files.writeString(wrapping, "#!/bin/sh\nexec \"$@\"\n");
        processes.begin().close();
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
