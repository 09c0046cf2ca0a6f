package dev.triggo.actions;

import static dev.triggo.actions.PublishingTest.refusal;
import static dev.triggo.testing.TestLibrary.OURS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.WorkflowStatus;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishingScopeTest {
    @ParameterizedTest
    @EnumSource
    void itTakesTheScopeToPublish(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "guarded").id();
            var reader = TestLibrary.caller(
                    OURS, Scope.WORKFLOWS_READ, Scope.ACTIONS_READ, Scope.ACTIONS_RUN, Scope.RUNS_READ);
            for (Executable call : List.<Executable>of(
                    () -> test.publishing.deploy(reader, id, null, null),
                    () -> test.publishing.rollback(reader, id, 1),
                    () -> test.publishing.stop(reader, id),
                    () -> test.publishing.delete(reader, id))) {
                assertEquals(
                        List.of(Json.of("workflows:write")),
                        refusal(ProblemCode.FORBIDDEN, call).details());
            }
            assertEquals(WorkflowStatus.BLUEPRINT, test.library.head(OURS, id).status());
        }
    }
}
