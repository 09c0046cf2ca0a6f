package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that has no memory left ends, instead of living on by half, and what it had accepted goes on after the next start. */
@Timeout(600)
class OutOfMemoryTest {
    private static final String ENDS = "-XX:+ExitOnOutOfMemoryError";

    @TempDir
    Path folder;

    @Test
    void itEndsAndTheNextOneGoesOn() throws Exception {
        String serving = Files.readAllLines(Path.of("../triggo")).stream()
                .filter(line -> line.contains("-Xmx512m"))
                .findFirst()
                .orElseThrow();
        assertTrue(serving.contains(ENDS), serving);
        var accepted = new ArrayList<String>();
        try (var service = new HeldService()) {
            Map<String, String> settings = Map.of("TRIGGO_EGRESS_ALLOW", service.host());
            var flags = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", ENDS);
            var small = ServerProcess.start(Ports.free(), folder, settings, flags);
            try {
                var rest = new RestClient(small.port(), ServerProcess.KEY);
                Chain.publish(rest, "held", service.call("first", "/held", "{}"));
                fill(rest, accepted);
                assertTrue(small.awaitEnd(Duration.ofSeconds(60)), "it lives on");
                assertEquals(3, small.exitCode());
            } finally {
                small.kill();
            }
            assertTrue(accepted.size() > 10, () -> "only " + accepted.size() + " runs were accepted");
            service.release();
            try (var server = ServerProcess.start(folder, settings)) {
                var rest = new RestClient(server.port(), ServerProcess.KEY);
                for (String run : accepted) {
                    Json.Obj end = rest.get("/runs/" + run + "?wait=60").expect(200);
                    assertEquals("succeeded", end.text("status"), run);
                }
            }
        }
    }

    /** Runs that all wait for the service, each with an input of some size, until the server is gone. */
    private static void fill(RestClient rest, List<String> accepted) {
        Json body = Json.object()
                .put("input", Json.object().put("text", "x".repeat(200_000)).build())
                .build();
        try {
            for (int i = 0; i < 3_000; i++) {
                RestClient.Answer answer = rest.post("/actions/held/run", body);
                if (answer.status() == 202) {
                    accepted.add(String.valueOf(answer.body().text("runId")));
                }
            }
        } catch (UncheckedIOException gone) {
            return;
        }
    }
}
