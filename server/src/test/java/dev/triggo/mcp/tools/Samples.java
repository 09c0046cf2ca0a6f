package dev.triggo.mcp.tools;

import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;

/** Workflows that the tests of both doors run, and how they come to be over REST. */
final class Samples {
    private Samples() {}

    static Json.Obj json(String text) {
        return (Json.Obj) Json.parse(text);
    }

    /** Takes {@code {email}}, gives {@code {qualified, email}}, and declares both. */
    static Json.Obj qualify() {
        return through(
                "{\"type\":\"object\",\"required\":[\"email\"],\"properties\":{\"email\":{\"type\":\"string\",\"x-mcp-header\":\"Mail\"}}}",
                "",
                "{\"output\":{\"qualified\":true,\"email\":\"{{input.email}}\"},"
                        + "\"outputSchema\":{\"type\":\"object\",\"required\":[\"qualified\"],"
                        + "\"properties\":{\"qualified\":{\"type\":\"boolean\"}}}}");
    }

    /** Gives back its input's {@code value}, whatever that is. */
    static Json.Obj echo() {
        return through("{\"type\":\"object\"}", "", "{\"output\":\"{{input.value}}\"}");
    }

    /** Started by a webhook. */
    static Json.Obj onEvent() {
        return json("""
                {"nodes": [{"id": "hook", "type": "trigger", "connector": "inbound-webhook",
                            "operation": "inbound_webhook", "config": {}},
                           {"id": "output", "type": "return_output", "config": {"output": {"ok": true}}}],
                 "edges": [%s]}
                """.formatted(edge("hook", "output")));
    }

    static Json.Obj failing() {
        return json("""
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                           {"id": "stop", "type": "stop_and_error", "config": {"message": "No luck today"}},
                           {"id": "output", "type": "return_output", "config": {"output": {"ok": true}}}],
                 "edges": [%s, %s]}
                """.formatted(edge("input", "stop"), edge("input", "output")));
    }

    /** Asks that address before it ends. */
    static Json.Obj calling(String url) {
        return through(
                "{\"type\":\"object\"}",
                "{\"id\":\"ask\",\"type\":\"connector\",\"connector\":\"http-request\",\"operation\":\"http_request\","
                        + "\"config\":{\"url\":\"" + url + "\"}}",
                "{\"output\":{\"ok\":true}}");
    }

    /** From the input, through at most one node, to the output with that config. */
    static Json.Obj through(String inputSchema, String middle, String output) {
        String id = middle.isEmpty() ? "" : String.valueOf(json(middle).text("id"));
        return json("""
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": %s}}, %s
                           {"id": "output", "type": "return_output", "config": %s}],
                 "edges": [%s]}
                """.formatted(
                        inputSchema,
                        middle.isEmpty() ? "" : middle + ",",
                        output,
                        middle.isEmpty() ? edge("input", "output") : edge("input", id) + "," + edge(id, "output")));
    }

    private static String edge(String from, String to) {
        return "{\"id\":\"%s-%s\",\"source\":\"%s\",\"target\":\"%s\"}".formatted(from, to, from, to);
    }

    /** Saves and deploys it under that slug; the id of the workflow. */
    static String publish(RestClient rest, String slug, Json.Obj definition) {
        String id = draft(rest, slug, definition);
        rest.post(
                        "/workflows/" + id + "/deploy",
                        Json.object().put("slug", slug).build())
                .expect(200);
        return id;
    }

    static String draft(RestClient rest, String name, Json.Obj definition) {
        return String.valueOf(rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", name)
                                .put("description", "Says what " + name + " does.")
                                .put("definition", definition)
                                .build())
                .expect(201)
                .text("id"));
    }
}
