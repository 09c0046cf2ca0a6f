package dev.triggo.appapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.WrittenDocs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers with a key do, done by people who are signed in; and what the page's door says of itself. */
class WorkRoutesTest {
    private static final Json.Obj DEFINITION = (Json.Obj) Json.parse("""
            {"nodes": [
              {"id": "action_input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
              {"id": "approval_1", "type": "approval", "config": {"title": "Really?", "message": "It will."}},
              {"id": "return_output", "type": "return_output", "config": {"output": {"done": true}}}],
             "edges": [
              {"id": "e1", "source": "action_input", "target": "approval_1"},
              {"id": "e2", "source": "approval_1", "target": "return_output"}]}""");

    @TempDir
    private Path folder;

    private RunningServer server;
    private PageClient owner;
    private Json.Obj document;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        owner = browser();
        owner.post(
                        "/setup",
                        Json.object()
                                .put(
                                        "token",
                                        Files.readString(folder.resolve("setup-token"))
                                                .strip())
                                .put("email", "ada@example.com")
                                .put("name", "Ada")
                                .put("password", "a sentence that nobody guesses")
                                .build())
                .expect(201);
        document = browser().get("/openapi.json").expect(200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private PageClient browser() {
        return new PageClient(server.port());
    }

    private PageClient member(String role) {
        String email = role + "@example.com";
        String invitation = owner.post("/invitations", object("email", email, "role", role))
                .expect(201)
                .text("invitation");
        PageClient comes = browser();
        comes.post(
                        "/invitations/accept",
                        object("invitation", invitation, "name", role, "password", "a sentence that nobody guesses"))
                .expect(201);
        return comes;
    }

    private static Json.Obj object(String... fields) {
        var object = Json.object();
        for (int i = 0; i < fields.length; i += 2) {
            object.put(fields[i], fields[i + 1]);
        }
        return object.build();
    }

    private static Json.Obj at(Json.Obj json, String... names) {
        Json.Obj at = json;
        for (String name : names) {
            at = (Json.Obj) Objects.requireNonNull(at.get(name), () -> "no " + name);
        }
        return at;
    }

    /** A line of the door's document. */
    private record Line(String method, String path, Json.Obj says) {
        boolean isPublic() {
            return says.get("security") instanceof Json.Arr list && list.items().isEmpty();
        }

        /** The least role. */
        String role() {
            return ((Json.Str) ((Json.Arr) Objects.requireNonNull(
                                    ((Json.Obj) ((Json.Arr) Objects.requireNonNull(says.get("security")))
                                                    .items()
                                                    .getFirst())
                                            .get("session")))
                            .items()
                            .getFirst())
                    .value();
        }

        RestClient.Answer call(PageClient client) {
            String somewhere = path.replace("/api/v1/app", "").replaceAll("\\{[a-zA-Z]+}", "nothing-of-this-name");
            return client.send(
                    method.toUpperCase(java.util.Locale.ROOT), somewhere, method.equals("get") ? null : "{}");
        }
    }

    private List<Line> lines() {
        var lines = new ArrayList<Line>();
        at(document, "paths")
                .fields()
                .forEach((path, item) -> ((Json.Obj) item)
                        .fields()
                        .forEach((method, says) -> lines.add(new Line(method, path, (Json.Obj) says))));
        return lines;
    }

    @Test
    void nobodyComesInWithoutASessionNorWithAKeyInstead() {
        for (Line line : lines()) {
            if (line.isPublic()) {
                continue;
            }
            assertEquals(401, line.call(browser()).status(), line.toString());
            String key = "Bearer " + RunningServer.KEY;
            assertEquals(
                    401,
                    browser()
                            .send("GET", "/workflows", null, "authorization", key)
                            .status());
        }
    }

    @Test
    void whatChangesSomethingNeedsThePagesToken() {
        for (Line line : lines()) {
            if (!line.isPublic() && !line.method().equals("get")) {
                RestClient.Answer answer = line.call(owner.withoutToken());
                assertEquals(403, answer.status(), line.toString());
            }
        }
    }

    @Test
    void everyLineKeepsOutWhoeverIsLessThanItSays() {
        List<String> order = List.of("viewer", "editor", "admin", "owner");
        for (String role : List.of("viewer", "editor")) {
            PageClient person = member(role);
            for (Line line : lines()) {
                if (line.isPublic() || line.path().endsWith("/sign-out")) {
                    continue;
                }
                boolean enough = order.indexOf(role) >= order.indexOf(line.role());
                int status = line.call(person).status();
                assertEquals(!enough, status == 403, role + " at " + line + " got " + status);
                assertTrue(status < 500, line + " got " + status);
            }
        }
    }

    @Test
    void looksAreForViewersAndWorkIsForEditors() {
        Map<String, String> roles = Map.of(
                "GET /workflows", "viewer",
                "PUT /workflows/{id}", "editor",
                "POST /runs/{runId}/approve", "editor",
                "POST /actions/{slug}/run", "editor",
                "GET /runs/{runId}/events", "viewer",
                "GET /node-kinds", "viewer",
                "GET /keys", "admin");
        int seen = 0;
        for (Line line : lines()) {
            String wanted = roles.get(line.method().toUpperCase(java.util.Locale.ROOT)
                    + line.path().replace("/api/v1/app", " "));
            if (wanted != null) {
                seen++;
                assertEquals(wanted, line.role(), line.path());
            }
        }
        assertEquals(roles.size(), seen);
    }

    @Test
    void anEditorBuildsRunsAndDecidesAndAllOfItIsNoted() {
        PageClient editor = member("editor");
        Json.Obj made = fits(
                "post /workflows",
                editor.post(
                        "/workflows",
                        Json.object()
                                .put("name", "Ask first")
                                .put("definition", DEFINITION)
                                .build()),
                201);
        String one = "/workflows/" + made.text("id");
        fits("get /workflows", editor.get("/workflows"), 200);
        fits("get /workflows/{id}", editor.get(one), 200);
        fits("put /workflows/{id}", editor.put(one, object("name", "Ask first!")), 200);
        fits("post /workflows/{id}/deploy", editor.post(one + "/deploy", object("slug", "ask-first")), 200);
        fits("get /workflows/{id}/versions", editor.get(one + "/versions"), 200);
        fits("get /actions/{slug}", editor.get("/actions/ask-first"), 200);
        Json.Obj input =
                Json.object().put("input", Json.EMPTY_OBJECT).put("wait", 20).build();
        String run = fits("post /actions/{slug}/run", editor.post("/actions/ask-first/run", input), 202)
                .text("runId");
        Json.Obj waiting = fits("get /runs/{runId}", editor.get("/runs/" + run + "?wait=20"), 200);
        assertEquals("waiting_for_approval", waiting.text("status"));
        fits(
                "post /runs/{runId}/approve",
                editor.post("/runs/" + run + "/approve", object("decision", "approved")),
                200);
        assertEquals(
                "succeeded",
                fits("get /runs/{runId}", editor.get("/runs/" + run + "?wait=20"), 200)
                        .text("status"));
        fits("get /runs/{runId}/events", editor.get("/runs/" + run + "/events"), 200);
        fits("post /workflows/{id}/stop", editor.post(one + "/stop", Json.EMPTY_OBJECT), 200);
        String noted = fits("get /audit", owner.get("/audit"), 200).write();
        for (String what :
                Set.of("workflow.created", "workflow.deployed", "action.run", "run.decided", "workflow.stopped")) {
            assertTrue(noted.contains("\"" + what + "\""), what);
        }
        assertTrue(noted.contains("editor@example.com") && noted.contains(run));
        assertFalse(noted.contains("PUT /workflows"));
    }

    @Test
    void whatIsListedIsAsTheDocumentSays() {
        fits("get /runs", owner.get("/runs"), 200);
        fits("get /node-kinds", owner.get("/node-kinds"), 200);
        fits("get /session", owner.get("/session"), 200);
        fits("get /people", owner.get("/people"), 200);
        fits("get /keys", owner.get("/keys"), 200);
        Json.Obj scopes = Json.object()
                .put("name", "agent")
                .put("scopes", Json.strings(List.of("actions:read")))
                .build();
        fits("post /keys", owner.post("/keys", scopes), 201);
    }

    @Test
    void anEditorSeesAndTriesATrigger() {
        PageClient editor = member("editor");
        Json definition = Json.parse("""
                {"nodes": [{"id": "hook", "type": "trigger", "connector": "inbound-webhook",
                            "operation": "inbound_webhook", "config": {}},
                           {"id": "out", "type": "return_output", "config": {"output": "{{hook.body}}"}}],
                 "edges": [{"id": "e", "source": "hook", "target": "out"}]}
                """);
        Json.Obj draft = Json.object()
                .put("name", "On event")
                .put("definition", definition)
                .build();
        String one = "/workflows/"
                + fits("post /workflows", editor.post("/workflows", draft), 201).text("id");
        fits("post /workflows/{id}/deploy", editor.post(one + "/deploy", Json.EMPTY_OBJECT), 200);
        fits("get /workflows/{id}", editor.get(one), 200);
        String path = "/workflows/{id}/trigger";
        Json fire = Json.parse("{\"wait\": 20, \"event\": {\"body\": 1}}");
        fits("post " + path + "/fire", editor.post(one + "/trigger/fire", fire), 200);
        Json.Obj trigger = fits("get " + path, editor.get(one + "/trigger"), 200);
        Json.Obj delivery =
                (Json.Obj) ((Json.Arr) trigger.get("deliveries")).items().getFirst();
        String again = one + "/trigger/deliveries/" + delivery.text("id") + "/redeliver";
        fits("post " + path + "/deliveries/{deliveryId}/redeliver", editor.post(again, Json.EMPTY_OBJECT), 202);
        Json.Obj firings =
                fits("get /schedules/firings", editor.get("/schedules/firings?mode=interval&seconds=60"), 200);
        assertEquals(5, ((Json.Arr) firings.get("nextFirings")).items().size());
        Json.Obj unfit = fits("get /schedules/firings", editor.get("/schedules/firings?mode=cron&cron=1%202"), 200);
        assertTrue(unfit.write().contains("/cron"), unfit::write);
        String noted = fits("get /audit", owner.get("/audit"), 200).write();
        assertTrue(noted.contains("workflow.fired") && noted.contains("workflow.redelivered"), noted);
    }

    /** The answer's body, which is as the document says. */
    private Json.Obj fits(String line, RestClient.Answer answer, int status) {
        Json.Obj body = answer.expect(status);
        Json.Obj schema = at(
                document,
                "paths",
                "/api/v1/app" + line.substring(line.indexOf('/')),
                line.substring(0, line.indexOf(' ')),
                "responses",
                Integer.toString(status),
                "content",
                "application/json",
                "schema");
        assertEquals(List.of(), JsonSchema.compile(closed(schema)).check(body), line);
        return body;
    }

    /** The schema, with nothing let in that it does not name. */
    private static Json.Obj closed(Json.Obj schema) {
        var closed = Json.object();
        schema.fields()
                .forEach((name, value) -> closed.put(name, name.equals("items") ? closed((Json.Obj) value) : value));
        if (schema.get("properties") instanceof Json.Obj properties) {
            var all = Json.object();
            properties.fields().forEach((name, value) -> all.put(name, closed((Json.Obj) value)));
            closed.put("properties", all.build()).put("additionalProperties", false);
        }
        return closed.build();
    }

    @Test
    @Tag("docs")
    void thePagesTypesAreMadeFromWhatTheDoorSays() {
        assertNotNull(document.get("paths"));
        var text = new StringBuilder();
        text.append("{\n");
        document.fields().forEach((name, value) -> {
            if (name.equals("paths")) {
                text.append("\"paths\": {\n");
                at(document, "paths")
                        .fields()
                        .forEach((path, item) -> text.append(Json.of(path).write())
                                .append(": ")
                                .append(item.write())
                                .append(",\n"));
                text.setLength(text.length() - 2);
                text.append("\n},\n");
            } else {
                text.append(Json.of(name).write())
                        .append(": ")
                        .append(value.write())
                        .append(",\n");
            }
        });
        text.setLength(text.length() - 2);
        WrittenDocs.mustSay("docs/openapi/app.json", text.append("\n}\n").toString());
    }
}
