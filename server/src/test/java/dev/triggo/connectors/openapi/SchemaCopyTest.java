package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;
import dev.triggo.schema.JsonSchema;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A schema for which there is no room loses its texts first, then what may be left out, and never what kind of value it is. */
class SchemaCopyTest {
    private static final int ROOM = 2_000;

    /** Far more text than there is room for, and what has to be there at its end. */
    private static Json.Obj document() {
        var properties = Json.object();
        for (int i = 0; i < 40; i++) {
            properties.put(
                    "option_" + i,
                    Json.parse("{\"type\": \"integer\", \"description\": \"%s\"}".formatted("words ".repeat(60))));
        }
        properties.put("spec", Json.parse("{\"$ref\": \"#/schemas/Spec\"}"));
        properties.put("status", Json.parse("{\"$ref\": \"#/schemas/Status\"}"));
        Json.Obj thing = Json.object()
                .put("type", "object")
                .put("required", Json.parse("[\"spec\"]"))
                .put("properties", properties.build())
                .build();
        return Json.object()
                .put(
                        "schemas",
                        Json.object()
                                .put("Thing", thing)
                                .put("Spec", Json.parse("""
                                        {"type": "object", "required": ["count", "mode"], "properties": {
                                           "count": {"type": "integer", "minimum": 3},
                                           "mode": {"type": "string", "enum": ["on", "off"]},
                                           "more": {"type": "array", "items": {"type": "string"}}}}"""))
                                .put("Status", Json.parse("""
                                        {"type": "object", "nullable": true, "properties": {"since": {"type": "string"}}}"""))
                                .build())
                .build();
    }

    private static Json.Obj copied(SchemaCopy.Way way) throws Refs.Broken {
        var copy = new SchemaCopy(new Refs(document()), way, ROOM);
        Json.Obj made = copy.of(Json.parse("{\"$ref\": \"#/schemas/Thing\"}"));
        return made.with("$defs", copy.defs());
    }

    @Test
    void whatHasToBeThereIsCopiedWholeAndTheRestKeepsItsKind() throws Exception {
        Json.Obj schema = copied(SchemaCopy.Way.REQUEST);
        assertEquals(
                Json.parse("{\"spec\": {\"count\": 3, \"mode\": \"on\"}}"), new Examples(schema).make(), schema::write);
        Json.Obj thing = JsonParts.object(JsonParts.object(schema.get("$defs")).get("Thing"));
        Json.Obj properties = JsonParts.object(thing.get("properties"));
        assertEquals(42, properties.fields().size(), "no name is lost");
        assertEquals(Json.parse("{\"type\": \"integer\"}"), properties.get("option_39"));
        JsonSchema compiled = JsonSchema.compile(schema);
        String spec = "\"spec\": {\"count\": 3, \"mode\": \"on\"}";
        assertEquals(
                1,
                compiled.check(Json.parse("{%s, \"option_39\": \"text\"}".formatted(spec)))
                        .size());
        assertEquals(
                1,
                compiled.check(Json.parse("{%s, \"status\": 1}".formatted(spec)))
                        .size());
        assertEquals(
                0,
                compiled.check(Json.parse("{%s, \"status\": null}".formatted(spec)))
                        .size());
    }

    @Test
    void textsBecomeShortAndThenGo() throws Exception {
        Json.Obj thing = JsonParts.object(
                JsonParts.object(copied(SchemaCopy.Way.REQUEST).get("$defs")).get("Thing"));
        Json.Obj properties = JsonParts.object(thing.get("properties"));
        int before = Integer.MAX_VALUE;
        for (int i = 0; i < 40; i++) {
            String text = JsonParts.object(properties.get("option_" + i)).text("description");
            int length = text == null ? 0 : text.length();
            assertTrue(length <= before, "option_" + i + " has more text than the one before it");
            before = length;
        }
        assertEquals(0, before);
    }

    /** What stands where it is referred to, and not under {@code $defs}, is counted each time. */
    @Test
    void namesThatAreRequiredTakeRoomToo() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < 3_000; i++) {
            names.add("name" + i);
        }
        var properties = Json.object();
        for (int i = 0; i < 500; i++) {
            properties.put("p" + i, Json.parse("{\"$ref\": \"#/shared\"}"));
        }
        Json.Obj shared = Json.object().put("required", Json.strings(names)).build();
        var copy = new SchemaCopy(
                new Refs(Json.object().put("shared", shared).build()), SchemaCopy.Way.REQUEST, 10 * ROOM);
        Json.Obj made =
                copy.of(Json.object().put("properties", properties.build()).build());
        assertTrue(JsonSize.of(made, 10_000_000) < 40 * ROOM, () -> JsonSize.of(made, 10_000_000) + " characters");
    }
}
