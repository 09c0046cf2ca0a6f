package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Published actions as tools, against the whole server. */
@Timeout(120)
class ActionCatalogTest {
    @TempDir
    static Path folder;

    private static RunningServer server;
    private static RestClient rest;
    private static String echoOnly;
    private static String reading;
    private static String elsewhere;

    @BeforeAll
    static void start() {
        echoOnly = RunningServer.key(folder, null, "actions:run:echo");
        reading = RunningServer.key(folder, null, "actions:read");
        elsewhere = RunningServer.key(folder, null, "runs:read");
        server = RunningServer.start(folder, Map.of());
        rest = new RestClient(server.port(), RunningServer.KEY);
        Samples.publish(rest, "qualify-lead", Samples.qualify());
        Samples.publish(rest, "echo", Samples.echo());
        Samples.publish(rest, "failing", Samples.failing());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private McpClient mcp(String key, Era era) {
        return new McpClient(server.port(), "/mcp/actions", key, era);
    }

    private McpClient mcp() {
        return mcp(RunningServer.KEY, Era.LEGACY);
    }

    private static List<Json.Obj> tools(McpClient mcp) {
        return ((Json.Arr) mcp.request("tools/list", Json.EMPTY_OBJECT).result().get("tools"))
                .items().stream().map(Json.Obj.class::cast).toList();
    }

    private static List<String> names(McpClient mcp) {
        return tools(mcp).stream().map(tool -> tool.text("name")).toList();
    }

    @ParameterizedTest
    @EnumSource
    void showsEachActionWithItsSchemasAndWhatItDoes(Era era) {
        McpClient mcp = mcp(RunningServer.KEY, era);
        assertEquals(List.of("echo", "failing", "qualify-lead"), names(mcp));
        Json.Obj tool = tools(mcp).getLast();
        assertAll(
                () -> assertEquals("qualify-lead", tool.text("title")),
                () -> assertEquals("qualify-lead: Says what qualify-lead does.", tool.text("description")),
                () -> assertEquals(
                        Samples.json(
                                "{\"type\":\"object\",\"required\":[\"email\"],\"properties\":{\"email\":{\"type\":\"string\"}}}"),
                        tool.get("inputSchema")),
                () -> assertEquals(
                        Samples.json("{\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true,"
                                + "\"openWorldHint\":false}"),
                        tool.get("annotations")),
                () -> assertFalse(tools(mcp).getFirst().has("outputSchema")));
    }

    @ParameterizedTest
    @EnumSource
    void givesTheOutputOfTheRun(Era era) {
        assertEquals(
                Samples.json("{\"qualified\":true,\"email\":\"a@example.com\"}"),
                mcp(RunningServer.KEY, era).give("qualify-lead", Samples.json("{\"email\":\"a@example.com\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[1,2]|{\"result\":[1,2]}", "\"x\"|{\"result\":\"x\"}", "{\"a\":1}|{\"a\":1}"})
    void wrapsWhatIsNoObject(String value, String result) {
        assertEquals(
                Samples.json(result),
                mcp().give("echo", Json.object().put("value", Json.parse(value)).build()));
    }

    @Test
    void everyResultFitsTheSchemaThatIsTold() {
        JsonSchema schema = JsonSchema.compile(tools(mcp()).getLast().get("outputSchema"));
        Json.Obj output = mcp().give("qualify-lead", Samples.json("{\"email\":\"a\"}"));
        Json error = mcp().call("qualify-lead", Json.EMPTY_OBJECT).get("structuredContent");
        Json goesOn = rest.post("/actions/qualify-lead/run", Samples.json("{\"input\":{\"email\":\"a\"}}"))
                .expect(202);
        for (Json result : List.of(output, error, goesOn)) {
            assertEquals(List.of(), schema.check(result));
        }
        assertFalse(schema.check(Samples.json("{\"email\":\"a\"}")).isEmpty());
    }

    @Test
    void saysOfAFailedRunWhyAndWhichItWas() {
        Json.Obj result = mcp().call("failing", Json.EMPTY_OBJECT);
        Json.Obj body = (Json.Obj) result.get("structuredContent");
        assertEquals(Json.of(true), result.get("isError"));
        assertEquals("STOPPED", body.text("code"));
        assertEquals("No luck today", body.text("error"));
        assertEquals(
                "failed", rest.get("/runs/" + body.text("runId")).expect(200).text("status"));
    }

    @Test
    void refusesInputAsEveryDoorDoes() {
        Json.Obj body = (Json.Obj) mcp().call("qualify-lead", Json.EMPTY_OBJECT).get("structuredContent");
        Json.Obj expected =
                rest.post("/actions/qualify-lead/run", Json.EMPTY_OBJECT).expect(422);
        assertEquals(expected.without("requestId"), body.without("requestId"));
    }

    @Test
    void showsAKeyThatIsLimitedToOneActionThatActionAlone() {
        McpClient limited = mcp(echoOnly, Era.MODERN);
        assertEquals(List.of("echo"), names(limited));
        assertEquals(Samples.json("{\"a\":1}"), limited.give("echo", Samples.json("{\"value\":{\"a\":1}}")));
        assertEquals(
                403,
                limited.request("tools/call", McpClient.callOf("failing", Json.EMPTY_OBJECT))
                        .status());
    }

    @Test
    void demandsTheScopesOfReadingAndRunning() {
        McpClient reader = mcp(reading, Era.MODERN);
        assertEquals(3, names(reader).size());
        assertEquals(
                403,
                reader.request("tools/call", McpClient.callOf("echo", Json.EMPTY_OBJECT))
                        .status());
        McpClient other = mcp(elsewhere, Era.LEGACY);
        assertEquals(403, other.request("tools/list", Json.EMPTY_OBJECT).status());
    }

    @Test
    void tellsWhoListensThatThereIsAnotherAction() {
        var told = mcp(RunningServer.KEY, Era.MODERN).stream(
                "subscriptions/listen", Samples.json("{\"notifications\":{\"toolsListChanged\":true}}"));
        assertEquals("notifications/subscriptions/acknowledged", told.next().text("method"));
        String id = Samples.publish(rest, "brand-new", Samples.echo());
        assertEquals("notifications/tools/list_changed", told.next().text("method"));
        assertTrue(names(mcp()).contains("brand-new"));
        rest.delete("/workflows/" + id).expect(200);
        assertEquals("notifications/tools/list_changed", told.next().text("method"));
    }

    @Test
    void knowsNoToolThatIsNoAction() {
        Json.Obj error = (Json.Obj) mcp().request("tools/call", McpClient.callOf("run_action", Json.EMPTY_OBJECT))
                .last()
                .get("error");
        assertEquals(Json.of(-32602), error.get("code"));
    }

    @Test
    void saysThatAnActionIsStoppedAndListsItNoMore() {
        String id = Samples.publish(rest, "soon-stopped", Samples.echo());
        assertTrue(names(mcp()).contains("soon-stopped"));
        rest.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
        assertFalse(names(mcp()).contains("soon-stopped"));
        Json.Obj body = (Json.Obj) mcp().call("soon-stopped", Json.EMPTY_OBJECT).get("structuredContent");
        assertEquals("ACTION_UNAVAILABLE", body.text("code"));
    }
}
