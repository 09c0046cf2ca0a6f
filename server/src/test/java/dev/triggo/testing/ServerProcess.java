package dev.triggo.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real server in a process of its own, so that it can be killed, measured and started again. */
public final class ServerProcess implements AutoCloseable {
    public static final String KEY = "trg_test-key-with-all-the-scopes-000";

    private final Process process;
    private final int port;
    private final long startedAfterMs;

    private ServerProcess(Process process, int port, long startedAfterMs) {
        this.process = process;
        this.port = port;
        this.startedAfterMs = startedAfterMs;
    }

    /** Starts the server on a free port of loopback, from the classes under test, and waits until it is ready. */
    public static ServerProcess start(Path dataDir, Map<String, String> settings) throws IOException {
        return start(Ports.free(), dataDir, settings, List.of());
    }

    public static ServerProcess start(int port, Path dataDir, Map<String, String> settings, List<String> jvmFlags)
            throws IOException {
        long began = System.nanoTime();
        ServerProcess server = launch(port, dataDir, settings, jvmFlags);
        awaitReady(server.process, port, dataDir);
        return new ServerProcess(server.process, port, (System.nanoTime() - began) / 1_000_000);
    }

    /** As {@link #start}, but returns at once: for servers that may be gone before they are ready. */
    public static ServerProcess launch(int port, Path dataDir, Map<String, String> settings, List<String> jvmFlags)
            throws IOException {
        var flags = new ArrayList<>(jvmFlags);
        flags.add("dev.triggo.app.Main");
        return begin(port, dataDir, settings, flags, "serve");
    }

    private static ServerProcess begin(
            int port, Path dataDir, Map<String, String> settings, List<String> main, String... words)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(main);
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command)
                .redirectOutput(dataDir.resolve("server.out").toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        dataDir.resolve("server.log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("TRIGGO_"));
        builder.environment().put("RUNTIME_PORT", Integer.toString(port));
        builder.environment().put("TRIGGO_DATA_DIR", dataDir.toString());
        builder.environment().put("RUNTIME_API_KEYS", KEY);
        builder.environment().put("TRIGGO_DEFAULT_TIER", "business");
        builder.environment().put("TRIGGO_TIER_BUSINESS", "requests=10000000,keys=unlimited,runs=unlimited");
        builder.environment().putAll(settings);
        return new ServerProcess(builder.start(), port, 0);
    }

    /** The command line, with what a server over the same data would be set to. */
    public static ServerProcess command(Path dataDir, Map<String, String> settings, String... words)
            throws IOException {
        return begin(Ports.free(), dataDir, settings, List.of("dev.triggo.app.Main"), words);
    }

    private static void awaitReady(Process process, int port, Path dataDir) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        try (var client = HttpClient.newHttpClient()) {
            var probe = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .build();
            while (process.isAlive() && System.nanoTime() < until) {
                try {
                    if (client.send(probe, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
                } catch (InterruptedException stop) {
                    throw new IOException(stop);
                }
            }
        }
        process.destroyForcibly();
        // What the JVM itself has to say, of a flag that it does not take for one, is not in the server's log.
        throw new IOException("the server did not become ready: " + Files.readString(dataDir.resolve("server.log"))
                + Files.readString(dataDir.resolve("server.out")));
    }

    public int port() {
        return port;
    }

    /** From the start of the process to its first good answer. */
    public long startedAfterMs() {
        return startedAfterMs;
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL, and waits until the process is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** True when the process has ended within that time. */
    public boolean awaitEnd(java.time.Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the process ended with; only for one that has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** CPU that the process and those that it has begun have used, in seconds. */
    public double cpuSeconds() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(one -> one.info().totalCpuDuration().orElse(java.time.Duration.ZERO))
                .mapToDouble(cpu -> cpu.toNanos() / 1e9)
                .sum();
    }

    /**
     * Nanoseconds of CPU so far by the name of the thread, in all its threads together that bear it, as the kernel
     * counts them: the collector's and the compiler's too. Numbers in names are left out. The kernel cuts names at 15.
     */
    public Map<String, Long> cpuNanosByThread() throws IOException {
        var used = new HashMap<String, Long>();
        try (var threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                try {
                    String name = Files.readString(thread.resolve("comm")).strip();
                    String nanos = Files.readString(thread.resolve("schedstat")).split(" ", -1)[0];
                    used.merge(name.replaceAll("[-#]?[0-9]+$", ""), Long.parseLong(nanos), Long::sum);
                } catch (NoSuchFileException ended) {
                    // Between the listing and the reading; what it used is gone with it.
                    continue;
                }
            }
        }
        return used;
    }

    /** Resident memory in MiB. */
    public long residentMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
