package dev.triggo.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Begins worker processes: the same class path as the server's, nothing of its environment. What the system has besides
 * is used: no network ({@code unshare}), no files to write ({@code prlimit}), no way to new privileges and, when the server
 * is root, the user nobody or at least none of root's rights ({@code setpriv}); they give way to the server when time or memory is short ({@code nice}, {@code
 * choom}). Where a worker cannot begin so, it begins with less.
 */
final class Processes {
    /** A second or two; very much longer where others keep the machine busy, to whom it gives way. */
    private static final long START_SECONDS = 120;

    private static final String NOBODY = "65534";

    private List<List<String>> wrappings;

    Processes() {
        this(wrappings());
    }

    /** @param wrappings commands that take the worker's as their words, the best first */
    Processes(List<List<String>> wrappings) {
        this.wrappings = wrappings;
    }

    /**
     * A worker that is ready; throws IOException when none can be had in time. What the system has is found out by the first
     * one that begins: whatever keeps a later one from beginning so, as too many processes do, is no reason to give it more.
     */
    synchronized Worker begin() throws IOException, InterruptedException {
        for (List<String> wrapping : wrappings) {
            var command = new ArrayList<>(wrapping);
            command.addAll(java());
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            var worker = new Worker(start(command));
            boolean ready = false;
            try {
                ready = worker.awaitReady(until);
            } finally {
                if (!ready) {
                    worker.close();
                }
            }
            if (ready) {
                wrappings = List.of(wrapping);
                return worker;
            }
            if (System.nanoTime() - until >= 0) {
                break;
            }
        }
        throw new IOException("no worker began");
    }

    private static Process start(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.directory(new File("/").isDirectory() ? new File("/") : null);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private static List<String> java() {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-XX:MaxDirectMemorySize=16m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dtruffle.UseFallbackRuntime=true",
                "-Duser.timezone=UTC",
                "-Duser.language=en",
                "-Djava.io.tmpdir=/nonexistent",
                "-Duser.home=/nonexistent",
                "-cp",
                classPath,
                WorkerMain.class.getName());
    }

    private static List<List<String>> wrappings() {
        boolean root = "root".equals(System.getProperty("user.name"));
        List<String> polite = joined(tool("nice", "-n", "5"), tool("choom", "-n", "500", "--"));
        List<String> alone =
                tool("unshare", root ? List.of("--net") : List.of("--user", "--map-current-user", "--net"));
        List<String> limits = tool("prlimit", "--core=0", "--fsize=0", "--nofile=512");
        List<String> privileges = root
                ? tool("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")
                : tool("setpriv", "--no-new-privs");
        List<String> nobody = root && !privileges.isEmpty()
                ? joined(privileges, List.of("--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"))
                : privileges;
        var all = new LinkedHashSet<List<String>>();
        all.add(joined(polite, alone, limits, nobody));
        all.add(joined(polite, alone, limits, privileges));
        all.add(joined(polite, limits, nobody));
        all.add(joined(polite, limits, privileges));
        all.add(joined(limits, privileges));
        all.add(List.of());
        return List.copyOf(all);
    }

    private static List<String> tool(String name, String... words) {
        return tool(name, List.of(words));
    }

    private static List<String> tool(String name, List<String> words) {
        for (String folder : List.of("/usr/bin", "/bin")) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return joined(List.of(file.toString()), words);
            }
        }
        return List.of();
    }

    @SafeVarargs
    private static List<String> joined(List<String>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }
}
