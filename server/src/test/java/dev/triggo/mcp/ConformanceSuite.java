package dev.triggo.mcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The official suite, as npm has it. */
final class ConformanceSuite {
    private static final String INDEX = "node_modules/@modelcontextprotocol/conformance/dist/index.js";

    /** The suite, or a sentence that says why there is none. */
    record Found(@Nullable ConformanceSuite suite, String whyNot) {}

    private final NodePackages packages;

    private ConformanceSuite(NodePackages packages) {
        this.packages = packages;
    }

    static Found find() throws IOException, InterruptedException {
        NodePackages.Found found = NodePackages.find("conformance", "@modelcontextprotocol/conformance@0.2.0-alpha.12");
        return new Found(found.packages() == null ? null : new ConformanceSuite(found.packages()), found.whyNot());
    }

    NodePackages.Run run(List<String> arguments) throws IOException, InterruptedException {
        return packages.run(Map.of(), INDEX, arguments);
    }

    /** An address that stands before the server and puts the credential on every request. */
    final class Proxy implements AutoCloseable {
        private final Process process;
        private final String port;

        private Proxy(int targetPort, String token) throws IOException {
            process = new ProcessBuilder(
                            packages.node().toString(),
                            NodePackages.resource("bearer-proxy.mjs").toString(),
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
        return NodePackages.resource("baseline-" + revision + ".yml");
    }
}
