package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.testing.RestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What the doors say that they answer, as the list of all that an answer may have. */
final class Allowlist {
    private static final Set<String> OF_A_FAULT = Set.of("error", "code", "details", "requestId");

    /** Of each route and status the schema of its body; null where there is none. Paths have their parameters in braces. */
    private final Map<String, Json.@Nullable Obj> described = new TreeMap<>();

    private final Set<String> compared = new TreeSet<>();

    Allowlist(Json.Obj... documents) {
        for (Json.Obj document : documents) {
            each(
                    document.get("paths"),
                    (path, item) -> each(item, (method, says) -> {
                        each(((Json.Obj) says).get("responses"), (status, response) -> {
                            if (status.startsWith("2")) {
                                described.put(line(method, path, status), schema((Json.Obj) response));
                            }
                        });
                    }));
        }
    }

    private static String line(String method, String path, String status) {
        return method.toUpperCase(Locale.ROOT) + " " + path + " " + status;
    }

    private static void each(@Nullable Json object, BiConsumer<String, Json> what) {
        ((Json.Obj) Objects.requireNonNull(object)).fields().forEach(what);
    }

    private static Json.@Nullable Obj schema(Json.Obj response) {
        return response.get("content") instanceof Json.Obj content
                ? (Json.Obj) ((Json.Obj) Objects.requireNonNull(content.get("application/json"))).get("schema")
                : null;
    }

    /** The answer, after it was seen that its body has nothing that the list does not name. */
    RestClient.Answer fits(RestClient.Answer answer) {
        String method = answer.response().request().method();
        String path = answer.response().uri().getPath();
        String text = answer.response().body();
        if (answer.status() >= 400) {
            assertTrue(OF_A_FAULT.containsAll(answer.body().fields().keySet()), text);
            return answer;
        }
        String line = described.keySet().stream()
                .filter(each -> each.startsWith(method + " ") && each.endsWith(" " + answer.status()))
                .filter(each -> path.matches(each.split(" ")[1].replaceAll("\\{\\w+}", "[^/]+")))
                .min((one, other) -> Long.compare(open(one), open(other)))
                .orElseThrow(() -> new AssertionError(
                        "nothing is said of " + method + " " + path + " " + answer.status() + ": " + text));
        Json.Obj schema = described.get(line);
        if (schema == null) {
            assertEquals("", text, line);
        } else {
            assertEquals(
                    List.of(), JsonSchema.compile(closed(schema)).check(answer.body()), () -> line + " got " + text);
        }
        compared.add(line);
        return answer;
    }

    private static long open(String line) {
        return line.chars().filter(sign -> sign == '{').count();
    }

    /** What is described, and no answer of it was seen. */
    Set<String> notCompared() {
        var left = new TreeSet<>(described.keySet());
        left.removeAll(compared);
        return left;
    }

    Set<String> described() {
        return described.keySet();
    }

    /** The last names of the places where a schema lets anything in. */
    Set<String> openPlaces() {
        var open = new TreeSet<String>();
        described.forEach((line, schema) -> {
            if (schema != null) {
                open(schema, line, open);
            }
        });
        return open;
    }

    private static void open(Json.Obj schema, String name, Set<String> open) {
        List<Json.Obj> parts = new ArrayList<>();
        if (schema.get("oneOf") instanceof Json.Arr choices) {
            choices.items().forEach(choice -> parts.add((Json.Obj) choice));
        } else if (schema.get("items") instanceof Json.Obj items) {
            parts.add(items);
        } else if (schema.get("properties") instanceof Json.Obj properties) {
            properties.fields().forEach((field, value) -> open((Json.Obj) value, field, open));
        } else if (!schema.has("type") || schema.write().matches(".*\"(object|array)\".*")) {
            open.add(name);
        }
        parts.forEach(part -> open(part, name, open));
    }

    /** The schema, with nothing let in that it does not name. */
    private static Json.Obj closed(Json.Obj schema) {
        var closed = Json.object();
        schema.fields()
                .forEach((name, value) -> closed.put(
                        name,
                        switch (name) {
                            case "items" -> closed((Json.Obj) value);
                            case "oneOf" ->
                                Json.array(((Json.Arr) value)
                                        .items().stream()
                                                .map(each -> closed((Json.Obj) each))
                                                .toList());
                            default -> value;
                        }));
        if (schema.get("properties") instanceof Json.Obj properties) {
            var all = Json.object();
            properties.fields().forEach((name, value) -> all.put(name, closed((Json.Obj) value)));
            closed.put("properties", all.build()).put("additionalProperties", false);
        }
        Json.Obj made = closed.build();
        assertNotNull(made);
        return made;
    }
}
