package dev.triggo.library;

import static dev.triggo.testing.TestLibrary.ADA;
import static dev.triggo.testing.TestLibrary.OURS;
import static dev.triggo.testing.TestLibrary.THEIRS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import dev.triggo.workflow.WorkflowType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LibraryTest {
    private static final PageRequest ALL = new PageRequest(null, null, 100);

    private static Problem refusal(ProblemCode code, Executable call) {
        Problem problem = assertThrows(Problem.class, call);
        assertEquals(code, problem.code(), problem::sentence);
        return problem;
    }

    private static List<String> names(WorkflowPage page) {
        return page.workflows().stream().map(SavedWorkflow::name).toList();
    }

    @ParameterizedTest
    @EnumSource
    void keepsADraftAsItWasGiven(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            Json definition = TestLibrary.callable(
                    Json.parse("{\"type\":\"object\",\"title\":\"\\u2028 é 🚀\",\"maxProperties\":1.50e1}"));
            SavedWorkflow made = test.library.create(OURS, " Grüße 🚀 ", "one\r\ntwo", definition, ADA);
            SavedWorkflow read = test.library.get(OURS, made.id());
            assertEquals(made, read);
            assertEquals(definition.write(), read.content().write());
            assertEquals("Grüße 🚀", read.name());
            assertEquals("one\ntwo", read.description());
            assertEquals(WorkflowType.CALLABLE, read.type());
            assertEquals(
                    "[id, name, description, type, status, revision, definition, validation, createdAt, updatedAt, updatedBy]",
                    read.toJson().fields().keySet().toString());
            assertEquals("blueprint", read.toJson().text("status"));
            assertEquals(Json.parse("{\"valid\":true,\"problems\":[]}"), read.validation());
            assertEquals(1, read.revision());
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsAnUnsoundDraftAndSaysWhatIsWrong(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            SavedWorkflow made = test.create(OURS, "unsound", TestLibrary.unsound());
            assertEquals(Json.Bool.FALSE, made.validation().get("valid"));
            SavedWorkflow listed =
                    test.library.list(OURS, null, ALL).workflows().getFirst();
            assertEquals(made.validation(), listed.validation());
            assertNull(listed.definition());
            Json odd = TestLibrary.callable(Json.parse("{\"title\":\"\\u0000 \\ud800\"}"));
            SavedWorkflow kept = test.create(OURS, "odd", odd);
            assertEquals(Json.Bool.FALSE, kept.validation().get("valid"));
            assertEquals(odd.write(), kept.content().write());
            SavedWorkflow empty = test.library.create(OURS, "empty", null, null, ADA);
            assertEquals("{\"nodes\":[],\"edges\":[]}", empty.content().write());
            assertEquals(WorkflowType.UNDETERMINED, empty.type());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoDefinition(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            for (String value : new String[] {"null", "[]", "\"text\"", "7", "true"}) {
                refusal(ProblemCode.BAD_REQUEST, () -> test.library.create(OURS, "x", null, Json.parse(value), ADA));
            }
            Json large = Json.object().put("nodes", "é".repeat(1 << 19)).build();
            refusal(ProblemCode.PAYLOAD_TOO_LARGE, () -> test.library.create(OURS, "x", null, large, ADA));
            refusal(ProblemCode.BAD_REQUEST, () -> test.library.create(OURS, "a\u202Eb", null, null, ADA));
            assertEquals(List.of(), test.library.list(OURS, null, ALL).workflows());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAChangeOfAnEarlierRevision(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "one").id();
            test.pass(5);
            SavedWorkflow second =
                    test.library.update(OURS, id, new WorkflowChange(new PersonId("bob"), 1L, "two", "d", null));
            assertEquals(2, second.revision());
            assertEquals(new PersonId("bob"), test.library.head(OURS, id).updatedBy());
            assertEquals("bob", second.toJson().text("updatedBy"));
            assertEquals("two", second.name());
            assertTrue(second.updatedAt() > second.createdAt());
            Problem stale = refusal(
                    ProblemCode.VERSION_CONFLICT,
                    () -> test.library.update(OURS, id, new WorkflowChange(ADA, 1L, "three", null, null)));
            assertEquals(List.of(Json.parse("{\"currentRevision\":2}")), stale.details());
            refusal(
                    ProblemCode.VERSION_CONFLICT,
                    () -> test.library.update(OURS, id, new WorkflowChange(ADA, 1L, null, null, null)));
            assertEquals(second, test.library.get(OURS, id));
            SavedWorkflow third =
                    test.library.update(OURS, id, new WorkflowChange(ADA, null, null, null, TestLibrary.unsound()));
            assertEquals(3, third.revision());
            assertEquals("two", third.name());
            assertEquals("d", third.description());
            assertEquals(WorkflowType.UNDETERMINED, third.type());
            assertEquals(third, test.library.update(OURS, id, new WorkflowChange(ADA, 3L, null, null, null)));
            assertEquals(
                    "",
                    test.library
                            .update(OURS, id, new WorkflowChange(ADA, 3L, null, "", null))
                            .description());
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofManyChangesToOneRevisionExactlyOneWins(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "contended").id();
            for (long revision = 1; revision <= 10; revision++) {
                long expected = revision;
                var results = Race.run(8, number -> {
                    Json definition = TestLibrary.callable(Json.parse("{\"title\":\"" + number + "\"}"));
                    return test.library.update(
                            OURS, id, new WorkflowChange(ADA, expected, "by " + number, null, definition));
                });
                assertEquals(1, results.values().size(), results::toString);
                results.faults().forEach(fault -> assertEquals(ProblemCode.VERSION_CONFLICT, ((Problem) fault).code()));
                SavedWorkflow now = test.library.get(OURS, id);
                assertEquals(expected + 1, now.revision());
                String winner = now.name().substring(3);
                assertTrue(
                        now.content().write().contains("\"title\":\"" + winner + "\""), "name and draft of one writer");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void losesNoChangeThatExpectsNoRevision(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "contended").id();
            var results = Race.run(
                    12, n -> test.library.update(OURS, id, new WorkflowChange(ADA, null, "n" + n, null, null)));
            assertEquals(List.of(), results.faults());
            assertEquals(13, test.library.get(OURS, id).revision());
        }
    }

    @ParameterizedTest
    @EnumSource
    void listsTheNewestChangeFirstAndEachOnce(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            for (int i = 0; i < 23; i++) {
                // Every other one in the same millisecond as the one before.
                test.pass(i % 2);
                test.library.create(OURS, "w" + i, null, null, ADA);
                test.library.create(THEIRS, "foreign " + i, null, null, ADA);
            }
            test.pass(10);
            WorkflowId first =
                    test.library.list(OURS, null, ALL).workflows().getLast().id();
            test.library.update(OURS, first, new WorkflowChange(ADA, null, "changed", null, null));
            List<String> whole = names(test.library.list(OURS, null, ALL));
            assertEquals(23, whole.size());
            assertEquals("changed", whole.getFirst());
            for (int size : new int[] {1, 5, 22, 23}) {
                var seen = new ArrayList<String>();
                String cursor = null;
                do {
                    WorkflowPage page = test.library.list(OURS, null, new PageRequest(null, cursor, size));
                    assertTrue(page.workflows().size() <= size);
                    seen.addAll(names(page));
                    cursor = page.nextCursor();
                } while (cursor != null);
                assertEquals(whole, seen);
            }
            assertEquals(
                    20,
                    test.library
                            .list(OURS, null, new PageRequest(null, null, null))
                            .workflows()
                            .size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsWordsInAnyCaseAndOrderAndTakesNothingForAWildcard(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            test.library.create(OURS, "Größe PRÜFEN", "Compares 100% of a_b", null, ADA);
            test.library.create(OURS, "Send report", "weekly, by mail", null, ADA);
            test.library.create(THEIRS, "Send report", null, null, ADA);
            Set<String> both = Set.of("Größe PRÜFEN", "Send report");
            record Row(@Nullable String query, Set<String> found) {}
            for (Row row : List.of(
                    new Row(null, both),
                    new Row("  ", both),
                    new Row("prüfen GRÖSSE", Set.of()),
                    new Row("prüfen GRÖßE", Set.of("Größe PRÜFEN")),
                    new Row("MAIL send", Set.of("Send report")),
                    new Row("100%", Set.of("Größe PRÜFEN")),
                    new Row("a_b", Set.of("Größe PRÜFEN")),
                    new Row("%", Set.of("Größe PRÜFEN")),
                    new Row("a%b", Set.of()),
                    new Row("s_nd", Set.of()),
                    new Row("!", Set.of()),
                    new Row("' OR '1'='1", Set.of()),
                    new Row("x'; DROP TABLE workflows; --", Set.of()),
                    new Row("send report weekly by mail", Set.of("Send report")),
                    new Row("send report weekly mail by", Set.of()),
                    new Row("\\", Set.of()))) {
                var found =
                        new HashSet<>(names(test.library.list(OURS, null, new PageRequest(row.query(), null, null))));
                assertEquals(row.found(), found, () -> String.valueOf(row.query()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesBadPages(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            test.create(OURS, "one");
            for (PageRequest bad : List.of(
                    new PageRequest(null, null, 0),
                    new PageRequest(null, null, -1),
                    new PageRequest(null, null, 101),
                    new PageRequest(null, "x", null),
                    new PageRequest(null, "", null),
                    new PageRequest("a\u0000b", null, null),
                    new PageRequest("\ud800", null, null),
                    new PageRequest("x".repeat(201), null, null))) {
                refusal(ProblemCode.BAD_REQUEST, () -> test.library.list(OURS, null, bad));
            }
            for (String status : new String[] {"", "active", "ACTIVE_WAITING", "deleted", "stopped ", "' OR 1=1"}) {
                refusal(ProblemCode.BAD_REQUEST, () -> test.library.list(OURS, status, ALL));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsEachStatusAlsoWhenItIsOnALaterPage(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            var byStatus = new java.util.TreeMap<String, Set<WorkflowId>>();
            for (int i = 0; i < 40; i++) {
                SavedWorkflow made = test.create(OURS, "w" + i);
                String status = List.of("blueprint", "active_waiting", "active_running", "stopped", "error")
                        .get(i % 5);
                if (i % 5 != 0) {
                    test.publishing.deploy(TestLibrary.us(), made.id(), null, null);
                }
                switch (status) {
                    case "active_running" -> test.setRunning(made.id());
                    case "stopped" -> test.publishing.stop(TestLibrary.us(), made.id());
                    case "error" -> assertEquals(true, test.pause(OURS, made.id(), 1));
                    case String waiting -> assertFalse(waiting.isEmpty());
                }
                byStatus.computeIfAbsent(status, s -> new HashSet<>()).add(made.id());
                assertEquals(status, test.library.get(OURS, made.id()).status().wireName());
            }
            byStatus.forEach((status, expected) -> {
                var seen = new HashSet<WorkflowId>();
                String cursor = null;
                do {
                    WorkflowPage page = test.library.list(OURS, status, new PageRequest(null, cursor, 3));
                    page.workflows().forEach(workflow -> assertTrue(seen.add(workflow.id())));
                    cursor = page.nextCursor();
                } while (cursor != null);
                assertEquals(expected, seen, status);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aForeignWorkflowIsAnUnknownOne(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            var us = TestLibrary.us();
            SavedWorkflow foreign = test.create(THEIRS, "theirs");
            test.publishing.deploy(TestLibrary.them(), foreign.id(), null, null);
            SavedWorkflow before = test.library.get(THEIRS, foreign.id());
            var deleted = test.create(OURS, "deleted").id();
            test.publishing.delete(us, deleted);
            var told = new HashSet<String>();
            for (WorkflowId id : List.of(
                    foreign.id(),
                    deleted,
                    new WorkflowId("0123456789012345678901234567ab"),
                    new WorkflowId(""),
                    new WorkflowId("a\u0000b"),
                    new WorkflowId("\ud800"),
                    new WorkflowId("' OR 1=1 --"),
                    new WorkflowId("x".repeat(100_000)))) {
                for (Executable call : List.<Executable>of(
                        () -> test.library.get(OURS, id),
                        () -> test.library.get(OURS, id, 1),
                        () -> test.library.head(OURS, id),
                        () -> test.library.update(OURS, id, new WorkflowChange(ADA, 9L, "mine", null, null)),
                        () -> test.library.versions(OURS, id, ALL),
                        () -> test.library.version(OURS, id, 1),
                        () -> test.publishing.deploy(us, id, "mine", null),
                        () -> test.publishing.rollback(us, id, 1),
                        () -> test.publishing.stop(us, id),
                        () -> test.publishing.delete(us, id))) {
                    Problem refused = refusal(ProblemCode.WORKFLOW_NOT_FOUND, call);
                    told.add(refused.body("r").write());
                }
            }
            assertEquals(1, told.size(), told::toString);
            assertEquals(before, test.library.get(THEIRS, foreign.id()));
            assertEquals(List.of(), test.library.list(OURS, null, ALL).workflows());
        }
    }

    @ParameterizedTest
    @EnumSource
    void versionsNeverChange(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "first").id();
            refusal(ProblemCode.WORKFLOW_NOT_FOUND, () -> test.library.get(OURS, id, 1));
            test.publishing.deploy(TestLibrary.us(), id, null, null);
            WorkflowVersion one = test.library.version(OURS, id, 1);
            for (int i = 2; i <= 6; i++) {
                Json next = TestLibrary.callable(Json.parse("{\"title\":\"" + i + "\"}"));
                test.library.update(OURS, id, new WorkflowChange(ADA, null, "name " + i, "d" + i, next));
                test.publishing.deploy(TestLibrary.us(), id, null, null);
            }
            assertEquals(one, test.library.version(OURS, id, 1));
            SavedWorkflow shown = test.library.get(OURS, id, 1);
            assertEquals("first", shown.name());
            assertEquals(1L, shown.version());
            assertEquals(one.content().write(), shown.content().write());
            refusal(ProblemCode.WORKFLOW_NOT_FOUND, () -> test.library.version(OURS, id, 7));
            refusal(ProblemCode.WORKFLOW_NOT_FOUND, () -> test.library.version(OURS, id, -1));

            var numbers = new ArrayList<Long>();
            String cursor = null;
            do {
                VersionPage page = test.library.versions(OURS, id, new PageRequest(null, cursor, 4));
                page.versions().forEach(version -> numbers.add(version.version()));
                cursor = page.nextCursor();
            } while (cursor != null);
            assertEquals(List.of(6L, 5L, 4L, 3L, 2L, 1L), numbers);
            Json.Obj listed = (Json.Obj) ((Json.Arr) test.library
                            .versions(OURS, id, ALL)
                            .toJson()
                            .fields()
                            .get("versions"))
                    .items()
                    .getFirst();
            assertEquals(
                    "[version, name, description, type, active, createdAt]",
                    listed.fields().keySet().toString());
            assertEquals(Json.Bool.TRUE, listed.get("active"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedWorkflowIsGoneButItsRunsKeepTheirVersion(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = test.create(OURS, "short-lived").id();
            test.publishing.deploy(TestLibrary.us(), id, null, null);
            WorkflowVersion version = test.library.version(OURS, id, 1);
            test.publishing.delete(TestLibrary.us(), id);
            refusal(ProblemCode.WORKFLOW_NOT_FOUND, () -> test.library.get(OURS, id));
            refusal(ProblemCode.WORKFLOW_NOT_FOUND, () -> test.library.version(OURS, id, 1));
            assertEquals(
                    Set.of(),
                    test.library.list(OURS, null, ALL).workflows().stream()
                            .map(SavedWorkflow::name)
                            .collect(Collectors.toSet()));
            assertEquals(version, test.library.recorded(OURS, id, 1));
            assertThrows(IllegalStateException.class, () -> test.library.recorded(THEIRS, id, 1));
        }
    }
}
