package dev.triggo.connectors.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it builds: what it had of the connector is nowhere, and the name can be built again. */
@Timeout(180)
class BuildAfterKillTest {
    private static final Set<String> UNDER_WAY = Set.of("queued", "parsing", "generating", "validating");

    @TempDir
    Path folder;

    private static Json.Obj document(int operations) {
        String paths = IntStream.range(0, operations)
                .mapToObj(i ->
                        "\"/things%d\": {\"post\": {\"operationId\": \"changeThing%d\", \"requestBody\": {\"content\":"
                                        .formatted(i, i)
                                + " {\"application/json\": {\"schema\": {\"type\": \"object\", \"properties\": {\"a\": {\"type\":"
                                + " \"string\"}, \"b\": {\"type\": \"array\", \"items\": {\"type\": \"integer\"}}}}}}},"
                                + " \"responses\": {\"200\": {\"description\": \"Done\"}}}}")
                .collect(Collectors.joining(","));
        Json whole = Json.parse(
                "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"Things\", \"version\": \"1\"}, \"servers\":"
                        + " [{\"url\": \"https://api.example.com\"}], \"paths\": {" + paths + "}}");
        return Json.object().put("name", "things").put("openapi", whole).build();
    }

    private static String status(RestClient rest, String build) {
        return String.valueOf(
                rest.get("/connectors/builds/" + build).expect(200).text("status"));
    }

    @Test
    void leavesNoHalfConnectorAndAnHonestStatus() throws Exception {
        Json.Obj large = document(4_000);
        String build = "";
        String last = "";
        // The build may be over before the kill comes: then that is another version of it, and it is tried again.
        for (int attempt = 0; attempt < 8 && !last.equals("generating"); attempt++) {
            try (var server = ServerProcess.start(folder, Map.of())) {
                var rest = new RestClient(server.port(), ServerProcess.KEY);
                build = String.valueOf(rest.post("/connectors/builds", large.with("name", Json.of("things-" + attempt)))
                        .expect(202)
                        .text("buildId"));
                do {
                    last = status(rest, build);
                } while (last.equals("queued") || last.equals("parsing"));
                server.kill();
            }
        }
        assertEquals("generating", last, "never caught at it");
        try (var server = ServerProcess.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), ServerProcess.KEY);
            Json.Obj told = rest.get("/connectors/builds/" + build).expect(200);
            assertTrue(UNDER_WAY.contains(told.text("status")), told::write);
            assertFalse(told.has("operations"), told::write);
            String name = String.valueOf(told.text("connector"));
            assertFalse(rest.get("/connectors?query=things").expect(200).write().contains("\"name\":\"" + name + "\""));
            rest.get("/connectors/" + name + "/operations").expect(404);
            Json.Obj small = document(2).with("name", Json.of(name));
            String again = String.valueOf(
                    rest.post("/connectors/builds", small).expect(202).text("buildId"));
            String end = status(rest, again);
            while (UNDER_WAY.contains(end)) {
                end = status(rest, again);
            }
            assertEquals("succeeded", end);
            String shown =
                    rest.get("/connectors/" + name + "/operations").expect(200).write();
            assertTrue(shown.contains("change_thing1") && !shown.contains("change_thing2"), shown);
        }
    }
}
