package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Decisions on what runs wait for, over REST. */
@Timeout(180)
class ApprovalDoorsTest extends ApprovalWorld {
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
        assertEquals(asked.text("requestedBy"), first.text("requestedBy"));
        assertTrue(String.valueOf(first.text("requestedBy")).startsWith("trg_"), first::write);
    }

    @Test
    void anUnknownRunIsNotFound() {
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
}
