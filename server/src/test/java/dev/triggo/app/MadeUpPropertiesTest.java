package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server says of a thing by itself, nobody sets by naming it in a body: it is refused, and nothing is done. */
@Timeout(180)
class MadeUpPropertiesTest {
    private static final List<String> SET_BY_THE_SERVER = List.of(
            "id", "workspaceId", "workspace", "createdAt", "updatedAt", "createdBy", "status", "hash", "salt", "tier",
            "prefix", "secret", "revision", "person", "__proto__", "constructor");
    private static final List<String> OF_RUNS = List.of(
            "runId", "approved", "approval", "source", "initiator", "credential", "version", "parent", "replayOf",
            "plan", "steps", "pinned", "policy", "overrideConfig");

    @TempDir
    private Path folder;

    private static Json.Obj json(String text) {
        return (Json.Obj) Json.parse(text);
    }

    @Test
    void areRefusedAndChangeNothing() throws Exception {
        try (var world = new TwoWorkspaces(folder)) {
            PageClient owner = world.people.get("owner");
            RestClient rest = world.rest(RunningServer.KEY);
            TwoWorkspaces.Things ours = world.fill(owner, RunningServer.KEY);
            Map<String, Json.Obj> bodies = new LinkedHashMap<>();
            Map<String, Function<Json.Obj, RestClient.Answer>> doors = new LinkedHashMap<>();
            String workflow = "/workflows/" + ours.workflow();
            bodies.put("a workflow", json("{\"name\": \"new\"}"));
            doors.put("a workflow", body -> rest.post("/workflows", body));
            bodies.put("a change", json("{\"name\": \"Ask\"}"));
            doors.put("a change", body -> rest.put(workflow, body));
            bodies.put("a deploy", json("{}"));
            doors.put("a deploy", body -> rest.post(workflow + "/deploy", body));
            bodies.put("a rollback", json("{\"version\": 1}"));
            doors.put("a rollback", body -> rest.post(workflow + "/rollback", body));
            bodies.put("a run", json("{\"input\": {}}"));
            doors.put("a run", body -> rest.post("/actions/" + ours.slug() + "/run", body));
            bodies.put("a test", json("{\"input\": {}}"));
            doors.put("a test", body -> rest.post(workflow + "/test", body));
            bodies.put("a decision", json("{\"decision\": \"approved\"}"));
            doors.put("a decision", body -> rest.post("/runs/" + ours.run() + "/approve", body));
            bodies.put("a replay", json("{\"from\": \"start\"}"));
            doors.put("a replay", body -> rest.post("/runs/" + ours.run() + "/replay", body));
            bodies.put("a key", json("{\"name\": \"k\", \"scopes\": []}"));
            doors.put("a key", body -> owner.post("/keys", body));
            bodies.put("a rotation", json("{}"));
            doors.put("a rotation", body -> owner.post("/keys/" + ours.key() + "/rotate", body));
            bodies.put("an invitation", json("{\"email\": \"q@example.com\", \"role\": \"viewer\"}"));
            doors.put("an invitation", body -> owner.post("/invitations", body));
            bodies.put("a role", json("{\"role\": \"viewer\"}"));
            doors.put("a role", body -> owner.put("/people/" + ours.person(), body));
            bodies.put(
                    "a connection",
                    json("{\"connector\": \"slack\", \"name\": \"New\", \"fields\": {\"secret\": \"planted-slack\"}}"));
            doors.put("a connection", body -> owner.post("/connections", body));
            bodies.put("a new name", json("{\"name\": \"Ours\"}"));
            doors.put("a new name", body -> owner.put("/connections/" + ours.connection(), body));
            bodies.put("a workspace", json("{\"name\": \"New\"}"));
            doors.put("a workspace", body -> owner.post("/workspaces", body));
            bodies.put("a workspace's name", json("{\"name\": \"New\"}"));
            doors.put("a workspace's name", body -> owner.put("/workspace", body));
            bodies.put("a policy", owner.get("/policy").expect(200));
            doors.put("a policy", body -> owner.put("/policy", body));

            String before = everything(rest, owner);
            var faults = new ArrayList<String>();
            doors.forEach((what, door) -> {
                var names = new ArrayList<>(SET_BY_THE_SERVER);
                names.addAll(OF_RUNS);
                for (String name : names) {
                    Json.Obj body = bodies.get(what);
                    if (!body.has(name) && !(what.equals("a rollback") && name.equals("version"))) {
                        RestClient.Answer answer = door.apply(body.with(name, Json.of("made up")));
                        if (answer.status() != 400) {
                            faults.add(what + " with " + name + ": " + answer.status() + " "
                                    + answer.response().body());
                        }
                    }
                }
            });
            tools(world, ours, faults);
            assertEquals(List.of(), faults);
            assertEquals(before, everything(rest, owner));
        }
    }

    /** The same things said to tools. */
    private static void tools(TwoWorkspaces world, TwoWorkspaces.Things ours, List<String> faults) {
        McpClient mcp = world.mcp(RunningServer.KEY);
        Map<String, Json.Obj> calls = Map.of(
                "run_action", TwoWorkspaces.fields("slug", ours.slug()),
                "approve_run", TwoWorkspaces.fields("runId", ours.run(), "decision", "approved"),
                "create_workflow", TwoWorkspaces.fields("name", "new"),
                "update_workflow", TwoWorkspaces.fields("workflowId", ours.workflow(), "name", "Ask"),
                "deploy_workflow", TwoWorkspaces.fields("workflowId", ours.workflow()),
                "delete_workflow", TwoWorkspaces.fields("workflowId", ours.workflow()));
        calls.forEach((tool, arguments) -> {
            for (String name : SET_BY_THE_SERVER) {
                Json.Obj told = mcp.call(tool, arguments.with(name, Json.of("made up")));
                if (!told.write().contains("BAD_REQUEST")) {
                    faults.add(tool + " with " + name + ": " + told.write());
                }
            }
        });
    }

    private static String everything(RestClient rest, PageClient owner) {
        var all = new StringBuilder();
        for (String path : List.of("/workflows", "/actions", "/runs")) {
            all.append(rest.get(path).expect(200).write()).append('\n');
        }
        for (String path : List.of(
                "/keys", "/invitations", "/people", "/connections", "/workspaces", "/workspace", "/policy")) {
            all.append(owner.get(path).expect(200).write()).append('\n');
        }
        return all.toString();
    }
}
