package dev.triggo.testing;

import dev.triggo.kernel.Json;

/** Small workflows over REST: input, some nodes one after the other, and {@code {"ok": true}} as the output. */
public final class Chain {
    private Chain() {}

    /** Deploys one as an action; returns the workflow's id. */
    public static String publish(RestClient rest, String slug, String... nodes) {
        var all = new StringBuilder();
        var edges = new StringBuilder();
        String before = "input";
        for (String node : nodes) {
            String id = String.valueOf(((Json.Obj) Json.parse(node)).text("id"));
            all.append(node).append(',');
            edges.append("{\"source\": \"%s\", \"target\": \"%s\"},".formatted(before, id));
            before = id;
        }
        Json definition = Json.parse("""
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}}, %s
                           {"id": "output", "type": "return_output", "config": {"output": {"ok": true}}}],
                 "edges": [%s {"source": "%s", "target": "output"}]}
                """.formatted(all, edges, before));
        Json draft =
                Json.object().put("name", slug).put("definition", definition).build();
        String id = String.valueOf(rest.post("/workflows", draft).expect(201).text("id"));
        rest.post(
                        "/workflows/" + id + "/deploy",
                        Json.object().put("slug", slug).build())
                .expect(200);
        return id;
    }

    /** Starts a run without waiting for its end; returns its id. */
    public static String begin(RestClient rest, String slug, String... headers) {
        return String.valueOf(rest.post("/actions/" + slug + "/run", Json.EMPTY_OBJECT, headers)
                .expect(202)
                .text("runId"));
    }
}
