package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code triggo workspaces}, beside a server that runs. */
@Timeout(60)
class TiersByCommandTest {
    @TempDir
    Path folder;

    private Command.Ended triggo(String... words) throws InterruptedException {
        return Command.say(folder, words);
    }

    @Test
    void aRunningServerKeepsToTheNewTierWithinASecond() throws InterruptedException {
        String key = RunningServer.key(folder, null, "actions:read");
        try (var server = RunningServer.start(folder, Map.of())) {
            List<RestClient> callers =
                    List.of(new RestClient(server.port(), key), new RestClient(server.port(), RunningServer.KEY));
            callers.forEach(caller -> assertEquals("1000000", limit(caller)));

            Command.Ended changed = triggo("workspaces", "tier", "default", "starter", "--json");
            long done = System.nanoTime();
            assertEquals(0, changed.code(), changed.err());
            assertEquals(
                    Json.parse("{\"id\":\"default\",\"name\":\"Default\",\"tier\":\"starter\"}"),
                    Json.parse(changed.out()));

            for (RestClient caller : callers) {
                boolean late = false;
                while (!limit(caller).equals("300")) {
                    assertTrue(!late, "after a second the old tier still holds");
                    late = System.nanoTime() - done > 1_000_000_000L;
                }
            }
        }
        assertEquals(
                Json.parse("{\"workspaces\":[{\"id\":\"default\",\"name\":\"Default\",\"tier\":\"starter\"}]}"),
                Json.parse(triggo("workspaces", "list", "--json").out()));
    }

    private static String limit(RestClient caller) {
        RestClient.Answer answer = caller.get("/actions");
        return answer.header("x-ratelimit-limit");
    }

    @Test
    void saysWhatIsWrongByWordsAndExitCode() throws InterruptedException {
        assertTrue(triggo("workspaces", "list").out().contains("default"));
        Command.Ended noTier = triggo("workspaces", "tier", "default", "golden");
        assertEquals(1, noTier.code());
        assertTrue(noTier.err().contains("no tier 'golden'; there are business, free, pro, starter"), noTier.err());
        Command.Ended nowhere = triggo("workspaces", "tier", "nowhere", "pro");
        assertEquals(1, nowhere.code());
        assertTrue(nowhere.err().startsWith("NOT_FOUND"), nowhere.err());
        for (List<String> call : List.of(
                List.of("workspaces"),
                List.of("workspaces", "tier", "default"),
                List.of("workspaces", "tier", "default", "pro", "now"),
                List.of("workspaces", "make"))) {
            Command.Ended misused = triggo(call.toArray(String[]::new));
            assertEquals(2, misused.code(), call::toString);
            assertTrue(misused.err().contains("triggo workspaces tier ID TIER"), misused.err());
        }
        assertEquals(List.of(), triggo("workspaces", "list").err().lines().toList());
    }
}
