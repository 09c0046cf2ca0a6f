package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.Race;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A workflow is moved to another version of a connector while others move, deploy, change or stop it. */
@Timeout(300)
class ConnectorMoveRaceTest {
    private static final int ROUNDS = 12;

    @TempDir
    private Path folder;

    private Shop shop;
    private TwoWorkspaces world;
    private PageClient editor;

    /** Answers with the path that it was asked for, in which each version of the connector says its own number. */
    @BeforeEach
    void open() throws IOException {
        shop = new Shop("{\"path\": \"%s\"}"::formatted);
    }

    @AfterEach
    void close() {
        world.close();
        shop.close();
    }

    private void start(TestDatabase.Kind kind) throws IOException {
        world = TwoWorkspaces.over(kind, folder, Map.of("TRIGGO_EGRESS_ALLOW", shop.host()));
        editor = world.people.get("editor");
    }

    private void build(String connector, int version) {
        shop.build(editor::send, connector, """
                {"name": "look", "method": "GET", "path": "/v%d", "output": {"type": "object"}}""".formatted(version));
    }

    private static Json.Obj definition(String connector, String words) {
        return Json.object()
                .put("definition", Json.parse("""
                        {"nodes": [
                           {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                           {"id": "look", "type": "connector", "connector": "%s", "operation": "look", "config": {}},
                           {"id": "out", "type": "return_output", "config": {"output": "%s {{look.path}}"}}],
                         "edges": [{"source": "in", "target": "look"}, {"source": "look", "target": "out"}]}
                        """.formatted(connector, words)))
                .build();
    }

    /** Live with version 1 of the connector of its own, of which there are two. */
    private String workflow(String connector) {
        build(connector, 1);
        Json.Obj named = definition(connector, "old").with("name", Json.of(connector));
        String id = String.valueOf(editor.post("/workflows", named).expect(201).text("id"));
        editor.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
        build(connector, 2);
        return id;
    }

    private RestClient.Answer move(String workflow, String connector, int version) {
        return editor.post(
                "/workflows/" + workflow + "/connectors",
                Json.object()
                        .put("connector", connector)
                        .put("version", version)
                        .build());
    }

    private String output(String action) {
        Json.Obj run = editor.post("/actions/" + action + "/run?wait=30", Json.parse("{\"input\": {}}"))
                .expect(200);
        assertEquals("succeeded", run.text("status"), run.write());
        return String.valueOf(run.text("output"));
    }

    private int versions(String workflow) {
        Json.Obj list = editor.get("/workflows/" + workflow + "/versions").expect(200);
        return ((Json.Arr) list.fields().get("versions")).items().size();
    }

    private static List<RestClient.Answer> race(int runners, IntFunction<RestClient.Answer> work) {
        Race.Results<RestClient.Answer> results = Race.run(runners, work);
        assertEquals(List.of(), results.faults());
        return results.values();
    }

    private static void refused(RestClient.Answer answer, String words) {
        assertEquals("BAD_REQUEST", answer.expect(400).text("code"));
        assertTrue(answer.body().write().contains(words), answer.body().write());
    }

    @ParameterizedTest
    @EnumSource
    void ofSeveralMovesOneIsMadeAndTheOthersAreToldSo(TestDatabase.Kind kind) throws IOException {
        start(kind);
        for (int round = 0; round < ROUNDS / 3; round++) {
            String name = "many-" + round;
            String workflow = workflow(name);
            List<RestClient.Answer> answers = race(6, runner -> move(workflow, name, 2));
            assertEquals(
                    1, answers.stream().filter(answer -> answer.status() == 200).count());
            answers.stream().filter(answer -> answer.status() != 200).forEach(answer -> refused(answer, "version 2"));
            assertEquals(2, versions(workflow), "one move makes one version");
            assertEquals("old /v2", output(name));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDeployedAtTheSameTimeIsNotUndone(TestDatabase.Kind kind) throws IOException {
        start(kind);
        for (int round = 0; round < ROUNDS; round++) {
            String name = "deployed-" + round;
            String workflow = workflow(name);
            editor.put("/workflows/" + workflow, definition(name, "new")).expect(200);
            List<RestClient.Answer> answers = race(
                    2,
                    runner -> runner == 0
                            ? move(workflow, name, 2)
                            : editor.post("/workflows/" + workflow + "/deploy", Json.EMPTY_OBJECT));
            answers.get(1).expect(200);
            RestClient.Answer moved = answers.getFirst();
            if (moved.status() != 200) {
                refused(moved, "version 2");
            }
            assertEquals("new /v2", output(name), () -> "the draft was deployed; the move: " + moved);
            assertEquals(moved.status() == 200 ? 3 : 2, versions(workflow));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDraftThatIsChangedAtTheSameTimeIsKeptAndNotTakenLive(TestDatabase.Kind kind) throws IOException {
        start(kind);
        for (int round = 0; round < ROUNDS / 3; round++) {
            String name = "edited-" + round;
            String workflow = workflow(name);
            List<RestClient.Answer> answers = race(
                    2,
                    runner -> runner == 0
                            ? move(workflow, name, 2)
                            : editor.put("/workflows/" + workflow, definition(name, "new")));
            answers.forEach(answer -> answer.expect(200));
            assertEquals("old /v2", output(name), "the draft has no part in a move");
            String draft = editor.get("/workflows/" + workflow).expect(200).write();
            assertTrue(draft.contains("new {{look.path}}"), draft);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStoppedAtTheSameTimeStaysStopped(TestDatabase.Kind kind) throws IOException {
        start(kind);
        for (int round = 0; round < ROUNDS / 2; round++) {
            String name = "stopped-" + round;
            String workflow = workflow(name);
            List<RestClient.Answer> answers = race(
                    2,
                    runner -> runner == 0
                            ? move(workflow, name, 2)
                            : editor.post("/workflows/" + workflow + "/stop", Json.EMPTY_OBJECT));
            answers.get(1).expect(200);
            if (answers.getFirst().status() != 200) {
                refused(answers.getFirst(), "not live");
            }
            assertEquals(
                    "stopped", editor.get("/workflows/" + workflow).expect(200).text("status"));
        }
    }
}
