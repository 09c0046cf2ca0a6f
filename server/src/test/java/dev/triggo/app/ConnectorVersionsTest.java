package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The versions of a connector that was built, on the page's door: seen, compared, and workflows moved over. */
@Timeout(180)
class ConnectorVersionsTest {
    private static final String ID = "{\"name\": \"id\", \"in\": \"path\", \"schema\": {\"type\": \"integer\"}}";
    private static final String SHELTER =
            "{\"name\": \"shelter\", \"in\": \"query\", \"required\": true, \"schema\": {\"type\": \"string\"}}";
    private static final String GIVES_NAME =
            "{\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\"}}}";

    @TempDir
    private Path folder;

    private Shop shop;
    private TwoWorkspaces world;
    private PageClient editor;

    @BeforeEach
    void open() throws IOException {
        shop = new Shop(path -> "{\"name\": \"Rex\"}");
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

    private static String operation(String name, String path, String parameters, String output) {
        return """
                {"name": "%s", "method": "GET", "path": "%s", "parameters": [%s], "output": %s}""".formatted(name, path, parameters, output);
    }

    private void build(String name, String... operations) {
        shop.build(editor::send, name, operations);
    }

    private String workflow() {
        Json.Obj made = editor.post("/workflows", Json.parse("""
                {"name": "Look up", "definition": {"nodes": [
                   {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                   {"id": "pet", "type": "connector", "connector": "shop", "operation": "get_pet", "config": {"id": 7}},
                   {"id": "bank", "type": "connector", "connector": "bank", "operation": "get_account", "config": {"id": 1}},
                   {"id": "out", "type": "return_output", "config": {"output": "{{pet.name}}"}}],
                  "edges": [{"source": "in", "target": "pet"}, {"source": "pet", "target": "bank"},
                            {"source": "bank", "target": "out"}]}}""")).expect(201);
        String id = String.valueOf(made.text("id"));
        editor.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
        return id;
    }

    private List<String> called() {
        shop.asked().clear();
        Json.Obj run = editor.post("/actions/look-up/run?wait=30", Json.parse("{\"input\": {}}"))
                .expect(200);
        assertEquals("succeeded", run.text("status"), run.write());
        return List.copyOf(shop.asked());
    }

    private static Json.Obj to(String connector, long version) {
        return Json.object().put("connector", connector).put("version", version).build();
    }

    private static List<Json> list(Json.Obj of, String name) {
        return ((Json.Arr) of.fields().get(name)).items();
    }

    /** Three versions: a second one that asks for more, and a third one at which the first one's callers feel at home. */
    private void threeVersions() {
        build("bank", operation("get_account", "/accounts/v1/{id}", ID, GIVES_NAME));
        build(
                "shop",
                operation("get_pet", "/v1/pets/{id}", ID, GIVES_NAME),
                operation("drop_pet", "/v1/drop", "", GIVES_NAME));
    }

    private void built() {
        build(
                "shop",
                operation("get_pet", "/v1/pets/{id}", ID + "," + SHELTER, "{\"type\": \"object\"}"),
                operation("list_pets", "/v2/pets", "", GIVES_NAME));
        build("shop", operation("get_pet", "/v3/pets/{id}", ID, GIVES_NAME));
        build("bank", operation("get_account", "/accounts/v2/{id}", ID, GIVES_NAME));
    }

    @ParameterizedTest
    @EnumSource
    void whatChangedIsToldAndAWorkflowIsMovedOnWhenItFits(TestDatabase.Kind kind) throws IOException {
        start(kind);
        threeVersions();
        String workflow = workflow();
        String move = "/workflows/" + workflow + "/connectors";
        built();

        Json.Obj versions = editor.get("/connectors/shop/versions").expect(200);
        assertEquals("[3,2,1]", numbers(versions), versions.write());
        Json.Obj user = (Json.Obj) list(versions, "workflows").getFirst();
        assertEquals(workflow, user.text("id"));
        assertEquals("1", user.fields().get("keeps").write());
        assertEquals(
                "[1]", numbers(editor.get("/connectors/shop/versions?before=2").expect(200)));

        assertChangesAreTold();

        Json.Obj refused = editor.post(move, to("shop", 2)).expect(422);
        assertEquals("WORKFLOW_INVALID", refused.text("code"));
        String faults = refused.fields().get("details").write();
        assertTrue(faults.contains("\"nodeId\":\"pet\"") && faults.contains("shelter"), faults);
        assertEquals(List.of("/v1/pets/7", "/accounts/v1/1"), called(), "a refusal changes nothing");

        Json.Obj before = editor.get("/workflows/" + workflow).expect(200);
        Json.Obj moved = editor.post(move, to("shop", 3)).expect(200);
        assertEquals("2", moved.fields().get("version").write());
        assertEquals(List.of("/v3/pets/7", "/accounts/v1/1"), called(), "the other connector stays what it was");
        Json.Obj after = editor.get("/workflows/" + workflow).expect(200);
        assertEquals(before.get("revision"), after.get("revision"), "the draft has no part in it");
        Json.Obj now = (Json.Obj) list(editor.get("/connectors/shop/versions").expect(200), "workflows")
                .getFirst();
        assertEquals("3", now.fields().get("keeps").write());

        editor.post("/workflows/" + workflow + "/rollback", Json.parse("{\"version\": 1}"))
                .expect(200);
        assertEquals(List.of("/v1/pets/7", "/accounts/v1/1"), called(), "a rollback takes the old connector back");
        List<String> noted = list(world.people.get("owner").get("/audit").expect(200), "entries").stream()
                .map(entry -> String.valueOf(((Json.Obj) entry).text("what")))
                .filter("workflow.connector_moved"::equals)
                .toList();
        assertEquals(1, noted.size(), "only what was done is noted");
    }

    private void assertChangesAreTold() {
        Json.Obj changes = editor.get("/connectors/shop/changes?from=1&to=2").expect(200);
        assertEquals(List.of(Json.of("drop_pet")), list(changes, "removed"));
        assertEquals(List.of(Json.of("list_pets")), list(changes, "added"));
        assertEquals(Json.Bool.TRUE, changes.get("breaking"));
        String changed = changes.fields().get("changed").write();
        assertTrue(changed.contains("\"/input/shelter\",\"message\":\"is new and required\""), changed);
        assertTrue(changed.contains("\"/output/name\",\"message\":\"is not given any more\""), changed);
        Json.Obj harmless = editor.get("/connectors/shop/changes?from=3&to=3").expect(200);
        assertEquals(Json.Bool.FALSE, harmless.get("breaking"), harmless.write());
        assertEquals("1", harmless.fields().get("same").write());
    }

    private static String numbers(Json.Obj versions) {
        return Json.array(list(versions, "versions").stream()
                        .map(version -> ((Json.Obj) version).fields().get("version"))
                        .toList())
                .write();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.INCLUDE, names = "SQLITE")
    void whatCannotBeMovedIsRefusedAndOthersSeeNothing(TestDatabase.Kind kind) throws IOException {
        start(kind);
        threeVersions();
        String workflow = workflow();
        String move = "/workflows/" + workflow + "/connectors";
        built();
        build("unused", operation("get_pet", "/{id}", ID, GIVES_NAME));

        for (Json.Obj body : List.of(to("shop", 1), to("shop", 4), to("shop", 0), to("shop", -1), to("unused", 1))) {
            assertEquals("BAD_REQUEST", editor.post(move, body).expect(400).text("code"), body.write());
        }
        String both = editor.post(move, Json.parse("{\"connector\": 1, \"more\": 2}"))
                .expect(400)
                .write();
        assertTrue(both.contains("/connector") && both.contains("/version") && both.contains("/more"), both);
        assertEquals(
                "CONNECTOR_NOT_FOUND",
                editor.post(move, to("storage", 2)).expect(404).text("code"));
        assertEquals(
                "CONNECTOR_NOT_FOUND",
                editor.get("/connectors/storage/versions").expect(404).text("code"));
        editor.get("/connectors/shop/changes?from=1&to=9").expect(404);
        editor.get("/connectors/shop/changes?from=1").expect(400);
        editor.get("/connectors/shop/changes?from=1&to=x").expect(400);
        editor.get("/connectors/shop/versions?before=-1").expect(400);

        PageClient viewer = world.people.get("viewer");
        viewer.get("/connectors/shop/versions").expect(200);
        viewer.post(move, to("shop", 3)).expect(403);
        for (String path : List.of("versions", "changes?from=1&to=2")) {
            assertEquals(
                    world.eve.get("/connectors/none/" + path).expect(404).text("error"),
                    world.eve.get("/connectors/shop/" + path).expect(404).text("error"));
        }
        assertEquals(
                "WORKFLOW_NOT_FOUND",
                world.eve.post(move, to("shop", 3)).expect(404).text("code"));

        editor.post("/workflows/" + workflow + "/stop", Json.EMPTY_OBJECT).expect(200);
        assertTrue(editor.post(move, to("shop", 3)).expect(400).write().contains("not live"));
        world.people.get("owner").delete("/workflows/" + workflow).expect(200);
        Json.Obj left = editor.get("/connectors/shop/versions").expect(200);
        assertEquals(List.of(), list(left, "workflows"), "one that is deleted keeps nothing");
        assertEquals(Json.Bool.FALSE, left.get("more"));
        editor.put("/workflows/" + workflow, fields("name", "x")).expect(404);
    }
}
