package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that can ask the person at them are asked where a run comes to an approval. */
@Timeout(180)
class AskedPersonTest extends ApprovalWorld {
    /** A legacy client is asked on the stream of the call, and answers with a request of its own. */
    @Test
    void asksThePersonAtALegacyClientOnTheStreamOfTheCall() throws Exception {
        gated("mail");
        try (var http = HttpClient.newHttpClient()) {
            HttpResponse<String> hello = http.send(legacy("""
                            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
                              "protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}},
                              "clientInfo": {"name": "test", "version": "1"}}}""", ""), HttpResponse.BodyHandlers.ofString());
            String session = hello.headers().firstValue("mcp-session-id").orElseThrow();
            Iterator<Json.Obj> told = http.send(legacy("""
                                    {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "run_action",
                                      "arguments": {"slug": "mail", "input": {"to": "Ada"}, "wait": 20}}}""", session), HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("data:") && line.contains("{"))
                    .map(line -> Samples.json(line.substring(5)))
                    .iterator();
            Json.Obj question = told.next();
            assertEquals("elicitation/create", question.text("method"), question::write);
            assertEquals(Map.of(), calls);
            http.send(
                    legacy(
                            "{\"jsonrpc\": \"2.0\", \"id\": \"" + question.text("id")
                                    + "\", \"result\": {\"action\": \"accept\", \"content\": {\"decision\": \"rejected\"}}}",
                            session),
                    HttpResponse.BodyHandlers.discarding());
            Json.Obj last = told.next();
            assertTrue(last.write().contains("cancelled"), last::write);
            assertEquals(Map.of(), calls);
        }
    }

    private HttpRequest legacy(String body, String session) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/mcp"))
                .header("authorization", "Bearer " + RunningServer.KEY)
                .header("content-type", "application/json")
                .header("accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return (session.isEmpty() ? request : request.header("Mcp-Session-Id", session)).build();
    }

    @Test
    void asksThePersonAtTheClientAndStartsTheRunOnce() {
        Era era = Era.MODERN;
        gated("mail");
        Json.Obj call = McpClient.callOf(
                        "run_action", Samples.json("{\"slug\":\"mail\",\"input\":{\"to\":\"Ada\"},\"wait\":20}"))
                .with("_meta", Samples.json("{\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}"));
        Json.Obj question = mcp(era).request("tools/call", call).result();
        assertEquals("input_required", question.text("resultType"), question::write);
        var requests = (Json.Obj) question.get("inputRequests");
        String key = requests.fields().keySet().iterator().next();
        assertTrue(requests.write().contains("Mail it?"), requests::write);
        assertTrue(requests.write().contains("Ada"), requests::write);
        Json.Obj answered = call.with("requestState", question.get("requestState"))
                .with(
                        "inputResponses",
                        Json.object()
                                .put(
                                        key,
                                        Samples.json("{\"action\":\"accept\",\"content\":{\"decision\":\"approved\"}}"))
                                .build());
        Json.Obj result = mcp(era).request("tools/call", answered).result();
        Json.Obj run = (Json.Obj) result.get("structuredContent");
        assertEquals("succeeded", run.text("status"), result::write);
        assertEquals(Map.of("/send", 1), calls);
        assertEquals(
                1,
                ((Json.Arr) rest.get("/runs?action=mail").expect(200).get("runs"))
                        .items()
                        .size());

        Json.Obj declined = mcp(era).request("tools/call", call).result();
        String next = ((Json.Obj) declined.get("inputRequests"))
                .fields()
                .keySet()
                .iterator()
                .next();
        Json.Obj left = mcp(era).request(
                        "tools/call",
                        call.with("requestState", declined.get("requestState"))
                                .with(
                                        "inputResponses",
                                        Json.object()
                                                .put(next, Samples.json("{\"action\":\"decline\"}"))
                                                .build()))
                .result();
        assertEquals("waiting_for_approval", ((Json.Obj) left.get("structuredContent")).text("status"), left::write);
        assertEquals(Map.of("/send", 1), calls);
    }
}
