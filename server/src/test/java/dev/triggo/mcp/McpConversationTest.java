package dev.triggo.mcp;

import static dev.triggo.mcp.McpTestClient.call;
import static dev.triggo.mcp.McpTestClient.error;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Caller;
import dev.triggo.http.Answer;
import dev.triggo.kernel.Json;
import dev.triggo.mcp.McpTestClient.Reader;
import dev.triggo.testing.Race;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that tell, ask, wait or are left; streams that listen. */
class McpConversationTest {
    private static final Json ONE = Json.of(1);
    private static final Json.Obj ELICITS =
            Json.object().put("elicitation", Json.EMPTY_OBJECT).build();
    private static final InputRequest CONFIRM = InputRequest.form("Really?", Fixture.schema("""
                    {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]}"""));

    private final TestChanges changes = new TestChanges();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch together = new CountDownLatch(8);
    private final McpTestClient client = new McpTestClient(
            changes,
            Fixture.of(
                    "ask",
                    call -> Fixture.text(call.ask(Map.of("sure", CONFIRM)).toString())),
            Fixture.of(
                    "other",
                    call -> Fixture.text(call.ask(Map.of("sure", CONFIRM)).toString())),
            Fixture.of("tell", call -> {
                for (int done : new int[] {1, 3, 2, 4}) {
                    call.progress(BigDecimal.valueOf(done), BigDecimal.valueOf(4), "step");
                }
                return Fixture.text("told");
            }),
            Fixture.of("together", Fixture.schema("{\"type\":\"object\"}"), call -> {
                // Nobody is answered before all have asked.
                together.countDown();
                return Fixture.text(together.await(20, TimeUnit.SECONDS) + " "
                        + call.arguments().text("word"));
            }),
            Fixture.of("wait", call -> {
                call.onCancel(cancelled::countDown);
                return Fixture.text("cancelled " + cancelled.await(20, TimeUnit.SECONDS));
            }));

    private static TestExchange asking(String tool, Json.Obj more) {
        Json.Obj params = call(tool);
        for (var field : more.fields().entrySet()) {
            params = params.with(field.getKey(), field.getValue());
        }
        return TestExchange.modern(ONE, "tools/call", params, ELICITS, "2026-07-28");
    }

    private static Json.Obj answered(String state, boolean ok) {
        Json.Obj answer = Json.object()
                .put("action", "accept")
                .put("content", Json.object().put("ok", ok).build())
                .build();
        return Json.object()
                .put("requestState", state)
                .put("inputResponses", Json.object().put("sure", answer).build())
                .build();
    }

    private String ask(Caller caller) throws InterruptedException {
        Json.Obj result = client.result(asking("ask", Json.EMPTY_OBJECT).by(caller));
        assertEquals("input_required", result.text("resultType"));
        return String.valueOf(result.text("requestState"));
    }

    @Test
    void asksAModernClientByARetry() throws InterruptedException {
        String state = ask(TestExchange.ALICE);
        assertEquals(
                "complete", client.result(asking("ask", answered(state, true))).text("resultType"));
    }

    @Test
    void refusesAStateThatIsUsedAlteredLateOrAnothers() throws InterruptedException {
        String used = ask(TestExchange.ALICE);
        client.result(asking("ask", answered(used, true)));
        assertEquals(
                Json.of(-32602),
                error(client.send(asking("ask", answered(used, true)))).get("code"));
        String late = ask(TestExchange.ALICE);
        client.wait(Duration.ofMinutes(61));
        String fresh = ask(TestExchange.ALICE);
        int half = fresh.length() / 2;
        String altered = fresh.substring(0, half) + (fresh.charAt(half) == 'A' ? 'B' : 'A') + fresh.substring(half + 1);
        for (TestExchange exchange : List.of(
                asking("ask", answered(late, true)),
                asking("ask", answered(altered, true)),
                asking("ask", answered(fresh + "x", true)),
                asking("ask", answered("", true)),
                asking("ask", answered(fresh, true)).by(TestExchange.BOB),
                asking("other", answered(fresh, true)))) {
            assertEquals(Json.of(-32602), error(client.send(exchange)).get("code"));
        }
        assertFalse(client.result(asking("ask", answered(fresh, true))).has("inputRequests"));
    }

    @Test
    void asksAgainWhenTheAnswerDoesNotFitTheForm() throws InterruptedException {
        Json.Obj wrong = Json.object()
                .put("inputResponses", (Json.Obj)
                        Json.parse("{\"sure\":{\"action\":\"accept\",\"content\":{\"ok\":1}}}"))
                .build();
        assertEquals("input_required", client.result(asking("ask", wrong)).text("resultType"));
    }

    @Test
    void asksNobodyWhoDidNotSayThatItCanBeAsked() throws InterruptedException {
        Answer.JsonBody answer = client.send(TestExchange.modern(ONE, "tools/call", call("ask")));
        assertAll(
                () -> assertEquals(400, answer.status()),
                () -> assertEquals(Json.of(-32021), error(answer).get("code")),
                () -> assertEquals(
                        Json.parse("{\"requiredCapabilities\":{\"elicitation\":{}}}"),
                        error(answer).get("data")));
    }

    private String session(Caller caller) throws InterruptedException {
        Json.Obj params = Json.object()
                .put("protocolVersion", "2025-11-25")
                .put("capabilities", ELICITS)
                .build();
        Answer.JsonBody answer =
                client.send(TestExchange.legacy(ONE, "initialize", params).by(caller));
        return String.valueOf(answer.headers().get(Sessions.HEADER));
    }

    @Test
    void asksALegacyClientOnTheStreamOfTheCall() throws InterruptedException {
        Answer answer = client.endpoint.handle(
                TestExchange.legacy(ONE, "tools/call", call("ask")).with(Sessions.HEADER, session(TestExchange.ALICE)));
        try (var reader = new Reader(answer)) {
            Json.Obj question = reader.next();
            assertEquals("elicitation/create", question.text("method"));
            String reply = Json.object()
                    .put("jsonrpc", "2.0")
                    .put("id", String.valueOf(question.text("id")))
                    .put("result", Json.parse("{\"action\":\"accept\",\"content\":{\"ok\":true}}"))
                    .build()
                    .write();
            Answer.JsonBody stranger = client.send(TestExchange.of(reply).by(TestExchange.BOB));
            assertEquals(400, stranger.status());
            assertInstanceOf(Answer.Empty.class, client.endpoint.handle(TestExchange.of(reply)));
            assertEquals(ONE, reader.next().get("id"));
            assertTrue(reader.ends());
        }
    }

    @Test
    void knowsNoSessionOfAnotherCaller() throws InterruptedException {
        for (String session : List.of(session(TestExchange.BOB), session(TestExchange.ALICE) + "x", "made-up")) {
            Answer.JsonBody answer = client.send(
                    TestExchange.legacy(ONE, "tools/list", Json.EMPTY_OBJECT).with(Sessions.HEADER, session));
            assertEquals("404 -32001", answer.status() + " " + error(answer).get("code"));
        }
    }

    @Test
    void needsNoSession() throws InterruptedException {
        assertTrue(client.result(TestExchange.legacy(ONE, "tools/list", Json.EMPTY_OBJECT)
                        .without("MCP-Protocol-Version"))
                .has("tools"));
    }

    private static Json.Obj withToken(Json.Obj params) {
        return params.with("_meta", Json.object().put("progressToken", 7).build());
    }

    @Test
    void tellsProgressThatOnlyGrowsAheadOfTheResult() throws InterruptedException {
        try (var reader =
                new Reader(client.endpoint.handle(TestExchange.legacy(ONE, "tools/call", withToken(call("tell")))))) {
            for (int done : new int[] {1, 3, 4}) {
                Json.Obj params = (Json.Obj) reader.next().get("params");
                assertEquals(Json.of(done), params.get("progress"));
                assertEquals(Json.of(7), params.get("progressToken"));
            }
            assertTrue(reader.next().has("result"));
            assertTrue(reader.ends());
        }
    }

    @Test
    void answersInOnePieceWhenNobodyWantsToBeTold() throws InterruptedException {
        assertTrue(McpTestClient.body(client.send(TestExchange.legacy(ONE, "tools/call", call("tell"))))
                .has("result"));
        assertTrue(McpTestClient.body(client.send(TestExchange.legacy(ONE, "tools/call", withToken(call("tell")))
                        .with("accept", "application/json")))
                .has("result"));
    }

    @Test
    void noticesAClientThatLeaves() throws InterruptedException {
        Answer opened = client.impatient().endpoint.handle(TestExchange.modern(ONE, "tools/call", call("wait")));
        try (var reader = new Reader(opened)) {
            reader.hangUp();
            assertTrue(cancelled.await(20, TimeUnit.SECONDS));
            assertTrue(reader.ends());
            assertEquals(0, reader.waiting());
        }
    }

    @Test
    void cancelsALegacyCallThatItsCallerCancels() throws InterruptedException {
        String frame = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}";
        McpEndpoint endpoint = client.impatient().endpoint;
        try (var reader = new Reader(endpoint.handle(TestExchange.legacy(ONE, "tools/call", call("wait"))))) {
            endpoint.handle(TestExchange.of(frame).by(TestExchange.BOB));
            assertEquals(1, cancelled.getCount());
            endpoint.handle(TestExchange.of(frame));
            assertTrue(reader.next().has("result"));
        }
    }

    private Reader listen(String wanted) throws InterruptedException {
        Json.Obj params = Json.object().put("notifications", Json.parse(wanted)).build();
        return new Reader(client.endpoint.handle(TestExchange.modern(Json.of("s"), "subscriptions/listen", params)));
    }

    @Test
    void tellsListenersOfTheChangesThatTheyAskedFor() throws InterruptedException {
        try (var tools = listen("{\"toolsListChanged\":true,\"promptsListChanged\":true}");
                var nothing = listen("{\"promptsListChanged\":true}")) {
            Json.Obj acknowledged = tools.next();
            assertEquals(Json.parse("""
                            {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{
                             "_meta":{"io.modelcontextprotocol/subscriptionId":"s"},
                             "notifications":{"toolsListChanged":true}}}"""), acknowledged);
            assertEquals(
                    "notifications/subscriptions/acknowledged", nothing.next().text("method"));
            changes.tell(ChangeFeed.Change.TOOLS);
            changes.tell(ChangeFeed.Change.PROMPTS);
            Json.Obj change = tools.next();
            assertEquals("notifications/tools/list_changed", change.text("method"));
            client.endpoint.close();
            assertEquals(Json.of("s"), tools.next().get("id"));
            assertTrue(tools.ends());
            assertEquals(Json.of("s"), nothing.next().get("id"));
            assertTrue(nothing.ends());
        }
        assertEquals(0, changes.listeners());
    }

    @Test
    void stopsListeningForAClientThatLeft() throws InterruptedException {
        try (var reader = listen("{\"toolsListChanged\":true}")) {
            reader.next();
            reader.hangUp();
            assertTrue(reader.ends());
        }
        assertEquals(0, changes.listeners());
    }

    /** Ids are the client's own affair: two callers, and one caller twice, may use the same one at the same time. */
    @Test
    void answersEachRequestAndNotItsNamesake() {
        Race.Results<String> answers = Race.run(8, i -> {
            Json.Obj params =
                    call("together", Json.object().put("word", "word" + i).build());
            var exchange = i % 2 == 0
                    ? TestExchange.legacy(ONE, "tools/call", params)
                    : TestExchange.modern(ONE, "tools/call", params);
            return i + " " + assertDoesNotThrow(() -> client.result(exchange)).write();
        });
        assertEquals(List.of(), answers.faults());
        assertEquals(8, answers.values().size());
        for (String answer : answers.values()) {
            char who = answer.charAt(0);
            assertTrue(answer.contains("true word" + who), answer);
        }
    }
}
