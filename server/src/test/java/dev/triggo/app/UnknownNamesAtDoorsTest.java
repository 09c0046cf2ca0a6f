package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a caller gave that nobody takes: every door names all of it in the same words, and what it takes instead. */
@Timeout(120)
class UnknownNamesAtDoorsTest {
    private static final String SECRET = "trg_c2VjcmV0LXRoYXQtc2xpcHBlZC1pbi0w";

    /** Two that are mistyped, one with what is not seen, one that is a credential. */
    private static final String GIVEN = "\"wiat\": 1, \"inptu\": {}, \"a\\u0000\\u202eb\": 2, \"" + SECRET + "\": 3";

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static PageClient owner;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        owner = new PageClient(server.port());
        String token = Files.readString(folder.resolve("setup-token")).strip();
        owner.post("/setup", Json.parse("""
                        {"token": "%s", "email": "o@example.com", "name": "O", "password": "correct horse battery"}""".formatted(token))).expect(201);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Json.Obj given(String more) {
        return (Json.Obj) Json.parse("{" + GIVEN + more + "}");
    }

    private static Json.Obj rest(String method, String path, Json body) {
        return new RestClient(server.port(), RunningServer.KEY)
                .send(method, path, body == null ? null : body.write())
                .expect(400);
    }

    private static Json.Obj mcp(String tool) {
        var client = new McpClient(server.port(), "/mcp", RunningServer.KEY, McpClient.Era.MODERN);
        Json.Obj params =
                Json.object().put("name", tool).put("arguments", given("")).build();
        Json.Obj result = client.request("tools/call", params).result();
        assertEquals(Json.of(true), result.get("isError"), result::write);
        return (Json.Obj) result.get("structuredContent");
    }

    /** A refusal, where it stands, and one of the names that would have been right. */
    record Said(Json.Obj body, String where, String known) {
        @Override
        public String toString() {
            return where + " (" + known + ")";
        }
    }

    static Stream<Said> refusals() {
        return Stream.of(
                new Said(rest("POST", "/actions/x/run", given("")), "the body", "correlationId"),
                new Said(rest("POST", "/runs/x/approve", given("")), "the body", "comment"),
                new Said(rest("POST", "/runs/x/replay", given("")), "the body", "from"),
                new Said(rest("POST", "/workflows", given(", \"name\": \"n\"")), "the body", "definition"),
                new Said(rest("POST", "/connectors/builds", given("")), "the request", "openapiUrl"),
                new Said(rest("POST", "/connectors/validate", given("")), "the request", "manifest"),
                new Said(owner.post("/keys", given("")).expect(400), "the body", "scopes"),
                new Said(owner.post("/connections", given("")).expect(400), "the body", "connector"),
                new Said(mcp("run_action"), "the arguments of run_action", "idempotencyKey"),
                new Said(mcp("list_runs"), "the arguments of list_runs", "needsApproval"),
                new Said(mcp("build_connector"), "the arguments of build_connector", "openapiUrl"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void allAreNamed(Said said) {
        String sentence = String.valueOf(said.body().text("error"));
        assertTrue(sentence.startsWith("Unknown in " + said.where() + ": "), sentence);
        for (String name : List.of("'wiat'", "'inptu'", "'a…'")) {
            assertTrue(sentence.contains(name), sentence);
        }
        assertTrue(sentence.substring(sentence.indexOf("It takes")).contains(said.known()), sentence);
        String all = said.body().write();
        assertFalse(all.contains(SECRET.substring(0, 12)) || all.contains("\\u"), all);
        assertTrue(all.length() < 6_000, all);
        assertEquals("BAD_REQUEST", said.body().text("code"));
    }

    @Test
    void allParametersOfAQueryAreNamed() {
        String sentence = String.valueOf(
                rest("GET", "/runs?statsu=failed&limit=5&foo&statsu=x", null).text("error"));
        assertTrue(
                sentence.startsWith("Unknown in the query: 'statsu', 'foo'. It takes: ")
                        && sentence.contains("needs_approval"),
                sentence);
    }

    /** A body full of names costs an answer no more than a few of them do. */
    @Test
    void manyAreCounted() {
        var many = Json.object();
        for (int i = 0; i < 20_000; i++) {
            many.put("field" + i, i);
        }
        Json.Obj body = many.build();
        for (Json.Obj said : List.of(
                rest("POST", "/actions/x/run", body), owner.post("/keys", body).expect(400))) {
            assertTrue(String.valueOf(said.text("error")).contains("'field19' and 19,980 more"), said::write);
            assertTrue(said.write().length() < 4_000, said::write);
        }
    }

    @Test
    void optionsOfTheCommandLineAreNamed() throws Exception {
        var said = new ByteArrayOutputStream();
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Map<String, String> environment = Map.of("TRIGGO_DATA_DIR", folder.toString());
        int code = new Cli(
                        environment,
                        () -> LocalData.open(Settings.read(environment)),
                        new Doctor(environment),
                        Clock.systemUTC(),
                        new Terminal(out, out))
                .run(List.of("run", "x", "--inptu", "{}", "--wiat=" + SECRET, "--wait"));
        String text = said.toString(StandardCharsets.UTF_8);
        assertEquals(2, code, text);
        assertTrue(
                text.contains("Unknown in the options: '--inptu', '--wiat'. It takes: ")
                        && text.contains("--dry-run")
                        && !text.contains(".."),
                text);
        assertFalse(text.contains(SECRET), text);
    }
}
