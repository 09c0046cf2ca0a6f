package dev.triggo.actions;

import static dev.triggo.testing.TestLibrary.OURS;
import static dev.triggo.testing.TestLibrary.us;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.PageRequest;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Only what has been live goes live again by its number. */
class RollbackTest {
    @ParameterizedTest
    @EnumSource
    void takesNoNumberOfADraftThatWasTested(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "tested", TestLibrary.callable(TestLibrary.anyInput()))
                    .id();
            long tested = test.tested.keep(OURS, id, null, TestLibrary.ADA).version();
            refusesAllBut(test, id, tested, 0);
            test.publishing.deploy(us(), id, null, null);
            refusesAllBut(test, id, tested, 1);
            assertEquals(tested, test.library.version(OURS, id, tested).version(), "it is still there to be read");
        }
    }

    /** From far below what was tested to above what there is. */
    private static void refusesAllBut(TestLibrary test, WorkflowId id, long tested, int versions) {
        for (long number = tested - 2; number <= versions + 2; number++) {
            long asked = number;
            if (number < 1 || number > versions) {
                Problem refused = assertThrows(Problem.class, () -> test.publishing.rollback(us(), id, asked));
                assertEquals(ProblemCode.WORKFLOW_NOT_FOUND, refused.code(), refused.sentence());
            }
        }
        assertEquals(
                versions,
                test.library
                        .versions(OURS, id, new PageRequest(null, null, 10))
                        .versions()
                        .size());
    }
}
