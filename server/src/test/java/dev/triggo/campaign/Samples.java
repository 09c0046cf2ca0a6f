package dev.triggo.campaign;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Good values for the fields of requests: made by their schema, with things that are there where they name one. */
final class Samples {
    static final String ECHO = "fuzz-echo";

    private static final int KEPT = 32;

    private static final Json GOOD = Json.parse("""
            {"nodes": [
              {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object",
                "properties": {"v": {}, "n": {"type": "integer", "minimum": 1}}}}},
              {"id": "check", "type": "condition", "config":
                {"combinator": "and", "rules": [{"left": "{{input.n}}", "operator": "equals", "right": 1}]}},
              {"id": "set", "type": "set", "config": {"fields": {"a": "{{input.v}}", "b": "text {{run.id}}"}}},
              {"id": "output", "type": "return_output", "config": {"output": {"v": "{{input.v}}"}}}],
             "edges": [{"id": "e1", "source": "input", "target": "set"},
                       {"id": "e2", "source": "set", "target": "output"}]}
            """);

    private static final Json SMALL = Json.parse("""
            {"nodes": [
              {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
              {"id": "output", "type": "return_output", "config": {"output": {"v": "{{input.v}}"}}}],
             "edges": [{"id": "e1", "source": "input", "target": "output"}]}
            """);

    private static final List<String> SCHEMAS = List.of(
            "{\"$ref\": \"#\"}",
            "{\"$ref\": \"http://127.0.0.1:1/a.json\"}",
            "{\"$ref\": \"file:///etc/passwd\"}",
            "{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/b\"}, \"b\": {\"$ref\": \"#/$defs/a\"}}, \"$ref\": \"#/$defs/a\"}",
            "{\"type\": \"object\", \"properties\": {\"v\": {\"type\": \"string\", \"pattern\": \"^(a+)+$\"}}}",
            "{\"type\": \"object\", \"patternProperties\": {\"((\": {}}}",
            "{\"type\": \"strange\"}",
            "{\"type\": \"object\", \"minProperties\": 1e400}",
            "{\"$schema\": \"http://127.0.0.1/none\", \"type\": \"object\"}",
            "{\"$dynamicRef\": \"#x\", \"unevaluatedProperties\": {\"$dynamicRef\": \"#x\"}}",
            "{\"type\": \"object\", \"properties\": {\"v\": {\"multipleOf\": 0}}}",
            "{\"enum\": []}",
            "{\"not\": {\"not\": {\"not\": {}}}}",
            "true");

    private final List<String> workflows = new CopyOnWriteArrayList<>();
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final List<String> others = new CopyOnWriteArrayList<>();
    private final List<String> cursors = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    /** Notes the ids in an answer, so that later requests can be about them. */
    void learn(Json.Obj answer) {
        keep(runs, answer.text("runId"));
        keep(cursors, answer.text("nextCursor"));
        if (answer.has("definition") || answer.has("validation")) {
            keep(workflows, answer.text("id"));
        } else {
            keep(others, answer.text("id"));
            keep(others, answer.text("buildId"));
        }
    }

    private void keep(List<String> ids, @Nullable String id) {
        if (id == null) {
            return;
        }
        int count = seen.merge(
                ids == workflows ? "workflows" : ids == runs ? "runs" : ids == others ? "others" : "cursors",
                1,
                Integer::sum);
        if (ids.size() < KEPT) {
            ids.add(id);
        } else {
            ids.set(count % KEPT, id);
        }
    }

    Json of(String name, Json.Obj schema, Hostile hostile) {
        return switch (name) {
            case "slug", "action" ->
                Json.of(hostile.chance(0.6) ? ECHO : "fuzz-" + hostile.pick(List.of(1, 2, 3, 4, 5, 6, 7, 8)));
            case "id", "workflowId", "workflow" -> known(workflows, hostile);
            case "runId" -> known(runs, hostile);
            case "keyId", "connectionId", "invitationId", "buildId", "deliveryId" -> known(others, hostile);
            case "email" -> Json.of(hostile.pick(List.of("fuzz", "buzz")) + "@example.com");
            case "scopes" -> Json.strings(List.of("runs:read"));
            case "cursor" -> known(cursors, hostile);
            case "name" -> Json.of(hostile.pick(List.of("Fuzz", "http-request", "Zw\u00f6lf \ud83d\ude00")));
            case "connector" -> Json.of("http-request");
            case "operation" -> Json.of("http_request");
            case "definition" -> definition(hostile);
            case "input" -> Json.object().put("v", "x").put("n", 1).build();
            case "wait", "timeout" -> Json.of(hostile.pick(List.of(0L, 1L, 2L)));
            case "limit", "version", "revision", "expectedRevision" -> Json.of(hostile.pick(List.of(1L, 2L, 50L)));
            case "idempotencyKey" -> Json.of("key-" + hostile.pick(List.of("a", "b", "c")) + System.nanoTime() % 4);
            default -> bySchema(schema, hostile);
        };
    }

    private static Json known(List<String> ids, Hostile hostile) {
        return Json.of(ids.isEmpty() ? "none" : hostile.pick(ids));
    }

    /** An object with the required fields and some of the others. */
    Json object(Json.Obj schema, Hostile hostile) {
        var object = Json.object();
        List<Json> required = schema.get("required") instanceof Json.Arr names ? names.items() : List.of();
        if (schema.get("properties") instanceof Json.Obj properties) {
            properties.fields().forEach((name, property) -> {
                if (property instanceof Json.Obj shape && (required.contains(Json.of(name)) || hostile.chance(0.25))) {
                    object.put(name, of(name, shape, hostile));
                }
            });
        }
        return object.build();
    }

    private Json bySchema(Json.Obj schema, Hostile hostile) {
        if (schema.get("enum") instanceof Json.Arr choices) {
            return hostile.pick(choices.items());
        }
        return switch (String.valueOf(schema.text("type"))) {
            case "object" -> object(schema, hostile);
            case "array" ->
                schema.get("items") instanceof Json.Obj items
                        ? Json.array(List.of(bySchema(items, hostile)))
                        : Json.EMPTY_ARRAY;
            case "integer", "number" -> Json.of(1);
            case "boolean" -> Json.of(hostile.chance(0.5));
            default -> Json.of("fuzz");
        };
    }

    private static Json definition(Hostile hostile) {
        Json good = hostile.chance(0.5) ? GOOD : SMALL;
        if (hostile.chance(0.5)) {
            return good;
        }
        String text = good.write();
        return switch (hostile.pick(List.of(0, 1, 2, 3, 4, 5))) {
            case 0 -> Json.parse(text.replace("\"target\":\"output\"", "\"target\":\"input\""));
            case 1 -> Json.parse(text.replaceFirst("\"(set|return_output)\"", "\"unknown_kind\""));
            case 2 ->
                Json.parse(text.replace(
                        "{{input.v}}", Json.of(hostile.text()).write().replaceAll("^\"|\"$", "")));
            case 3 ->
                Json.parse(text.replaceFirst(
                        "\"inputSchema\":\\{\"type\":\"object\"",
                        "\"inputSchema\":" + hostile.pick(SCHEMAS).replace("$", "\\$")
                                + ",\"was\":{\"type\":\"object\""));
            case 4 -> wide(hostile.pick(List.of(2, 20, 300)));
            default -> hostile.spoil(good);
        };
    }

    /** Many steps, each tied to all that are near. */
    private static Json wide(int size) {
        var nodes = new ArrayList<Json>();
        var edges = new ArrayList<Json>();
        for (int i = 0; i < size; i++) {
            nodes.add(Json.object()
                    .put("id", "n" + i)
                    .put("type", "merge")
                    .put("config", Json.EMPTY_OBJECT)
                    .build());
            for (int to = i; to < Math.min(size, i + 3); to++) {
                edges.add(Json.object()
                        .put("id", i + "-" + to)
                        .put("source", "n" + i)
                        .put("target", "n" + to)
                        .build());
            }
        }
        return Json.object()
                .put("nodes", Json.array(nodes))
                .put("edges", Json.array(edges))
                .build();
    }

    static Json.Obj echo() {
        return Json.object().put("name", "Echo").put("definition", SMALL).build();
    }
}
