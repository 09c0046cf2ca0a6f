package dev.triggo.connectors.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.BuiltConnectors;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.Shelf;
import dev.triggo.connectors.Upstream;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds: accepted at once, done in the background, kept. */
@Timeout(120)
class ConnectorBuildsTest {
    private static final WorkspaceId OURS = new WorkspaceId("ours");
    private static final WorkspaceId THEIRS = new WorkspaceId("theirs");
    private static final PersonId ADA = new PersonId("ada");
    private static final Set<String> ENDED = Set.of("succeeded", "failed");

    private final TestClock clock = TestClock.someDay();

    /** A server's part in builds. */
    private final class Here implements AutoCloseable {
        final Egress egress;
        final Connectors connectors;
        final ConnectorBuilds builds;

        Here(Database database, String allowed) {
            egress = new Egress(EgressSettings.of(allowed, List.of()), HostResolver.system());
            connectors = new Connectors(egress, workspace -> EgressRules.NONE, clock, new BuiltConnectors(database));
            builds = new ConnectorBuilds(
                    database,
                    connectors,
                    egress,
                    workspace -> EgressRules.NONE,
                    clock,
                    new Ids(clock, new SecureRandom()));
        }

        Json.Obj built(String body) {
            return ended(String.valueOf(builds.build(OURS, ADA, json(body)).text("buildId")));
        }

        Json.Obj ended(String id) {
            Json.Obj build = builds.status(OURS, id);
            while (!ENDED.contains(build.text("status"))) {
                Thread.onSpinWait();
                build = builds.status(OURS, id);
            }
            return build;
        }

        @Override
        public void close() {
            builds.close();
            egress.close();
        }
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) Json.parse(text);
    }

    private static String document(String... operations) {
        var paths = Json.object();
        for (String operation : operations) {
            paths.put("/" + operation, json("{\"get\": {\"operationId\": \"" + operation + "\", \"responses\": {}}}"));
        }
        return Json.object()
                .put("openapi", "3.1.0")
                .put("info", json("{\"title\": \"My Service\", \"version\": \"1\"}"))
                .put("servers", Json.parse("[{\"url\": \"https://api.example.com\"}]"))
                .put("paths", paths.build())
                .build()
                .write();
    }

    private static String body(String more, String... operations) {
        return "{\"openapi\": " + document(operations) + more + "}";
    }

    @ParameterizedTest
    @EnumSource
    void eachBuildUnderANameIsAVersionAndOthersSeeNothing(TestDatabase.Kind kind) {
        try (var store = TestDatabase.open(kind);
                var here = new Here(store.database(), "")) {
            Json.Obj first = here.built(body("", "one", "two"));
            assertEquals("succeeded", first.text("status"), first.write());
            assertEquals("my-service", first.text("connector"));
            assertEquals(Json.strings(List.of("one", "two")), first.get("operations"));
            Json.Obj second = here.built(body(", \"name\": \"my-service\"", "two", "three"));
            assertEquals("2", String.valueOf(second.get("version")));

            Shelf shelf = here.connectors.of(OURS);
            assertNull(shelf.operation("my-service", "one"));
            assertTrue(shelf.operation("my-service", "three") != null);
            assertEquals(2, shelf.require("my-service").operations().size());
            assertTrue(shelf.page("service", null, 10).write().contains("\"version\":2"));

            var deployed = new BuiltConnectors.Deployed(OURS, new WorkflowId("w"), 1);
            store.database().write(tx -> {
                here.connectors.built().pin(tx, deployed, List.of("my-service", "http-request"), null);
                return deployed;
            });
            here.built(body(", \"name\": \"my-service\"", "four"));
            Shelf pinned = here.connectors.of(OURS, new WorkflowId("w"), 1);
            assertTrue(pinned.operation("my-service", "three") != null, "what is deployed keeps its version");
            assertNull(pinned.operation("my-service", "four"));
            assertTrue(here.connectors.of(OURS).operation("my-service", "four") != null);
            store.database().write(tx -> {
                here.connectors
                        .built()
                        .pin(tx, new BuiltConnectors.Deployed(OURS, new WorkflowId("w"), 2), List.of("my-service"), 1L);
                return deployed;
            });
            assertTrue(
                    here.connectors.of(OURS, new WorkflowId("w"), 2).operation("my-service", "three") != null,
                    "so does what is rolled back to");

            assertNull(here.connectors.of(THEIRS).find("my-service"));
            var unknown = assertThrows(
                    Problem.class, () -> here.builds.status(THEIRS, String.valueOf(first.text("buildId"))));
            assertEquals(ProblemCode.BUILD_NOT_FOUND, unknown.code());
            assertThrows(Problem.class, () -> here.builds.status(OURS, "../' OR 1=1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBuildThatIsCutOffIsBegunAnewAndGivenUpInTheEnd(TestDatabase.Kind kind) {
        try (var store = TestDatabase.open(kind)) {
            Database database = store.database();
            String id = "abc";
            var request = BuildRequest.of(json(body("", "one")));
            database.write(tx -> {
                BuildTable.insert(tx, new BuildTable.Asked(id, OURS, "ada"), request, clock.millis());
                // As a server leaves it that died with half of the operations kept.
                BuildTable.claim(tx, "", clock.millis(), clock.millis() + 60_000);
                BuildTable.step(tx, id, BuildTable.Status.GENERATING, clock.millis(), clock.millis() + 60_000);
                return id;
            });
            try (var here = new Here(database, "")) {
                assertNull(here.connectors.of(OURS).find("my-service"), "no half connector is shown");
                here.builds.build(OURS, ADA, json(body(", \"name\": \"other\"", "one")));
                assertEquals("generating", here.builds.status(OURS, id).text("status"), "it is left to its server");
                clock.move(java.time.Duration.ofSeconds(61));
                here.builds.start();
                assertEquals("succeeded", here.ended(id).text("status"));
            }
            database.write(tx -> {
                BuildTable.insert(tx, new BuildTable.Asked("def", OURS, "ada"), request, clock.millis());
                for (int i = 0; i < 3; i++) {
                    BuildTable.claim(tx, "", clock.millis(), clock.millis() - 1);
                }
                return id;
            });
            try (var here = new Here(database, "")) {
                here.builds.start();
                Json.Obj given = here.ended("def");
                assertEquals("failed", given.text("status"), given.write());
                assertTrue(given.write().contains("cut off"), given.write());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"openapi\": \"a\", \"openapiUrl\": \"https://e.com\"}",
                "{\"openapi\": 7}",
                "{\"openapi\": \"\"}",
                "{\"openapiUrl\": 7}",
                "{\"openapiUrl\": \"\"}",
                "{\"manifest\": []}",
                "{\"openapi\": \"x\", \"name\": \"Not a name\"}",
                "{\"openapi\": \"x\", \"name\": \"http-request\"}",
                "{\"openapi\": \"x\", \"name\": \"nodes\"}",
                "{\"openapi\": \"x\", \"include\": [7]}",
                "{\"openapi\": \"x\", \"include\": {}}",
                "{\"openapi\": \"x\", \"more\": 1}",
            })
    void whatCannotBeBuiltIsRefusedAtOnce(String body) {
        try (var store = TestDatabase.open(TestDatabase.Kind.SQLITE);
                var here = new Here(store.database(), "")) {
            var refused = assertThrows(Problem.class, () -> here.builds.build(OURS, ADA, json(body)));
            assertEquals(ProblemCode.BAD_REQUEST, refused.code());
            assertFalse(refused.sentence().isBlank());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/api.json",
                "http://169.254.169.254/latest",
                "file:///etc/passwd",
                "http://localhost/x",
                "nonsense",
                "http://user:pass@127.0.0.1/",
                "https://[::1]/x"
            })
    void anAddressThatMayNotBeCalledFailsTheBuildWithAWord(String url) {
        try (var store = TestDatabase.open(TestDatabase.Kind.SQLITE);
                var here = new Here(store.database(), "")) {
            Json.Obj build =
                    here.built(Json.object().put("openapiUrl", url).build().write());
            assertEquals("failed", build.text("status"));
            assertTrue(build.get("problems").write().contains("/openapiUrl"), build.write());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 404, 302, 500})
    void whatIsFetchedIsReadWhateverItSaysItIs(int status) throws IOException {
        try (var upstream = new Upstream();
                var store = TestDatabase.open(TestDatabase.Kind.SQLITE);
                var here = new Here(store.database(), "127.0.0.1:" + upstream.port())) {
            upstream.answering(status, "image/png", document("one"));
            Json.Obj build = here.built(
                    Json.object().put("openapiUrl", upstream.url("/x")).build().write());
            assertEquals(status == 200 ? "succeeded" : "failed", build.text("status"), build.write());
            upstream.answering(200, "application/json", new byte[] {(byte) 0xff, (byte) 0xfe, 0});
            assertNotEquals(
                    "succeeded",
                    here.built(Json.object()
                                    .put("openapiUrl", upstream.url("/x"))
                                    .build()
                                    .write())
                            .text("status"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoAskedForManyLetsOthersInBetween(TestDatabase.Kind kind) throws IOException {
        try (var upstream = new Upstream();
                var store = TestDatabase.open(kind);
                var here = new Here(store.database(), "127.0.0.1:" + upstream.port())) {
            upstream.answering(404, "text/plain", "");
            store.database().write(tx -> {
                for (String id : List.of("a1", "a2", "a3", "b1", "b2")) {
                    var request = BuildRequest.of(Json.object()
                            .put("openapiUrl", upstream.url("/" + id))
                            .build());
                    WorkspaceId whose = id.startsWith("a") ? OURS : THEIRS;
                    BuildTable.insert(tx, new BuildTable.Asked(id, whose, "ada"), request, clock.millis());
                }
                return upstream;
            });
            here.builds.start();
            here.ended("a3");
            assertEquals(List.of("/a1", "/b1", "/a2", "/b2", "/a3"), upstream.asked());
        }
    }

    @ParameterizedTest
    @EnumSource
    void noTextOfADocumentBreaksTheStore(TestDatabase.Kind kind) {
        try (var store = TestDatabase.open(kind);
                var here = new Here(store.database(), "")) {
            String odd = "\\u0000 \\ud800 ' \\\" \\u202e";
            Json.Obj failed = here.built("{\"openapi\": \"" + odd + "\"}");
            assertEquals("failed", failed.text("status"));
            Json.Obj built = here.built(
                    "{\"name\": \"odd\", \"openapi\": " + document("one").replace("My Service", odd) + "}");
            assertEquals("succeeded", built.text("status"), built.write());
            here.connectors.of(OURS).require("odd");
        }
    }
}
