package dev.triggo.triggers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsTest {
    private static Json.Obj event(String type, byte[] body, String query) {
        Map<String, List<String>> headers =
                type == null || type.isEmpty() ? Map.of() : Map.of("content-type", List.of(type));
        return Events.of(new Incoming(headers, query, () -> body), body, 0);
    }

    /** What is sent as what, and what a run sees of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            application/json                  | {"a":1.50}   | {"a":1.50}
            application/vnd.github+json       | [1]          | [1]
            APPLICATION/JSON; charset="UTF-8" | "x"          | "x"
            application/x-www-form-urlencoded | a=1&b=x+y&a=%C3%A9&c&=e | {"a":["1","é"],"b":"x y","c":"","":"e"}
            application/x-www-form-urlencoded | __proto__=1&constructor=2 | {"__proto__":"1","constructor":"2"}
            text/plain                        | {"a":1}      | "{\\"a\\":1}"
            text/plain; charset=iso-8859-1    | é            | "é"
            application/xml                   | <a/>         | "<a/>"
            ''                                | {"a":1}      | {"a":1}
            ''                                | not json     | "not json"
            """)
    void bodiesAreReadAsWhatTheySayThatTheyAre(String type, String body, String expected) {
        Charset charset = type.contains("8859") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        String given = type.equals("''") ? "" : type;
        assertEquals(
                Json.parse(expected), event(given, body.getBytes(charset), "").get("body"));
    }

    @Test
    void nothingIsNull() {
        assertEquals(Json.Null.NULL, event("application/json", new byte[0], "").get("body"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            application/json                  | {         | 400
            application/json                  | {"a":1,"a":2} | 400
            application/json; charset=utf-16  | {}        | 415
            multipart/form-data; boundary=x   | x         | 415
            application/octet-stream          | x         | 415
            application/x-www-form-urlencoded | a=%zz     | 400
            application/x-www-form-urlencoded | a=%ff     | 400
            text/plain; charset=utf-32        | x         | 415
            """)
    void whatIsNotWhatItSaysIsRefused(String type, String body, int status) {
        Problem refused = assertThrows(Problem.class, () -> event(type, body.getBytes(StandardCharsets.UTF_8), ""));
        assertEquals(status, refused.code().status());
    }

    @Test
    void bytesThatAreNotOfTheirCharsetAreRefusedAndNotReplaced() {
        for (String type : List.of("text/plain", "application/json", "", "text/plain; charset=us-ascii")) {
            byte[] latin = {'"', (byte) 0xe9, '"'};
            assertEquals(
                    400,
                    assertThrows(Problem.class, () -> event(type, latin, ""))
                            .code()
                            .status(),
                    type);
        }
    }

    @Test
    void whatIsNestedTooDeepToBeReadBackIsRefused() {
        byte[] deep = ("[".repeat(150) + "]".repeat(150)).getBytes(StandardCharsets.UTF_8);
        Json.Obj event = event("application/json", deep, "");
        assertEquals(event, Json.parse(event.write()));
        byte[] deeper = ("[".repeat(151) + "]".repeat(151)).getBytes(StandardCharsets.UTF_8);
        assertEquals(
                400,
                assertThrows(Problem.class, () -> event("application/json", deeper, ""))
                        .code()
                        .status());
    }

    @Test
    void theQueryIsReadLikeAForm() {
        assertEquals(
                Json.parse("{\"a\":[\"1\",\"2\"],\"b\":\"x y\"}"),
                event("", new byte[0], "a=1&b=x%20y&a=2&").get("query"));
    }
}
