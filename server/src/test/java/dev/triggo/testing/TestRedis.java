package dev.triggo.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/** A real Redis in a process of its own, which a test may kill, pause, start again and make read-only. */
public final class TestRedis implements AutoCloseable {
    private static final String BINARY = "/redis-server-6.2.6-v5-linux-amd64";

    private final Path folder;
    private final int port;
    private Process process;

    private TestRedis(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    public static TestRedis start() {
        try {
            Path folder = Files.createTempDirectory("triggo-redis");
            Path binary = folder.resolve("redis-server");
            try (InputStream packed = TestRedis.class.getResourceAsStream(BINARY)) {
                if (packed == null) {
                    throw new IllegalStateException("there is no Redis for this machine among the test libraries");
                }
                Files.copy(packed, binary, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!binary.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + binary + " executable");
            }
            return new TestRedis(folder, Ports.free());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** As a crash would: nothing it knew is left. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again, empty. */
    public void restart() {
        process = launch();
    }

    /** It stays connected and does not answer any more. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    /** Sends one command as words and gives the raw answer's first line. */
    public String command(String... words) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 2_000);
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            var line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c >= 0 && c != '\r';
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Process launch() {
        try {
            Process started = new ProcessBuilder(
                            folder.resolve("redis-server").toString(),
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            awaitPort(started);
            return started;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private void awaitPort(Process started) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
                return;
            } catch (IOException notYet) {
                if (!started.isAlive() || System.nanoTime() > until) {
                    throw new IllegalStateException("Redis did not start", notYet);
                }
                Thread.onSpinWait();
            }
        }
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " gave " + code);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
