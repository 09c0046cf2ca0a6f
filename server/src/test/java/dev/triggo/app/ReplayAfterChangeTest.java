package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.jars.JarMaker;
import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run is replayed with the server whose connector is another one by now: it is told what does not fit, and nothing is guessed. */
@Timeout(120)
class ReplayAfterChangeTest {
    private static final String CONNECTOR = """
            package x;
            import dev.triggo.sdk.*;
            import java.util.*;
            public final class P implements ConnectorProvider {
                public List<Connector> connectors() {
                    return List.of(Connector.named("shop").displayName("Shop").description("A shop.").action(
                        Action.named("%s").displayName("Buy").description("Buys.").outputSchema(Map.of("type", "object"))
                            .property(Property.of(Property.Kind.SHORT_TEXT, "%s").require())
                            .sideEffect(SideEffect.WRITE).example(Map.of("%s", "a"), Map.of())
                            .run(context -> { %s }).build()).build());
                }
            }
            """;
    private static final String FAILS =
            "if (true) throw new ConnectorError(ErrorCode.VALIDATION_ERROR, \"sold\\0out\"); return null;";
    private static final String BUYS = "return Map.of(\"bought\", true);";

    @TempDir
    Path folder;

    private void shop(String action, String field, String body) throws IOException {
        new JarMaker()
                .manifest("1")
                .provider("x.P")
                .source("x.P", CONNECTOR.formatted(action, field, field, body))
                .write(Files.createDirectories(folder.resolve("connectors")).resolve("shop.jar"));
    }

    @ParameterizedTest
    @EnumSource
    void itIsToldWhatDoesNotFitAnyMore(TestDatabase.Kind kind) throws Exception {
        try (var service = new HeldService()) {
            var settings = new HashMap<>(Map.of("TRIGGO_EGRESS_ALLOW", service.host()));
            if (kind == TestDatabase.Kind.POSTGRES) {
                settings.putAll(
                        Map.of("DATABASE_URL", TestDatabase.freshPostgresUrl(), "ENCRYPTION_KEY", "5a".repeat(32)));
            }
            shop("buy", "what", FAILS);
            String run;
            try (var server = RunningServer.start(folder, settings)) {
                var rest = new RestClient(server.port(), RunningServer.KEY);
                Chain.publish(rest, "buys", service.call("first", "/first", "{}"), """
                        {"id": "second", "type": "connector", "connector": "shop", "operation": "buy", "config": {"what": "tea"}}""");
                run = Chain.begin(rest, "buys");
                Json.Obj failed = rest.get("/runs/" + run + "?wait=30").expect(200);
                assertTrue(failed.write().contains("sold\uFFFDout"), failed::write);
            }
            // Not called so any more, not called with that any more, not there any more.
            shop("purchase", "what", BUYS);
            assertMismatch(settings, run, "NOT_FOUND", "There is no operation buy of a connector shop; deploy");
            shop("buy", "article", BUYS);
            assertMismatch(settings, run, "VALIDATION_ERROR", "article");
            Files.delete(folder.resolve("connectors").resolve("shop.jar"));
            assertMismatch(settings, run, "NOT_FOUND", "There is no operation buy of a connector shop; deploy");
            shop("buy", "what", BUYS);
            assertEquals("succeeded", replayed(settings, run).text("status"));
            assertEquals(1, service.calls("/first", run));
        }
    }

    private void assertMismatch(Map<String, String> settings, String run, String code, String words) {
        Json.Obj end = replayed(settings, run);
        assertEquals("failed", end.text("status"), end::write);
        Json.Obj error = (Json.Obj) end.fields().get("error");
        assertEquals(code, error.text("code"), end::write);
        assertTrue(String.valueOf(error.text("message")).contains(words), end::write);
    }

    private Json.Obj replayed(Map<String, String> settings, String run) {
        try (var server = RunningServer.start(folder, settings)) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            String again =
                    String.valueOf(rest.post("/runs/" + run + "/replay", Json.parse("{\"from\": \"failed_step\"}"))
                            .body()
                            .text("runId"));
            return rest.get("/runs/" + again + "?wait=30").expect(200);
        }
    }
}
