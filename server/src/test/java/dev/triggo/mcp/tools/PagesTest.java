package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists of large things: no page is too large to bear, and nothing is lost between two of them. */
@Timeout(120)
class PagesTest {
    private static final int ACTIONS = 100;
    private static final int SCHEMA_BYTES = 40_000;
    private static final int FAULTY = 30;

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static RestClient rest;
    private static final List<String> SLUGS =
            IntStream.range(0, ACTIONS).mapToObj("action-%03d"::formatted).toList();

    @BeforeAll
    static void start() {
        server = RunningServer.start(folder, Map.of());
        rest = new RestClient(server.port(), RunningServer.KEY);
        Json.Obj input = Json.object()
                .put("type", "object")
                .put("description", "x".repeat(SCHEMA_BYTES))
                .build();
        Json.Obj definition = Samples.through(input.write(), "", "{\"output\":1}");
        SLUGS.forEach(slug -> Samples.publish(rest, slug, definition));
        Json.Obj faults = Json.object()
                .put(
                        "nodes",
                        Json.array(IntStream.range(0, 300)
                                .mapToObj(i -> (Json) Json.object()
                                        .put("id", "n" + i)
                                        .put("type", "nothing")
                                        .build())
                                .toList()))
                .put("edges", Json.EMPTY_ARRAY)
                .build();
        IntStream.range(0, FAULTY).forEach(i -> Samples.draft(rest, "faulty " + i, faults));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The entries of all pages by that field; no page has more bytes than that. */
    private static List<String> walk(String list, String field, int bytes, UnaryOperator<Json.Obj> page) {
        var seen = new ArrayList<String>();
        Json.Obj asked = Json.EMPTY_OBJECT;
        while (true) {
            Json.Obj got = page.apply(asked);
            int size = got.write().getBytes(StandardCharsets.UTF_8).length;
            assertTrue(size <= bytes, () -> list + ": a page of " + size + " bytes");
            List<Json> entries = ((Json.Arr) got.get(list)).items();
            assertTrue(!entries.isEmpty());
            entries.forEach(entry -> seen.add(((Json.Obj) entry).text(field)));
            if (!(got.get("nextCursor") instanceof Json.Str cursor)) {
                return seen;
            }
            asked = asked.with("cursor", cursor);
        }
    }

    private static UnaryOperator<Json.Obj> tool(String name) {
        var mcp = new McpClient(server.port(), "/mcp", RunningServer.KEY, Era.MODERN);
        return asked -> mcp.give(name, asked.with("limit", Json.of(100)));
    }

    private static UnaryOperator<Json.Obj> route(String path) {
        return asked -> {
            String cursor = asked.text("cursor");
            String more = cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            return rest.get(path + "?limit=100" + more).expect(200);
        };
    }

    @Test
    void ofActionsAreBoundedOnBothDoors() {
        assertEquals(SLUGS, walk("actions", "slug", Excerpt.RESULT_BYTES, tool("list_actions")));
        assertEquals(SLUGS, walk("actions", "slug", (1 << 20) + 200, route("/actions")));
    }

    @Test
    void ofPublishedActionsAsToolsAreBounded() {
        var mcp = new McpClient(server.port(), "/mcp/actions", RunningServer.KEY, Era.LEGACY);
        assertEquals(
                SLUGS,
                walk(
                        "tools",
                        "name",
                        (1 << 18) + 200,
                        asked -> mcp.request("tools/list", asked).result()));
    }

    /** Whoever reads slowly gets the rest of the list, also when the tool that ended a page has gone meanwhile. */
    @Test
    void ofPublishedActionsGoOnBehindOneThatHasGone() {
        var mcp = new McpClient(server.port(), "/mcp/actions", RunningServer.KEY, Era.LEGACY);
        Json.Obj first = mcp.request("tools/list", Json.EMPTY_OBJECT).result();
        String last = String.valueOf(first.text("nextCursor"));
        int shown = ((Json.Arr) first.get("tools")).items().size();
        assertEquals(SLUGS.get(shown - 1), last);
        String id = String.valueOf(rest.get("/actions/" + last).expect(200).text("workflowId"));
        rest.post("/workflows/" + id + "/stop", Json.EMPTY_OBJECT).expect(200);
        try {
            List<String> others = walk(
                    "tools",
                    "name",
                    (1 << 18) + 200,
                    asked -> mcp.request(
                                    "tools/list", asked.has("cursor") ? asked : asked.with("cursor", Json.of(last)))
                            .result());
            assertEquals(SLUGS.subList(shown, ACTIONS), others);
        } finally {
            rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
        }
        for (Json none : List.of(Json.of("No slug"), Json.of(""), Json.of(3), Json.EMPTY_OBJECT)) {
            assertEquals(
                    Json.of(-32602),
                    ((Json.Obj) mcp.request("tools/list", Json.EMPTY_OBJECT.with("cursor", none))
                                    .last()
                                    .get("error"))
                            .get("code"));
        }
    }

    @Test
    void ofWorkflowsAreBoundedOnBothDoors() {
        List<String> overMcp = walk("workflows", "id", Excerpt.RESULT_BYTES, tool("list_workflows"));
        assertEquals(overMcp, walk("workflows", "id", 1 << 21, route("/workflows")));
        assertEquals(ACTIONS + FAULTY, new HashSet<>(overMcp).size());
        assertEquals(ACTIONS + FAULTY, overMcp.size());
    }
}
