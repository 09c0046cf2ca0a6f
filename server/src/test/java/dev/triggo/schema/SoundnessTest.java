package dev.triggo.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas that are refused, and checks that must end whatever the schema and the value. */
class SoundnessTest {
    private static final Duration FAR_BEYOND = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | `` | schema",
                "null | `` | schema",
                "[] | `` | schema",
                "\"object\" | `` | schema",
                "{\"type\":\"text\"} | /type | type",
                "{\"type\":[]} | /type | type",
                "{\"type\":[\"string\",\"string\"]} | /type | type",
                "{\"properties\":[]} | /properties | properties",
                "{\"properties\":{\"a/b\":{\"type\":1}}} | /properties/a~1b/type | type",
                "{\"properties\":{\"a\":7}} | /properties/a | schema",
                "{\"items\":[{\"type\":\"string\"}]} | /items | schema",
                "{\"allOf\":[]} | /allOf | allOf",
                "{\"anyOf\":{}} | /anyOf | anyOf",
                "{\"required\":\"a\"} | /required | required",
                "{\"required\":[\"a\",\"a\"]} | /required | required",
                "{\"required\":true} | /required | required",
                "{\"minLength\":-1} | /minLength | minLength",
                "{\"minLength\":1.5} | /minLength | minLength",
                "{\"maxItems\":99999999999} | /maxItems | maxItems",
                "{\"minimum\":\"1\"} | /minimum | minimum",
                "{\"exclusiveMinimum\":true} | /exclusiveMinimum | exclusiveMinimum",
                "{\"multipleOf\":0} | /multipleOf | multipleOf",
                "{\"enum\":\"a\"} | /enum | enum",
                "{\"pattern\":\"[\"} | /pattern | pattern",
                "{\"pattern\":\"(?=a)\"} | /pattern | pattern",
                "{\"pattern\":\"(a)\\\\1\"} | /pattern | pattern",
                "{\"pattern\":\"a++\"} | /pattern | pattern",
                "{\"pattern\":\"((a{100}){100}){100}\"} | /pattern | pattern",
                "{\"pattern\":\"a{2000}\"} | /pattern | pattern",
                "{\"patternProperties\":{\"(?!x)\":true}} | /patternProperties/(?!x) | patternProperties",
                "{\"$ref\":\"https://example.com/schema\"} | /$ref | $ref",
                "{\"$ref\":\"file:///etc/passwd\"} | /$ref | $ref",
                "{\"$ref\":\"other.json#/a\"} | /$ref | $ref",
                "{\"$ref\":\"//example.com/x\"} | /$ref | $ref",
                "{\"$ref\":\"\"} | /$ref | $ref",
                "{\"$ref\":\"#/nowhere\"} | /$ref | $ref",
                "{\"$ref\":\"#anchor\"} | /$ref | $ref",
                "{\"$ref\":\"#/%zz\"} | /$ref | $ref",
                "{\"$dynamicRef\":\"https://example.com/#x\"} | /$dynamicRef | $dynamicRef",
                "{\"$ref\":\"#/title\",\"title\":\"text\"} | /title | schema",
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"} | /$schema | $schema",
                "{\"$schema\":\"https://example.com/own\"} | /$schema | $schema",
                "{\"items\":{\"$id\":\"https://example.com/own\"}} | /items/$id | $id",
                "{\"$anchor\":\"1 a\"} | /$anchor | $anchor",
                "{\"$ref\":\"#\"} | `` | $ref",
                "{\"allOf\":[{\"$ref\":\"#/$defs/a\"}],\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#\"}]}}} | `` | $ref",
                "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"not\":{\"$ref\":\"#/$defs/a\"}}}} | /$defs/a | $ref",
                "{\"$anchor\":\"x\",\"if\":{\"$ref\":\"#x\"}} | `` | $ref",
                "{\"$dynamicAnchor\":\"x\",\"else\":{\"$dynamicRef\":\"#x\"}} | `` | $ref",
            })
    void namesThePlaceOfWhatItRefuses(String schema, String path, String keyword) {
        List<SchemaError> faults = JsonSchema.faults(Json.parse(schema));
        assertEquals(1, faults.size(), faults::toString);
        assertEquals(path, faults.getFirst().path(), faults::toString);
        assertEquals(keyword, faults.getFirst().keyword());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "{}",
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$id\":\"https://example.com/mine\"}",
                "{\"properties\":{\"child\":{\"$ref\":\"#\"}}}",
                "{\"items\":{\"$ref\":\"#\"},\"additionalProperties\":{\"$ref\":\"#\"}}",
                "{\"$defs\":{\"a b\":{\"type\":\"string\"}},\"$ref\":\"#/$defs/a%20b\"}",
                "{\"$defs\":{\"a\":{\"$anchor\":\"x\"}},\"$ref\":\"#x\"}",
                "{\"x-own\":{\"type\":7},\"unknown\":[]}",
                "{\"enum\":[{\"$ref\":\"https://example.com\",\"$id\":\"x\"}],\"default\":{\"type\":7}}",
                "{\"properties\":{\"$ref\":{\"type\":\"string\"},\"$id\":{\"type\":\"string\"}}}",
                "{\"pattern\":\"^\\\\p{Letter}+\\\\u0041\\\\s\\\\cA(?<name>x)[\\\\w-]\\\\/$\"}",
            })
    void acceptsSoundSchemas(String schema) {
        assertEquals(List.of(), JsonSchema.faults(Json.parse(schema)));
        JsonSchema.compile(Json.parse(schema)).check(Json.EMPTY_OBJECT);
    }

    @Test
    void tellsAllFaultsAtOnce() {
        Json schema =
                Json.parse("{\"type\":\"x\",\"items\":{\"minItems\":\"1\"},\"$ref\":\"http://a\",\"pattern\":\"(\"}");
        assertEquals(
                List.of("/type", "/items/minItems", "/$ref", "/pattern"),
                JsonSchema.faults(schema).stream().map(SchemaError::path).toList());
    }

    @Test
    void boundsSizeDepthAndNumberOfSubschemas() {
        assertFault("{\"description\":\"" + "x".repeat(300_000) + "\"}", "The schema is larger than 256 KiB.");
        assertFault("{\"not\":".repeat(70) + "true" + "}".repeat(70), "The schema is nested deeper than 64 levels.");
        assertFault(
                "{\"prefixItems\":[" + repeat(5_001, i -> "true", ",") + "]}",
                "The schema has more than 5,000 subschemas.");
        String doubling = repeat(
                30,
                i -> "\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                        .formatted(i, i + 1, i + 1),
                ",");
        assertFault(
                "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + doubling + ",\"d30\":true}}",
                "This schema applies more than 10,000 subschemas to the same value; write each of them once.");
    }

    /** Every place is known by the whole way to it, so a long name makes all that is under it long. */
    @Test
    void boundsTheWaysToSubschemas() {
        String name = "{\"properties\":{\"" + "x".repeat(40_000) + "\":";
        assertFault(
                name.repeat(3) + "{\"prefixItems\":[" + repeat(4_000, i -> "true", ",") + "]}" + "}}".repeat(3),
                "The names in this schema are too long: the ways to all of its subschemas have more than 8,000,000"
                        + " characters.");
    }

    private static void assertFault(String schema, String message) {
        List<SchemaError> faults = JsonSchema.faults(Json.parse(schema));
        assertEquals(List.of(message), faults.stream().map(SchemaError::message).toList());
    }

    static Stream<Arguments> costly() {
        return Stream.concat(costlyPatterns(), costlyPlaces());
    }

    private static Stream<Arguments> costlyPatterns() {
        return Stream.of(
                Arguments.of("{\"pattern\":\"^(a+)+$\"}", "\"" + "a".repeat(300_000) + "!\""),
                Arguments.of("{\"pattern\":\"^(a|aa)+$\"}", "\"" + "a".repeat(300_000) + "!\""),
                Arguments.of("{\"pattern\":\"(x+x+)+y\"}", "\"" + "x".repeat(300_000) + "\""),
                Arguments.of("{\"pattern\":\"^(([a-z])+.)+[A-Z]([a-z])+$\"}", "\"" + "a".repeat(300_000) + "\""),
                Arguments.of("{\"pattern\":\"(.*)*(.*)*(.*)*x\"}", "\"" + "a".repeat(300_000) + "\""),
                Arguments.of("{\"pattern\":\"^(a|b|c)*$\"}", "\"" + "abc".repeat(100_000) + "\""),
                Arguments.of("{\"pattern\":\"^(?:(?:a?){30}){30}b$\"}", "\"" + "a".repeat(300_000) + "\""),
                Arguments.of(
                        "{\"allOf\":[" + repeat(4_000, i -> "{\"pattern\":\"(x+x+)+y\"}", ",") + "]}",
                        "\"" + "x".repeat(300_000) + "\""),
                Arguments.of(
                        "{\"patternProperties\":{" + repeat(2_000, i -> "\"^(x+x+)+" + i + "\":true", ",") + "}}",
                        "{" + repeat(30_000, i -> "\"xx" + i + "\":1", ",") + "}"));
    }

    private static Stream<Arguments> costlyPlaces() {
        String names = repeat(20_000, i -> "\"p" + i + "\"", ",");
        String collisions = repeat(1 << 13, SoundnessTest::colliding, ",");
        return Stream.of(
                Arguments.of("{\"items\":{\"required\":[" + names + "]}}", "[" + repeat(100_000, i -> "{}", ",") + "]"),
                Arguments.of(
                        "{\"items\":{\"contains\":{\"enum\":[" + names + "]}}}",
                        "[" + repeat(100_000, i -> "[]", ",") + "]"),
                Arguments.of(
                        "{\"items\":{\"oneOf\":[" + repeat(4_000, i -> "{\"type\":\"string\"}", ",") + "]}}",
                        "[" + repeat(100_000, i -> "1", ",") + "]"),
                Arguments.of("{\"items\":{\"enum\":[" + names + "]}}", "[" + repeat(100_000, i -> "1", ",") + "]"),
                Arguments.of(
                        "{\"items\":{\"enum\":[" + collisions.substring(0, 200_000) + "\"]}}", "[" + collisions + "]"),
                Arguments.of("{\"uniqueItems\":true}", "[" + collisions + "]"),
                Arguments.of("{\"uniqueItems\":true}", "[" + repeat(50_000, i -> "{\"a\":" + i + "}", ",") + "]"),
                Arguments.of("{\"items\":{\"multipleOf\":1e-400}}", "[" + repeat(50_000, i -> "9e399", ",") + "]"),
                Arguments.of(
                        "{\"items\":{\"minimum\":1e-400,\"maximum\":1e399}}",
                        "[" + repeat(50_000, i -> "9e399", ",") + "]"),
                // Not at the same place of the value, so the count of those does not bound it.
                Arguments.of("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + ladder("properties") + ",\"d40\":true}}", "{}"),
                Arguments.of(
                        "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + ladder("patternProperties") + ",\"d40\":true}}",
                        "{\"a\":".repeat(40) + "1" + "}".repeat(40)),
                Arguments.of("{\"minItems\":2147483647,\"minLength\":2147483647}", "[]"),
                Arguments.of(
                        "{\"anyOf\":[{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"b\"]},"
                                + "{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"c\"]}]}",
                        "{\"a\":".repeat(190) + "1" + "}".repeat(190)),
                Arguments.of(
                        "{\"items\":{\"allOf\":["
                                + repeat(2_000, i -> "{\"properties\":{\"a%d\":true}}".formatted(i), ",")
                                + "],\"unevaluatedProperties\":false}}",
                        "[" + repeat(40_000, i -> "{\"a\":1}", ",") + "]"),
                Arguments.of(
                        "{\"$ref\":\"#/$defs/d0\",\"$defs\":{"
                                + repeat(2_000, i -> "\"d%d\":{\"$ref\":\"#/$defs/d%d\"}".formatted(i, i + 1), ",")
                                + ",\"d2000\":false}}",
                        "1"));
    }

    @ParameterizedTest
    @MethodSource("costly")
    void everyCheckEnds(String schema, String value) {
        Json parsed = Json.parse(schema);
        assertEquals(List.of(), JsonSchema.faults(parsed));
        List<SchemaError> errors = assertTimeoutPreemptively(
                FAR_BEYOND, () -> JsonSchema.compile(parsed).check(Json.parse(value)));
        assertTrue(errors.size() <= 100);
        assertTrue(errors.stream().noneMatch(error -> error.message().length() > 10_000));
    }

    @Test
    void deepValuesDoNotOverflowASmallStack() throws InterruptedException {
        JsonSchema schema = JsonSchema.compile(
                Json.parse(
                        "{\"anyOf\":[{\"allOf\":[{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}]},{\"type\":\"integer\"}]}"));
        Json value = Json.parse("{\"a\":".repeat(199) + "1" + "}".repeat(199));
        var errors = new java.util.ArrayList<SchemaError>();
        var ended = new boolean[1];
        Thread small = new Thread(
                null,
                () -> {
                    errors.addAll(schema.check(value));
                    ended[0] = true;
                },
                "small stack",
                200_000);
        small.start();
        small.join();
        assertTrue(ended[0], "the check ended by itself");
        assertTrue(errors.size() <= 1, errors::toString);
    }

    private static String ladder(String keyword) {
        return repeat(
                40,
                i -> "\"d%d\":{\"%s\":{\"a\":{\"$ref\":\"#/$defs/d%d\"},\"b\":{\"$ref\":\"#/$defs/d%d\"}}}"
                        .formatted(i, keyword, i + 1, i + 1),
                ",");
    }

    private static String repeat(int times, IntFunction<String> text, String between) {
        return IntStream.range(0, times).mapToObj(text).collect(Collectors.joining(between));
    }

    /** Texts that differ and have one hash: "Aa" and "BB" have the same. */
    private static String colliding(int number) {
        var text = new StringBuilder("\"");
        for (int bit = 0; bit < 13; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.append('"').toString();
    }
}
