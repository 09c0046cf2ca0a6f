package dev.triggo.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the process takes of the machine. Asked of the runtime and the system, not of the JVM's management interface,
 * whose loading alone costs half a second.
 */
final class Process {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Process() {}

    static void write(PrometheusText text) {
        Runtime runtime = Runtime.getRuntime();
        text.single(
                "triggo_jvm_heap_used_bytes",
                "gauge",
                "Heap in use, garbage included.",
                runtime.totalMemory() - runtime.freeMemory());
        text.single("triggo_jvm_heap_committed_bytes", "gauge", "Heap taken from the system.", runtime.totalMemory());
        text.single("triggo_jvm_heap_max_bytes", "gauge", "What the heap may grow to.", runtime.maxMemory());
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        text.single("process_cpu_seconds_total", "counter", "CPU time used.", cpu.toNanos() / 1e9);
        long resident = residentBytes();
        if (resident > 0) {
            text.single("process_resident_memory_bytes", "gauge", "Memory of the process in the machine.", resident);
        }
    }

    /** 0 where the system does not say. */
    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException notLinux) {
            return 0;
        }
        return 0;
    }
}
