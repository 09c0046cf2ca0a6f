package dev.triggo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.connectors.jars.JarMaker;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A jar in the data folder, seen and called through every door of a whole server. */
@Timeout(120)
class ConnectorsCommandTest {
    private static final String PROVIDER = """
            package shout;
            import dev.triggo.sdk.*;
            import java.util.*;
            public final class Shouting implements ConnectorProvider {
                public List<Connector> connectors() {
                    return List.of(Connector.named("shouting").displayName("Shouting").description("Says it louder.").action(
                        Action.named("shout").displayName("Shout").description("Gives the text in capitals.")
                            .property(Property.of(Property.Kind.SHORT_TEXT, "text").require())
                            .sideEffect(SideEffect.READ).outputSchema(Map.of("type", "object"))
                            .example(Map.of("text", "a"), Map.of("text", "A"))
                            .run(context -> {
                                if (context.props().text("text").equals("break")) {
                                    throw new NoClassDefFoundError("of/its/own");
                                }
                                return Map.of("text", context.props().text("text").toUpperCase(Locale.ROOT));
                            }).build()).build());
                }
            }
            """;
    private static final String WORKFLOW = """
            {"name": "Shout", "definition": {"nodes": [
                {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                {"id": "call", "type": "connector", "connector": "shouting", "operation": "shout",
                 "config": {"text": "{{in.text}}"}, "options": {"maxRetries": 0}},
                {"id": "out", "type": "return_output", "config": {"output": "{{call.text}}"}}],
              "edges": [{"source": "in", "target": "call"}, {"source": "call", "target": "out"}]}}
            """;

    @TempDir
    Path folder;

    @Test
    void aJarInTheDataFolderIsShownAndCalled() throws Exception {
        Path jars = Files.createDirectories(folder.resolve("connectors"));
        new JarMaker()
                .manifest("1")
                .provider("shout.Shouting")
                .source("shout.Shouting", PROVIDER)
                .write(jars.resolve("shouting-1.0.jar"));
        Files.writeString(jars.resolve("broken.jar"), "no jar");
        try (var server = RunningServer.start(folder, Map.of())) {
            String listed = say(server, "connectors", "list");
            assertTrue(
                    listed.matches("(?s).*\\nshouting +Shouting +none +1 +0 +shouting-1\\.0\\.jar\\s*\\n.*"), listed);
            assertTrue(listed.matches("(?s).*\\nslack +Slack +secret_text +6 +0 +built-in\\s*\\n.*"), listed);
            assertTrue(listed.matches("(?s).*\\nschedule +Schedule +none +0 +1 +built-in\\s*\\n.*"), listed);
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Json.Obj found = rest.get("/connectors?query=louder").expect(200);
            assertTrue(found.write().contains("\"origin\":\"shouting-1.0.jar\""), found.write());
            for (var era : McpClient.Era.values()) {
                var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, era);
                String told = mcp.give("list_connectors", (Json.Obj) Json.parse("{\"query\": \"louder\"}"))
                        .write();
                assertTrue(told.contains("\"origin\":\"shouting-1.0.jar\""), told);
            }
            Json.Obj draft = rest.post("/workflows", Json.parse(WORKFLOW)).expect(201);
            rest.post("/workflows/" + draft.text("id") + "/deploy", Json.parse("{\"slug\":\"shout\"}"))
                    .expect(200);
            assertEquals(Json.of("HELLO"), run(rest, "hello").get("output"));
            Json.Obj broken = run(rest, "break");
            assertEquals("failed", broken.text("status"));
            assertTrue(broken.get("error").write().contains("UNKNOWN"), broken.write());
        }
    }

    private static Json.Obj run(RestClient rest, String text) {
        return rest.post(
                        "/actions/shout/run",
                        Json.parse("{\"input\": {\"text\": \"%s\"}, \"wait\": 30}".formatted(text)))
                .expect(200);
    }

    private static String say(RunningServer server, String... words) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var environment =
                Map.of("TRIGGO_URL", "http://127.0.0.1:" + server.port(), "TRIGGO_API_KEY", RunningServer.KEY);
        var terminal = new Terminal(stream, stream);
        new ConnectorsCommand(environment).run(List.of(words).subList(1, words.length), terminal);
        return out.toString(StandardCharsets.UTF_8);
    }
}
