package dev.triggo.mcp;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Official clients walk from a new key to the result of a run. */
@Tag("conformance")
@Timeout(400)
class NodeClientsTest {
    @TempDir
    static Path folder;

    private static NodePackages.Found found;
    private static NodePackages packages;
    private static RunningServer server;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        found = NodePackages.find(
                "clients",
                "@modelcontextprotocol/sdk@1.32.2",
                "@modelcontextprotocol/client@2.4.0",
                "@modelcontextprotocol/inspector@2.12.0");
        packages = found.packages();
        if (packages == null) {
            return;
        }
        Path data = Files.createDirectory(folder.resolve("data"));
        server = RunningServer.start(data, Map.of());
        key = createKey(data);
    }

    /** Here and not once for all, so that each test is counted as skipped. */
    @BeforeEach
    void havePackages() {
        assumeTrue(found.packages() != null, found.whyNot());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void theFirstTypeScriptClientWalksTheSixSteps() throws Exception {
        assertEquals("2025-11-25", walked("six-steps-v1").get("connect").text("version"));
    }

    @Test
    void theSecondTypeScriptClientWalksTheSixStepsInTheModernEra() throws Exception {
        assertEquals("2026-07-28", walked("six-steps-v2").get("connect").text("version"));
    }

    @Test
    void theInspectorWalksTheSixSteps() throws Exception {
        assertTrue(walked("six-steps-inspector").containsKey("connect"));
    }

    /** The first step: a person at the machine makes a key, while the server runs. */
    private static String createKey(Path data) throws IOException, InterruptedException {
        NodePackages.Run made = NodePackages.process(
                folder,
                60,
                Map.of("TRIGGO_DATA_DIR", data.toString()),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.triggo.app.Main",
                        "keys",
                        "create",
                        "--local",
                        "--name",
                        "clients"));
        return made.output()
                .lines()
                .filter(line -> line.startsWith("trg_"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(made.output()));
    }

    /** Walks the other five steps by that script and looks at each answer; the answers by step. */
    private static Map<String, Json.Obj> walked(String script) throws IOException, InterruptedException {
        Path home = Files.createDirectory(folder.resolve(script));
        NodePackages.Run run = packages.run(
                Map.of("HOME", home.toString()),
                NodePackages.resource(script + ".mjs").toString(),
                List.of("http://127.0.0.1:" + server.port() + "/mcp", key, script));
        assertEquals(0, run.exitCode(), run.output());
        var answers = new LinkedHashMap<String, Json.Obj>();
        run.output().lines().filter(line -> line.startsWith("{\"step\"")).forEach(line -> {
            Json.Obj said = (Json.Obj) Json.parse(line);
            answers.put(String.valueOf(said.text("step")), (Json.Obj) said.get("answer"));
        });
        assertEquals(
                List.of("connect", "create", "update", "deploy", "list", "get", "run", "status", "runs"),
                List.copyOf(answers.keySet()));
        look(script, answers);
        return answers;
    }

    private static void look(String slug, Map<String, Json.Obj> answers) {
        Json.Obj run = answers.get("run");
        Json greeting = Json.parse("{\"greeting\":\"Hello Ada\"}");
        Json.Obj listed = first(answers.get("runs"), "runs");
        assertAll(
                () -> assertEquals(
                        "Greets, for " + slug + ".", answers.get("update").text("description")),
                () -> assertEquals(slug, answers.get("deploy").text("slug")),
                () -> assertEquals(slug, first(answers.get("list"), "actions").text("slug")),
                () -> assertTrue(answers.get("get").write().contains("\"required\":[\"name\"]")),
                () -> assertEquals("succeeded", run.text("status")),
                () -> assertEquals(greeting, run.get("output")),
                () -> assertEquals(run.text("runId"), answers.get("status").text("runId")),
                () -> assertEquals(greeting, answers.get("status").get("output")),
                () -> assertEquals(run.text("runId"), listed.text("runId")),
                () -> assertEquals(slug, listed.text("correlationId")));
    }

    private static Json.Obj first(Json.Obj page, String name) {
        return assertInstanceOf(
                Json.Obj.class,
                assertInstanceOf(Json.Arr.class, page.get(name)).items().getFirst());
    }
}
