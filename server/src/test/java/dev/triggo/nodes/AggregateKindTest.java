package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregateKindTest {
    private static Bench bench;

    @BeforeAll
    static void open() throws Exception {
        bench = new Bench();
    }

    @AfterAll
    static void close() throws Exception {
        bench.close();
    }

    private static Outcome aggregate(String config, Json items) {
        return bench.run(Bench.Step.of("{\"type\": \"aggregate\", \"config\": " + config + "}")
                .withSources(Map.of("a", items)));
    }

    private static Outcome one(String operation, Json items) {
        return aggregate("{\"items\": \"{{a}}\", \"operations\": [" + operation + "]}", items);
    }

    private static Json result(Outcome outcome) {
        return assertInstanceOf(Outcome.Done.class, outcome, outcome::toString).output();
    }

    private static String refusal(Outcome outcome) {
        var failed = assertInstanceOf(Outcome.Failed.class, outcome, outcome::toString);
        assertEquals("VALIDATION_ERROR", failed.code());
        return failed.message();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"op": "count"}                               | [1, {}, "x"]                          | {"count": 3}
            {"op": "count"}                               | [1, null]                             | {"count": 1}
            {"op": "count", "field": "n"}                 | [{"n": 1}, {"n": null}, {}, 5, {"n": 0}] | {"count_n": 2}
            {"op": "sum"}                                 | [0.1, 0.2]                            | {"sum": 0.3}
            {"op": "sum"}                                 | [1, 2.50, 1e2, -0.5]                  | {"sum": 103}
            {"op": "sum"}                                 | [9007199254740993, 1]                 | {"sum": 9007199254740994}
            {"op": "sum"}                                 | []                                    | {"sum": 0}
            {"op": "sum", "field": "o.n", "as": "total"}  | [{"o": {"n": 10}}, {"o": {}}, {"o": {"n": 20}}] | {"total": 30}
            {"op": "sum", "field": "l[1]", "as": "s"}     | [{"l": [1, 2]}, {"l": [3]}]           | {"s": 2}
            {"op": "sum", "field": "[\\"a b\\"]", "as": "s"} | [{"a b": 1}, {"a b": 2}]           | {"s": 3}
            {"op": "avg"}                                 | [1, 2]                                | {"avg": 1.5}
            {"op": "avg"}                                 | [1, 1, 2]                             | {"avg": 1.333333333333333333333333333333333}
            {"op": "avg"}                                 | []                                    | {"avg": null}
            {"op": "avg", "field": "n"}                   | [{"n": 4}, {}]                        | {"avg_n": 4}
            {"op": "min"}                                 | [3, 1.0, 1, 2]                        | {"min": 1.0}
            {"op": "max"}                                 | ["2026-01-31", "2026-02-01"]          | {"max": "2026-02-01"}
            {"op": "min"}                                 | []                                    | {"min": null}
            {"op": "collect", "field": "n"}               | [{"n": [1]}, {}, {"n": "x"}, {"n": false}] | {"collect_n": [[1], "x", false]}
            {"op": "join", "field": "n", "as": "t"}       | [{"n": "a"}, {"n": 1.50}, {}, {"n": {"k": 1}}, {"n": true}] | {"t": "a, 1.50, {\\"k\\":1}, true"}
            {"op": "join", "separator": ""}               | ["a", "b"]                            | {"join": "ab"}
            {"op": "join"}                                | []                                    | {"join": ""}
            """)
    void worksOut(String operation, String items, String result) {
        Json.Obj done = (Json.Obj) result(one(operation, Json.parse(items)));
        assertEquals(Json.parse(result), done.get("result"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            {"op": "sum"}                    | [1, 2, "3"]        | /config/items/2 must be a number for sum but is a string
            {"op": "avg", "field": "n"}      | [{"n": 1}, {"n": true}] | /config/items/1 (n) must be a number for avg but is true
            {"op": "min"}                    | [1, "a"]           | /config/items/1 is a string and one before it is a number
            {"op": "max"}                    | [[1]]              | /config/items/0 must be a number or a text for max but is an array
            {"op": "sum"}                    | [9e400, 9e400]     | a sum of more than 400 characters or beyond 1e400
            {"op": "sum"}                    | [1e400, 1e-400]    | a sum of more than 400 characters or beyond 1e400
            {"op": "sum", "field": "a..b"}   | []                 | /config/operations/0/field is not the name of a field
            {"op": "sum", "field": "a}} {{b"} | []                | /config/operations/0/field is not the name of a field
            {"op": "sum", "field": ""}       | []                 | /config/operations/0/field is not the name of a field
            {"op": "median"}                 | []                 | /config/operations/0/op must be one of count, sum
            {"op": "sum", "as": 1}           | []                 | /config/operations/0/as must be a string
            {"op": "sum"}, {"op": "sum"}     | []                 | /config/operations/1 would put a second "sum"
            {"op": "sum"}                    | {"n": 1}           | /config/items must be an array but is an object
            """)
    void refusesAndSaysWhere(String operation, String items, String said) {
        String message = refusal(one(operation, Json.parse(items)));
        assertTrue(message.contains(said), message);
    }

    @Test
    void groupsByValuesOfAnyTypeInTheOrderInWhichTheyCome() {
        Json items = Json.parse("""
                [{"k": "b"}, {"k": 1}, {"k": "1"}, {"k": 1.0}, {}, {"k": {"x": 1, "y": 2}}, {"k": null}, {"k": "b"},
                 {"k": {"y": 2, "x": 1.0}}, {"k": [1]}, {"k": true}, {"k": 10e-1}]""");
        assertEquals(Json.parse("""
                {"groups": [{"key": "b", "result": {"count": 2}}, {"key": 1, "result": {"count": 3}},
                  {"key": "1", "result": {"count": 1}}, {"key": null, "result": {"count": 2}},
                  {"key": {"x": 1, "y": 2}, "result": {"count": 2}}, {"key": [1], "result": {"count": 1}},
                  {"key": true, "result": {"count": 1}}]}"""), result(aggregate("""
                        {"items": "{{a}}", "groupBy": "k", "operations": [{"op": "count"}]}""", items)));
        assertEquals(Json.parse("{\"groups\": []}"), result(aggregate("""
                        {"items": [], "groupBy": "k", "operations": [{"op": "sum"}]}""", Json.EMPTY_ARRAY)));
    }

    @Test
    void aNumberThatItGivesCanBeReadBack() {
        var random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            var items = new ArrayList<Json>();
            for (int n = random.nextInt(4); n >= 0; n--) {
                items.add(new Json.Num((random.nextInt(1_000) - 500) + "e" + (random.nextInt(801) - 400)));
            }
            for (String op : List.of("sum", "avg")) {
                Outcome outcome = one("{\"op\": \"" + op + "\", \"as\": \"n\"}", Json.array(items));
                if (outcome instanceof Outcome.Done done) {
                    Json written = done.output();
                    assertEquals(written, Json.parse(written.write()));
                } else {
                    refusal(outcome);
                    refused++;
                }
            }
        }
        assertTrue(refused > 100, "only " + refused + " were too large to keep");
    }

    @Test
    void takesTenThousandItemsAndNoMore() {
        Json item = Json.parse("{\"n\": 0.1, \"g\": {\"deep\": [1, 2, 3]}}");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            Json.Obj done = (Json.Obj) result(aggregate("""
                    {"items": "{{a}}", "groupBy": "g.deep", "operations": [{"op": "sum", "field": "n", "as": "s"}]}""", Json.array(Collections.nCopies(10_000, item))));
            assertEquals(Json.parse("{\"groups\": [{\"key\": [1, 2, 3], \"result\": {\"s\": 1000}}]}"), done);
        });
        assertTrue(refusal(one("{\"op\": \"count\"}", Json.array(Collections.nCopies(10_001, item))))
                .contains("at most 10000"));
    }

    @Test
    void aJoinedTextIsBounded() {
        Json item = Json.of("x".repeat(1_000));
        assertTrue(refusal(one("{\"op\": \"join\"}", Json.array(Collections.nCopies(2_000, item))))
                .contains("longer than 1 MiB"));
    }

    @Test
    void stopsAtItsDeadline() {
        var failed = assertInstanceOf(
                Outcome.Failed.class,
                bench.run(Bench.Step.of(
                                "{\"type\": \"aggregate\", \"config\": {\"items\": [1], \"operations\": [{\"op\": \"sum\"}]}}")
                        .within(-1)));
        assertEquals("TIMEOUT", failed.code());
    }

    /** The same in the plainest way: whole thousandths, a list that is gone through for each group, sorting. */
    private static Json naive(List<Json.Obj> items) {
        var keys = new ArrayList<Json>();
        items.stream()
                .map(item -> field(item, "k"))
                .filter(key -> !keys.contains(key))
                .forEach(keys::add);
        var groups = new ArrayList<Json>();
        for (Json key : keys) {
            List<Json.Num> numbers = items.stream()
                    .filter(item -> field(item, "k").equals(key))
                    .map(item -> field(item, "n"))
                    .filter(Json.Num.class::isInstance)
                    .map(Json.Num.class::cast)
                    .toList();
            BigInteger sum = numbers.stream()
                    .map(number -> number.value().movePointRight(3).toBigIntegerExact())
                    .reduce(BigInteger.ZERO, BigInteger::add);
            List<Json.Num> sorted = numbers.stream()
                    .sorted((one, other) -> one.value().compareTo(other.value()))
                    .toList();
            var text = new StringBuilder();
            numbers.forEach(number -> text.append(text.isEmpty() ? "" : ";").append(number.literal()));
            groups.add(Json.object()
                    .put("key", key)
                    .put(
                            "result",
                            Json.object()
                                    .put("count", numbers.size())
                                    .put("sum", new Json.Num(new BigDecimal(sum, 3).toPlainString()))
                                    .put("min", sorted.isEmpty() ? Json.Null.NULL : sorted.getFirst())
                                    .put("max", sorted.isEmpty() ? Json.Null.NULL : sorted.getLast())
                                    .put("collect", Json.array(numbers))
                                    .put("join", text.toString())
                                    .build())
                    .build());
        }
        return Json.object().put("groups", Json.array(groups)).build();
    }

    private static Json field(Json.Obj item, String name) {
        Json value = item.get(name);
        return value == null ? Json.Null.NULL : value;
    }

    @Test
    void saysWhatAPlainerWaySays() {
        String config = """
                {"items": "{{a}}", "groupBy": "k", "operations": [
                  {"op": "count", "field": "n", "as": "count"}, {"op": "sum", "field": "n", "as": "sum"},
                  {"op": "min", "field": "n", "as": "min"}, {"op": "max", "field": "n", "as": "max"},
                  {"op": "collect", "field": "n", "as": "collect"},
                  {"op": "join", "field": "n", "as": "join", "separator": ";"}]}""";
        List<String> keys = List.of("1", "1.0", "\"1\"", "null", "{\"a\":1}", "{\"a\":1.00}", "[]", "true", "\"\"");
        var random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            var items = new ArrayList<Json.Obj>();
            for (int n = random.nextInt(12); n > 0; n--) {
                var item = Json.object();
                if (random.nextInt(5) > 0) {
                    item.put("k", Json.parse(keys.get(random.nextInt(keys.size()))));
                }
                if (random.nextInt(5) > 0) {
                    item.put("n", new Json.Num(number(random)));
                }
                items.add(item.build());
            }
            assertEquals(naive(items), result(aggregate(config, Json.array(items))), () -> "of " + items);
        }
    }

    /** At most three places behind the point, in every way that a number can be written. */
    private static String number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> String.valueOf(random.nextInt(20) - 10);
            case 1 -> new BigDecimal(BigInteger.valueOf(random.nextLong()), 3).toPlainString();
            case 2 -> (random.nextInt(200) - 100) + "e" + (random.nextInt(12) - 3);
            default -> (random.nextInt(200) - 100) + ".50";
        };
    }

    @Test
    void theAverageOfManyIsTheirSumByTheirCount() {
        var random = new Random(13);
        for (int round = 0; round < 500; round++) {
            var items = new ArrayList<Json>();
            BigDecimal sum = BigDecimal.ZERO;
            int count = 1 + random.nextInt(40);
            for (int i = 0; i < count; i++) {
                var value = new BigDecimal(BigInteger.valueOf(random.nextInt()), random.nextInt(6));
                items.add(new Json.Num(value.toPlainString()));
                sum = sum.add(value);
            }
            Json.Obj done = (Json.Obj) result(one("{\"op\": \"avg\", \"as\": \"avg\"}", Json.array(items)));
            BigDecimal average = ((Json.Num)
                            ((Json.Obj) done.fields().get("result")).fields().get("avg"))
                    .value();
            BigDecimal off =
                    average.multiply(BigDecimal.valueOf(count)).subtract(sum).abs();
            BigDecimal bound = sum.abs().max(BigDecimal.ONE).movePointLeft(31);
            assertTrue(off.compareTo(bound) <= 0, () -> average + " is off by " + off);
        }
    }
}
