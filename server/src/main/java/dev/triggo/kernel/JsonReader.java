package dev.triggo.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Strict, bounded reading: see {@link Json}. */
final class JsonReader {
    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int MAX_EXPONENT = 400;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .build();

    private JsonReader() {}

    static Json read(byte[] utf8) {
        try {
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The JSON text is not valid UTF-8.");
        }
    }

    static Json read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw Problem.of(ProblemCode.BAD_REQUEST, "There is no JSON text where one was expected.");
            }
            Json value = value(parser, first);
            if (parser.nextToken() != null) {
                throw notJson(parser, "there is more text after the end of the JSON value");
            }
            return value;
        } catch (JacksonException fault) {
            var where = fault.getLocation();
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "Not valid JSON at line %d, column %d: %s"
                            .formatted(
                                    where == null ? 1 : where.getLineNr(),
                                    where == null ? 1 : where.getColumnNr(),
                                    why(fault)));
        }
    }

    private static Json value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> new Json.Str(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> Json.Bool.TRUE;
            case VALUE_FALSE -> Json.Bool.FALSE;
            case VALUE_NULL -> Json.Null.NULL;
            case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw notJson(parser, "a value was expected");
        };
    }

    private static Json object(JsonParser parser) {
        var fields = new LinkedHashMap<String, Json>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            fields.put(name, value(parser, parser.nextToken()));
        }
        return new Json.Obj(Collections.unmodifiableMap(fields));
    }

    private static Json array(JsonParser parser) {
        var items = new ArrayList<Json>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            items.add(value(parser, next));
        }
        return new Json.Arr(Collections.unmodifiableList(items));
    }

    private static Json number(JsonParser parser) {
        String literal = parser.getString();
        int mark = Math.max(literal.indexOf('e'), literal.indexOf('E'));
        if (mark >= 0) {
            String exponent = literal.substring(mark + 1);
            // Exponents of ten digits and more would overflow the check itself.
            if (exponent.length() > 6 || Math.abs(Integer.parseInt(exponent)) > MAX_EXPONENT) {
                throw notJson(
                        parser, "the number's exponent is outside -%d to %d".formatted(MAX_EXPONENT, MAX_EXPONENT));
            }
        }
        return new Json.Num(literal);
    }

    private static Problem notJson(JsonParser parser, String why) {
        var where = parser.currentTokenLocation();
        return Problem.of(
                ProblemCode.BAD_REQUEST,
                "Not valid JSON at line %d, column %d: %s".formatted(where.getLineNr(), where.getColumnNr(), why));
    }

    private static String why(JacksonException fault) {
        String message = fault.getOriginalMessage();
        if (!(fault instanceof StreamConstraintsException)) {
            return brief(message);
        }
        return message.contains("nesting")
                ? "it is nested deeper than %d levels".formatted(Json.MAX_DEPTH)
                : message.contains("Number")
                        ? "a number is longer than %d characters".formatted(MAX_NUMBER_LENGTH)
                        : "a text or a name is too long";
    }

    /** The parser's own words, without what it says of its own classes and settings. */
    private static String brief(String message) {
        String first = message;
        for (String end : List.of("\n", " (", ": enable ", ": was expecting")) {
            int cut = first.indexOf(end);
            first = cut > 0 ? first.substring(0, cut) : first;
        }
        return first.length() > 160 ? first.substring(0, 160) : first;
    }
}
