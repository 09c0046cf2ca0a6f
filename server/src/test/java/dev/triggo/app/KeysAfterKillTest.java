package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import dev.triggo.testing.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server dies over a call before it could answer; the caller sends the same with the same key to another one. */
@Timeout(120)
class KeysAfterKillTest {
    @TempDir
    Path folder;

    @Test
    void theOtherServerFindsTheRunOrStartsIt() throws Exception {
        var settings =
                Map.of("DATABASE_URL", TestDatabase.freshPostgresUrl(), "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        Files.createDirectories(folder.resolve("living"));
        try (var living = ServerProcess.start(folder.resolve("living"), settings)) {
            var rest = new RestClient(living.port(), ServerProcess.KEY);
            Chain.publish(rest, "keyed");
            for (String moment : List.of("BEFORE_ACCEPTING", "APPENDING", "ACCEPTED")) {
                Path data = Files.createDirectories(folder.resolve(moment));
                var dying = ServerProcess.start(Ports.free(), data, settings, List.of("-Dtriggo.failpoint=" + moment));
                var there = new RestClient(dying.port(), ServerProcess.KEY);
                assertThrows(UncheckedIOException.class, () -> call(there, moment));
                assertTrue(dying.awaitEnd(Duration.ofSeconds(20)), "it lives on");
                RestClient.Answer again = call(rest, moment);
                String run = String.valueOf(again.expect(202).text("runId"));
                boolean wasThere = moment.equals("ACCEPTED");
                assertEquals(wasThere ? "true" : "", again.header("idempotency-replayed"), moment);
                assertEquals(run, call(rest, moment).expect(202).text("runId"));
                assertEquals(
                        "succeeded",
                        rest.get("/runs/" + run + "?wait=40").expect(200).text("status"));
            }
            assertEquals(
                    3,
                    ((Json.Arr) rest.get("/runs").expect(200).get("runs"))
                            .items()
                            .size());
        }
    }

    private static RestClient.Answer call(RestClient rest, String key) {
        return rest.post("/actions/keyed/run", Json.EMPTY_OBJECT, "Idempotency-Key", key);
    }
}
