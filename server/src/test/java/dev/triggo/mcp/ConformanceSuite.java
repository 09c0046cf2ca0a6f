package dev.triggo.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The official suite, fetched by name from the npm registry that npm is set to, into a folder that git ignores. It
 * needs a newer Node than many machines have, so that comes as a package too.
 */
final class ConformanceSuite {
    private static final String SUITE = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
    private static final String NODE = "node@24";

    /** The suite, or a sentence that says why there is none. */
    record Found(@Nullable ConformanceSuite suite, String whyNot) {}

    record Run(int exitCode, String output) {}

    private final Path folder;

    private ConformanceSuite(Path folder) {
        this.folder = folder;
    }

    static Found find() throws IOException, InterruptedException {
        Path folder = root().resolve(".cache/conformance");
        var suite = new ConformanceSuite(folder);
        if (suite.isInstalled()) {
            return new Found(suite, "");
        }
        if (!answers("npm")) {
            return new Found(null, "skipped: the conformance suite needs npm (Node 20 or newer), which is not here");
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
        Run install =
                process(folder, 300, List.of("npm", "install", "--no-audit", "--no-fund", "--save-exact", NODE, SUITE));
        return suite.isInstalled()
                ? new Found(suite, "")
                : new Found(null, "skipped: npm could not install the conformance suite: " + install.output());
    }

    private boolean isInstalled() {
        return Files.isExecutable(node()) && Files.isRegularFile(folder.resolve("node_modules/" + index()));
    }

    private Path node() {
        return folder.resolve("node_modules/node/bin/node");
    }

    private static String index() {
        return "@modelcontextprotocol/conformance/dist/index.js";
    }

    Run run(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(node().toString(), "node_modules/" + index()));
        command.addAll(arguments);
        return process(folder, 300, command);
    }

    /** An address that stands before the server and puts the credential on every request. */
    final class Proxy implements AutoCloseable {
        private final Process process;
        private final String port;

        private Proxy(int targetPort, String token) throws IOException {
            process = new ProcessBuilder(
                            node().toString(),
                            root().resolve("server/src/test/resources/mcp/bearer-proxy.mjs")
                                    .toString(),
                            Integer.toString(targetPort),
                            token)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            port = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }

        String url(String path) {
            return "http://127.0.0.1:" + port + path;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    Proxy proxy(int targetPort, String token) throws IOException {
        return new Proxy(targetPort, token);
    }

    /** What a server without prompts, resources and fixtures cannot show. */
    static Path baseline(String revision) {
        return root().resolve("server/src/test/resources/mcp/baseline-" + revision + ".yml");
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return here.endsWith("server") ? here.getParent() : here;
    }

    private static boolean answers(String program) throws InterruptedException {
        try {
            return process(Path.of("").toAbsolutePath(), 60, List.of(program, "--version"))
                            .exitCode()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static Run process(Path folder, int seconds, List<String> command)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("conformance", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
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
