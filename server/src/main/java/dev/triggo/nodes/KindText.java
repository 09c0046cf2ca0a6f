package dev.triggo.nodes;

import dev.triggo.engine.Example;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/** What a kind says of itself. */
record KindText(String type, String description, Json.Obj configSchema, Json.Obj exampleText, Example example) {
    /**
     * @param properties the config's fields as JSON Schema, by name
     * @param required the fields that must be there
     * @param example an object with {@code node}, {@code sources}, {@code input}, and what comes of it: {@code output} and
     *     {@code handle}, or {@code error}, {@code each}, {@code call} or {@code sleep}; only {@code node} must be there
     */
    static KindText of(String type, String description, String properties, List<String> required, String example) {
        Json.Obj schema = Json.object()
                .put("type", "object")
                .put("properties", Json.parse(properties))
                .putIf("required", required.isEmpty() ? null : Json.strings(required))
                .put("additionalProperties", false)
                .build();
        Json.Obj text = (Json.Obj) Json.parse(example);
        return new KindText(type, description, schema, text, example(text));
    }

    private static Example example(Json.Obj text) {
        var sources = new LinkedHashMap<String, Json>();
        if (text.get("sources") instanceof Json.Obj given) {
            sources.putAll(given.fields());
        }
        Json input = text.get("input");
        return new Example(
                object(text, "node"),
                input == null ? Json.EMPTY_OBJECT : input,
                Collections.unmodifiableMap(sources),
                outcome(text));
    }

    private static Outcome outcome(Json.Obj text) {
        if (text.get("error") instanceof Json.Obj error) {
            return Outcome.failed(String.valueOf(error.text("code")), String.valueOf(error.text("message")));
        }
        if (text.get("each") instanceof Json.Obj each && each.get("items") instanceof Json.Arr items) {
            return new Outcome.Each(items.items(), (int) number(each, "concurrency"), false);
        }
        if (text.get("call") instanceof Json.Obj call) {
            return new Outcome.Call(String.valueOf(call.text("slug")), object(call, "input"));
        }
        if (text.has("sleep")) {
            return new Outcome.Sleep(number(text, "sleep"));
        }
        Json output = text.get("output");
        return new Outcome.Done(output == null ? Json.Null.NULL : output, text.text("handle"));
    }

    private static long number(Json.Obj text, String name) {
        Long number = text.get(name) instanceof Json.Num n ? n.asLong() : null;
        return number == null ? 0 : number;
    }

    private static Json.Obj object(Json.Obj text, String name) {
        return text.get(name) instanceof Json.Obj object ? object : Json.EMPTY_OBJECT;
    }
}
