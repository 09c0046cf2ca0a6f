package dev.triggo.bench;

import dev.triggo.kernel.Json;
import java.util.ArrayList;

/** The workflows that the benchmark runs, made as JSON. */
final class Workflows {
    private static final String INPUT_SCHEMA =
            "{\"type\":\"object\",\"required\":[\"email\"],\"properties\":{\"email\":{\"type\":\"string\"}}}";

    private Workflows() {}

    /** Input, this many {@code set} nodes one after the other, output. */
    static Json chain(int sets) {
        var nodes = new ArrayList<Json>();
        nodes.add(node("input", "action_input", "{\"inputSchema\":" + INPUT_SCHEMA + "}"));
        String before = "input.email";
        for (int i = 1; i <= sets; i++) {
            nodes.add(node("set_" + i, "set", "{\"fields\":{\"email\":\"{{" + before + "}}\"}}"));
            before = "set_" + i + ".email";
        }
        nodes.add(node("output", "return_output", "{\"output\":{\"email\":\"{{" + before + "}}\"}}"));
        return definition(nodes);
    }

    /** Input, a function in TypeScript, an expression, output: the processes for code are warm after the first. */
    static Json code() {
        var nodes = new ArrayList<Json>();
        nodes.add(node("input", "action_input", "{\"inputSchema\":" + INPUT_SCHEMA + "}"));
        nodes.add(node("code_1", "code", """
                {"language": "typescript", "fieldMappings": {"email": "{{input.email}}"},
                 "source": "export default (inputs: {email: string}) => ({domain: inputs.email.split('@')[1]})"}"""));
        nodes.add(node("transform_1", "transform", "{\"expression\":\"$uppercase(nodes.code_1.domain)\"}"));
        nodes.add(node("output", "return_output", "{\"output\":\"{{transform_1}}\"}"));
        return definition(nodes);
    }

    /** Input, an HTTP call, output. */
    static Json echo(int port) {
        var nodes = new ArrayList<Json>();
        nodes.add(node("input", "action_input", "{\"inputSchema\":" + INPUT_SCHEMA + "}"));
        nodes.add(Json.parse("{\"id\":\"http_1\",\"type\":\"connector\",\"connector\":\"http-request\","
                + "\"operation\":\"http_request\",\"config\":{\"url\":\"http://127.0.0.1:" + port
                + "/people\",\"query_params\":{\"email\":\"{{input.email}}\"}}}"));
        nodes.add(node("output", "return_output", "{\"output\":{\"score\":\"{{http_1.body.score}}\"}}"));
        return definition(nodes);
    }

    /** A webhook that answers with the output, one {@code set} node, output. */
    static Json onEvent() {
        var nodes = new ArrayList<Json>();
        nodes.add(Json.parse("{\"id\":\"hook\",\"type\":\"trigger\",\"connector\":\"inbound-webhook\","
                + "\"operation\":\"inbound_webhook\",\"config\":{\"responseMode\":\"wait\"}}"));
        nodes.add(node("set_1", "set", "{\"fields\":{\"email\":\"{{hook.body.email}}\"}}"));
        nodes.add(node("output", "return_output", "{\"output\":{\"email\":\"{{set_1.email}}\"}}"));
        return definition(nodes);
    }

    private static Json node(String id, String type, String config) {
        return Json.object()
                .put("id", id)
                .put("type", type)
                .put("config", Json.parse(config))
                .build();
    }

    private static Json definition(ArrayList<Json> nodes) {
        var edges = new ArrayList<Json>();
        for (int i = 1; i < nodes.size(); i++) {
            edges.add(Json.object()
                    .put("id", "e" + i)
                    .put("source", id(nodes.get(i - 1)))
                    .put("target", id(nodes.get(i)))
                    .build());
        }
        return Json.object()
                .put("nodes", Json.array(nodes))
                .put("edges", Json.array(edges))
                .build();
    }

    private static String id(Json node) {
        return String.valueOf(((Json.Obj) node).text("id"));
    }
}
