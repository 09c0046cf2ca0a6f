package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.ArrayList;
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
            "id",
            "workspaceId",
            "workspace",
            "createdAt",
            "updatedAt",
            "createdBy",
            "status",
            "hash",
            "salt",
            "tier",
            "prefix",
            "secret",
            "revision",
            "person",
            "__proto__",
            "constructor");
    private static final List<String> OF_RUNS = List.of(
            "runId",
            "approved",
            "approval",
            "source",
            "initiator",
            "credential",
            "version",
            "parent",
            "replayOf",
            "plan",
            "steps",
            "pinned",
            "policy",
            "overrideConfig");

    @TempDir
    private Path folder;

    /** A request that is good. */
    private record Sent(String what, Json.Obj body, Function<Json.Obj, RestClient.Answer> door) {
        /** The made-up properties that it takes. */
        List<String> admitted() {
            var names = new ArrayList<>(SET_BY_THE_SERVER);
            names.addAll(OF_RUNS);
            names.removeIf(body::has);
            var faults = new ArrayList<String>();
            for (String name : names) {
                RestClient.Answer answer = door.apply(body.with(name, Json.of("made up")));
                if (answer.status() != 400) {
                    faults.add(what + " with " + name + ": " + answer.status() + " "
                            + answer.response().body());
                }
            }
            return faults;
        }
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) Json.parse(text);
    }

    @Test
    void areRefusedAndChangeNothing() throws Exception {
        try (var world = new TwoWorkspaces(folder)) {
            PageClient owner = world.people.get("owner");
            RestClient rest = world.rest(RunningServer.KEY);
            TwoWorkspaces.Things ours = world.fill(owner, RunningServer.KEY);
            var sent = new ArrayList<>(toRuntime(rest, ours));
            sent.addAll(toPage(owner, ours));

            String before = everything(rest, owner);
            var faults = new ArrayList<String>();
            sent.forEach(one -> faults.addAll(one.admitted()));
            tools(world, ours, faults);
            assertEquals(List.of(), faults);
            assertEquals(before, everything(rest, owner));
        }
    }

    /** What the runtime's door takes, each body good but for what is added to it. */
    private static List<Sent> toRuntime(RestClient rest, TwoWorkspaces.Things ours) {
        String workflow = "/workflows/" + ours.workflow();
        return List.of(
                new Sent("a workflow", json("{\"name\": \"new\"}"), body -> rest.post("/workflows", body)),
                new Sent("a change", json("{\"name\": \"Ask\"}"), body -> rest.put(workflow, body)),
                new Sent("a deploy", json("{}"), body -> rest.post(workflow + "/deploy", body)),
                new Sent("a rollback", json("{\"version\": 1}"), body -> rest.post(workflow + "/rollback", body)),
                new Sent("a run", json("{\"input\": {}}"), body -> rest.post("/actions/" + ours.slug() + "/run", body)),
                new Sent("a test", json("{\"input\": {}}"), body -> rest.post(workflow + "/test", body)),
                new Sent(
                        "a decision",
                        json("{\"decision\": \"approved\"}"),
                        body -> rest.post("/runs/" + ours.run() + "/approve", body)),
                new Sent(
                        "a replay",
                        json("{\"from\": \"start\"}"),
                        body -> rest.post("/runs/" + ours.run() + "/replay", body)));
    }

    /** The same for the page's door. */
    private static List<Sent> toPage(PageClient owner, TwoWorkspaces.Things ours) {
        return List.of(
                new Sent("a key", json("{\"name\": \"k\", \"scopes\": []}"), body -> owner.post("/keys", body)),
                new Sent("a rotation", json("{}"), body -> owner.post("/keys/" + ours.key() + "/rotate", body)),
                new Sent(
                        "an invitation",
                        json("{\"email\": \"q@example.com\", \"role\": \"viewer\"}"),
                        body -> owner.post("/invitations", body)),
                new Sent("a role", json("{\"role\": \"viewer\"}"), body -> owner.put("/people/" + ours.person(), body)),
                new Sent(
                        "a connection",
                        json(
                                "{\"connector\": \"slack\", \"name\": \"New\", \"fields\": {\"secret\": \"planted-slack\"}}"),
                        body -> owner.post("/connections", body)),
                new Sent(
                        "a new name",
                        json("{\"name\": \"Ours\"}"),
                        body -> owner.put("/connections/" + ours.connection(), body)),
                new Sent("a workspace", json("{\"name\": \"New\"}"), body -> owner.post("/workspaces", body)),
                new Sent("a workspace's name", json("{\"name\": \"New\"}"), body -> owner.put("/workspace", body)),
                new Sent("a policy", owner.get("/policy").expect(200), body -> owner.put("/policy", body)));
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
        for (String path :
                List.of("/keys", "/invitations", "/people", "/connections", "/workspaces", "/workspace", "/policy")) {
            all.append(owner.get(path).expect(200).write()).append('\n');
        }
        return all.toString();
    }
}
