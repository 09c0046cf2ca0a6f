package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.people.Codes;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The encryption key is exchanged: all that was sealed and signed before stands, and the old key opens nothing. */
@Timeout(180)
class KeyExchangeTest {
    private static final String OLD = "0b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e";
    private static final String NEW = "1b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e";
    private static final String PASSWORD = "a sentence that nobody guesses";
    private static final Json ASKING = Json.parse("""
            {"name": "Ask", "definition": {"nodes": [
                {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                {"id": "ask", "type": "approval", "config": {"title": "Sure?"}},
                {"id": "out", "type": "return_output", "config": {"output": "{{in.password}}"}}],
              "edges": [{"source": "in", "target": "ask"}, {"source": "ask", "target": "out"}]}}
            """);

    @TempDir
    private Path data;

    private String secondFactor = "";
    private String run = "";
    private String connection = "";

    private String cli(Map<String, String> settings, String in, int code, String... words) throws InterruptedException {
        var bytes = new ByteArrayOutputStream();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var all = new HashMap<>(settings);
        all.put("TRIGGO_DATA_DIR", data.toString());
        all.put("TRIGGO_EGRESS_ALLOW", "127.0.0.1:1");
        var terminal = new Terminal(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), out, out);
        int ended = new Cli(all, () -> LocalData.open(Settings.read(all)), new Doctor(all), Clock.systemUTC(), terminal)
                .run(List.of(words));
        String said = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(code, ended, said);
        assertFalse(said.contains(NEW) || said.contains(OLD), "no key is shown");
        return said;
    }

    /** A connection, a second factor, and a run that waits with a secret in its input. */
    private void fill(Map<String, String> settings) throws Exception {
        try (RunningServer server = RunningServer.start(data, settings)) {
            var owner = new PageClient(server.port());
            String token = Files.readString(data.resolve("setup-token")).strip();
            owner.post("/setup", fields("token", token, "email", "o@example.com", "name", "O", "password", PASSWORD))
                    .expect(201);
            connection = String.valueOf(owner.post(
                            "/connections",
                            Json.parse(
                                    "{\"connector\": \"telegram\", \"name\": \"Bot\", \"hosts\": [\"127.0.0.1\"], \"fields\": {\"secret\": \"123456789:plantedplantedplantedplantedplanted12\"}}"))
                    .expect(201)
                    .text("id"));
            secondFactor = String.valueOf(owner.post("/second-factor", fields("password", PASSWORD))
                    .expect(201)
                    .text("secret"));
            owner.post("/second-factor/confirm", fields("code", Codes.now(secondFactor)))
                    .expect(200);
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Json.Obj saved = rest.post("/workflows", ASKING).expect(201);
            Json.Obj live = rest.post("/workflows/" + saved.text("id") + "/deploy", Json.EMPTY_OBJECT)
                    .expect(200);
            run = String.valueOf(rest.post(
                            "/actions/" + live.text("slug") + "/run",
                            Json.object()
                                    .put("input", fields("password", "planted-password"))
                                    .put("wait", 20)
                                    .build())
                    .body()
                    .text("runId"));
            assertThrows(Settings.Wrong.class, () -> cli(settings, NEW, 1, "rotate-encryption-key", "--stdin"));
        }
    }

    /** It is all there, and the run goes on with what was sealed. */
    private void allStands(Map<String, String> settings) throws Exception {
        cli(settings, "", 0, "doctor", "--journal");
        try (RunningServer server = RunningServer.start(data, settings)) {
            var owner = new PageClient(server.port());
            Json.Obj half = owner.post("/sign-in", fields("email", "o@example.com", "password", PASSWORD))
                    .expect(200);
            assertEquals(Json.Bool.TRUE, half.get("codeNeeded"));
            int wrong = owner.post(
                            "/sign-in/code", fields("signIn", String.valueOf(half.text("signIn")), "code", "000000"))
                    .status();
            assertEquals(401, wrong, "the second factor's secret was opened");
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Json.Obj done = rest.post(
                            "/runs/" + run + "/approve",
                            Json.object().put("decision", "approved").build())
                    .expect(200);
            assertTrue(
                    List.of("running", "queued", "succeeded").contains(String.valueOf(done.text("status"))),
                    done::write);
            assertEquals(
                    "succeeded",
                    rest.get("/runs/" + run + "?wait=20").expect(200).text("status"));
        }
        cli(settings, "", 0, "doctor", "--journal");
        String tried = cli(settings, "", 1, "connections", "test", connection);
        assertTrue(tried.contains("The host"), tried);
    }

    @Test
    void aKeyOfTheSettings() throws Exception {
        Map<String, String> old = Map.of("ENCRYPTION_KEY", OLD);
        Map<String, String> next = Map.of("ENCRYPTION_KEY", NEW);
        fill(old);
        assertTrue(cli(old, "", 1, "rotate-encryption-key").contains("--stdin"));
        assertTrue(cli(old, "short", 1, "rotate-encryption-key", "--stdin").contains("64 hex"));
        cli(next, OLD, 1, "rotate-encryption-key", "--stdin");
        assertTrue(cli(old, NEW, 0, "rotate-encryption-key", "--stdin").contains("1 workspaces"));
        String line = assertThrows(IllegalStateException.class, () -> RunningServer.start(data, old))
                .getMessage();
        assertTrue(line.startsWith("ENCRYPTION_KEY: "), line);
        allStands(next);
        cli(next, OLD, 0, "rotate-encryption-key", "--stdin");
        cli(old, "", 0, "doctor", "--journal");
    }

    @Test
    void aKeyInTheDataFolderAlsoWhenItWasCutOff() throws Exception {
        fill(Map.of());
        Path file = data.resolve("encryption-key");
        String before = Files.readString(file);
        cli(Map.of(), "", 0, "rotate-encryption-key");
        String after = Files.readString(file);
        assertFalse(before.equals(after));
        // As if the process had ended between the commit and the exchange of the files.
        Files.move(file, data.resolve("encryption-key.next"));
        Files.writeString(file, before);
        assertThrows(IllegalStateException.class, () -> RunningServer.start(data, Map.of()));
        cli(Map.of(), "", 0, "rotate-encryption-key");
        assertEquals(after, Files.readString(file));
        allStands(Map.of());
    }
}
