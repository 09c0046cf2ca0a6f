package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is asked for in the very moment in which its workspace is deleted is done, or refused as it is after it. */
@Timeout(300)
class DeletionRaceTest {
    private static final int ROUNDS = 3;
    /** How often each had its way before the deletion begins. */
    private static final int BEFORE = 2;

    private static final Json HOOK = Json.parse("""
            {"name": "Hook", "definition": {"nodes": [
                {"id": "in", "type": "trigger", "connector": "inbound-webhook", "operation": "inbound_webhook",
                 "config": {}},
                {"id": "out", "type": "return_output", "config": {"output": "done"}}],
              "edges": [{"source": "in", "target": "out"}]}}
            """);
    private static final Json DOCUMENT = Json.parse("""
            {"name": "pets", "openapi": {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"},
              "servers": [{"url": "https://pets.example.com"}],
              "paths": {"/pets": {"get": {"operationId": "list", "responses": {"200": {"description": "ok"}}}}}}}
            """);

    /** An answer, whichever door it came from. */
    private record Came(int status, String body) {
        static Came of(RestClient.Answer answer) {
            return new Came(answer.status(), answer.body().write());
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void neverFails(TestDatabase.Kind kind) throws Exception {
        Map<String, String> settings = switch (kind) {
            case SQLITE -> Map.of();
            case POSTGRES ->
                Map.of("DATABASE_URL", TestDatabase.freshPostgresUrl(), "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        };
        try (var world = new TwoWorkspaces(folder, settings)) {
            PageClient ada = world.people.get("owner");
            String home = String.valueOf(ada.get("/workspace").expect(200).text("id"));
            for (int round = 0; round < ROUNDS; round++) {
                Json.Obj made = ada.post("/workspaces", fields("name", "Going")).expect(201);
                ada.post("/workspace", fields("workspace", String.valueOf(made.text("id"))))
                        .expect(204);
                String email = "owner" + round + "@example.com";
                PageClient owner = comes(world, ada, email, "owner");
                ada.post("/workspace", fields("workspace", home)).expect(204);
                race(world, owner, email);
            }
            assertTrue(world.rest(RunningServer.KEY).get("/workflows").status() == 200, "the server goes on");
        }
    }

    private static PageClient comes(TwoWorkspaces world, PageClient inviter, String email, String role) {
        String invitation = invitation(inviter, email, role).expect(201).text("invitation");
        PageClient comes = world.browser();
        comes.post("/invitations/accept", accepting(String.valueOf(invitation))).expect(201);
        return comes;
    }

    private static Json.Obj accepting(String invitation) {
        return fields("invitation", invitation, "name", "Somebody", "password", TwoWorkspaces.PASSWORD);
    }

    private static RestClient.Answer invitation(PageClient inviter, String email, String role) {
        return inviter.post("/invitations", fields("email", email, "role", role));
    }

    /** What is asked for; the number is another one each time. */
    private static Map<String, IntFunction<Came>> doors(TwoWorkspaces world, PageClient owner, String email) {
        String key = TwoWorkspaces.fullKey(owner);
        TwoWorkspaces.Things things = world.fill(owner, key);
        RestClient rest = world.rest(key);
        String hook = String.valueOf(rest.post("/workflows", HOOK).expect(201).text("id"));
        var doors = new LinkedHashMap<String, IntFunction<Came>>();
        doors.put(
                "key", i -> Came.of(owner.post("/keys", Json.parse("{\"name\": \"k\", \"scopes\": [\"runs:read\"]}"))));
        doors.put("rotation", i -> Came.of(owner.post("/keys/" + things.key() + "/rotate", Json.EMPTY_OBJECT)));
        doors.put("invitation", i -> Came.of(invitation(owner, "guest" + i + "@example.com", "viewer")));
        doors.put("name", i -> Came.of(owner.put("/workspace", fields("name", "Going"))));
        doors.put("policy", i -> Came.of(owner.put("/policy", Json.parse("{\"redactFields\": [\"f" + i + "\"]}"))));
        doors.put(
                "connection",
                i -> Came.of(owner.post(
                        "/connections",
                        Json.parse("{\"connector\": \"slack\", \"name\": \"c" + i
                                + "\", \"fields\": {\"secret\": \"planted\"}}"))));
        doors.put("workflow", i -> Came.of(rest.post("/workflows", HOOK)));
        doors.put("deploy", i -> Came.of(rest.post("/workflows/" + hook + "/deploy", Json.EMPTY_OBJECT)));
        doors.put("build", i -> Came.of(rest.post("/connectors/builds", DOCUMENT)));
        doors.put("run", i -> Came.of(rest.post("/actions/" + things.slug() + "/run", Json.EMPTY_OBJECT)));
        doors.put("cancel", i -> Came.of(rest.post("/runs/" + things.run() + "/cancel", Json.EMPTY_OBJECT)));
        doors.put(
                "sign-in",
                i -> Came.of(
                        world.browser().post("/sign-in", fields("email", email, "password", TwoWorkspaces.PASSWORD))));
        doors.put("arrival", i -> {
            RestClient.Answer invited = invitation(owner, "new" + i + "-" + email, "viewer");
            String link = String.valueOf(invited.body().text("invitation"));
            return Came.of(
                    invited.status() == 201 ? world.browser().post("/invitations/accept", accepting(link)) : invited);
        });
        McpClient mcp = world.mcp(key);
        Json.Obj workflow = Json.object().put("name", "By a tool").build();
        doors.put("tool", i -> {
            McpClient.Reply reply = mcp.request("tools/call", McpClient.callOf("create_workflow", workflow));
            return new Came(reply.status(), reply.last().write());
        });
        return doors;
    }

    private static void race(TwoWorkspaces world, PageClient owner, String email) throws Exception {
        Map<String, IntFunction<Came>> doors = doors(world, owner, email);
        List<String> bad = Collections.synchronizedList(new ArrayList<>());
        var begun = new CountDownLatch(doors.size() * BEFORE);
        var deleted = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(doors.size())) {
            var asking = new ArrayList<Future<Integer>>();
            doors.forEach((name, door) -> asking.add(threads.submit(() -> {
                int asked = 0;
                boolean over;
                do {
                    over = deleted.getCount() == 0;
                    Came came = door.apply(asked++);
                    if (came.status() >= 500 || came.body().contains("INTERNAL_SERVER_ERROR")) {
                        bad.add(name + ": " + came);
                    }
                    if (asked <= BEFORE) {
                        begun.countDown();
                    }
                } while (!over);
                return asked;
            })));
            begun.await();
            try {
                owner.post("/workspace/delete", fields("name", "Going", "password", TwoWorkspaces.PASSWORD))
                        .expect(200);
            } finally {
                deleted.countDown();
            }
            for (Future<Integer> one : asking) {
                assertTrue(one.get() >= BEFORE);
            }
        }
        assertEquals(List.of(), bad);
    }
}
