package dev.triggo.starters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each starter is sound, runs on a server of its own, and gives what it says. */
class StartersTest {
    private static final Json.Arr SHOWN = new Starters("http://127.0.0.1:8090").all();

    @TempDir
    private static Path folder;

    private static RunningServer server;
    private static RestClient rest;
    private static Json.Arr starters;

    @BeforeAll
    static void start() throws IOException {
        int port = Ports.free();
        starters = new Starters("http://127.0.0.1:" + port).all();
        server = RunningServer.start(
                folder, Map.of("RUNTIME_PORT", "" + port, "TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + port));
        rest = new RestClient(server.port(), RunningServer.KEY);
        publish("reshape-order");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Set<String> ids() {
        return SHOWN.items().stream()
                .map(one -> String.valueOf(((Json.Obj) one).text("id")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Json.Obj starter(String id) {
        return (Json.Obj) starters.items().stream()
                .filter(one -> id.equals(((Json.Obj) one).text("id")))
                .findFirst()
                .orElseThrow();
    }

    private static Json.Obj create(String id) {
        Json.Obj starter = starter(id);
        return rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", Objects.requireNonNull(starter.text("name")))
                                .put("description", Objects.requireNonNull(starter.text("description")))
                                .put("definition", Objects.requireNonNull(starter.get("definition")))
                                .build())
                .expect(201);
    }

    private static void publish(String id) {
        rest.post(
                        "/workflows/" + create(id).text("id") + "/deploy",
                        Json.object().put("slug", id).build())
                .expect(200);
    }

    private static Json.Obj run(String id, Json input) {
        return rest.post(
                        "/workflows/" + create(id).text("id") + "/test",
                        Json.object().put("input", input).put("wait", 30).build())
                .expect(200);
    }

    @Test
    void areThoseThatThereAreFilesOf() throws Exception {
        Path files = Path.of(Objects.requireNonNull(StartersTest.class.getResource("/starters/fall-back.yaml"))
                        .toURI())
                .getParent();
        try (var list = Files.list(Objects.requireNonNull(files))) {
            Set<String> names = list.map(
                            file -> String.valueOf(file.getFileName()).replace(".yaml", ""))
                    .collect(Collectors.toSet());
            assertEquals(names, new HashSet<>(ids()));
        }
        assertEquals(10, ids().size());
    }

    @ParameterizedTest
    @MethodSource("ids")
    void areSoundAndTidyAsTheyAre(String id) {
        Json.Obj made = create(id);
        var validation = (Json.Obj) Objects.requireNonNull(made.get("validation"));
        assertEquals(Json.of(true), validation.get("valid"), validation::write);
        Set<String> known = Set.of("id", "name", "description", "needs", "input", "output", "definition");
        assertTrue(known.containsAll(starter(id).fields().keySet()));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void giveWhatTheySay(String id) {
        Json.Obj run = run(id, Objects.requireNonNull(starter(id).get("input")));
        assertEquals("succeeded", run.text("status"), run::write);
        // Where the example address may be called, there is nothing to fall back from.
        Json expected = id.equals("fall-back")
                ? Json.parse("{\"found\": true, \"name\": \"Ada\"}")
                : Objects.requireNonNull(starter(id).get("output"));
        assertEquals(
                expected.canonical(), Objects.requireNonNull(run.get("output")).canonical());
    }

    @Test
    void fallsBackWhereTheCallIsRefused(@TempDir Path other) {
        try (var guarded = RunningServer.start(other, Map.of())) {
            var its = new RestClient(guarded.port(), RunningServer.KEY);
            Json.Obj starter = starter("fall-back");
            String id = its.post(
                            "/workflows",
                            Json.object()
                                    .put("name", "x")
                                    .put("definition", Objects.requireNonNull(starter.get("definition")))
                                    .build())
                    .expect(201)
                    .text("id");
            Json.Obj run = its.post(
                            "/workflows/" + id + "/test",
                            Json.object()
                                    .put("input", Objects.requireNonNull(starter.get("input")))
                                    .put("wait", 30)
                                    .build())
                    .expect(200);
            assertEquals(starter.get("output"), run.get("output"), run::write);
        }
    }

    @Test
    void asksAPersonForALargeRefund() {
        String id = create("approve-refund").text("id");
        Json.Obj waiting = rest.post("/workflows/" + id + "/test", (Json.Obj)
                        Json.parse("{\"input\": {\"order\": \"A-2\", \"amount\": 250}, \"wait\": 0}"))
                .expect(202);
        String path = "/runs/" + waiting.text("runId");
        Json.Obj asked = rest.get(path + "?wait=30").expect(200);
        assertEquals("waiting_for_approval", asked.text("status"));
        assertEquals(
                "Refund 250 for order A-2?", ((Json.Obj) Objects.requireNonNull(asked.get("approval"))).text("title"));
        rest.post(path + "/approve", (Json.Obj) Json.parse("{\"decision\": \"approved\", \"comment\": \"Fine.\"}"))
                .expect(200);
        Json.Obj done = rest.get(path + "?wait=30").expect(200);
        assertEquals("Fine.", ((Json.Obj) Objects.requireNonNull(done.get("output"))).text("comment"));
        assertNull(done.get("error"));
    }
}
