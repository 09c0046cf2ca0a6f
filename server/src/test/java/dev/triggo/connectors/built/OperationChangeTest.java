package dev.triggo.connectors.built;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a change in a schema somebody may fail by, who was written for the one before. */
class OperationChangeTest {
    private static Json.Obj field(String schema) {
        return (Json.Obj) Json.parse("{\"type\": \"object\", \"properties\": {\"a\": " + schema + "}}");
    }

    private static BuiltOperation operation(Json.Obj input, Json.Obj output) {
        return new BuiltOperation(
                new BuiltOperation.Texts("get", "Get", "Says " + input.write()),
                "GET /x",
                true,
                List.of(),
                List.of(),
                null,
                List.of(),
                new BuiltOperation.Schemas(input, output, Json.EMPTY_OBJECT),
                Map.of());
    }

    private static String of(Json.Obj input, Json.Obj after, Json.Obj output, Json.Obj outputAfter) {
        OperationChange change = OperationChange.between(operation(input, output), operation(after, outputAfter));
        return String.join(
                "; ",
                change.differences().stream()
                        .map(difference ->
                                (difference.breaking() ? "! " : "") + difference.path() + " " + difference.message())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "{\"type\": \"integer\"} | {\"type\": \"number\"} | was integer and is number now | ! was integer and is number now",
                "{\"type\": \"number\"} | {\"type\": \"integer\"} | ! was number and is integer now | was number and is integer now",
                "{\"type\": \"string\"} | {\"type\": [\"string\", \"null\"]} | was string and is null or string now | ! was string and is null or string now",
                "{} | {\"type\": \"string\"} | ! was of any type and is string now | was of any type and is string now",
                "{\"type\": \"string\"} | {} | was string and is of any type now | ! was string and is of any type now",
                "{\"enum\": [1, 2]} | {\"enum\": [1, 2, 3]} | can be 3 too | ! can be 3 too",
                "{\"enum\": [1, 2]} | {\"enum\": [1]} | ! cannot be 2 any more | cannot be 2 any more",
                "{\"enum\": [1]} | {} | is not one of a few values any more | ! is not one of a few values any more",
                "{} | {\"const\": 1} | ! must be one of a few values now | must be one of a few values now",
                "{\"maximum\": 5} | {\"maximum\": 9} | maximum was 5 and is 9 now | maximum was 5 and is 9 now",
                "{\"maximum\": 5} | {\"maximum\": 3} | ! maximum was 5 and is 3 now | maximum was 5 and is 3 now",
                "{\"maximum\": 5} | {} | maximum was 5 and is none now | maximum was 5 and is none now",
                "{} | {\"minLength\": 2} | ! minLength was none and is 2 now | minLength was none and is 2 now",
                "{\"pattern\": \"a\"} | {\"pattern\": \"b\"} | ! `pattern` says something else now | `pattern` says something else now",
                "{\"pattern\": \"a\"} | {} | `pattern` says something else now | `pattern` says something else now",
                "{\"oneOf\": [{}]} | {\"oneOf\": []} | ! `oneOf` says something else now | ! `oneOf` says something else now",
                "{\"title\": \"A\", \"default\": 1} | {\"description\": \"B\", \"x-y\": 2} | '' | ''",
                "{\"items\": {\"type\": \"string\"}} | {\"items\": {\"type\": \"null\"}} | ! /* was string and is null now | ! /* was string and is null now",
                "{} | {\"items\": {\"type\": \"null\"}} | ! /* is not as free as it was | /* is not as free as it was",
                "true | {\"type\": \"string\"} | ! is not as free as it was | is not as free as it was",
                "{\"additionalProperties\": false} | {} | /* may be anything now | ''",
                "{} | {\"additionalProperties\": false} | ! /* is not as free as it was | ''",
                "{\"properties\": {\"b\": {}}} | {\"properties\": {}} | ! /b is not taken any more | ! /b is not given any more",
                "{\"properties\": {}} | {\"properties\": {\"b/c\": {}}} | /b~1c is new | /b~1c is new",
                "{\"properties\": {}} | {\"properties\": {\"b\": {}}, \"required\": [\"b\"]} | ! /b is new and required | /b is new",
                "{\"properties\": {\"b\": {}}} | {\"properties\": {\"b\": {}}, \"required\": [\"b\"]} | ! /b is required now | /b is always there now",
                "{\"properties\": {\"b\": {}}, \"required\": [\"b\"]} | {\"properties\": {\"b\": {}}} | /b may be left out now | ! /b may be missing now"
            })
    void tellsWhatMayBreakFromWhatDoesNot(String before, String after, String taken, String given) {
        Json.Obj none = Json.EMPTY_OBJECT;
        assertEquals(at("/input/a", taken), of(field(before), field(after), none, none));
        assertEquals(at("/output/a", given), of(none, none, field(before), field(after)));
    }

    private static String at(String place, String said) {
        if (said.equals("''")) {
            return "";
        }
        String mark = said.startsWith("! ") ? "! " : "";
        String rest = said.substring(mark.length());
        return mark + place + (rest.startsWith("/") ? "" : " ") + rest;
    }

    @Test
    void comparesWhatSchemasReferToAndWhatCallsDo() {
        Json.Obj before = (Json.Obj) Json.parse("{\"$defs\": {\"P\": {\"type\": \"string\"}, \"gone\": {}}}");
        Json.Obj after = (Json.Obj) Json.parse("{\"$defs\": {\"P\": {\"type\": \"integer\"}}}");
        assertEquals(
                "! /input/$defs/P was string and is integer now",
                of(before, after, Json.EMPTY_OBJECT, Json.EMPTY_OBJECT));
        BuiltOperation reads = operation(Json.EMPTY_OBJECT, Json.EMPTY_OBJECT);
        var writes = new BuiltOperation(
                reads.texts(),
                "POST /x",
                false,
                List.of(),
                List.of(),
                null,
                List.of(List.of("key")),
                reads.schemas(),
                Map.of());
        OperationChange worse = OperationChange.between(reads, writes);
        assertEquals(
                List.of(true, true, false),
                worse.differences().stream()
                        .map(OperationChange.Difference::breaking)
                        .toList());
        assertFalse(OperationChange.between(writes, reads).isBreaking());
        assertEquals("0", worse.toJson().fields().get("more").write());
    }
}
