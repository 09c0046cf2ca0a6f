package dev.triggo.actions;

import static dev.triggo.testing.TestLibrary.OURS;
import static dev.triggo.testing.TestLibrary.us;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.library.WorkflowChange;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes live is the draft that was looked at, or nothing. */
class DeployOfARevisionTest {
    private static final int ROUNDS = 20;
    private static final Json SEEN = TestLibrary.callable(Json.parse("{\"type\":\"object\",\"title\":\"seen\"}"));
    private static final Json UNSEEN = TestLibrary.callable(Json.parse("{\"type\":\"object\",\"title\":\"unseen\"}"));

    @ParameterizedTest
    @EnumSource
    void aDraftThatSomebodyChangesMeanwhileDoesNotGoLive(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            for (int round = 0; round < ROUNDS; round++) {
                SavedWorkflow looked = test.create(OURS, "round " + round, SEEN);
                WorkflowId id = looked.id();
                var deploys = Race.run(4, runner -> {
                    if (runner == 0) {
                        test.library.update(OURS, id, new WorkflowChange(TestLibrary.ADA, null, null, null, UNSEEN));
                        return 0L;
                    }
                    return test.publishing
                            .deploy(us(), id, null, looked.revision())
                            .version();
                });
                deploys.faults().forEach(DeployOfARevisionTest::tellsTheRevision);
                long live =
                        deploys.values().stream().filter(version -> version > 0).count();
                assertEquals(3, live + deploys.faults().size());
                for (long version = 1; version <= live; version++) {
                    assertEquals(SEEN, test.library.version(OURS, id, version).content(), "version " + version);
                }
                long after = test.library.head(OURS, id).revision();
                assertTrue(after > looked.revision());
                assertEquals(
                        live + 1, test.publishing.deploy(us(), id, null, after).version());
                assertEquals(UNSEEN, test.library.version(OURS, id, live + 1).content());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void norIsItTested(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            SavedWorkflow looked = test.create(OURS, "looked at", SEEN);
            WorkflowId id = looked.id();
            assertEquals(
                    -looked.revision(),
                    test.tested
                            .keep(OURS, id, looked.revision(), TestLibrary.ADA)
                            .version());
            test.library.update(OURS, id, new WorkflowChange(TestLibrary.ADA, null, null, null, UNSEEN));
            tellsTheRevision(
                    assertThrows(Problem.class, () -> test.tested.keep(OURS, id, looked.revision(), TestLibrary.ADA)));
        }
    }

    @Test
    void theDoorOfTestsIsToldTheRevision(@TempDir Path folder) {
        try (var server = RunningServer.start(folder, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Json.Obj draft = rest.post(
                            "/workflows",
                            Json.object()
                                    .put("name", "x")
                                    .put("definition", SEEN)
                                    .build())
                    .expect(201);
            String test = "/workflows/" + draft.text("id") + "/test";
            Json revision = Objects.requireNonNull(draft.get("revision"));
            Json.Obj stale =
                    rest.post(test, Json.parse("{\"expectedRevision\": 77}")).expect(409);
            assertEquals("VERSION_CONFLICT", stale.text("code"));
            assertEquals(
                    Json.array(List.of(
                            Json.object().put("currentRevision", revision).build())),
                    stale.get("details"));
            rest.post(test, Json.parse("{\"expectedRevision\": \"now\"}")).expect(400);
            Json.Obj run = rest.post(
                            test,
                            Json.object()
                                    .put("expectedRevision", revision)
                                    .put("wait", 20)
                                    .build())
                    .expect(200);
            assertEquals("succeeded", run.text("status"));
        }
    }

    private static void tellsTheRevision(Throwable fault) {
        assertTrue(fault instanceof Problem, () -> String.valueOf(fault));
        Problem refused = (Problem) fault;
        assertEquals(ProblemCode.VERSION_CONFLICT, refused.code(), refused.sentence());
        assertTrue(refused.sentence().contains("read it again"), refused.sentence());
    }
}
