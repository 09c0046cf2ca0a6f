package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that loop, sleep, call and ask, decided on and replayed through every door of a whole server. */
@Timeout(180)
class ApprovalDoorsTest {
    @TempDir
    Path folder;

    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private HttpServer sink;
    private RunningServer server;
    private RestClient rest;
    private RestClient ada;
    private RestClient reader;
    private String adasKey;

    @BeforeEach
    void start() throws IOException {
        sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        sink.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            calls.merge(path, 1, Integer::sum);
            exchange.sendResponseHeaders(broken.contains(path) ? 500 : 200, -1);
            exchange.close();
        });
        sink.start();
        adasKey = RunningServer.key(folder, null, "actions:run", "runs:read", "approvals:decide");
        String readersKey = RunningServer.key(folder, null, "actions:read", "runs:read");
        open();
        reader = new RestClient(server.port(), readersKey);
    }

    private void open() {
        server = RunningServer.start(
                folder,
                Map.of("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + sink.getAddress().getPort()));
        rest = new RestClient(server.port(), RunningServer.KEY);
        ada = new RestClient(server.port(), adasKey);
    }

    private void restart() {
        server.close();
        open();
    }

    @AfterEach
    void stop() {
        server.close();
        sink.stop(0);
    }

    private McpClient mcp(Era era) {
        return new McpClient(server.port(), "/mcp", RunningServer.KEY, era);
    }

    private String post(String id, String path, String more) {
        return """
                {"id": "%s", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "POST", "url": "http://127.0.0.1:%d%s", "body": {"to": "{{input.to}}"}}%s}""".formatted(id, sink.getAddress().getPort(), path, more);
    }

    private void publish(String slug, String... nodes) {
        var all = new StringBuilder();
        var edges = new StringBuilder();
        String before = "input";
        for (String node : nodes) {
            all.append(node).append(',');
            if (!Samples.json(node).has("parentId")) {
                String id = Samples.json(node).text("id");
                edges.append("{\"source\":\"%s\",\"target\":\"%s\"},".formatted(before, id));
                before = id;
            }
        }
        Samples.publish(rest, slug, Samples.json("""
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s {"id": "output", "type": "return_output", "config": {"output": "{{%s}}"}}],
                 "edges": [%s {"source": "%s", "target": "output"}]}""".formatted(all, before, edges, before)));
    }

    private Json.Obj waiting(RestClient who, String slug) {
        Json.Obj accepted = who.post(
                        "/actions/" + slug + "/run", Samples.json("{\"input\":{\"to\":\"Ada\"},\"wait\":20}"))
                .expect(202);
        assertEquals("waiting_for_approval", accepted.text("status"), accepted::write);
        return rest.get("/runs/" + accepted.text("runId")).expect(200);
    }

    private static String approve(Json.Obj run) {
        return "/runs/" + run.text("runId") + "/approve";
    }

    private static Json.Obj yes() {
        return Samples.json("{\"decision\":\"approved\"}");
    }

    private Json.Obj end(Json.Obj run) {
        return rest.get("/runs/" + run.text("runId") + "?wait=30").expect(200);
    }

    private void gated(String slug) {
        publish(slug, post("send", "/send", ", \"options\": {\"requiresApproval\": {\"title\": \"Mail it?\"}}"));
    }

    @Test
    void oneYesCountsAndOnlyTheFirst() {
        gated("mail");
        assertTrue(rest.get("/actions/mail").expect(200).get("requiresApproval") == Json.Bool.TRUE);
        Json.Obj run = waiting(ada, "mail");
        Json.Obj asked = (Json.Obj) run.get("approval");
        assertEquals("Mail it?", asked.text("title"));
        assertTrue(asked.get("arguments").write().contains("\"to\":\"Ada\""), asked::write);
        assertEquals(
                1,
                ((Json.Arr) rest.get("/runs?needs_approval=true").expect(200).get("runs"))
                        .items()
                        .size());
        rest.get("/runs/" + run.text("runId")).expect(200);
        assertEquals(Map.of(), calls, "reading decides nothing");

        assertEquals("FORBIDDEN", reader.post(approve(run), yes()).expect(403).text("code"));
        for (String body : List.of(
                "{}",
                "{\"decision\":\"yes\"}",
                "{\"decision\":true}",
                "{\"decision\":\"approved\",\"comment\":\"\"}",
                "{\"decision\":\"approved\",\"comment\":\"a\\u0000b\"}",
                "{\"decision\":\"approved\",\"comment\":\"\\u001b[2J\"}",
                "{\"decision\":\"approved\",\"comment\":\"" + "x".repeat(2_001) + "\"}",
                "{\"decision\":\"approved\",\"by\":\"the boss\"}")) {
            assertEquals(
                    "BAD_REQUEST",
                    rest.post(approve(run), Samples.json(body)).expect(400).text("code"),
                    body);
        }
        Json.Obj another = rest.post(approve(run), yes().with("approvalId", Json.of("another")))
                .expect(409);
        assertEquals("APPROVAL_NOT_PENDING", another.text("code"));
        assertTrue(another.write().contains(String.valueOf(asked.text("id"))), another::write);
        assertEquals(Map.of(), calls);

        rest.post(approve(run), yes().with("approvalId", asked.get("id")).with("comment", Json.of("go")))
                .expect(200);
        Json.Obj ended = end(run);
        assertEquals("succeeded", ended.text("status"), ended::write);
        assertEquals(Map.of("/send", 1), calls);
        Json.Obj second = rest.post(approve(run), Samples.json("{\"decision\":\"rejected\"}"))
                .expect(409);
        assertEquals("APPROVAL_NOT_PENDING", second.text("code"));
        Json.Obj first = (Json.Obj) ((Json.Arr) second.get("details")).items().getFirst();
        assertEquals("approved", first.text("status"));
        assertEquals("go", first.text("comment"));
        assertTrue(first.has("decidedBy"));
        assertEquals(
                "RUN_NOT_FOUND",
                rest.post("/runs/nobody/approve", yes()).expect(404).text("code"));
    }

    @Test
    void aNoCancelsAndAnEndedRunTakesNoDecision() {
        gated("mail");
        Json.Obj run = waiting(ada, "mail");
        rest.post(approve(run), Samples.json("{\"decision\":\"rejected\"}")).expect(200);
        assertEquals("cancelled", end(run).text("status"));
        Json.Obj other = waiting(ada, "mail");
        rest.post("/runs/" + other.text("runId") + "/cancel", Json.EMPTY_OBJECT).expect(200);
        Json.Obj late = rest.post(approve(other), yes()).expect(409);
        assertTrue(late.write().contains("withdrawn"), late::write);
        assertEquals(Map.of(), calls);
    }

    @Test
    void nobodyCanDecideAfterTheTimeAndTheReplayAsksAgain() {
        publish("brief", "{\"id\":\"ask\",\"type\":\"approval\",\"config\":{\"expiresInSeconds\":1}}");
        Json.Obj run = waiting(ada, "brief");
        String status = "waiting_for_approval";
        long until = System.nanoTime() + 30_000_000_000L;
        while (status.equals("waiting_for_approval") && System.nanoTime() < until) {
            status = String.valueOf(
                    rest.get("/runs/" + run.text("runId")).expect(200).text("status"));
        }
        assertEquals("timed_out", status);
        Json.Obj late = rest.post(approve(run), yes()).expect(409);
        assertTrue(late.write().contains("\"status\":\"expired\""), late::write);
        Json.Obj again = rest.post("/runs/" + run.text("runId") + "/replay", Json.EMPTY_OBJECT)
                .expect(202);
        rest.post(approve(again), yes()).expect(200);
        assertEquals("succeeded", end(again).text("status"));
    }

    @Test
    void whoeverStartedMayNotDecideWhereSomebodyElseMust() {
        publish("pay", "{\"id\":\"ask\",\"type\":\"approval\",\"config\":{\"separateDecider\":true}}");
        Json.Obj run = waiting(ada, "pay");
        assertEquals("FORBIDDEN", ada.post(approve(run), yes()).expect(403).text("code"));
        rest.post(approve(run), yes()).expect(200);
        assertEquals("succeeded", end(run).text("status"));
    }

    @Test
    void doesWhatWasApprovedAlthoughTheWorkflowHasChanged() {
        gated("mail");
        Json.Obj run = waiting(ada, "mail");
        String workflow = String.valueOf(run.text("workflowId"));
        Json.Obj draft = rest.get("/workflows/" + workflow).expect(200);
        Json changed = Json.parse(draft.get("definition").write().replace("/send", "/elsewhere"));
        rest.put(
                        "/workflows/" + workflow,
                        Json.object().put("definition", changed).build())
                .expect(200);
        rest.post("/workflows/" + workflow + "/deploy", Json.EMPTY_OBJECT).expect(200);
        restart();
        rest.post(approve(run), yes()).expect(200);
        assertEquals("succeeded", end(run).text("status"));
        assertEquals(Map.of("/send", 1), calls);
    }

    /** A loop that calls an action which asks, a sleep, and a step that fails once: stopped and started in the middle. */
    private void journey() {
        publish("inner", post("send", "/inner", ", \"options\": {\"requiresApproval\": true}"));
        publish(
                "outer",
                "{\"id\":\"l\",\"type\":\"loop\",\"config\":{\"items\":[1,2]}}",
                "{\"id\":\"c\",\"type\":\"call_action\",\"parentId\":\"l\",\"config\":{\"slug\":\"inner\",\"input\":{\"to\":\"{{item}}\"}}}",
                "{\"id\":\"w\",\"type\":\"wait\",\"config\":{\"durationMs\":100}}",
                post("last", "/last", ""));
        assertTrue(rest.get("/actions/inner").expect(200).get("requiresApproval") == Json.Bool.TRUE);
        broken.add("/last");
    }

    private Json.Obj awaitRequest() throws InterruptedException {
        long until = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < until) {
            Json.Obj page = rest.get("/runs?action=inner&needs_approval=true").expect(200);
            if (page.get("runs") instanceof Json.Arr runs && !runs.items().isEmpty()) {
                return (Json.Obj) runs.items().getFirst();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("nothing waits for approval");
    }

    @Test
    void aLongJourneyOverRest() throws Exception {
        journey();
        Json.Obj run = ada.post("/actions/outer/run", Samples.json("{\"input\":{\"to\":\"x\"}}"))
                .expect(202);
        for (int i = 0; i < 2; i++) {
            Json.Obj asks = awaitRequest();
            restart();
            ada.post(approve(asks), yes()).expect(200);
            end(asks);
        }
        Json.Obj failed = end(run);
        assertEquals("failed", failed.text("status"), failed::write);
        broken.clear();
        String replay = "/runs/" + run.text("runId") + "/replay";
        assertEquals(
                "BAD_REQUEST",
                rest.post(replay, Samples.json("{\"from\":\"middle\"}"))
                        .expect(400)
                        .text("code"));
        assertEquals("FORBIDDEN", reader.send("POST", replay, "{}").expect(403).text("code"));
        Json.Obj again =
                ada.post(replay, Json.EMPTY_OBJECT, "idempotency-key", "r1").expect(202);
        RestClient.Answer repeated = ada.post(replay, Json.EMPTY_OBJECT, "idempotency-key", "r1");
        assertEquals(again.text("runId"), repeated.expect(202).text("runId"));
        assertEquals("true", repeated.header("idempotency-replayed"));
        Json.Obj ended = end(again);
        assertEquals("succeeded", ended.text("status"), ended::write);
        assertEquals(run.text("runId"), ended.text("replayOf"));
        assertEquals(Map.of("/inner", 2, "/last", 2), calls);
        Json.Obj no = rest.post("/runs/" + again.text("runId") + "/replay", Json.EMPTY_OBJECT)
                .expect(409);
        assertEquals("RUN_NOT_REPLAYABLE", no.text("code"));
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aLongJourneyOverMcp(Era era) throws Exception {
        journey();
        broken.clear();
        Json.Obj run = mcp(era).give("run_action", Samples.json("{\"slug\":\"outer\",\"input\":{\"to\":\"x\"}}"));
        for (int i = 0; i < 2; i++) {
            Json.Obj asks = awaitRequest();
            restart();
            Json.Obj shown = mcp(era).give("get_run_status", asked(asks).with("wait", Json.of(10)));
            assertTrue(String.valueOf(shown.text("next")).contains("approve_run"), shown::write);
            Json.Obj approval = (Json.Obj) shown.get("approval");
            Json.Obj answer = asked(asks).with("decision", Json.of("approved")).with("approvalId", approval.get("id"));
            assertEquals(
                    asks.text("runId"), mcp(era).give("approve_run", answer).text("runId"));
            Json.Obj twice = mcp(era).call("approve_run", answer);
            assertEquals("APPROVAL_NOT_PENDING", ((Json.Obj) twice.get("structuredContent")).text("code"));
        }
        Json.Obj ended = mcp(era).give("get_run_status", asked(run).with("wait", Json.of(30)));
        assertEquals("succeeded", ended.text("status"), ended::write);
        assertFalse(ended.has("next"));
        assertEquals(Map.of("/inner", 2, "/last", 1), calls);
    }

    private static Json.Obj asked(Json.Obj run) {
        return Json.object().put("runId", String.valueOf(run.text("runId"))).build();
    }

    @Test
    void aDryRunPlansAndAsksNobody() throws Exception {
        journey();
        Json.Obj dry = rest.post(
                        "/actions/outer/run", Samples.json("{\"input\":{\"to\":\"x\"},\"dryRun\":true,\"wait\":30}"))
                .expect(200);
        assertEquals("succeeded", dry.text("status"), dry::write);
        assertEquals("dry_run", dry.text("source"));
        assertEquals(3, ((Json.Arr) dry.get("plan")).items().size(), dry::write);
        assertFalse(dry.has("approval"), dry::write);
        assertEquals(Map.of(), calls);
        assertTrue(rest.get("/runs?needs_approval=true").expect(200).write().contains("\"runs\":[]"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Era.class,
            names = {"MODERN"})
    void asksThePersonAtTheClientAndStartsTheRunOnce(Era era) {
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
