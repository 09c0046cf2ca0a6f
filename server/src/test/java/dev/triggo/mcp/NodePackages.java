package dev.triggo.mcp;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Programs of other people, fetched by name from the npm registry that npm is set to, into a folder that git ignores.
 * They need a newer Node than many machines have, so that comes as a package too.
 */
final class NodePackages {
    private static final String NODE = "node@24";

    /** The packages, or a sentence that says why there are none. */
    record Found(@Nullable NodePackages packages, String whyNot) {}

    /** How a program ended, and all that it wrote. */
    record Run(int exitCode, String output) {}

    private final Path folder;

    private NodePackages(Path folder) {
        this.folder = folder;
    }

    /**
     * @param name of the folder that holds them
     * @param packages with their exact versions, as npm wants them
     */
    static synchronized Found find(String name, String... packages) throws IOException, InterruptedException {
        var found = new NodePackages(root().resolve(".cache/" + name));
        Files.createDirectories(found.folder);
        // Tests of another process want them at the same time, and would install into each other's files.
        try (var lock = FileChannel.open(
                        found.folder.resolve("installing.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            return install(found, name, List.of(packages));
        }
    }

    private static Found install(NodePackages found, String name, List<String> wanted)
            throws IOException, InterruptedException {
        if (found.has(wanted)) {
            return new Found(found, "");
        }
        if (!answers("npm")) {
            return none(name, "npm (Node 20 or newer) is not here");
        }
        Files.writeString(found.folder.resolve("package.json"), "{\"private\": true}\n");
        var install = new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--save-exact", NODE));
        install.addAll(wanted);
        Run run = process(found.folder, 300, Map.of(), install);
        return run.exitCode() == 0 && Files.isExecutable(found.node())
                ? new Found(found.remember(wanted), "")
                : none(name, "npm could not install them: " + run.output());
    }

    private static Found none(String name, String why) {
        return new Found(null, "skipped: the tests that need the packages of '" + name + "', because " + why);
    }

    /** Written last, so that a half installation and one of other versions are both done again. */
    private NodePackages remember(List<String> wanted) throws IOException {
        Files.write(list(), wanted);
        return this;
    }

    private boolean has(List<String> wanted) throws IOException {
        return Files.isExecutable(node())
                && Files.exists(list())
                && Files.readAllLines(list()).equals(wanted);
    }

    private Path list() {
        return folder.resolve("installed.txt");
    }

    Path folder() {
        return folder;
    }

    Path node() {
        return folder.resolve("node_modules/node/bin/node");
    }

    /** Runs a script with the fetched Node, in the folder of the packages. */
    Run run(Map<String, String> environment, String script, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(node().toString(), script));
        command.addAll(arguments);
        return process(folder, 300, environment, command);
    }

    /** A script or another file that belongs to these tests. */
    static Path resource(String name) {
        return root().resolve("server/src/test/resources/mcp").resolve(name);
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith("server") ? here.getParent() : here;
    }

    private static boolean answers(String program) throws InterruptedException {
        try {
            return process(Path.of("").toAbsolutePath(), 60, Map.of(), List.of(program, "--version"))
                            .exitCode()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    static Run process(Path folder, int seconds, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("program", ".log");
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            return new Run(
                    ended ? process.exitValue() : -1,
                    Files.readString(log) + (ended ? "" : String.format(Locale.ROOT, "\nstopped after %d s", seconds)));
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
