package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to stop lets a step end and begins none after it: nothing fails because of a restart. */
@Timeout(180)
class StopBetweenStepsTest {
    private static final String CALL = """
            {"id": "%1$s", "type": "connector", "connector": "http-request", "operation": "http_request"%3$s,
             "config": {"method": "POST", "url": "http://%2$s/%1$s"}}""";

    @TempDir
    Path folder;

    @Test
    void theStepAfterTheOneUnderWayIsTheNextServers() throws Exception {
        try (var service = new HeldService()) {
            var settings = Map.of("TRIGGO_EGRESS_ALLOW", service.host());
            String host = service.host();
            String held = CALL.formatted("held", host, "");
            String calls;
            String pays;
            try (var server = ServerProcess.start(folder, settings)) {
                var rest = new RestClient(server.port(), ServerProcess.KEY);
                Chain.publish(rest, "callee", CALL.formatted("called", host, ""));
                Chain.publish(rest, "calls", held, """
                        {"id": "call", "type": "call_action", "config": {"slug": "callee", "input": {}}}""");
                Chain.publish(
                        rest, "pays", held, CALL.formatted("paid", host, ", \"options\": {\"effect\": \"once\"}"));
                calls = Chain.begin(rest, "calls");
                pays = Chain.begin(rest, "pays");
                assertTrue(service.awaitHeld(2));
                server.terminate();
                while (rest.post("/actions/callee/run", Json.EMPTY_OBJECT).status() != 503) {
                    Thread.onSpinWait();
                }
                service.release();
                assertTrue(server.awaitEnd(Duration.ofSeconds(60)));
            }
            int begunBefore = service.calls("/paid", "");
            try (var again = ServerProcess.start(folder, settings)) {
                var rest = new RestClient(again.port(), ServerProcess.KEY);
                for (String run : new String[] {calls, pays}) {
                    Json.Obj ended = rest.get("/runs/" + run + "?wait=60").expect(200);
                    assertEquals("succeeded", ended.text("status"), ended::write);
                }
            }
            assertEquals(0, begunBefore, "the server began a step though it was told to stop");
            assertEquals(1, service.calls("/paid", ""));
            assertEquals(2, service.calls("/held", ""), "what had ended was not done again");
        }
    }
}
