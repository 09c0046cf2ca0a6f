package dev.triggo.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaTest {
    private static List<SchemaError> check(String schema, String value) {
        Json parsed = Json.parse(schema);
        assertEquals(List.of(), JsonSchema.faults(parsed));
        return JsonSchema.compile(parsed).check(Json.parse(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"string\"} | 1 | type | This must be a string, not a whole number.",
                "{\"type\":[\"integer\",\"null\"]} | 1.5 | type | This must be a whole number or null, not a number.",
                "{\"type\":\"object\"} | [] | type | This must be an object, not an array.",
                "{\"required\":[\"a\"]} | {} | required | The property 'a' is missing; it is required.",
                "{\"dependentRequired\":{\"a\":[\"b\"]}} | {\"a\":1} | dependentRequired |"
                        + " The property 'b' is missing; it is required when 'a' is there.",
                "{\"additionalProperties\":false,\"properties\":{\"email\":true}} | {\"mail\":1} | additionalProperties |"
                        + " The property 'mail' is not allowed; known here: 'email'.",
                "{\"additionalProperties\":false} | {\"mail\":1} | additionalProperties | The property 'mail' is not allowed; remove it.",
                "{\"unevaluatedProperties\":false} | {\"mail\":1} | unevaluatedProperties | The property 'mail' is not allowed; remove it.",
                "{\"enum\":[\"a\",1,null]} | \"b\" | enum | This must be one of \"a\", 1, null.",
                "{\"const\":{\"a\":1}} | 2 | const | This must be {\"a\":1}.",
                "{\"format\":\"email\"} | \"nobody\" | format | This must be an e-mail address, as ada@example.com.",
                "{\"format\":\"date-time\"} | \"today\" | format | This must be a date and time with offset, as 2026-11-01T09:30:00Z.",
                "{\"pattern\":\"^a+$\"} | \"b\" | pattern | This must match the pattern \"^a+$\".",
                "{\"minLength\":2} | \"b\" | minLength | This must be at least 2 characters long.",
                "{\"maxLength\":1} | \"bb\" | maxLength | This must be at most 1 characters long.",
                "{\"minimum\":2} | 1 | minimum | This must be at least 2.",
                "{\"maximum\":2} | 3 | maximum | This must be at most 2.",
                "{\"exclusiveMinimum\":2} | 2 | exclusiveMinimum | This must be greater than 2.",
                "{\"exclusiveMaximum\":2.5} | 2.5 | exclusiveMaximum | This must be less than 2.5.",
                "{\"multipleOf\":0.1} | 0.25 | multipleOf | This must be a multiple of 0.1.",
                "{\"minItems\":1} | [] | minItems | This must have at least 1 items.",
                "{\"maxItems\":0} | [1] | maxItems | This must have at most 0 items.",
                "{\"minProperties\":1} | {} | minProperties | This must have at least 1 properties.",
                "{\"maxProperties\":0} | {\"a\":1} | maxProperties | This must have at most 0 properties.",
                "{\"uniqueItems\":true} | [1,1.0] | uniqueItems | The items must differ from each other; at least two are equal.",
                "{\"contains\":{\"const\":1}} | [2] | minContains | This must hold at least 1 item that fits the schema under contains.",
                "{\"not\":{\"type\":\"string\"}} | \"a\" | not | This must not fit {\"type\":\"string\"}.",
                "{\"oneOf\":[true,true]} | 1 | oneOf | This must fit exactly one of the alternatives of oneOf; it fits 2.",
                "{\"properties\":{\"a\":false}} | {\"a\":1} | false | Nothing is allowed here; remove it.",
                "{\"prefixItems\":[true],\"items\":false} | [1,2] | items | The item 1 is not allowed.",
                "{\"propertyNames\":{\"maxLength\":1}} | {\"ab\":1} | propertyNames | The name of the property 'ab' is not allowed.",
            })
    void saysWhatWouldFit(String schema, String value, String keyword, String message) {
        List<SchemaError> errors = check(schema, value);
        assertEquals(1, errors.size(), errors::toString);
        assertEquals(message, errors.getFirst().message());
        assertEquals(keyword, errors.getFirst().keyword());
    }

    @Test
    void tellsAllErrorsWithTheirPlaces() {
        List<SchemaError> errors = check("""
                {"type": "object", "required": ["name", "a/b"], "additionalProperties": false,
                 "properties": {"name": {"type": "string"}, "a/b": {"type": "object", "required": ["x~y"],
                     "properties": {"x~y": {"type": "array", "items": {"type": "integer"}}}}}}
                """, "{\"a/b\": {\"x~y\": [1, \"2\", 3, null]}, \"other\": 1}");
        assertEquals(
                Set.of("/a~1b/x~0y/1 type", "/a~1b/x~0y/3 type", " additionalProperties", " required"),
                errors.stream().map(e -> e.path() + " " + e.keyword()).collect(Collectors.toSet()));
    }

    @Test
    void namesTheAlternative() {
        List<SchemaError> errors = check("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}", "1");
        assertEquals(
                List.of(
                        "This must be a string, not a whole number. (Alternative 1 of anyOf.)",
                        "This must be null, not a whole number. (Alternative 2 of anyOf.)"),
                errors.stream().map(SchemaError::message).toList());
    }

    @Test
    void neverRepeatsTheValue() {
        for (String schema : List.of(
                "{\"enum\":[1]}",
                "{\"const\":1}",
                "{\"type\":\"null\"}",
                "{\"format\":\"uuid\"}",
                "{\"pattern\":\"^x$\"}",
                "{\"not\":true}",
                "false",
                "{\"oneOf\":[{\"type\":\"null\"}]}")) {
            assertFalse(check(schema, "\"s3cret\"").toString().contains("s3cret"), schema);
        }
    }

    @Test
    void tellsAHundredErrorsAtMost() {
        String value = "[" + "1,".repeat(5_000) + "1]";
        assertEquals(100, check("{\"items\":{\"type\":\"string\"}}", value).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"multipleOf\":2} | 9007199254740993 | false",
                "{\"multipleOf\":0.01} | 4.35 | true",
                "{\"maximum\":9007199254740992} | 9007199254740993 | false",
                "{\"maximum\":1e400} | 1e399 | true",
                "{\"const\":9007199254740993} | 9007199254740992 | false",
                "{\"const\":1} | 1.0 | true",
                "{\"const\":{\"a\":[1]}} | {\"a\":[10e-1]} | true",
                "{\"enum\":[{\"a\":1}]} | {\"a\":1.00} | true",
                "{\"enum\":[\"1\"]} | 1 | false",
                "{\"type\":\"integer\"} | 1.0 | true",
                "{\"type\":\"integer\"} | 1e399 | true",
                "{\"type\":\"integer\"} | 1.5 | false",
                "{\"type\":\"integer\"} | -0.0 | true",
                "{\"uniqueItems\":true} | [9007199254740993,9007199254740992] | true",
                "{\"minimum\":0.1} | 0.1 | true",
            })
    void numbersAreExact(String schema, String value, boolean fits) {
        assertEquals(fits, check(schema, value).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"properties\":{\"a\":{\"default\":1}}} | {} | {\"a\":1}",
                "{\"properties\":{\"a\":{\"default\":1}}} | {\"a\":null} | {\"a\":null}",
                "{\"properties\":{\"a\":{\"default\":1},\"b\":{\"default\":[]}}} | {\"b\":2,\"c\":3} | {\"b\":2,\"c\":3,\"a\":1}",
                "{\"properties\":{\"a\":{\"properties\":{\"b\":{\"default\":1}}}}} | {\"a\":{}} | {\"a\":{\"b\":1}}",
                "{\"properties\":{\"a\":{\"properties\":{\"b\":{\"default\":1}}}}} | {} | {}",
                "{\"properties\":{\"a\":{\"items\":{\"properties\":{\"b\":{\"default\":1}}}}}} | {\"a\":[{},{\"b\":2},3]}"
                        + " | {\"a\":[{\"b\":1},{\"b\":2},3]}",
                "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/d\"}},\"$defs\":{\"d\":{\"default\":1}}} | {} | {\"a\":1}",
                "{\"properties\":{\"a\":{\"$ref\":\"#\",\"default\":{}}}} | {} | {\"a\":{}}",
                "{\"properties\":{\"a\":{\"$ref\":\"#\",\"default\":{}}}} | {\"a\":{}} | {\"a\":{\"a\":{}}}",
                "{\"default\":1} | {} | {}",
                "true | {\"a\":1} | {\"a\":1}",
                "{\"properties\":{\"a\":{\"default\":1}}} | [1] | [1]",
            })
    void fillsInDefaults(String schema, String value, String filled) {
        assertEquals(
                filled,
                JsonSchema.compile(Json.parse(schema))
                        .withDefaults(Json.parse(value))
                        .write());
    }

    @Test
    void leavesAWholeValueAsItIs() {
        Json value = Json.parse("{\"a\":1,\"b\":[{}]}");
        assertSame(
                value,
                JsonSchema.compile(Json.parse("{\"properties\":{\"a\":{\"default\":2}}}"))
                        .withDefaults(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"integer\"} | \"?\" | ``",
                "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}} | [1,\"?\"] | /1",
                "{\"properties\":{\"a\":{\"enum\":[1]}},\"required\":[\"a\"]} | {\"a\":\"?\"} | /a",
                "{\"properties\":{\"a\":{\"not\":{\"type\":\"string\"}}}} | {\"a\":\"?\"} | /a",
                "{\"uniqueItems\":true} | [\"?\",\"?\"] | /0 /1",
                "{\"const\":{\"a\":1}} | {\"a\":\"?\"} | /a",
                "{\"oneOf\":[{\"properties\":{\"a\":{\"const\":1}}},{\"properties\":{\"a\":{\"const\":2}}}]} | {\"a\":\"?\"} | /a",
                "{\"$ref\":\"#/$defs/d\",\"$defs\":{\"d\":{\"properties\":{\"a\":{\"format\":\"uri\"}}}}} | {\"a\":\"?\"} | /a",
            })
    void openPlacesCountAsAnyValue(String schema, String value, String open) {
        Set<String> places = Set.of(open.split(" "));
        JsonSchema compiled = JsonSchema.compile(Json.parse(schema));
        assertEquals(List.of(), compiled.check(Json.parse(value), places));
        assertFalse(compiled.check(Json.parse(value)).isEmpty());
    }

    @Test
    void openPlacesDoNotHideOtherErrors() {
        JsonSchema schema = JsonSchema.compile(
                Json.parse(
                        "{\"required\":[\"b\"],\"additionalProperties\":false,\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":true}}"));
        assertEquals(
                2,
                schema.check(Json.parse("{\"a\":\"?\",\"c\":\"?\"}"), Set.of("/a", "/c"))
                        .size());
    }

    @Test
    void compilingWhatIsUnsoundIsAnArgumentFault() {
        assertThrows(IllegalArgumentException.class, () -> JsonSchema.compile(Json.parse("{\"type\":\"text\"}")));
    }

    @Test
    void isSafeToShareBetweenThreads() throws Exception {
        JsonSchema schema = JsonSchema.compile(
                Json.parse(
                        "{\"$ref\":\"#/$defs/n\",\"$defs\":{\"n\":{\"properties\":{\"v\":{\"type\":\"integer\"},\"n\":{\"$ref\":\"#/$defs/n\"}}}}}"));
        Callable<Boolean> work = () -> {
            for (int i = 0; i < 500; i++) {
                boolean fits = schema.check(
                                Json.parse("{\"n\":{\"n\":{\"v\":%s}}}".formatted(i % 2 == 0 ? "1" : "\"x\"")))
                        .isEmpty();
                if (fits != (i % 2 == 0)) {
                    return false;
                }
            }
            return true;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(List.of(work, work, work, work))) {
                assertTrue(done.get());
            }
        }
    }
}
