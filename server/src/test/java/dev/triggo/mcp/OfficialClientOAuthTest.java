package dev.triggo.mcp;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triggo.kernel.Json;
import dev.triggo.oauth.OAuthWorld;
import dev.triggo.testing.HttpsDocuments;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** Official clients and the official suite come by OAuth, without a person to click. */
@Tag("conformance")
@Timeout(400)
class OfficialClientOAuthTest {
    @TempDir
    private static Path folder;

    private static HttpsDocuments documents;
    private static OAuthWorld world;

    @BeforeAll
    static void start() throws Exception {
        documents = new HttpsDocuments(folder);
        world = OAuthWorld.start(
                Files.createDirectory(folder.resolve("data")),
                Map.of("TRIGGO_EGRESS_ALLOW", documents.authority()),
                documents.trust());
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
        documents.close();
    }

    private static NodePackages packages() throws Exception {
        var found = NodePackages.find(
                "clients",
                "@modelcontextprotocol/sdk@1.32.2",
                "@modelcontextprotocol/client@2.4.0",
                "@modelcontextprotocol/inspector@2.12.0");
        assumeTrue(found.packages() != null, found.whyNot());
        return found.packages();
    }

    private static Map<String, Json.Obj> walked(String... arguments) throws Exception {
        var all = new ArrayList<>(
                List.of(world.resource(), String.valueOf(world.ada().cookie())));
        all.addAll(List.of(arguments));
        NodePackages.Run run =
                packages().run(Map.of(), NodePackages.resource("oauth-walk.mjs").toString(), all);
        assertEquals(0, run.exitCode(), run.output());
        var answers = new LinkedHashMap<String, Json.Obj>();
        run.output().lines().filter(line -> line.startsWith("{\"step\"")).forEach(line -> {
            Json.Obj said = (Json.Obj) Json.parse(line);
            answers.put(String.valueOf(said.text("step")), (Json.Obj) said.get("answer"));
        });
        assertEquals(List.of("connect", "actions", "workflows", "asked"), List.copyOf(answers.keySet()));
        return answers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void registersAsksAndAsksForMoreWhenItNeedsMore(String generation) throws Exception {
        look(generation, walked(generation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void comesWithADocumentAndAsksForMoreWhenItNeedsMore(String generation) throws Exception {
        String path = "/" + generation + ".json";
        String id = documents.put(
                path,
                HttpsDocuments.Document.of(Json.object()
                        .put("client_id", documents.url(path))
                        .put("client_name", "Official client")
                        .put("redirect_uris", Json.strings(List.of("http://127.0.0.1/callback")))
                        .put("grant_types", Json.strings(grants(generation)))
                        .put("token_endpoint_auth_method", "none")
                        .build()
                        .write()));
        Map<String, Json.Obj> answers = walked(generation, id);
        look(generation, answers);
        assertEquals(id, answers.get("connect").text("client"));
        assertEquals(1, documents.requests(path));
    }

    private static List<String> grants(String generation) {
        return generation.equals("v1") ? List.of("authorization_code") : List.of("authorization_code", "refresh_token");
    }

    private static void look(String generation, Map<String, Json.Obj> answers) {
        Json.Obj connected = answers.get("connect");
        Json.Obj asked = answers.get("asked");
        String scopes = asked.get("scopes").write();
        assertAll(
                () -> assertEquals("actions:read actions:run runs:read", connected.text("scope")),
                () -> assertTrue(answers.get("actions").has("actions")),
                () -> assertTrue(answers.get("workflows").has("workflows")),
                () -> assertTrue(String.valueOf(asked.text("scope")).contains("workflows:read")),
                // The second generation asks for what it has and what it lacks, the first for what it lacks.
                () -> assertEquals(
                        generation.equals("v1")
                                ? "[\"actions:read actions:run runs:read\",\"workflows:read\"]"
                                : "[\"actions:read actions:run runs:read\",\"actions:read actions:run runs:read workflows:read\"]",
                        scopes));
    }

    @Test
    void passesTheSuiteForAuthorizationServers() throws Exception {
        var found = NodePackages.find("conformance", "@modelcontextprotocol/conformance@0.2.0-alpha.12");
        assumeTrue(found.packages() != null, found.whyNot());
        OAuthBrowser browser = world.adas();
        int port = Ports.free();
        String client = String.valueOf(browser.register(Json.object()
                        .put("client_name", "Conformance suite")
                        .put("redirect_uris", Json.strings(List.of("http://127.0.0.1:" + port + "/callback")))
                        .build())
                .expect(201)
                .text("client_id"));
        Process suite = new ProcessBuilder(
                        found.packages().node().toString(),
                        "node_modules/@modelcontextprotocol/conformance/dist/index.js",
                        "authorization",
                        "--url",
                        world.issuer(),
                        "--client-id",
                        client,
                        "--resource",
                        world.resource(),
                        "--port",
                        Integer.toString(port),
                        "-o",
                        folder.resolve("suite").toString())
                .directory(found.packages().folder().toFile())
                .redirectErrorStream(true)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(suite.getInputStream(), StandardCharsets.UTF_8))) {
            String said = walkThrough(lines, browser);
            assertEquals(0, suite.waitFor(), said);
            assertTrue(said.contains("3 passed, 0 failed"), said);
        } finally {
            suite.destroyForcibly();
        }
    }

    /** Opens the address that the suite prints, says yes, and goes where the browser is sent. */
    private static String walkThrough(BufferedReader lines, OAuthBrowser browser) throws IOException {
        var said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith("http") && line.contains("/oauth2/authorize?")) {
                var page = browser.get("/oauth2/authorize?" + line.substring(line.indexOf('?') + 1));
                String location = browser.submit(page, "consent", "decision", "allow")
                        .headers()
                        .firstValue("location")
                        .orElseThrow(() -> new AssertionError(page.body()));
                browser.follow(location);
            }
        }
        return said.toString();
    }
}
