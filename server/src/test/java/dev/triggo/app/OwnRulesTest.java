package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a workspace has decided about itself counts in its own runs, from the next one on, and in nobody else's. */
@Timeout(120)
class OwnRulesTest {
    private static final String WORKFLOW = """
            {"name": "Pay", "definition": {"nodes": [
                {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                {"id": "call", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "GET", "url": "https://denied.example.com/x"},
                 "options": {"continueOnFailure": true, "maxRetries": 0}},
                {"id": "out", "type": "return_output", "config": {"output": "{{in}}"}}],
              "edges": [{"source": "in", "target": "call"}, {"source": "call", "target": "out"}]}}
            """;
    private static final String RULES = """
            {"redactFields": ["Tax-Number"], "redactEmails": true, "egressAllowed": [], "egressDenied": ["denied.example.com"]}
            """;

    @TempDir
    private Path folder;

    private RestClient.Answer run(PageClient person, RestClient.Answer deployed) {
        deployed.expect(200);
        return person.post(
                "/actions/pay/run",
                Json.object()
                        .put("input", Json.parse("{\"tax_number\": \"DE 811\", \"mail\": \"bob@example.com\"}"))
                        .put("wait", 30)
                        .build());
    }

    private static RestClient.Answer publish(PageClient person) {
        Json.Obj made = person.post("/workflows", Json.parse(WORKFLOW)).expect(201);
        return person.post(
                "/workflows/" + made.text("id") + "/deploy",
                Json.object().put("slug", "pay").build());
    }

    @Test
    void countInItsOwnRunsAlone() throws Exception {
        try (var world = new TwoWorkspaces(folder)) {
            PageClient owner = world.people.get("owner");
            owner.put("/policy", Json.parse(RULES)).expect(200);
            world.people.get("editor").put("/policy", Json.parse(RULES)).expect(403);
            Json.Obj ours = run(owner, publish(owner)).expect(200);
            String shown = ours.write();
            assertFalse(shown.contains("DE 811"), shown);
            assertTrue(shown.contains("[redacted:field]"), shown);
            // The caller gets its data; steps and events are for people who look on.
            String steps = ours.get("steps").write();
            assertFalse(steps.contains("bob@example.com"), steps);
            assertTrue(shown.contains("EGRESS_DENIED"), shown);
            String events = owner.get("/runs/" + ours.text("runId") + "/events")
                    .response()
                    .body();
            assertFalse(events.contains("DE 811") || events.contains("bob@example.com"), events);

            String theirs = run(world.eve, publish(world.eve)).expect(200).write();
            assertTrue(theirs.contains("DE 811") && theirs.contains("bob@example.com"), theirs);
            assertFalse(theirs.contains("EGRESS_DENIED"), theirs);
            assertEquals(
                    "[]",
                    world.eve
                            .get("/policy")
                            .expect(200)
                            .fields()
                            .get("redactFields")
                            .write());
        }
    }
}
