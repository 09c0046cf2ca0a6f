package dev.triggo.actions;

import static dev.triggo.testing.TestLibrary.OURS;
import static dev.triggo.testing.TestLibrary.THEIRS;
import static dev.triggo.testing.TestLibrary.caller;
import static dev.triggo.testing.TestLibrary.them;
import static dev.triggo.testing.TestLibrary.us;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.PageRequest;
import dev.triggo.library.WorkflowChange;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.TestLibrary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActionsTest {
    private static final PageRequest ALL = new PageRequest(null, null, 100);
    private static final Json.Obj LEAD = (Json.Obj) Json.parse("""
            {"type":"object","required":["email","size"],"additionalProperties":false,"properties":{
              "email":{"type":"string","format":"email"},
              "size":{"type":"integer","minimum":1},
              "country":{"type":"string","default":"NO"}}}
            """);

    private static Problem refusal(ProblemCode code, Executable call) {
        Problem problem = assertThrows(Problem.class, call);
        assertEquals(code, problem.code(), problem::sentence);
        return problem;
    }

    private static WorkflowId publish(TestLibrary test, WorkspaceId workspace, String name, Json.Obj definition) {
        WorkflowId id = test.create(workspace, name, definition).id();
        test.publishing.deploy(workspace.equals(OURS) ? us() : them(), id, null, null);
        return id;
    }

    private static List<String> slugs(ActionPage page) {
        return page.actions().stream().map(ActionSummary::slug).toList();
    }

    @ParameterizedTest
    @EnumSource
    void showsExactlyWhatTheContractSays(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = publish(test, OURS, "Qualify lead", TestLibrary.callable(LEAD));
            Json.Obj shown = test.actions.get(us(), "qualify-lead").toJson();
            assertEquals(
                    "[slug, name, description, version, inputSchema, requiresApproval, sideEffects, supportsDryRun,"
                            + " schemaHash, updatedAt, workflowId, examples]",
                    shown.fields().keySet().toString());
            assertEquals(Hash.sha256Hex(LEAD.canonical()).substring(0, 16), shown.text("schemaHash"));
            assertEquals("none", shown.text("sideEffects"));
            assertEquals(LEAD.write(), String.valueOf(shown.get("inputSchema")));
            assertEquals(id.value(), shown.text("workflowId"));
            assertEquals(
                    Json.parse("[{\"email\":\"ada@example.com\",\"size\":1,\"country\":\"NO\"}]"),
                    shown.get("examples"));
            assertEquals(
                    Json.array(List.of(shown.without("workflowId").without("examples"))),
                    test.actions.list(us(), ALL).toJson().get("actions"));
        }
    }

    @Test
    void readsTheWorstOfTheNodesTheApprovalsAndTheAgreedOutput() {
        record Row(String node, String sideEffects, boolean requiresApproval) {}
        try (var test = TestLibrary.open(TestDatabase.Kind.SQLITE)) {
            int number = 0;
            for (Row row : List.of(
                    new Row("{\"id\":\"middle\",\"type\":\"set\",\"config\":{}}", "none", false),
                    new Row("{\"id\":\"middle\",\"type\":\"fetch\",\"config\":{}}", "read", false),
                    new Row("{\"id\":\"middle\",\"type\":\"send\",\"config\":{}}", "write", false),
                    new Row("{\"id\":\"middle\",\"type\":\"approval\",\"config\":{}}", "none", true))) {
                String name = "row" + number++;
                publish(test, OURS, name, TestLibrary.through(row.node()));
                ActionSummary shown = test.actions.get(us(), name).summary();
                assertEquals(row.sideEffects(), shown.sideEffects().wireName(), row.node());
                assertEquals(row.requiresApproval(), shown.requiresApproval(), row.node());
            }
            record Outputs(
                    String first, String second, @Nullable String agreed) {}
            String a = "\"outputSchema\":{\"type\":\"object\",\"title\":\"a\"},";
            String sameAsA = "\"outputSchema\":{\"title\":\"a\",\"type\":\"object\"},";
            String b = "\"outputSchema\":{\"type\":\"object\"},";
            for (Outputs row : List.of(
                    new Outputs(a, sameAsA, "{\"type\":\"object\",\"title\":\"a\"}"),
                    new Outputs(a, b, null),
                    new Outputs(a, "", null),
                    new Outputs("", a, null),
                    new Outputs("", "", null))) {
                String name = "row" + number++;
                publish(test, OURS, name, (Json.Obj) Json.parse("""
                                {"nodes":[{"id":"action_input","type":"action_input","config":{"inputSchema":{"type":"object"}}},
                                  {"id":"one","type":"return_output","config":{%s "output":{}}},
                                  {"id":"two","type":"return_output","config":{%s "output":{}}}],
                                 "edges":[{"id":"e1","source":"action_input","target":"one"},
                                  {"id":"e2","source":"action_input","target":"two"}]}
                                """.formatted(row.first(), row.second())));
                Json agreed = row.agreed() == null ? null : Json.parse(row.agreed());
                assertEquals(agreed, test.actions.get(us(), name).summary().outputSchema(), row::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void listsInPagesWhatTheCallerMayReadAndNothingElse(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            var ours = new TreeSet<String>();
            for (int i = 10; i < 31; i++) {
                publish(test, OURS, "act " + i, TestLibrary.callable(TestLibrary.anyInput()));
                ours.add("act-" + i);
                publish(test, THEIRS, "foreign " + i, TestLibrary.callable(TestLibrary.anyInput()));
            }
            test.create(OURS, "only a draft");
            var some =
                    new Grants(Set.of(), Set.of("act-12", "act-30", "foreign-12", "not-there", "NOT A SLUG", "act-15"));
            record Row(Caller caller, Set<String> sees) {}
            for (Row row : List.of(
                    new Row(us(), ours),
                    new Row(caller(OURS, Scope.ACTIONS_READ), ours),
                    new Row(caller(OURS, some), Set.of("act-12", "act-15", "act-30")),
                    new Row(caller(THEIRS, some), Set.of("foreign-12")),
                    new Row(caller(new WorkspaceId("third"), Scope.values()), Set.of()))) {
                for (int size : new int[] {1, 2, 20, 21, 100}) {
                    var seen = new ArrayList<String>();
                    String cursor = null;
                    do {
                        ActionPage page = test.actions.list(row.caller(), new PageRequest(null, cursor, size));
                        assertTrue(page.actions().size() <= size);
                        seen.addAll(slugs(page));
                        cursor = page.nextCursor();
                    } while (cursor != null);
                    assertEquals(List.copyOf(new TreeSet<>(row.sees())), seen);
                }
            }
            assertEquals(
                    List.of("act-12"),
                    slugs(test.actions.list(caller(OURS, some), new PageRequest("ACT 12", null, null))));
            assertEquals(List.of("act-13"), slugs(test.actions.list(us(), new PageRequest("-13", null, null))));
            for (PageRequest bad : List.of(
                    new PageRequest(null, null, 0),
                    new PageRequest(null, "act-12", null),
                    new PageRequest("\u0000", null, null))) {
                refusal(ProblemCode.BAD_REQUEST, () -> test.actions.list(us(), bad));
                refusal(ProblemCode.BAD_REQUEST, () -> test.actions.list(caller(OURS, some), bad));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsNothingOfWhatTheCallerMayNotSee(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            publish(test, THEIRS, "secret", TestLibrary.callable(TestLibrary.anyInput()));
            publish(test, OURS, "ours", TestLibrary.callable(TestLibrary.anyInput()));
            test.create(OURS, "only a draft");
            Caller limited = caller(OURS, new Grants(Set.of(), Set.of("other", "secret")));
            var told = new HashSet<String>();
            for (String slug : new String[] {
                "secret", "only-a-draft", "absent", "", "A", "a\u0000", "\ud800", "' OR 1=1", "../ours"
            }) {
                told.add(refusal(ProblemCode.ACTION_NOT_FOUND, () -> test.actions.get(us(), slug))
                        .body("r")
                        .write());
                told.add(refusal(ProblemCode.ACTION_NOT_FOUND, () -> test.actions.resolve(us(), slug))
                        .body("r")
                        .write());
                told.add(refusal(ProblemCode.ACTION_NOT_FOUND, () -> test.actions.get(limited, slug))
                        .body("r")
                        .write());
            }
            told.add(refusal(ProblemCode.ACTION_NOT_FOUND, () -> test.actions.get(limited, "ours"))
                    .body("r")
                    .write());
            assertEquals(1, told.size(), told::toString);
            refusal(ProblemCode.FORBIDDEN, () -> test.actions.resolve(limited, "ours"));
            refusal(ProblemCode.FORBIDDEN, () -> test.actions.resolve(limited, "absent"));
            Caller none = caller(OURS, Scope.RUNS_READ, Scope.ACTIONS_RUN);
            for (Executable call : List.<Executable>of(
                    () -> test.actions.list(none, ALL),
                    () -> test.actions.get(none, "ours"),
                    () -> test.actions.get(none, "absent"))) {
                assertEquals(
                        List.of(Json.of("actions:read")),
                        refusal(ProblemCode.FORBIDDEN, call).details());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneSlugInTwoWorkspacesIsTwoActions(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId ours = publish(test, OURS, "same", TestLibrary.callable(LEAD));
            WorkflowId theirs = publish(test, THEIRS, "same", TestLibrary.callable(TestLibrary.anyInput()));
            assertEquals(ours, test.actions.resolve(us(), "same").workflow());
            assertEquals(theirs, test.actions.resolve(them(), "same").workflow());
            test.publishing.stop(us(), ours);
            refusal(ProblemCode.ACTION_UNAVAILABLE, () -> test.actions.resolve(us(), "same"));
            assertEquals(theirs, test.actions.resolve(them(), "same").workflow());
            test.publishing.delete(us(), ours);
            assertEquals(theirs, test.actions.get(them(), "same").workflowId());
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksTheDatabaseOnceASecondAtMost(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            publish(test, OURS, "hot", TestLibrary.callable(LEAD));
            RunnableAction first = test.actions.resolve(us(), "hot");
            test.pass(1_000);
            RunnableAction refreshed = test.actions.resolve(us(), "hot");
            assertSame(first, refreshed, "an unchanged version is not read or compiled again");
            test.pass(999);
            // From here on any look into the database fails.
            test.database().close();
            assertSame(first, test.actions.resolve(us(), "hot"));
            test.pass(1);
            assertThrows(RuntimeException.class, () -> test.actions.resolve(us(), "hot"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void learnsWithinASecondWhatAnotherServerDid(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = publish(test, OURS, "shared", TestLibrary.callable(LEAD));
            var other = test.anotherServer(new Actions(test.database(), test.library, test.clock));
            assertEquals(1, test.actions.resolve(us(), "shared").version());
            other.deploy(us(), id, null, null);
            test.pass(1_000);
            assertEquals(2, test.actions.resolve(us(), "shared").version());
            other.stop(us(), id);
            test.pass(1_000);
            refusal(ProblemCode.ACTION_UNAVAILABLE, () -> test.actions.resolve(us(), "shared"));
            other.deploy(us(), id, null, null);
            test.pass(1_000);
            assertEquals(3, test.actions.resolve(us(), "shared").version());
            other.delete(us(), id);
            WorkflowId heir = test.create(OURS, "Shared").id();
            other.deploy(us(), heir, null, null);
            test.pass(1_000);
            assertEquals(heir, test.actions.resolve(us(), "shared").workflow());
            assertEquals(1, test.actions.resolve(us(), "shared").version());
        }
    }

    @ParameterizedTest
    @EnumSource
    void knowsAtOnceWhatThisServerDid(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            WorkflowId id = publish(test, OURS, "busy", TestLibrary.callable(TestLibrary.anyInput()));
            var results = Race.run(4, number -> {
                for (int i = 0; i < 15; i++) {
                    if (number == 0) {
                        test.publishing.deploy(us(), id, null, null);
                        long live = test.actions.resolve(us(), "busy").version();
                        assertEquals(i + 2, live);
                    } else {
                        assertTrue(test.actions.resolve(us(), "busy").version() > 0);
                    }
                }
                return number;
            });
            assertEquals(List.of(), results.faults());
        }
    }

    @Test
    void forgetsTheLeastUsedBeforeItRemembersTooMuch() {
        try (var test = TestLibrary.open(TestDatabase.Kind.SQLITE)) {
            // Twelve of 900 kB are more than what may be remembered, eight are not.
            Json.Obj large = TestLibrary.callable(TestLibrary.anyInput()).with("notes", Json.of("x".repeat(900_000)));
            var first = new ArrayList<RunnableAction>();
            for (int i = 10; i < 22; i++) {
                Json.Obj definition = large.without("notes");
                Json.Arr nodes = (Json.Arr) definition.fields().get("nodes");
                Json.Obj input = ((Json.Obj) nodes.items().getFirst()).with("notes", Json.of("x".repeat(900_000)));
                definition = definition.with(
                        "nodes", Json.array(List.of(input, nodes.items().getLast())));
                publish(test, OURS, "large " + i, definition);
                first.add(test.actions.resolve(us(), "large-" + i));
            }
            assertSame(first.getLast(), test.actions.resolve(us(), "large-21"));
            assertSame(first.get(6), test.actions.resolve(us(), "large-16"));
            assertTrue(first.getFirst() != test.actions.resolve(us(), "large-10"), "the oldest was forgotten");
        }
    }

    @Test
    void saysEverythingThatIsWrongWithAnInputAndFillsInDefaults() {
        try (var test = TestLibrary.open(TestDatabase.Kind.SQLITE)) {
            publish(test, OURS, "lead", TestLibrary.callable(LEAD));
            RunnableAction action = test.actions.resolve(us(), "lead");
            assertEquals(
                    Json.parse("{\"email\":\"a@example.com\",\"size\":2,\"country\":\"NO\"}"),
                    action.checkInput(Json.parse("{\"email\":\"a@example.com\",\"size\":2}")));
            Problem bad = refusal(
                    ProblemCode.INPUT_VALIDATION_FAILED,
                    () -> action.checkInput(Json.parse("{\"email\":\"nobody\",\"size\":0,\"country\":7,\"extra\":1}")));
            assertEquals(4, bad.details().size(), bad.details()::toString);
            for (Json detail : bad.details()) {
                assertEquals(
                        Set.of("path", "message", "keyword"),
                        ((Json.Obj) detail).fields().keySet());
            }
            for (String none : new String[] {"null", "[]", "\"text\"", "1"}) {
                refusal(ProblemCode.INPUT_VALIDATION_FAILED, () -> action.checkInput(Json.parse(none)));
            }
            assertEquals(
                    2,
                    refusal(ProblemCode.INPUT_VALIDATION_FAILED, () -> action.checkInput(null))
                            .details()
                            .size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangedSchemaHasAnotherHashAndAnEqualOneTheSame(TestDatabase.Kind kind) {
        try (var test = TestLibrary.open(kind)) {
            Json one = Json.parse("{\"type\":\"object\",\"properties\":{\"a\":{\"maximum\":1.0},\"b\":{}}}");
            Json same = Json.parse("{\"properties\":{\"b\":{},\"a\":{\"maximum\":1}},\"type\":\"object\"}");
            Json other = Json.parse("{\"properties\":{\"b\":{},\"a\":{\"maximum\":2}},\"type\":\"object\"}");
            WorkflowId id = publish(test, OURS, "hashed", TestLibrary.callable(one));
            String first = test.actions.get(us(), "hashed").summary().schemaHash();
            var hashes = new ArrayList<String>();
            for (Json schema : List.of(same, other)) {
                test.library.update(
                        OURS, id, new WorkflowChange(TestLibrary.ADA, null, null, null, TestLibrary.callable(schema)));
                test.publishing.deploy(us(), id, null, null);
                hashes.add(test.actions.get(us(), "hashed").summary().schemaHash());
            }
            assertEquals(first, hashes.getFirst());
            assertTrue(!first.equals(hashes.getLast()), hashes::toString);
        }
    }
}
