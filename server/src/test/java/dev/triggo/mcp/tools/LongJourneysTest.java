package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that loop, sleep, call and ask, with a server that is stopped and started in the middle. */
@Timeout(180)
class LongJourneysTest extends ApprovalWorld {
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
        publish(
                "mixed",
                "{\"id\":\"ask\",\"type\":\"approval\",\"config\":{\"title\":\"Well?\"}}",
                "{\"id\":\"long\",\"type\":\"wait\",\"config\":{\"durationMs\":3600000}}",
                "{\"id\":\"s\",\"type\":\"set\",\"config\":{\"fields\":{\"was\":\"{{ask.decision}}\"}}}",
                post("send", "/send", ", \"options\": {\"requiresApproval\": {\"separateDecider\": true}}"),
                "{\"id\":\"m\",\"type\":\"merge\",\"config\":{}}");
        Json.Obj mixed = rest.post(
                        "/actions/mixed/run", Samples.json("{\"input\":{\"to\":\"x\"},\"dryRun\":true,\"wait\":30}"))
                .expect(200);
        assertEquals("succeeded", mixed.text("status"), mixed::write);
        assertEquals(1, ((Json.Arr) mixed.get("plan")).items().size(), mixed::write);
        assertFalse(mixed.has("approval"), mixed::write);
        assertEquals(Map.of(), calls);
        assertTrue(rest.get("/runs?needs_approval=true").expect(200).write().contains("\"runs\":[]"));
    }
}
