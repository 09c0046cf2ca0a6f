package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class McpClientTest {
    private static final String MODERN =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"supportedVersions\":[\"2026-07-28\"],\"resultType\":\"complete\"}}";
    private static final String UNKNOWN_METHOD =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"no such method\"}}";
    private static final String GREETING =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"protocolVersion\":\"%s\",\"capabilities\":{\"tools\":{}}}}";
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    private static final Map<String, String> SESSION =
            Map.of("content-type", "application/json", "Mcp-Session-Id", "session-7");
    private static final Map<String, String> STREAM = Map.of("content-type", "text/event-stream; charset=utf-8");

    private final FakeUpstream upstream = new FakeUpstream();

    private Map<?, ?> call(Map<String, Object> input) throws Exception {
        return (Map<?, ?>) ActionTrial.of(new McpClient().connector(), "call_tool")
                .signedInWith(
                        new Credential.Fields(Map.of("url", "https://mcp.example.com/mcp", "token", "s3cret-token")))
                .calling(upstream)
                .run(input);
    }

    private ConnectorError refused(Map<String, Object> input) {
        return assertThrows(ConnectorError.class, () -> call(input));
    }

    private static String body(HttpCall call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    @Test
    void holdsASessionWithAServerOfTheOldEra() throws Exception {
        for (String version : List.of("2025-11-25", "2025-06-18", "2025-03-26")) {
            var fresh = new McpClientTest();
            fresh.upstream
                    .answers(400, JSON, UNKNOWN_METHOD)
                    .answers(200, SESSION, GREETING.formatted(version))
                    .answers(202, Map.of(), "")
                    .answers(200, STREAM, """
                            : a comment

                            event: message
                            data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}

                            id: 9
                            data: {"jsonrpc":"2.0","id":3,"result":
                            data: {"content":[{"type":"text","text":"one"},{"type":"image","data":""},{"type":"text","text":"two"}]}}

                            """)
                    .answers(200, Map.of(), "");
            Map<?, ?> output = fresh.call(Map.of("tool", "echo", "arguments", Map.of("x", 1L)));
            assertEquals("one\ntwo", output.get("text"));
            assertNull(output.get("structured"));
            assertEquals(3, ((List<?>) output.get("content")).size());

            List<HttpCall> seen = fresh.upstream.seen();
            assertEquals(
                    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"triggo\",\"version\":\"1.0.0\"}}}",
                    body(seen.get(1)));
            assertFalse(seen.get(1).headers().containsKey("MCP-Protocol-Version"));
            assertEquals(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\",\"params\":{}}", body(seen.get(2)));
            assertEquals(
                    "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"x\":1}}}",
                    body(seen.get(3)));
            for (HttpCall call : seen.subList(2, 5)) {
                assertEquals("session-7", call.headers().get("Mcp-Session-Id"));
                assertEquals(version, call.headers().get("MCP-Protocol-Version"));
                assertFalse(call.headers().containsKey("Mcp-Method"));
            }
            assertEquals("DELETE", seen.get(4).method());
            seen.forEach(
                    call -> assertEquals("Bearer s3cret-token", call.headers().get("Authorization")));
        }
    }

    /** A server may ignore what it does not know, or answer it with any refusal; only then is it greeted the old way. */
    @Test
    void takesEveryOtherAnswerForTheOldEra() throws Exception {
        for (String first :
                List.of(UNKNOWN_METHOD, "{}", "[]", "no JSON", MODERN.replace("2026-07-28", "2025-11-25"))) {
            for (int status : List.of(200, 400, 404, 405, 406)) {
                var fresh = new McpClientTest();
                fresh.upstream
                        .answers(status, JSON, first)
                        .answers(200, JSON, GREETING.formatted("2025-06-18"))
                        .answers(202, Map.of(), "")
                        .answers(200, JSON, "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"content\":[]}}");
                assertEquals("", fresh.call(Map.of("tool", "echo")).get("text"));
                // Without a session there is nothing to end.
                assertEquals(4, fresh.upstream.seen().size());
            }
        }
    }

    @Test
    void namesTheToolInTheHeaderAsTheProtocolWants() throws Exception {
        for (var row : Map.of("get_weather", "get_weather", "größe", "=?base64?Z3LDtsOfZQ==?=")
                .entrySet()) {
            var fresh = new McpClientTest();
            fresh.upstream
                    .answers(200, JSON, MODERN)
                    .answers(
                            200,
                            JSON,
                            "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"resultType\":\"complete\",\"content\":[]}}");
            fresh.call(Map.of("tool", row.getKey()));
            assertEquals(row.getValue(), fresh.upstream.seen().get(1).headers().get("Mcp-Name"));
            assertEquals("tools/call", fresh.upstream.seen().get(1).headers().get("Mcp-Method"));
        }
    }

    @Test
    void aToolThatFailedFailsTheStepUnlessTold() throws Exception {
        String failed =
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":"
                        + "\"no city s3cret-token\"}]}}";
        upstream.answers(200, JSON, MODERN).answers(200, JSON, failed);
        ConnectorError error = refused(Map.of("tool", "get_weather"));
        assertEquals(ErrorCode.VALIDATION_ERROR, error.code());
        assertTrue(error.sentence().endsWith("no city ****"), error.sentence());
        upstream.answers(200, JSON, MODERN).answers(200, JSON, failed);
        assertEquals(
                true,
                call(Map.of("tool", "get_weather", "fail_on_error", false)).get("is_error"));
    }

    @Test
    void answersThatAreNoneFailTheStep() {
        for (String answer : List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"content\":[]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":2}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":7}",
                "[]",
                "",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"resultType\":\"task\",\"taskId\":\"1\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"resultType\":\"input_required\"}}")) {
            for (var headers : List.of(JSON, STREAM)) {
                upstream.answers(200, JSON, MODERN)
                        .answers(200, headers, headers == STREAM ? "data: " + answer + "\n\n" : answer);
                assertEquals(
                        ErrorCode.UNKNOWN,
                        refused(Map.of("tool", "get_weather")).code(),
                        answer);
            }
        }
    }

    @Test
    void errorsOfTheProtocolSayWhatTheServerSaid() {
        upstream.answers(200, JSON, MODERN).answers(404, JSON, UNKNOWN_METHOD.replace("\"id\":1", "\"id\":2"));
        assertEquals(ErrorCode.NOT_FOUND, refused(Map.of("tool", "x")).code());
        upstream.answers(200, JSON, MODERN)
                .answers(
                        200,
                        JSON,
                        "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32602,\"message\":\"Unknown tool: x\"}}");
        ConnectorError error = refused(Map.of("tool", "x"));
        assertEquals(ErrorCode.VALIDATION_ERROR, error.code());
        assertTrue(error.sentence().contains("Unknown tool: x"), error.sentence());
        upstream.answers(200, JSON, UNKNOWN_METHOD).answers(200, JSON, GREETING.formatted("2099-01-01"));
        assertEquals(ErrorCode.UNKNOWN, refused(Map.of("tool", "x")).code());
    }

    @Test
    void theTokenGoesIntoTheHeaderOfTheConnection() throws Exception {
        upstream.answers(200, JSON, MODERN)
                .answers(200, JSON, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[]}}");
        ActionTrial.of(new McpClient().connector(), "list_tools")
                .signedInWith(new Credential.Fields(
                        Map.of("url", "https://mcp.example.com/mcp", "token", "k", "header", "X-Api-Key")))
                .calling(upstream)
                .run(Map.of());
        assertEquals("k", upstream.seen().getFirst().headers().get("X-Api-Key"));
        assertFalse(upstream.seen().getFirst().headers().containsKey("Authorization"));
        for (var wrong : List.of(
                Map.<String, Object>of("url", "ftp://x/"),
                Map.<String, Object>of("url", ""),
                Map.<String, Object>of("url", "https://x/", "token", "k", "header", "X: y"))) {
            var silent = new FakeUpstream();
            assertThrows(
                    ConnectorError.class,
                    () -> ActionTrial.of(new McpClient().connector(), "list_tools")
                            .signedInWith(new Credential.Fields(Map.copyOf(wrong)))
                            .calling(silent)
                            .run(Map.of()));
            assertEquals(List.of(), silent.seen());
        }
    }
}
