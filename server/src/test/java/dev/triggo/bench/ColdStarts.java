package dev.triggo.bench;

import dev.triggo.testing.Ports;
import dev.triggo.testing.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * How long a start takes, on a new data folder and on one that is there, with and without what an earlier start has
 * learned, and how slow the first seconds after it are.
 */
final class ColdStarts {
    private static final int ROUNDS = 3;
    private static final int CALLERS = 8;

    private final Path folder;
    private final double seconds;
    private final String classPath;

    ColdStarts(Path folder, double seconds) throws IOException {
        this.folder = folder;
        this.seconds = seconds;
        this.classPath = jars(folder);
    }

    void all() throws Exception {
        Path learned = folder.resolve("learned.aot");
        starts("without a learned start", List.of());
        learn(learned);
        if (Files.exists(learned)) {
            // Said aloud where the JVM does not take the file: silently it would pass over it.
            starts("with a learned start", List.of("-XX:AOTCache=" + learned, "-XX:AOTMode=on"));
        } else {
            System.out.println("cold start with a learned start: the JVM left no file to learn from");
        }
        System.out.println();
    }

    /** As the launcher does it: a start on an empty folder, and an end. */
    private void learn(Path learned) throws Exception {
        Path data = Files.createDirectories(folder.resolve("training"));
        try (var server = start(data, List.of("-XX:AOTCacheOutput=" + learned))) {
            server.terminate();
            // What was learned is put together by a second process, before the first one ends.
            boolean unused = server.awaitEnd(Duration.ofSeconds(90));
        }
    }

    private void starts(String how, List<String> flags) throws Exception {
        Path data = Files.createDirectories(folder.resolve(how.replace(' ', '-')));
        for (int round = 0; round < ROUNDS; round++) {
            try (var server = start(data, flags)) {
                System.out.printf(
                        "cold start to the first good answer, %s: %d ms%s%n",
                        how, server.startedAfterMs(), round == 0 ? " (new data folder)" : "");
                if (round == 0) {
                    new Setup(server.port()).publish("three", Workflows.chain(1));
                } else if (round == ROUNDS - 1) {
                    firstSeconds(server);
                }
            }
        }
    }

    private void firstSeconds(ServerProcess server) throws InterruptedException {
        LoadClient client = Requests.rest(server.port(), "three");
        for (int second = 1; second <= Math.min(5, Math.max(2, seconds)); second++) {
            System.out.println(client.run(CALLERS, 1).line("REST run of 'three', second " + second));
        }
    }

    /** The class path as jars: the JVM learns nothing of folders. */
    private static String jars(Path into) throws IOException {
        var entries = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            entries.add(Files.isDirectory(path) ? jar(path, into.resolve(entries.size() + ".jar")) : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    private static String jar(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            // Folders too, as in any jar: migrations are looked for in theirs.
            for (Path file : files.skip(1).sorted().toList()) {
                boolean folder = Files.isDirectory(file);
                out.putNextEntry(new JarEntry(classes.relativize(file) + (folder ? "/" : "")));
                if (!folder) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
        return jar.toString();
    }

    private ServerProcess start(Path data, List<String> flags) throws IOException {
        var all = new ArrayList<>(Bench.LAUNCHER_FLAGS);
        all.addAll(List.of("-cp", classPath));
        all.addAll(flags);
        return ServerProcess.start(Ports.free(), data, Map.of(), all);
    }
}
