package dev.triggo.mcp;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.oauth.OAuthWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts as people have them, who open a browser for their person. They ask at a terminal, which {@code script} stands for. */
@Tag("conformance")
@Timeout(400)
class HostsByOAuthTest {
    private static final String INSPECTOR =
            "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    @TempDir
    private static Path folder;

    private static OAuthWorld world;

    @BeforeAll
    static void start() throws Exception {
        world = OAuthWorld.start(
                Files.createDirectory(folder.resolve("data")), Map.of("TRIGGO_CLIENT_DOCUMENTS", "off"));
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")),
                "skipped: hosts at a terminal, because script is not here");
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    private static NodePackages packages(String name, String... wanted) throws Exception {
        var found = NodePackages.find(name, wanted);
        assumeTrue(found.packages() != null, found.whyNot());
        return found.packages();
    }

    /** Runs a command at a terminal, where it may ask. */
    private static String at(NodePackages packages, String home, String command) throws Exception {
        return run(packages, home, List.of("script", "-qec", command, "/dev/null"));
    }

    /** Runs a command with a home of its own and a browser in front of which the owner sits. */
    private static String run(NodePackages packages, String home, List<String> command) throws Exception {
        Path browser = folder.resolve("browser");
        Files.writeString(
                browser,
                "#!/bin/sh\nexec '" + packages.node() + "' '" + NodePackages.resource("oauth-browser.mjs") + "' '"
                        + world.ada().cookie() + "' \"$1\"\n");
        Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
        Path bin = Files.createDirectories(folder.resolve("bin"));
        if (!Files.exists(bin.resolve("xdg-open"))) {
            Files.createSymbolicLink(bin.resolve("xdg-open"), browser);
        }
        Path own = Files.createDirectories(folder.resolve(home));
        var all = new ArrayList<>(List.of("env", "-i", "HOME=" + own, "BROWSER=" + browser));
        all.add("PATH=" + bin + ":" + packages.node().getParent() + ":/usr/bin:/bin");
        all.addAll(command);
        return NodePackages.process(packages.folder(), 120, Map.of(), all).output();
    }

    private static NodePackages clients() throws Exception {
        return packages(
                "clients",
                "@modelcontextprotocol/sdk@1.32.2",
                "@modelcontextprotocol/client@2.4.0",
                "@modelcontextprotocol/inspector@2.12.0");
    }

    private static String inspector(NodePackages packages, String era) {
        return packages.node() + " " + INSPECTOR + " --cli " + world.resource()
                + " --transport http --method tools/list --protocol-era " + era;
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void theInspectorComesByOAuthAndByKey(String era) throws Exception {
        NodePackages packages = clients();
        String asked = at(packages, "inspector-" + era, inspector(packages, era));
        assertTrue(asked.contains("Authorization complete.") && asked.contains("\"run_action\""), asked);
        String key = at(
                packages,
                "inspector-key-" + era,
                inspector(packages, era) + " --header 'Authorization: Bearer " + RunningServer.KEY + "'");
        assertTrue(!key.contains("Authorization complete.") && key.contains("\"run_action\""), key);
    }

    @Test
    void claudeCodeComesByOAuthAndByKey() throws Exception {
        NodePackages packages = packages("hosts", "@anthropic-ai/claude-code@2.1.330");
        NodePackages.process(
                packages.folder(),
                120,
                Map.of(),
                List.of(packages.node().toString(), "node_modules/@anthropic-ai/claude-code/install.cjs"));
        String claude = packages.folder().resolve("node_modules/.bin/claude").toString();
        String url = world.resource();
        claude(packages, claude, "add", "--transport", "http", "asked", url);
        String header = "Authorization: Bearer " + RunningServer.KEY;
        claude(packages, claude, "add", "--transport", "http", "keyed", url, "--header", header);
        String before = claude(packages, claude, "list");
        assertTrue(before.contains("Needs authentication") && before.contains("✔ Connected"), before);
        String login = at(packages, "claude", claude + " mcp login asked");
        String after = claude(packages, claude, "list");
        assertTrue(after.split("✔ Connected", -1).length == 3, login + after);
    }

    private static String claude(NodePackages packages, String claude, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(claude, "mcp"));
        command.addAll(List.of(arguments));
        return run(packages, "claude", command);
    }
}
