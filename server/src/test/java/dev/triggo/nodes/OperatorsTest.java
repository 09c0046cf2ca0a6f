package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorsTest {
    private static final List<String> SAMPLES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1",
            "1.0",
            "1e2",
            "100",
            "1e-400",
            "1e400",
            "\"\"",
            "\"a\"",
            "\"1\"",
            "\"true\"",
            "[]",
            "[1]",
            "[[1]]",
            "{}",
            "{\"a\":1}",
            "{\"__proto__\":{}}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            1                | eq           | 1.0               | true
            100              | eq           | 1e2               | true
            -0               | eq           | 0                 | true
            1                | eq           | "1"               | false
            true             | eq           | "true"            | false
            null             | eq           | null              | true
            {"a":1,"b":[2]}  | eq           | {"b":[2.0],"a":1} | true
            [1,2]            | eq           | [2,1]             | false
            1                | neq          | "1"               | true
            1                | neq          | 1.00              | false
            2                | gt           | 1.5               | true
            1.5              | gt           | 1.50              | false
            1.5              | gte          | 1.50              | true
            9007199254740993 | gt           | 9007199254740992  | true
            0.1              | lt           | 0.10000000000000001 | true
            "10"             | lt           | "9"               | true
            10               | lt           | "9"               | false
            10               | gte          | "9"               | false
            null             | lte          | null              | false
            true             | gt           | false             | false
            "2026-01-31"     | lt           | "2026-02-01"      | true
            "a"              | lt           | "ab"              | true
            "Z"              | lt           | "a"               | true
            "\\uFFFD"        | lt           | "\\uD83D\\uDE00"  | true
            "\\uD83D\\uDE00" | gt           | "\\uFFFD"         | true
            "\\uD83D\\uDE00" | lt           | "\\uD83D\\uDE01"  | true
            "hello"          | contains     | "ell"             | true
            "hello"          | contains     | ""                | true
            "1234"           | contains     | 23                | false
            [1,"a"]          | contains     | 1.0               | true
            ["ab"]           | contains     | "a"               | false
            {"a":1}          | contains     | "a"               | false
            null             | contains     | "a"               | false
            null             | not_contains | "a"               | true
            "hello"          | not_contains | "l"               | false
            "hello"          | starts_with  | "he"              | true
            ["he"]           | starts_with  | "he"              | false
            "hello"          | ends_with    | "lo"              | true
            "hello"          | ends_with    | "he"              | false
            "order-17"       | matches      | "^order-\\\\d+$"  | true
            "my order-17"    | matches      | "order"           | true
            "x"              | matches      | "^order"          | false
            17               | matches      | "17"              | false
            "17"             | matches      | 17                | false
            2                | in           | [1,2.0]           | true
            "a"              | in           | ["b"]             | false
            "a"              | in           | "abc"             | false
            null             | in           | [null]            | true
            ""               | is_empty     | null              | true
            " "              | is_empty     | null              | false
            []               | is_empty     | null              | true
            {}               | is_empty     | null              | true
            null             | is_empty     | null              | true
            0                | is_empty     | null              | false
            false            | is_empty     | null              | false
            0                | is_not_empty | null              | true
            null             | is_not_empty | null              | false
            null             | exists       | null              | false
            false            | exists       | null              | true
            ""               | exists       | null              | true
            """)
    void comparesAsTheTableSays(String left, String operator, String right, boolean holds) {
        assertEquals(holds, holds(operator, Json.parse(left), Json.parse(right)));
    }

    @Test
    void neverCrashesAndUnlikeTypesAreNeverOrdered() {
        for (String left : SAMPLES) {
            for (String right : SAMPLES) {
                Json one = Json.parse(left);
                Json other = Json.parse(right);
                for (String name : Operators.names()) {
                    boolean first = holds(name, one, other);
                    assertEquals(first, holds(name, one, other), name);
                }
                assertEquals(!holds("eq", one, other), holds("neq", one, other));
                assertEquals(!holds("contains", one, other), holds("not_contains", one, other));
                assertEquals(holds("gt", one, other), holds("lt", other, one));
                if (one.getClass() != other.getClass()) {
                    assertFalse(holds("eq", one, other) || holds("gte", one, other) || holds("lte", one, other));
                }
            }
        }
    }

    @Test
    void namesAreThoseOfTheDocument() {
        assertEquals(
                List.of(
                        "eq",
                        "neq",
                        "gt",
                        "gte",
                        "lt",
                        "lte",
                        "contains",
                        "not_contains",
                        "starts_with",
                        "ends_with",
                        "matches",
                        "in",
                        "is_empty",
                        "is_not_empty",
                        "exists"),
                List.copyOf(Operators.names()));
        assertNull(Operators.find("EQ"));
        assertNull(Operators.find("getClass"));
    }

    @Test
    void refusesPatternsThatAreNone() {
        for (String pattern : List.of("(", "(?=a)", "(a)\\1", "(a{1000}){1000}")) {
            assertThrows(
                    IllegalArgumentException.class, () -> holds("matches", Json.of("aaa"), Json.of(pattern)), pattern);
        }
    }

    @Test
    void hostilePatternsAndNeedlesTakeNoLongTime() {
        String text = "a".repeat(300_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertFalse(holds("matches", Json.of(text), Json.of("(x+x+)+y")));
            assertFalse(holds("matches", Json.of(text), Json.of("^(a+)+$x")));
            assertFalse(holds("contains", Json.of(text), Json.of("a".repeat(150_000) + "b")));
            assertFalse(holds("contains", Json.of(text), Json.of("b" + "a".repeat(150_000))));
        });
    }

    private static boolean holds(String name, Json left, Json right) {
        Operators.Operator operator = Operators.find(name);
        assertNotNull(operator, name);
        return operator.holds(left, right, new Patterns());
    }
}
