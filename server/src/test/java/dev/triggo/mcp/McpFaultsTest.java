package dev.triggo.mcp;

import static dev.triggo.mcp.McpTestClient.body;
import static dev.triggo.mcp.McpTestClient.call;
import static dev.triggo.mcp.McpTestClient.error;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.http.Answer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, with which code and status; and that nothing ran then. */
class McpFaultsTest {
    private static final Json.Obj NAMED = Fixture.schema("""
            {"type": "object", "properties": {"name": {"type": "string"}, "region":
            {"type": "string", "x-mcp-header": "Region"}, "size": {"type": "integer", "x-mcp-header": "Size"}},
            "required": ["name"], "additionalProperties": false}""");

    private final AtomicInteger ran = new AtomicInteger();
    private final McpTestClient client = new McpTestClient(
            ChangeFeed.silent(),
            Fixture.of("greet", NAMED, call -> {
                ran.incrementAndGet();
                return ToolResult.of(
                        Json.object().put("hello", call.text("name")).build());
            }),
            Fixture.of("broken", call -> {
                throw new IllegalStateException("jdbc:postgresql://secret at com.example.Internal");
            }),
            Fixture.of("refusing", call -> {
                throw Problem.of(ProblemCode.RUN_NOT_FOUND, "There is no such run.", List.of(Json.of("r1")));
            }),
            Fixture.of("forbidding", call -> {
                call.caller().require();
                throw dev.triggo.access.Caller.forbidden(List.of("actions:run"));
            }));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jsonrpc\": \"2.0\"                                            | -32700",
                "                                                                 | -32700",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]             | -32600",
                "[]                                                               | -32600",
                "\"text\"                                                         | -32600",
                "{\"id\":1,\"method\":\"ping\"}                                   | -32600",
                "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}                   | -32600",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}               | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}            | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}              | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}             | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}            | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1}                                   | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}                      | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]} | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"result\":{}} | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}                     | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}                 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"error\":{},\"result\":{}}    | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}      | -32700"
            })
    void refusesBrokenFrames(String frame, int code) throws InterruptedException {
        Answer.JsonBody answer = client.send(TestExchange.of(frame == null ? "" : frame));
        assertAll(
                () -> assertEquals(400, answer.status()),
                () -> assertEquals(Json.of(code), error(answer).get("code")),
                () -> assertTrue(body(answer).has("id")));
    }

    @Test
    void refusesBytesThatAreNotUtf8() throws InterruptedException {
        byte[] bytes = "{\"jsonrpc\":\"2.0\",\"id\":\"?\",\"method\":\"ping\"}".getBytes(StandardCharsets.ISO_8859_1);
        bytes[23] = (byte) 0xff;
        assertEquals(
                Json.of(-32700), error(client.send(new TestExchange(bytes))).get("code"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "-1", "9007199254740993", "1.50", "1e3", "\"\"", "\"1\"", "\"ü\\u0000\\\"\""})
    void echoesIdsExactly(String id) throws InterruptedException {
        Json json = Json.parse(id);
        Answer.JsonBody legacy = client.send(TestExchange.legacy(json, "ping", Json.EMPTY_OBJECT));
        Answer.JsonBody modern = client.send(TestExchange.modern(json, "no/such", Json.EMPTY_OBJECT));
        assertAll(
                () -> assertEquals(json.write(), String.valueOf(body(legacy).get("id"))),
                () -> assertEquals(json.write(), String.valueOf(body(modern).get("id"))));
    }

    @Test
    void answersEachEraByItsOwnRules() throws InterruptedException {
        Json one = Json.of(1);
        Answer.JsonBody legacy = client.send(TestExchange.legacy(one, "no/such", Json.EMPTY_OBJECT));
        Answer.JsonBody modern = client.send(TestExchange.modern(one, "ping", Json.EMPTY_OBJECT));
        Answer.JsonBody discover = client.send(TestExchange.legacy(one, "server/discover", Json.EMPTY_OBJECT));
        Json.Obj plain = client.result(TestExchange.legacy(one, "tools/list", Json.EMPTY_OBJECT));
        Json.Obj hinted = client.result(TestExchange.modern(one, "tools/list", Json.EMPTY_OBJECT));
        assertAll(
                () -> assertEquals(200, legacy.status()),
                () -> assertEquals(Json.of(-32601), error(legacy).get("code")),
                () -> assertEquals(404, modern.status()),
                () -> assertEquals(Json.of(-32601), error(modern).get("code")),
                () -> assertEquals(Json.of(-32601), error(discover).get("code")),
                () -> assertFalse(plain.has("resultType") || plain.has("ttlMs")),
                () -> assertEquals("complete", hinted.text("resultType")),
                () -> assertEquals("private", hinted.text("cacheScope")),
                () -> assertTrue(hinted.has("ttlMs") && hinted.has("_meta")));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-28, 2025-11-25",
        "2025-11-25, 2025-11-25",
        "2025-06-18, 2025-06-18",
        "2025-03-26, 2025-03-26",
        "2024-11-05, 2025-11-25",
        "nonsense, 2025-11-25"
    })
    void negotiatesALegacyVersionInInitialize(String asked, String given) throws InterruptedException {
        Json.Obj result = client.result(TestExchange.of(TestExchange.frame(
                Json.of(1),
                "initialize",
                Json.object().put("protocolVersion", asked).build())));
        assertAll(
                () -> assertEquals(given, result.text("protocolVersion")),
                () -> assertEquals("triggo-runtime", ((Json.Obj) result.get("serverInfo")).text("name")),
                () -> assertEquals("1.0.0", ((Json.Obj) result.get("serverInfo")).text("version")));
    }

    @Test
    void refusesModernRequestsWhoseHeadersAndBodyDisagree() throws InterruptedException {
        Json.Obj call = call("greet", Json.object().put("name", "Ada").build());
        Json one = Json.of(1);
        List<TestExchange> disagreeing = List.of(
                TestExchange.modern(one, "tools/call", call).with("Mcp-Method", "tools/list"),
                TestExchange.modern(one, "tools/call", call).with("Mcp-Method", "TOOLS/CALL"),
                TestExchange.modern(one, "tools/call", call).without("Mcp-Method"),
                TestExchange.modern(one, "tools/call", call).twice("Mcp-Method", "tools/list"),
                TestExchange.modern(one, "tools/call", call).with("Mcp-Name", "other"),
                TestExchange.modern(one, "tools/call", call).without("Mcp-Name"),
                TestExchange.modern(one, "tools/call", call).with("Mcp-Name", "=?base64?b3RoZXI=?="),
                TestExchange.modern(one, "tools/call", call).with("Mcp-Name", "=?base64?Z3JlZXQ?="),
                TestExchange.modern(one, "tools/call", call).with("Mcp-Name", "=?base64?Z3J!ZXQ=?="),
                TestExchange.modern(one, "tools/call", call).with("Mcp-Name", "gre\u00fct"),
                TestExchange.modern(one, "tools/call", call).without("MCP-Protocol-Version"),
                TestExchange.modern(one, "tools/call", call).with("MCP-Protocol-Version", "2025-11-25"),
                TestExchange.modern(one, "tools/call", call).with("MCP-Protocol-Version", "2027-01-01"),
                TestExchange.modern(one, "tools/call", call).twice("MCP-Protocol-Version", "2025-11-25"),
                TestExchange.modern(one, "tools/call", call).with("Mcp-Param-Region", "eu"));
        for (TestExchange exchange : disagreeing) {
            Answer.JsonBody answer = client.send(exchange);
            assertEquals("400 -32020", answer.status() + " " + error(answer).get("code"), answer.body()::write);
        }
        assertEquals(0, ran.get());
    }

    @Test
    void comparesMirroredArgumentsByTheirValue() throws InterruptedException {
        Json.Obj arguments = Json.object()
                .put("name", "Ada")
                .put("region", "Zürich")
                .put("size", 42)
                .build();
        var exchange = TestExchange.modern(Json.of(1), "tools/call", call("greet", arguments))
                .with("Mcp-Name", "=?base64?Z3JlZXQ=?=")
                .with("Mcp-Param-Region", "=?base64?WsO8cmljaA==?=")
                .with("Mcp-Param-Size", "42.0");
        client.result(exchange);
        assertEquals(1, ran.get());
        assertEquals(
                Json.of(-32020),
                error(client.send(exchange.without("Mcp-Param-Size"))).get("code"));
        assertEquals(1, ran.get());
    }

    @Test
    void refusesModernRequestsWithoutWhatSaysHowToReadThem() throws InterruptedException {
        String version = "2026-07-28";
        var noMeta = TestExchange.of(TestExchange.frame(Json.of(7), "tools/list", Json.EMPTY_OBJECT))
                .with("MCP-Protocol-Version", version)
                .with("Mcp-Method", "tools/list");
        Json.Obj onlyVersion = Json.object()
                .put("_meta", Json.object().put(Client.META_VERSION, version).build())
                .build();
        var noCapabilities = TestExchange.of(TestExchange.frame(Json.of(7), "tools/list", onlyVersion))
                .with("MCP-Protocol-Version", version)
                .with("Mcp-Method", "tools/list");
        for (TestExchange exchange : List.of(noMeta, noCapabilities)) {
            Answer.JsonBody answer = client.send(exchange);
            assertEquals("400 -32602", answer.status() + " " + error(answer).get("code"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1900-01-01", "2024-11-05", "2027-01-01", "v999.0.0"})
    void saysWhichVersionsItSpeaks(String version) throws InterruptedException {
        var inBoth = TestExchange.modern(Json.of(3), "tools/list", Json.EMPTY_OBJECT, Json.EMPTY_OBJECT, version);
        var inHeader =
                TestExchange.legacy(Json.of(3), "tools/list", Json.EMPTY_OBJECT).with("MCP-Protocol-Version", version);
        for (TestExchange exchange : List.of(inBoth, inHeader)) {
            Answer.JsonBody answer = client.send(exchange);
            assertAll(
                    () -> assertEquals(400, answer.status()),
                    () -> assertEquals(Json.of(-32022), error(answer).get("code")),
                    () -> assertEquals(
                            Json.parse("{\"supported\":[\"2026-07-28\",\"2025-11-25\",\"2025-06-18\",\"2025-03-26\"],"
                                    + "\"requested\":\"" + version + "\"}"),
                            error(answer).get("data")));
        }
    }

    @Test
    void acceptsNotificationsWithoutABody() throws InterruptedException {
        for (String method : List.of("notifications/initialized", "notifications/cancelled", "notifications/any")) {
            Answer answer = client.endpoint.handle(TestExchange.of(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{\"requestId\":1}}"));
            assertEquals(202, assertInstanceOf(Answer.Empty.class, answer).status());
        }
    }

    @Test
    void holdsNotificationsAndAnswersToTheirHeadersToo() throws InterruptedException {
        String noted = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";
        String legacy = noted.replace("1}}", "1,\"_meta\":{\"" + Client.META_VERSION + "\":\"2025-11-25\"}}}");
        String answer = "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}";
        String version = "MCP-Protocol-Version";
        var modern = TestExchange.of(noted).with(version, "2026-07-28");
        assertEquals("400 -32022", fault(TestExchange.of(noted).with(version, "1999-01-01")));
        assertEquals("400 -32022", fault(TestExchange.of(answer).with(version, "1999-01-01")));
        assertEquals("400 -32020", fault(TestExchange.of(legacy).with(version, "2026-07-28")));
        assertEquals("400 -32020", fault(modern.with("Mcp-Method", "notifications/initialized")));
        var sound = modern.with("Mcp-Method", "notifications/cancelled");
        assertInstanceOf(Answer.Empty.class, client.endpoint.handle(sound));
    }

    private String fault(TestExchange exchange) throws InterruptedException {
        Answer.JsonBody answer = client.send(exchange);
        return answer.status() + " " + error(answer).get("code");
    }

    @Test
    void takesNoCursorThatItDidNotGive() throws InterruptedException {
        for (String method : List.of("tools/list", "prompts/list", "resources/list", "resources/templates/list")) {
            for (String cursor : List.of("\"zzz\"", "\"\"", "7", "{}")) {
                Json.Obj params = (Json.Obj) Json.parse("{\"cursor\":" + cursor + "}");
                assertEquals(
                        "200 -32602", fault(TestExchange.legacy(Json.of(1), method, params)), method + " at " + cursor);
            }
            client.result(TestExchange.legacy(Json.of(1), method, (Json.Obj) Json.parse("{\"cursor\":null}")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, NOT_ACCEPTABLE",
        "application/json;q=0, NOT_ACCEPTABLE",
        "image/*, NOT_ACCEPTABLE",
        ";, NOT_ACCEPTABLE",
        "text/html;;, NOT_ACCEPTABLE",
    })
    void refusesAnswersThatItCannotGive(String accept, ProblemCode code) {
        var exchange =
                TestExchange.legacy(Json.of(1), "ping", Json.EMPTY_OBJECT).with("accept", accept);
        assertEquals(
                code,
                assertThrows(Problem.class, () -> client.endpoint.handle(exchange))
                        .code());
    }

    @Test
    void takesAcceptInAnyOrderAndAnswersJsonToWhoTakesOnlyThat() throws InterruptedException {
        for (String accept : List.of("application/json", "text/event-stream, application/json", "*/*", "")) {
            assertEquals(
                    200,
                    client.send(TestExchange.legacy(Json.of(1), "ping", Json.EMPTY_OBJECT)
                                    .with("accept", accept))
                            .status());
        }
        Answer stream = client.endpoint.handle(
                TestExchange.legacy(Json.of(1), "ping", Json.EMPTY_OBJECT).with("accept", "text/event-stream"));
        try (var reader = new McpTestClient.Reader(stream)) {
            assertEquals(Json.of(1), reader.next().get("id"));
        }
    }

    @Test
    void refusesOtherMediaTypes() {
        var exchange =
                TestExchange.legacy(Json.of(1), "ping", Json.EMPTY_OBJECT).with("content-type", "text/plain");
        assertEquals(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                assertThrows(Problem.class, () -> client.endpoint.handle(exchange))
                        .code());
    }

    @Test
    void answersUnknownToolsByAProtocolError() throws InterruptedException {
        for (TestExchange exchange : List.of(
                TestExchange.legacy(Json.of(1), "tools/call", call("no_such")),
                TestExchange.modern(Json.of(1), "tools/call", call("no_such")),
                TestExchange.legacy(Json.of(1), "tools/call", Json.EMPTY_OBJECT))) {
            assertEquals(Json.of(-32602), error(client.send(exchange)).get("code"));
        }
        assertEquals(0, ran.get());
    }

    @Test
    void saysEveryFaultOfTheArgumentsInTheResult() throws InterruptedException {
        Json.Obj result = client.result(TestExchange.legacy(
                Json.of(1),
                "tools/call",
                call("greet", Json.object().put("name", 7).put("extra", true).build())));
        Json.Obj told = (Json.Obj) result.get("structuredContent");
        assertAll(
                () -> assertEquals(Json.of(true), result.get("isError")),
                () -> assertEquals("BAD_REQUEST", told.text("code")),
                () -> assertEquals("req-1", told.text("requestId")),
                () -> assertEquals(2, ((Json.Arr) told.get("details")).items().size()),
                () -> assertEquals(told, textOf(result)),
                () -> assertEquals(0, ran.get()));
    }

    @Test
    void givesADomainProblemAsTheBodyOfEveryDoor() throws InterruptedException {
        Json.Obj result = client.result(TestExchange.modern(Json.of(1), "tools/call", call("refusing")));
        assertAll(
                () -> assertEquals(Json.of(true), result.get("isError")),
                () -> assertEquals(Json.parse("""
                                {"error": "There is no such run.", "code": "RUN_NOT_FOUND", "details": ["r1"],
                                 "requestId": "req-1"}"""), result.get("structuredContent")));
    }

    @Test
    void leavesMissingScopesToHttp() {
        var exchange = TestExchange.legacy(Json.of(1), "tools/call", call("forbidding"));
        Problem problem = assertThrows(Problem.class, () -> client.endpoint.handle(exchange));
        assertEquals(ProblemCode.FORBIDDEN, problem.code());
    }

    @Test
    void tellsNothingOfItsInsides() throws InterruptedException {
        Answer.JsonBody answer = client.send(TestExchange.legacy(Json.of(1), "tools/call", call("broken")));
        String text = answer.body().write();
        assertAll(
                () -> assertEquals(Json.of(-32603), error(answer).get("code")),
                () -> assertTrue(text.contains("req-1")),
                () -> assertFalse(text.contains("jdbc") || text.contains("com.example") || text.contains("Exception")));
    }

    @Test
    void givesEveryResultAlsoAsText() throws InterruptedException {
        Json.Obj hidden = Json.object()
                .put("name", "a\u202eb\u200b\u0000\n\ndata: {}\n\nevent: x\u2028\udb40\udc41\u0085")
                .build();
        Json.Obj result = client.result(TestExchange.legacy(Json.of(1), "tools/call", call("greet", hidden)));
        String text = ((Json.Obj) ((Json.Arr) result.get("content")).items().getFirst()).text("text");
        assertAll(
                () -> assertEquals(hidden.get("name"), ((Json.Obj) result.get("structuredContent")).get("hello")),
                () -> assertEquals(result.get("structuredContent"), textOf(result)),
                () -> assertTrue(String.valueOf(text).chars().allMatch(c -> c >= 0x20 && c < 0x7f), text));
    }

    private static Json textOf(Json.Obj result) {
        Json.Obj first = (Json.Obj) ((Json.Arr) result.get("content")).items().getFirst();
        return Json.parse(String.valueOf(first.text("text")));
    }

    @Test
    void answersWhatLegacyHostsAskWithoutNeed() throws InterruptedException {
        assertAll(
                () -> assertEquals(Json.EMPTY_OBJECT, legacy("ping", "{}")),
                () -> assertEquals(Json.parse("{\"prompts\":[]}"), legacy("prompts/list", "{}")),
                () -> assertEquals(Json.parse("{\"resources\":[]}"), legacy("resources/list", "{}")),
                () -> assertEquals(Json.parse("{\"resourceTemplates\":[]}"), legacy("resources/templates/list", "{}")),
                () -> assertEquals(Json.EMPTY_OBJECT, legacy("logging/setLevel", "{\"level\":\"debug\"}")));
    }

    private Json legacy(String method, String params) throws InterruptedException {
        return client.result(TestExchange.legacy(Json.of(1), method, (Json.Obj) Json.parse(params)));
    }
}
