package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code is under way when the server is killed: no process stays, and the run is taken up again. */
class CodeAfterKillTest {
    private static final String ENDLESS = """
            {"nodes": [
              {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
              {"id": "code_1", "type": "code", "config": {"source": "export default () => { for (;;); }"}},
              {"id": "output", "type": "return_output", "config": {"output": 1}}],
             "edges": [{"source": "input", "target": "code_1"}, {"source": "code_1", "target": "output"}]}""";

    @TempDir
    Path data;

    private static List<ProcessHandle> children(ServerProcess server) {
        return ProcessHandle.of(server.pid()).orElseThrow().children().toList();
    }

    private static void awaitEnds(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void leavesNoProcessAndTakesTheRunUp() throws Exception {
        String runId;
        try (var server = ServerProcess.start(data, Map.of())) {
            var rest = new RestClient(server.port(), ServerProcess.KEY);
            Json.Obj workflow = rest.post(
                            "/workflows",
                            Json.object()
                                    .put("name", "endless")
                                    .put("definition", Json.parse(ENDLESS))
                                    .build())
                    .expect(201);
            rest.post("/workflows/" + workflow.text("id") + "/deploy", Json.EMPTY_OBJECT)
                    .expect(200);
            runId = String.valueOf(rest.post("/actions/endless/run", Json.EMPTY_OBJECT)
                    .expect(202)
                    .text("runId"));
            while (!rest.get("/runs/" + runId + "/events").expect(200).write().contains("\"type\":\"step_started\"")) {
                Thread.onSpinWait();
            }
            List<ProcessHandle> workers = children(server);
            assertFalse(workers.isEmpty());
            server.kill();
            awaitEnds(workers);
        }
        List<ProcessHandle> workers;
        try (var server = ServerProcess.start(data, Map.of())) {
            Json.Obj run = new RestClient(server.port(), ServerProcess.KEY)
                    .get("/runs/" + runId + "?wait=40")
                    .expect(200);
            assertEquals("failed", run.text("status"), run::write);
            // The one when it has used up its processor time, the other when the machine had none to give.
            String code = String.valueOf(((Json.Obj) run.fields().get("error")).text("code"));
            assertTrue(code.equals("CODE_TIMEOUT") || code.equals("TIMEOUT"), run::write);
            workers = children(server);
        }
        awaitEnds(workers);
    }
}
