package dev.triggo.actions;

import static dev.triggo.testing.TestLibrary.OURS;
import static dev.triggo.testing.TestLibrary.us;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.library.WorkflowChange;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes live is the draft that was looked at, or nothing. */
class DeployOfARevisionTest {
    private static final int ROUNDS = 20;
    private static final Json SEEN = TestLibrary.callable(Json.parse("{\"title\":\"seen\"}"));
    private static final Json UNSEEN = TestLibrary.callable(Json.parse("{\"title\":\"unseen\"}"));

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

    private static void tellsTheRevision(Throwable fault) {
        assertTrue(fault instanceof Problem, () -> String.valueOf(fault));
        Problem refused = (Problem) fault;
        assertEquals(ProblemCode.VERSION_CONFLICT, refused.code(), refused.sentence());
        assertTrue(refused.sentence().contains("read it again"), refused.sentence());
    }
}
