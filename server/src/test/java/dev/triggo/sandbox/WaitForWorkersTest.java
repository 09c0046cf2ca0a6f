package dev.triggo.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.sandbox.CodeResult.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Calls that have to wait for a worker that is slow to begin, or does not begin at all. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class WaitForWorkersTest {
    private static final Duration STEP = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Path starts;

    @BeforeEach
    void open() {
        starts = folder.resolve("starts");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    /** @param before what is done, in the shell's words, before a worker begins; {@code $n} is which one it is, from 1 */
    private Sandbox sandbox(String before, Duration longestWait) throws Exception {
        Path wrapping = folder.resolve("wrapping");
        Files.writeString(wrapping, """
                #!/bin/sh
                echo begins >>%1$s
                n=$(wc -l <%1$s)
                %2$s
                exec "$@"
                """.formatted(starts, before));
        Files.setPosixFilePermissions(wrapping, PosixFilePermissions.fromString("rwx------"));
        return new Sandbox(5, 3, new Processes(List.of(List.of(wrapping.toString()))), longestWait);
    }

    private List<Future<CodeResult>> call(Sandbox sandbox, int times, String source, Duration step) {
        var all = new ArrayList<Future<CodeResult>>();
        for (int i = 0; i < times; i++) {
            all.add(threads.submit(() -> sandbox.run("w", new Code(source, false), Json.EMPTY_OBJECT, step)));
        }
        return all;
    }

    private static CodeResult end(Future<CodeResult> call) throws Exception {
        return call.get(6, TimeUnit.MINUTES);
    }

    /** As after a start of a server on a busy machine: ten steps are begun again at once, and no worker is there yet. */
    @Test
    void theWaitIsNotTheCodesTime() throws Exception {
        var step = Duration.ofSeconds(10);
        Path gate = folder.resolve("gate");
        Path opened = folder.resolve("opened");
        assertEquals(0, new ProcessBuilder("mkfifo", gate.toString()).start().waitFor());
        try (var sandbox = sandbox("[ -e " + opened + " ] || read line <" + gate, Duration.ofMinutes(5))) {
            List<Future<CodeResult>> calls = call(sandbox, 10, "const f = () => 1", step);
            assertThrows(
                    TimeoutException.class, () -> calls.getFirst().get(step.toMillis() + 200, TimeUnit.MILLISECONDS));
            assertEquals(List.of("begins"), Files.readAllLines(starts), "one begins at a time");
            Files.createFile(opened);
            Files.writeString(gate, "go\n");
            for (Future<CodeResult> call : calls) {
                CodeResult result = end(call);
                assertEquals(
                        Json.of(1),
                        assertInstanceOf(CodeResult.Done.class, result, result::toString)
                                .value());
            }
            assertTrue(Files.readAllLines(starts).size() <= 2, "more began than there are places");
        }
    }

    @Test
    void whoComesNotToItsTurnIsToldToTryAgain() throws Exception {
        Path gate = folder.resolve("gate");
        assertEquals(0, new ProcessBuilder("mkfifo", gate.toString()).start().waitFor());
        try (var sandbox = sandbox("read line <" + gate, Duration.ofMillis(300))) {
            for (Future<CodeResult> call : call(sandbox, 4, "const f = () => 1", STEP)) {
                CodeResult.Failed failed = SandboxTest.failed(end(call));
                assertEquals(Fault.CODE_UNAVAILABLE, failed.fault(), failed::message);
                assertTrue(failed.retryable(), failed::message);
            }
            Files.writeString(gate, "go\n");
        }
    }

    /** The call whose worker could not begin has the other one, when that has done its call. */
    @Test
    void oneThatDoesNotBeginFailsNobodyWhileThereIsAnother() throws Exception {
        try (var sandbox = sandbox("[ $n -eq 1 ] || exit 1", Duration.ofMinutes(5))) {
            String busy = "const f = () => { let s = 0; for (let k = 0; k < 3e6; k++) s += k % 2; return 1 }";
            for (Future<CodeResult> call : call(sandbox, 4, busy, STEP)) {
                CodeResult result = end(call);
                assertInstanceOf(CodeResult.Done.class, result, result::toString);
            }
        }
    }

    @Test
    void whereNoneBeginsAllAreTold() throws Exception {
        try (var sandbox = sandbox("exit 1", Duration.ofMinutes(5))) {
            for (Future<CodeResult> call : call(sandbox, 4, "const f = () => 1", STEP)) {
                CodeResult.Failed failed = SandboxTest.failed(end(call));
                assertEquals(Fault.CODE_UNAVAILABLE, failed.fault(), failed::message);
            }
        }
    }
}
