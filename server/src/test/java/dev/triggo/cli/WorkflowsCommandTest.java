package dev.triggo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code triggo workflows} against a whole server. */
@Timeout(120)
class WorkflowsCommandTest {
    private static final String YAML = """
            nodes:
              - {id: input, type: action_input, config: {inputSchema: {type: object}}}
              - {id: output, type: return_output, config: {output: hello}}
            edges:
              - {source: input, target: output}
            """;
    private static final String WHOLE = "name: Greeter\ndescription: Says hello.\ndefinition:\n  "
            + YAML.replace("\n", "\n  ").stripTrailing() + "\n";

    @TempDir
    static Path folder;

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String say(String... words) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var environment =
                Map.of("TRIGGO_URL", "http://127.0.0.1:" + server.port(), "TRIGGO_API_KEY", RunningServer.KEY);
        new WorkflowsCommand(environment).run(List.of(words), new Terminal(print, print));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Json.Obj told(String... words) throws InterruptedException {
        return (Json.Obj) Json.parse(say(words));
    }

    private static String file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String imported(String... words) throws InterruptedException {
        String said = say(words);
        assertTrue(said.startsWith("imported as "), said);
        return said.strip().substring("imported as ".length());
    }

    @Test
    void takesADefinitionUnderTheNameOfItsFile() throws Exception {
        Json.Obj made = told("import", file("say-hello.yaml", YAML), "--json");
        assertEquals("say-hello", made.text("name"));
        assertEquals("", made.text("description"));
        Json.Obj named = told("import", file("b.json", say("export", made.text("id"))), "--name", "Other", "--json");
        assertEquals("Other", named.text("name"));
        assertEquals(made.get("definition"), named.get("definition"));
        assertTrue(say("list").contains("say-hello"));
    }

    /** As the page downloads them, and by hand. */
    @Test
    void takesAWholeWorkflowAndGivesItBack() throws Exception {
        String id = imported("import", file("any.yaml", WHOLE));
        Json.Obj whole = told("export", id, "--whole");
        assertEquals("Greeter", whole.text("name"));
        assertEquals("Says hello.", whole.text("description"));
        String copy = imported("import", file("copy.json", whole.write()), "--description", "Says it again.");
        assertEquals(whole.with("description", Json.of("Says it again.")), told("export", copy, "--whole"));
        assertEquals(whole.get("definition"), told("export", id));
    }

    @Test
    void saysWhatIsWrongWithIt() throws Exception {
        String said = say("import", file("unsound.yaml", YAML.replace("target: output", "target: nowhere")));
        assertTrue(said.contains("/edges/0/target "), said);
        var unknown = assertThrows(
                Command.Failed.class, () -> say("import", file("more.json", "{\"definition\": {}, \"owner\": \"x\"}")));
        assertTrue(String.valueOf(unknown.getMessage()).contains("owner"), unknown.getMessage());
        assertThrows(Problem.class, () -> say("import", file("broken.yaml", "nodes: [")));
        var missing = assertThrows(
                Command.Failed.class,
                () -> say("import", folder.resolve("nowhere.yaml").toString()));
        assertTrue(String.valueOf(missing.getMessage()).contains("nowhere.yaml"), missing.getMessage());
    }

    @Test
    void deploysTheDraftThatWasLookedAt() throws Exception {
        Json.Obj made = told("import", file("deployed.yaml", YAML), "--json");
        String id = String.valueOf(made.text("id"));
        var rest = new RestClient(server.port(), RunningServer.KEY);
        Json.Obj changed = rest.put("/workflows/" + id, Json.parse("{\"description\": \"New.\"}"))
                .expect(200);
        String read = String.valueOf(made.get("revision"));
        var stale = assertThrows(Command.Failed.class, () -> say("deploy", id, "--revision", read));
        assertTrue(String.valueOf(stale.getMessage()).startsWith("VERSION_CONFLICT"), stale.getMessage());
        assertThrows(Arguments.Misused.class, () -> say("deploy", id, "--revision", "newest"));
        assertEquals(
                "version 1 is live as action hello\n",
                say("deploy", id, "--slug", "hello", "--revision", String.valueOf(changed.get("revision"))));
        assertEquals(2, ((Json.Num) told("deploy", id, "--json").fields().get("version")).asLong());
    }

    @Test
    void goesBackAndStops() throws Exception {
        String id = imported("import", file("back.yaml", YAML));
        say("deploy", id, "--slug", "back");
        say("deploy", id);
        assertEquals("version 3 is live as action back\n", say("rollback", id, "1"));
        assertEquals(
                List.of("3", "2", "1"),
                say("versions", id)
                        .lines()
                        .skip(1)
                        .map(line -> line.split(" ", 2)[0])
                        .toList());
        assertTrue(say("versions", id).lines().toList().get(1).endsWith("live"), say("versions", id));
        assertThrows(Arguments.Misused.class, () -> say("rollback", id, "-1"));
        assertThrows(Command.Failed.class, () -> say("rollback", id, "9"));
        assertEquals(id + " is stopped\n", say("stop", id));
    }

    /** The server lists a hundred at a time. */
    @Test
    void listsToTheEnd() throws Exception {
        var rest = new RestClient(server.port(), RunningServer.KEY);
        for (int i = 0; i < 101; i++) {
            rest.post("/workflows", Json.parse("{\"name\": \"listed " + i + "\"}"))
                    .expect(201);
        }
        assertEquals(
                101,
                say("list").lines().filter(line -> line.contains(" listed ")).count());
    }

    /** A word is never a path. */
    @Test
    void takesNoPathForAnId() throws Exception {
        for (String odd : List.of("../keys", "a/b", "a?b=c", "a#b", "", "a b", "%2e%2e", "x".repeat(65))) {
            for (List<String> words : List.of(
                    List.of("export", odd),
                    List.of("deploy", odd),
                    List.of("versions", odd),
                    List.of("rollback", odd, "1"),
                    List.of("stop", odd))) {
                assertThrows(
                        Arguments.Misused.class, () -> say(words.toArray(String[]::new)), () -> String.valueOf(words));
            }
        }
    }
}
