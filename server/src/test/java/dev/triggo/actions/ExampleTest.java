package dev.triggo.actions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleTest {
    private static Json.Arr examples(String schema) {
        Json.Obj read = (Json.Obj) Json.parse(schema);
        return Example.of(read, JsonSchema.compile(read));
    }

    @Test
    void isMadeOfDefaultsConstantsEnumerationsAndTypes() {
        assertEquals(Json.parse("""
                        [{"email":"ada@example.com","kind":"b","level":"low","count":3,"share":0.5,"on":true,
                          "tags":["text"],"to":{"city":"Oslo"},"nothing":null}]
                        """), examples("""
                        {"type":"object","required":["email"],"properties":{
                          "email":{"type":"string","format":"email"},
                          "kind":{"type":"string","default":"b"},
                          "level":{"enum":["low","high"]},
                          "count":{"type":"integer","minimum":3},
                          "share":{"const":0.5},
                          "on":{"type":"boolean"},
                          "tags":{"type":"array","items":{"type":"string"}},
                          "to":{"$ref":"#/$defs/place"},
                          "nothing":{"type":"null"}},
                         "$defs":{"place":{"type":"object","properties":{"city":{"examples":["Oslo"]}}}}}
                        """));
    }

    @Test
    void prefersTheExamplesOfTheSchemaThatFit() {
        assertEquals(Json.parse("[{\"n\":7}]"), examples("""
                        {"type":"object","properties":{"n":{"type":"integer"}},"examples":[{"n":"no"},{"n":7},5]}
                        """));
    }

    @Test
    void leavesOutWhatItCannotMakeUpUnlessItIsNeeded() {
        String pattern = "{\"type\":\"string\",\"pattern\":\"^[0-9]{4}$\"}";
        assertEquals(
                Json.parse("[{\"name\":\"text\"}]"),
                examples(
                        "{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{\"name\":{\"type\":\"string\"},\"pin\":"
                                + pattern + "}}"));
        assertEquals(
                Json.EMPTY_ARRAY,
                examples("{\"type\":\"object\",\"required\":[\"pin\"],\"properties\":{\"pin\":" + pattern + "}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"object\"}",
                "{\"type\":\"object\",\"properties\":{\"self\":{\"$ref\":\"#\"}}}",
                "{\"type\":\"object\",\"required\":[\"self\"],\"properties\":{\"self\":{\"$ref\":\"#\"}}}",
                "{\"type\":\"object\",\"properties\":{\"t\":{\"type\":\"string\",\"minLength\":100000}}}",
                "{\"type\":\"object\",\"properties\":{\"t\":{\"type\":\"string\",\"minLength\":7,\"maxLength\":8}}}",
                "{\"type\":\"object\",\"properties\":{\"t\":{\"type\":\"array\",\"minItems\":1000000}}}",
                "{\"type\":\"object\",\"properties\":{\"t\":{\"type\":\"number\",\"exclusiveMinimum\":4,\"multipleOf\":2.5}}}",
                "{\"type\":\"object\",\"properties\":{\"t\":{\"type\":[\"integer\",\"null\"],\"maximum\":-4}}}",
                "{\"type\":\"object\",\"properties\":{\"t\":{\"type\":\"number\",\"minimum\":1e300}}}",
                "{\"type\":\"object\",\"properties\":{\"t\":false}}",
                "{\"oneOf\":[{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}]}",
                "{\"type\":\"object\",\"additionalProperties\":false,\"minProperties\":1}"
            })
    void showsNothingThatDoesNotFit(String schema) {
        var compiled = JsonSchema.compile(Json.parse(schema));
        Json.Arr examples = examples(schema);
        assertTrue(examples.items().size() <= 1, examples::write);
        examples.items().forEach(example -> assertEquals(java.util.List.of(), compiled.check(example)));
    }

    @Test
    void givesUpOnASchemaThatGrowsWithoutEnd() {
        var properties = Json.object();
        var required = new ArrayList<String>();
        for (int i = 0; i < 40; i++) {
            properties.put("p" + i, Json.object().put("$ref", "#").build());
            required.add("p" + i);
        }
        Json.Obj schema = Json.object()
                .put("type", "object")
                .put("properties", properties.build())
                .put("required", Json.strings(required))
                .build();
        Json.Arr examples =
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Example.of(schema, JsonSchema.compile(schema)));
        assertEquals(Json.EMPTY_ARRAY, examples);
    }

    @Test
    void looksUpSoonWhatIsRequiredOfManyProperties() {
        var properties = Json.object();
        var required = new ArrayList<String>();
        for (int i = 0; i < 4_000; i++) {
            properties.put("p" + i, Json.object().put("$ref", "#/$defs/o").build());
        }
        for (int i = 0; i < 15_000; i++) {
            required.add("q" + i);
        }
        Json.Obj schema = Json.object()
                .put("$ref", "#/$defs/o")
                .put(
                        "$defs",
                        Json.object()
                                .put(
                                        "o",
                                        Json.object()
                                                .put("type", "object")
                                                .put("properties", properties.build())
                                                .put("required", Json.strings(required))
                                                .build())
                                .build())
                .build();
        var compiled = JsonSchema.compile(schema);
        assertEquals(
                Json.EMPTY_ARRAY,
                assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Example.of(schema, compiled)));
    }

    @Test
    void givesUpOnALongDefaultInManyPlaces() {
        var properties = Json.object();
        for (int i = 0; i < 400; i++) {
            properties.put("p" + i, Json.object().put("$ref", "#/$defs/long").build());
        }
        Json.Obj schema = Json.object()
                .put("type", "object")
                .put("properties", properties.build())
                .put("$defs", Json.parse("{\"long\":{\"default\":\"" + "x".repeat(200_000) + "\"}}"))
                .build();
        String shown = Example.of(schema, JsonSchema.compile(schema)).write();
        assertTrue(shown.length() < 1_000, () -> shown.length() + " characters");
    }
}
