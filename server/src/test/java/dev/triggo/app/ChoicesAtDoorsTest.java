package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.Upstream;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service gives to choose from, asked at both doors: the same answers, for whoever may write workflows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ChoicesAtDoorsTest {
    private static final String MODELS = "/connectors/openai/operations/chat_completion/choices/model";
    private static final String KEY = "planted-key-of-models";
    private static final String TWO = "{\"data\": [{\"id\": \"small\"}, {\"id\": \"large\"}]}";

    @TempDir
    private static Path folder;

    private Upstream upstream;
    private TwoWorkspaces world;
    private PageClient editor;
    private String key;
    private String ours;

    @BeforeAll
    void start() throws IOException {
        upstream = new Upstream();
        world = new TwoWorkspaces(folder, Map.of("TRIGGO_EGRESS_ALLOW", "127.0.0.1"));
        editor = world.people.get("editor");
        key = TwoWorkspaces.secret(TwoWorkspaces.key(world.people.get("owner"), null, "workflows:write"));
        ours = connection(editor, "[]", "[]", upstream.url("/v1"));
    }

    @AfterAll
    void stop() {
        world.close();
        upstream.close();
    }

    @BeforeEach
    void answering() {
        upstream.answering(200, "application/json", TWO);
    }

    private static String connection(PageClient maker, String workflows, String hosts, String base) {
        Json asked = Json.parse("""
                {"connector": "openai", "name": "Models", "workflows": %s, "hosts": %s,
                 "fields": {"api_key": "%s", "base_url": "%s"}}""".formatted(workflows, hosts, KEY, base));
        return String.valueOf(maker.post("/connections", asked).expect(201).text("id"));
    }

    /** Both doors of the workspace, by those who may. */
    private List<BiFunction<String, Json, RestClient.Answer>> doors() {
        RestClient rest = world.rest(key);
        return List.of((path, body) -> editor.post(path, body), (path, body) -> rest.post(path, body));
    }

    private static String details(RestClient.Answer answer) {
        return ((Json.Arr) answer.body().get("details"))
                .items().stream()
                        .map(detail -> String.valueOf(((Json.Obj) detail).text("path")))
                        .toList()
                        .toString();
    }

    @Test
    void bothDoorsAskAndTellTheSame() {
        for (var door : doors()) {
            Json.Obj told = door.apply(MODELS, fields("connectionId", ours)).expect(200);
            assertEquals(
                    "{\"choices\":[{\"value\":\"large\",\"label\":\"large\"},{\"value\":\"small\",\"label\":\"small\"}],\"more\":false}",
                    told.write());
        }
        assertTrue(upstream.asked().contains("/v1/models"), upstream.asked()::toString);
        String audit = world.people.get("owner").get("/audit/export").response().body();
        assertTrue(audit.contains("connector.choices_listed"), audit);
        assertFalse(audit.contains(KEY), audit);
        Json.Obj used = editor.get("/connections/" + ours).expect(200);
        assertEquals("ok", used.text("state"));
    }

    @Test
    void whoMayNotWriteWorkflowsMayNotAsk() {
        int before = upstream.asked().size();
        world.people.get("viewer").post(MODELS, fields("connectionId", ours)).expect(403);
        String others = TwoWorkspaces.secret(TwoWorkspaces.key(
                world.people.get("owner"), null, "connectors:read", "connectors:write", "workflows:read"));
        RestClient.Answer refused = world.rest(others).post(MODELS, fields("connectionId", ours));
        assertEquals(403, refused.status());
        assertTrue(refused.response().body().contains("workflows:write"), refused.response()::body);
        // The other workspace's connection is one that there is not.
        Json.Obj foreign = world.eve.post(MODELS, fields("connectionId", ours)).expect(422);
        Json.Obj unknown =
                world.eve.post(MODELS, fields("connectionId", "unknown")).expect(422);
        assertEquals(unknown.without("requestId"), foreign.without("requestId"));
        assertEquals(before, upstream.asked().size());
    }

    @Test
    void whatIsMissingAndWhatThereIsNotIsSaid() {
        int before = upstream.asked().size();
        String sheets = "/connectors/openai/operations/";
        for (var door : doors()) {
            RestClient.Answer missing = door.apply(MODELS, fields("workflowId", "unknown"));
            assertEquals("INPUT_VALIDATION_FAILED", missing.expect(422).text("code"));
            assertEquals("[/connectionId, /workflowId]", details(missing));
            door.apply("/connectors/gone/operations/a/choices/b", Json.EMPTY_OBJECT)
                    .expect(404);
            door.apply(sheets + "gone/choices/model", Json.EMPTY_OBJECT).expect(404);
            door.apply(sheets + "chat_completion/choices/gone", Json.EMPTY_OBJECT)
                    .expect(404);
            door.apply(sheets + "chat_completion/choices/prompt", Json.EMPTY_OBJECT)
                    .expect(400);
            door.apply("/connectors/schedule/operations/schedule/choices/cron", Json.EMPTY_OBJECT)
                    .expect(400);
            door.apply(MODELS, fields("connection", ours)).expect(400);
            door.apply(MODELS, Json.parse("{\"input\": []}")).expect(400);
            door.apply(MODELS, Json.parse("{\"connectionId\": 1}")).expect(400);
            door.apply(MODELS, Json.parse("[]")).expect(400);
        }
        assertEquals(before, upstream.asked().size());
    }

    @Test
    void aConnectionForOneWorkflowWantsItNamed() {
        String workflow = String.valueOf(
                editor.post("/workflows", fields("name", "Mine")).expect(201).text("id"));
        String narrow = connection(editor, "[\"%s\"]".formatted(workflow), "[]", upstream.url("/v1"));
        for (var door : doors()) {
            RestClient.Answer unnamed = door.apply(MODELS, fields("connectionId", narrow));
            unnamed.expect(400);
            assertEquals("[/connectionId]", details(unnamed));
            door.apply(MODELS, fields("connectionId", narrow, "workflowId", workflow))
                    .expect(200);
        }
        String theirs = String.valueOf(world.eve
                .post("/workflows", fields("name", "Theirs"))
                .expect(201)
                .text("id"));
        editor.post(MODELS, fields("connectionId", ours, "workflowId", theirs)).expect(422);
    }

    /** Judged at the socket: nobody comes to the host that the connection is not for. */
    @Test
    void aConnectionForSomeHostsIsTakenToNoOther() throws IOException {
        try (ServerSocketChannel elsewhere = ServerSocketChannel.open()) {
            elsewhere.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
            int port = ((InetSocketAddress) elsewhere.getLocalAddress()).getPort();
            String hosts = "[\"127.0.0.1:%d\"]".formatted(upstream.port());
            String astray = connection(editor, "[]", hosts, "http://127.0.0.1:%d/v1".formatted(port));
            for (var door : doors()) {
                Json.Obj denied =
                        door.apply(MODELS, fields("connectionId", astray)).expect(400);
                assertTrue(String.valueOf(denied.text("error")).contains("EGRESS_DENIED"), denied::write);
            }
            assertNull(elsewhere.accept());
        }
    }

    @Test
    void aServiceThatRefusesIsQuotedWithoutSecrets() {
        String failing = connection(editor, "[]", "[]", upstream.url("/failing"));
        upstream.answering(400, "application/json", "{\"error\": {\"message\": \"no: %s\"}}".formatted(KEY));
        for (var door : doors()) {
            RestClient.Answer refused = door.apply(MODELS, fields("connectionId", failing));
            assertEquals("BAD_REQUEST", refused.expect(400).text("code"));
            assertTrue(refused.response().body().contains("VALIDATION_ERROR"), refused.response()::body);
            assertFalse(refused.response().body().contains(KEY), refused.response()::body);
        }
        upstream.answering(429, "application/json", "{}");
        RestClient.Answer later = editor.post(MODELS, fields("connectionId", failing));
        assertEquals("OVERLOADED", later.expect(503).text("code"));
        assertTrue(Integer.parseInt(later.header("retry-after")) > 0, later.response()::body);
    }

    @Test
    void agentsSeeWhatCanBeAskedForAndHow() {
        String reader = TwoWorkspaces.secret(TwoWorkspaces.key(world.people.get("owner"), null, "connectors:read"));
        Json.Obj told = world.mcp(reader)
                .give("get_operation_schema", fields("connector", "openai", "operation", "chat_completion"));
        Json.Obj rest = world.rest(reader)
                .get("/connectors/openai/operations/chat_completion")
                .expect(200);
        Json.Obj page =
                editor.get("/connectors/openai/operations/chat_completion").expect(200);
        for (Json.Obj operation : List.of(told, rest, page)) {
            Json.Obj properties = (Json.Obj) ((Json.Obj) operation.get("inputSchema")).get("properties");
            assertEquals(
                    "{\"needs\":[],\"ask\":\"POST /api/v1/runtime%s\"}".formatted(MODELS),
                    ((Json.Obj) properties.get("model")).get("x-choices").write());
            assertFalse(((Json.Obj) properties.get("prompt")).has("x-choices"));
        }
    }
}
