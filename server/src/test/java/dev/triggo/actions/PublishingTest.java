package dev.triggo.actions;

import static dev.triggo.testing.TestLibrary.OURS;
import static dev.triggo.testing.TestLibrary.THEIRS;
import static dev.triggo.testing.TestLibrary.them;
import static dev.triggo.testing.TestLibrary.us;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.Deployable;
import dev.triggo.library.PageRequest;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.library.WorkflowChange;
import dev.triggo.library.WorkflowStatus;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import dev.triggo.workflow.WorkflowType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishingTest {
    private static final PageRequest ALL = new PageRequest(null, null, 100);

    static Problem refusal(ProblemCode code, Executable call) {
        Problem problem = assertThrows(Problem.class, call);
        assertEquals(code, problem.code(), problem::sentence);
        return problem;
    }

    private static Set<String> listed(TestLibrary test) {
        return test.actions.list(us(), ALL).actions().stream()
                .map(ActionSummary::slug)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @EnumSource
    void aDeployedCallableIsAnAction(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            SavedWorkflow draft = test.create(OURS, "Qualify a lead");
            Deployed deployed = test.publishing.deploy(us(), draft.id(), null, null);
            assertEquals(
                    "{\"workflowId\":\"" + draft.id()
                            + "\",\"version\":1,\"type\":\"callable\",\"slug\":\"qualify-a-lead\",\"status\":\"active_waiting\"}",
                    deployed.toJson().write());
            SavedWorkflow now = test.library.get(OURS, draft.id());
            assertEquals("qualify-a-lead", now.slug());
            assertEquals(1L, now.version());
            assertEquals(1, now.revision());
            assertEquals(WorkflowStatus.ACTIVE_WAITING, now.status());
            assertEquals(Set.of("qualify-a-lead"), listed(test));
            Deployed again = test.publishing.deploy(us(), draft.id(), "qualify-a-lead", null);
            assertEquals(2, again.version());
            assertEquals("qualify-a-lead", again.slug());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnsoundDraftIsRefusedWithEverythingThatIsWrong(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            SavedWorkflow draft = test.create(OURS, "unsound", TestLibrary.unsound());
            Problem refused = refusal(
                    ProblemCode.WORKFLOW_INVALID, () -> test.publishing.deploy(us(), draft.id(), "unsound", null));
            assertEquals(
                    ((Json.Arr) draft.validation().fields().get("problems")).items(),
                    refused.details(),
                    "the same problems as the draft shows");
            assertTrue(refused.details().size() > 1, refused.details()::toString);
            assertEquals(draft, test.library.get(OURS, draft.id()));
            assertEquals(Set.of(), listed(test));
        }
    }

    @ParameterizedTest
    @EnumSource
    void slugsAreNumberedWhereTheNameIsTaken(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            for (String expected : List.of("send-report", "send-report-2", "send-report-3")) {
                WorkflowId id = test.create(OURS, "Send report").id();
                assertEquals(
                        expected, test.publishing.deploy(us(), id, null, null).slug());
            }
            WorkflowId foreign = test.create(THEIRS, "Send report").id();
            assertEquals(
                    "send-report",
                    test.publishing.deploy(them(), foreign, null, null).slug());
            WorkflowId second = test.library.list(OURS, null, ALL).workflows().stream()
                    .filter(workflow -> "send-report-2".equals(workflow.slug()))
                    .findFirst()
                    .orElseThrow()
                    .id();
            test.publishing.delete(us(), second);
            WorkflowId heir = test.create(OURS, "Send report").id();
            assertEquals(
                    "send-report-2",
                    test.publishing.deploy(us(), heir, null, null).slug());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGivenSlugIsTakenAsItIsOrRefused(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId first = test.create(OURS, "first").id();
            WorkflowId second = test.create(OURS, "second").id();
            for (String bad : new String[] {"", "A", "a--b", "-a", "1a", "a b", "a\u0000", "x".repeat(65)}) {
                refusal(ProblemCode.BAD_REQUEST, () -> test.publishing.deploy(us(), first, bad, null));
            }
            assertEquals(
                    "chosen",
                    test.publishing.deploy(us(), first, "chosen", null).slug());
            Problem taken =
                    refusal(ProblemCode.BAD_REQUEST, () -> test.publishing.deploy(us(), second, "chosen", null));
            assertEquals(
                    List.of(Json.parse("{\"path\":\"/slug\",\"message\":\"taken\",\"free\":\"chosen-2\"}")),
                    taken.details());
            assertEquals(
                    WorkflowStatus.BLUEPRINT, test.library.head(OURS, second).status());
            Problem renamed =
                    refusal(ProblemCode.BAD_REQUEST, () -> test.publishing.deploy(us(), first, "another", null));
            assertTrue(renamed.sentence().contains("`chosen`"), renamed::sentence);
            assertEquals(1L, test.library.head(OURS, first).version());
            test.library.update(OURS, first, new WorkflowChange(TestLibrary.ADA, null, "renamed", null, null));
            assertEquals(
                    "chosen", test.publishing.deploy(us(), first, null, null).slug());
        }
    }

    @ParameterizedTest
    @EnumSource
    void workflowsOfOneNameThatAreDeployedAtOnceGetSlugsOfTheirOwn(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            int runners = 16;
            var ids = new WorkflowId[runners];
            for (int i = 0; i < runners; i++) {
                ids[i] = test.create(OURS, "same name").id();
            }
            var results = Race.run(runners, number -> test.publishing.deploy(us(), ids[number], null, null));
            assertEquals(List.of(), results.faults());
            var slugs = new HashSet<String>();
            for (Deployed deployed : results.values()) {
                assertTrue(slugs.add(deployed.slug()), deployed::toString);
                assertEquals(
                        deployed.slug(),
                        test.library.head(OURS, deployed.workflowId()).slug());
                assertEquals(
                        deployed.workflowId(),
                        test.actions.get(us(), deployed.slug()).workflowId());
            }
            assertEquals(slugs, listed(test));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlugThatManyWantAtOnceGoesToOne(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            int runners = 8;
            var ids = new WorkflowId[runners];
            for (int i = 0; i < runners; i++) {
                ids[i] = test.create(OURS, "w" + i).id();
            }
            var results = Race.run(runners, number -> test.publishing.deploy(us(), ids[number], "wanted", null));
            assertEquals(1, results.values().size(), results::toString);
            results.faults().forEach(fault -> assertEquals(ProblemCode.BAD_REQUEST, ((Problem) fault).code()));
            long live =
                    test.library.list(OURS, "active_waiting", ALL).workflows().size();
            assertEquals(1, live, "the others stayed blueprints");
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneWorkflowThatIsDeployedManyTimesAtOnceGetsOneSlugAndAVersionEach(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "contended").id();
            var results = Race.run(10, number -> test.publishing.deploy(us(), id, null, null));
            assertEquals(List.of(), results.faults());
            assertEquals(
                    Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L),
                    results.values().stream().map(Deployed::version).collect(Collectors.toSet()));
            assertEquals(Set.of("contended"), listed(test));
            assertEquals(10, test.actions.get(us(), "contended").summary().version());
        }
    }

    @ParameterizedTest
    @EnumSource
    void deploysAndChangesAtOnceLeaveAVersionForEachDeployAndAnActionOfTheLast(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "busy").id();
            var results = Race.run(6, number -> {
                if (number % 2 == 0) {
                    Json next = TestLibrary.callable(Json.parse("{\"title\":\"" + number + "\"}"));
                    return test.library
                            .update(OURS, id, new WorkflowChange(TestLibrary.ADA, null, null, null, next))
                            .revision();
                }
                return test.publishing.deploy(us(), id, null, null).version();
            });
            assertEquals(List.of(), results.faults());
            ActionSummary shown = test.actions.get(us(), "busy").summary();
            assertEquals(3, shown.version());
            Json schema =
                    Publication.inputSchema(test.actions.resolve(us(), "busy").definition());
            assertEquals(schema, shown.inputSchema());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDraftThatChangedSinceItWasReadIsNotPublished(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "moving").id();
            Deployable read = test.releases.draft(OURS, id, null);
            test.library.update(OURS, id, new WorkflowChange(TestLibrary.ADA, null, "moved", null, null));
            assertEquals(
                    Optional.empty(), test.database().write(tx -> test.releases.publish(tx, read, TestLibrary.ADA)));
            assertEquals(WorkflowStatus.BLUEPRINT, test.library.head(OURS, id).status());
            assertEquals(List.of(), test.library.versions(OURS, id, ALL).versions());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverFailsInTheTransactionUndoesAllOfIt(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId fresh = test.create(OURS, "fresh").id();
            WorkflowId live = test.create(OURS, "live").id();
            test.publishing.deploy(us(), live, null, null);
            SavedWorkflow freshBefore = test.library.get(OURS, fresh);
            SavedWorkflow liveBefore = test.library.get(OURS, live);
            Action actionBefore = test.actions.get(us(), "live");
            test.pass(5_000);
            test.breakFollowers();
            for (Executable call : List.<Executable>of(
                    () -> test.publishing.deploy(us(), fresh, null, null),
                    () -> test.publishing.deploy(us(), live, null, null),
                    () -> test.publishing.rollback(us(), live, 1),
                    () -> test.publishing.stop(us(), live),
                    () -> test.publishing.delete(us(), live))) {
                assertThrows(IllegalStateException.class, call);
            }
            assertEquals(freshBefore, test.library.get(OURS, fresh));
            assertEquals(liveBefore, test.library.get(OURS, live));
            assertEquals(actionBefore, test.actions.get(us(), "live"));
            assertEquals(Set.of("live"), listed(test));
            assertEquals(List.of(), test.library.versions(OURS, fresh, ALL).versions());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStoppedOrPausedActionIsUnavailableUntilItIsDeployedAgain(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "stoppable").id();
            refusal(ProblemCode.BAD_REQUEST, () -> test.publishing.stop(us(), id));
            test.publishing.deploy(us(), id, null, null);
            assertEquals(1, test.actions.resolve(us(), "stoppable").version());

            SavedWorkflow stopped = test.publishing.stop(us(), id);
            assertEquals(WorkflowStatus.STOPPED, stopped.status());
            assertEquals(1L, stopped.version());
            assertEquals(stopped, test.publishing.stop(us(), id));
            unavailable(test, "stoppable");
            test.publishing.deploy(us(), id, null, null);
            assertEquals(2, test.actions.resolve(us(), "stoppable").version());

            assertEquals(false, test.pause(OURS, id, 1));
            assertEquals(true, test.pause(OURS, id, 2));
            assertEquals(false, test.pause(OURS, id, 2));
            test.pass(1_000);
            assertEquals(WorkflowStatus.ERROR, test.library.head(OURS, id).status());
            unavailable(test, "stoppable");
            test.publishing.stop(us(), id);
            unavailable(test, "stoppable");
            test.publishing.rollback(us(), id, 1);
            assertEquals(3, test.actions.resolve(us(), "stoppable").version());
        }
    }

    private static void unavailable(TestLibrary test, String slug) {
        refusal(ProblemCode.ACTION_UNAVAILABLE, () -> test.actions.resolve(us(), slug));
        refusal(ProblemCode.ACTION_UNAVAILABLE, () -> test.actions.get(us(), slug));
        assertEquals(Set.of(), listed(test));
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedActionIsUnknownAtOnce(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "gone").id();
            test.publishing.deploy(us(), id, null, null);
            assertEquals(1, test.actions.resolve(us(), "gone").version());
            test.publishing.delete(us(), id);
            refusal(ProblemCode.ACTION_NOT_FOUND, () -> test.actions.resolve(us(), "gone"));
            refusal(ProblemCode.ACTION_NOT_FOUND, () -> test.actions.get(us(), "gone"));
            refusal(ProblemCode.WORKFLOW_NOT_FOUND, () -> test.publishing.delete(us(), id));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRollbackPublishesTheOldContentAsANewVersionAndLeavesTheDraft(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            Json old = Json.parse("{\"type\":\"object\",\"title\":\"old\"}");
            WorkflowId id =
                    test.create(OURS, "first name", TestLibrary.callable(old)).id();
            test.publishing.deploy(us(), id, "kept", null);
            test.library.update(
                    OURS,
                    id,
                    new WorkflowChange(
                            TestLibrary.ADA, null, "second name", null, TestLibrary.callable(TestLibrary.anyInput())));
            test.publishing.deploy(us(), id, null, null);
            test.library.update(
                    OURS, id, new WorkflowChange(TestLibrary.ADA, null, "draft name", null, TestLibrary.unsound()));
            SavedWorkflow draft = test.library.get(OURS, id);

            Deployed back = test.publishing.rollback(us(), id, 1);
            assertEquals(3, back.version());
            assertEquals("kept", back.slug());
            ActionSummary shown = test.actions.get(us(), "kept").summary();
            assertEquals("first name", shown.name());
            assertEquals(old, shown.inputSchema());
            assertEquals(3, test.actions.resolve(us(), "kept").version());
            assertEquals(1L, test.library.version(OURS, id, 3).rollbackOf());
            SavedWorkflow after = test.library.get(OURS, id);
            assertEquals(draft.definition(), after.definition());
            assertEquals(draft.revision(), after.revision());
            assertEquals("draft name", after.name());
            refusal(ProblemCode.WORKFLOW_NOT_FOUND, () -> test.publishing.rollback(us(), id, 4));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeOfTheDraftShowsNowhereBeforeItIsDeployed(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "steady").id();
            test.publishing.deploy(us(), id, null, null);
            Action before = test.actions.get(us(), "steady");
            test.library.update(
                    OURS,
                    id,
                    new WorkflowChange(
                            TestLibrary.ADA,
                            null,
                            "changed",
                            "new",
                            TestLibrary.callable(Json.parse("{\"title\":\"new\"}"))));
            test.pass(5_000);
            assertEquals(before, test.actions.get(us(), "steady"));
            assertEquals(1, test.actions.resolve(us(), "steady").version());
            assertEquals(List.of(before.summary()), test.actions.list(us(), ALL).actions());
            test.publishing.deploy(us(), id, null, null);
            ActionSummary after = test.actions.get(us(), "steady").summary();
            assertEquals("changed", after.name());
            assertTrue(!after.schemaHash().equals(before.summary().schemaHash()), after::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatEventsStartCannotBeCalled(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id =
                    test.create(OURS, "on tick", TestLibrary.eventDriven()).id();
            Deployed deployed = test.publishing.deploy(us(), id, null, null);
            assertEquals(WorkflowType.EVENT_DRIVEN, deployed.type());
            assertEquals(
                    "[workflowId, version, type, status]",
                    deployed.toJson().fields().keySet().toString());
            refusal(ProblemCode.UNSUPPORTED_ENTRYPOINT, () -> test.actions.resolve(us(), "on-tick"));
            refusal(ProblemCode.UNSUPPORTED_ENTRYPOINT, () -> test.actions.get(us(), "on-tick"));
            assertEquals(Set.of(), listed(test));
            test.library.update(
                    OURS,
                    id,
                    new WorkflowChange(
                            TestLibrary.ADA, null, null, null, TestLibrary.callable(TestLibrary.anyInput())));
            assertEquals("on-tick", test.publishing.deploy(us(), id, null, null).slug());
            assertEquals(2, test.actions.resolve(us(), "on-tick").version());
        }
    }
}
