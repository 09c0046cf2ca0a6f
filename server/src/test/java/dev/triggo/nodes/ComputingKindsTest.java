package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputingKindsTest {
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            set       | {"fields": {"n": "{{a.n}}", "t": "n={{a.n}}"}}     | {"a": {"n": 1}}             | {"n": 1, "t": "n=1"}
            set       | {"fields": {"n": "{{a.x.y}}"}}                     | {"a": {"n": 1}}             | {"n": null}
            set       | {"fields": {"b": 1}, "keepInput": true}            | {"a": {"b": 0, "c": 2}}     | {"b": 1, "c": 2}
            set       | {"fields": {"b": 1}, "keepInput": false}           | {"a": {"b": 0, "c": 2}}     | {"b": 1}
            set       | {"fields": {}, "keepInput": true}                  | {"a": {"x": 1}, "b": {"x": 2, "y": 3}} | {"x": 2, "y": 3}
            set       | {"fields": {"z": 1}, "keepInput": true}            | {"a": [1], "b": {"x": 2}, "c": null} | {"x": 2, "z": 1}
            set       | {"fields": {"a.b": 1, "__proto__": {"x": 1}}}      | {}                          | {"a.b": 1, "__proto__": {"x": 1}}
            set       | {"fields": "{{a}}"}                                | {"a": {"n": 1}}             | {"n": 1}
            set       | {"fields": {"t": "{{a.t}}"}}                       | {"a": {"t": "{{a.s}}", "s": 1}} | {"t": "{{a.s}}"}
            condition | {"rules": [{"left": "{{a.n}}", "operator": "gt", "right": 1}]} | {"a": {"n": 2}}   | {"result": true}
            condition | {"rules": [{"left": 1, "operator": "eq", "right": 1}, {"left": 1, "operator": "eq", "right": 2}]} | {} | {"result": false}
            condition | {"combinator": "or", "rules": [{"left": 1, "operator": "eq", "right": 2}, {"left": 1, "operator": "eq", "right": 1}]} | {} | {"result": true}
            condition | {"combinator": "or", "rules": [{"left": 1, "operator": "eq", "right": 2}]} | {}    | {"result": false}
            condition | {"rules": [{"left": "{{a.n}}", "operator": "exists"}]} | {"a": {}}                  | {"result": false}
            condition | {"expression": "{{a.n}}"}                          | {"a": {"n": true}}          | {"result": true}
            condition | {"expression": "{{a.n}}"}                          | {"a": {"n": "true"}}        | {"result": false}
            condition | {"expression": "{{a.n}}"}                          | {"a": {"n": 1}}             | {"result": false}
            condition | {"expression": "{{a.n}}"}                          | {"a": {}}                   | {"result": false}
            condition | {"expression": "{{= a.n > 1 and a.n < 3 }}"}       | {"a": {"n": 2}}             | {"result": true}
            switch    | {"value": "{{a.n}}", "cases": [{"id": "one", "value": 1}, {"id": "also", "value": 1.0}]} | {"a": {"n": 1}} | {"case": "one"}
            switch    | {"value": "{{a.n}}", "cases": [{"id": "one", "value": 1}]} | {"a": {"n": "1"}}      | {"case": "default"}
            switch    | {"value": "{{a.n}}", "cases": [{"id": "low", "operator": "lt", "value": 10}, {"id": "high", "operator": "gte", "value": 10}]} | {"a": {"n": 10}} | {"case": "high"}
            switch    | {"value": "{{a.n}}", "cases": [{"id": "none", "operator": "is_empty"}]} | {"a": {}} | {"case": "none"}
            switch    | {"value": 1, "cases": [{"id": "same", "value": "{{a.n}}"}]} | {"a": {"n": 1}}       | {"case": "same"}
            merge     | {}                                                 | {"b": [1], "a": null}       | {"b": [1], "a": null}
            merge     | {"mode": "object"}                                 | {"b": 1, "a": 2}            | {"b": 1, "a": 2}
            merge     | {"mode": "append"}                                 | {"b": [1, [2]], "a": [3]}   | [1, [2], 3]
            merge     | {"mode": "append"}                                 | {"b": {"x": 1}, "a": [3]}   | [{"x": 1}, 3]
            merge     | {"mode": "first"}                                  | {"b": [1], "a": 2}          | [1]
            filter    | {"items": "{{a}}", "rules": [{"left": "{{item}}", "operator": "gte", "right": 2}]} | {"a": [1, 2, 3]} | {"items": [2, 3], "count": 2}
            filter    | {"items": "{{a}}", "rules": [{"left": "{{index}}", "operator": "in", "right": [0, 2]}]} | {"a": ["x", "y", "z"]} | {"items": ["x", "z"], "count": 2}
            filter    | {"items": "{{a}}", "rules": [{"left": "{{item.n}}", "operator": "eq", "right": "{{b.n}}"}]} | {"a": [{"n": 1}, {"n": 2}, {}], "b": {"n": 2}} | {"items": [{"n": 2}], "count": 1}
            filter    | {"items": [], "rules": [{"left": 1, "operator": "eq", "right": 1}]} | {}            | {"items": [], "count": 0}
            filter    | {"items": ["{{b}}"], "rules": [{"left": "{{item}}", "operator": "starts_with", "right": "{{"}]} | {"b": "{{a}}"} | {"items": ["{{a}}"], "count": 1}
            return_output | {"output": "{{a.n}}"}                          | {"a": {"n": [1, null]}}     | [1, null]
            return_output | {"output": null}                               | {}                          | null
            return_output | {"output": "{{a.missing}}"}                    | {"a": {}}                   | null
            return_output | {"output": {"t": "{{a.n}}"}, "outputSchema": {"type": "object", "properties": {"t": {"type": "integer"}}}} | {"a": {"n": 1}} | {"t": 1}
            """)
    void givesWhatTheTableSays(String type, String config, String sources, String output) {
        Outcome outcome = bench.run(Bench.Step.of(node(type, config), sources));
        assertEquals(
                Json.parse(output),
                assertInstanceOf(Outcome.Done.class, outcome, outcome::toString).output());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            set       | {"fields": "{{a}}"}                                | VALIDATION_ERROR | /config/fields must be an object but is a string
            set       | {"fields": {}, "keepInput": "{{a}}"}               | VALIDATION_ERROR | /config/keepInput
            condition | {"rules": "{{a}}"}                                 | VALIDATION_ERROR | /config/rules must be an array
            condition | {"rules": [{"left": 1, "operator": "{{a}}"}]}      | VALIDATION_ERROR | /config/rules/0/operator
            condition | {"rules": [{"left": "x", "operator": "matches", "right": "{{bad}}"}]} | VALIDATION_ERROR | /config/rules/0/right
            condition | {"combinator": "{{a}}", "rules": []}               | VALIDATION_ERROR | /config/combinator
            switch    | {"value": "x", "cases": [{"id": "a", "operator": "matches", "value": "{{bad}}"}]} | VALIDATION_ERROR | /config/cases/0/value
            switch    | {"value": "x", "cases": "{{a}}"}                   | VALIDATION_ERROR | /config/cases
            merge     | {"mode": "{{a}}"}                                  | VALIDATION_ERROR | /config/mode
            filter    | {"items": "{{a}}", "rules": []}                    | VALIDATION_ERROR | /config/items must be an array but is a string
            filter    | {"items": "{{none.here}}", "rules": []}            | VALIDATION_ERROR | /config/items must be an array but is null
            filter    | {"items": [1], "rules": [{"left": "x", "operator": "matches", "right": "{{bad}}"}]} | VALIDATION_ERROR | /config/rules/0/right
            filter    | {"items": [1], "rules": [{"left": "{{= $error(1) }}", "operator": "exists"}]} | TEMPLATE_FAILED | ''
            return_output | {"output": {"n": "{{a}}"}, "outputSchema": {"required": ["m"], "properties": {"n": {"type": "integer"}}}} | OUTPUT_INVALID | /n
            stop_and_error | {"message": "because of {{a}}"}               | STOPPED          | because of text
            stop_and_error | {"message": "{{obj}}"}                        | STOPPED          | {"n":1}
            """)
    void failsAndSaysWhere(String type, String config, String code, String said) {
        Outcome outcome =
                bench.run(Bench.Step.of(node(type, config), "{\"a\": \"text\", \"bad\": \"(\", \"obj\": {\"n\": 1}}"));
        var failed = assertInstanceOf(Outcome.Failed.class, outcome, outcome::toString);
        assertEquals(code, failed.code(), failed::message);
        assertTrue(failed.message().contains(said), failed::message);
        assertEquals(false, failed.retryable());
    }

    @Test
    void anOutputThatDoesNotFitNamesEveryFault() {
        var failed = assertInstanceOf(Outcome.Failed.class, bench.run(Bench.Step.of(node("return_output", """
                        {"output": {"a": 1, "b": "x"}, "outputSchema": {"type": "object", "properties":
                          {"a": {"type": "string"}, "b": {"type": "integer"}}}}"""))));
        assertTrue(failed.message().contains("/a") && failed.message().contains("/b"), failed::message);
    }

    @Test
    void schemasAreTakenAsWritten() {
        Outcome outcome = bench.run(Bench.Step.of(node("return_output", """
                {"output": "{{a}}", "outputSchema": {"const": "{{a}}"}}"""), "{\"a\": \"text\"}"));
        assertEquals(
                "OUTPUT_INVALID",
                assertInstanceOf(Outcome.Failed.class, outcome).code());
    }

    @Test
    void theInputIsPassedOnAsItIs() {
        Json input = Json.parse("{\"t\": \"{{not.a.template}}\", \"n\": 1e2}");
        assertEquals(
                Outcome.done(input),
                bench.run(Bench.Step.of(node("action_input", "{\"inputSchema\": {\"type\": \"object\"}}"))
                        .withInput(input)));
    }

    @Test
    void aFilterTakesTenThousandItemsAndNoMore() {
        String node = node("filter", """
                {"items": "{{a}}", "combinator": "or", "rules": [
                  {"left": "{{item}}", "operator": "matches", "right": "^(x+x+)+y"},
                  {"left": "{{index}}", "operator": "lt", "right": 10}]}""");
        Json item = Json.of("x".repeat(100));
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            var done = assertInstanceOf(Outcome.Done.class, bench.run(step(node, Collections.nCopies(10_000, item))));
            assertEquals(Json.of(10), ((Json.Obj) done.output()).get("count"));
        });
        var failed = assertInstanceOf(Outcome.Failed.class, bench.run(step(node, Collections.nCopies(10_001, item))));
        assertEquals("VALIDATION_ERROR", failed.code());
    }

    @Test
    void aFilterStopsAtItsDeadline() {
        String node = node("filter", """
                {"items": "{{a}}", "rules": [{"left": 1, "operator": "eq", "right": 1}]}""");
        var failed = assertInstanceOf(
                Outcome.Failed.class, bench.run(step(node, List.of(Json.of(1))).within(-1)));
        assertEquals("TIMEOUT", failed.code());
    }

    @Test
    void aLongMessageIsCutBetweenCharacters() {
        for (String unit : List.of("a", "é", "€", "😀")) {
            for (int shift = 0; shift < 4; shift++) {
                String text = "x".repeat(shift) + unit.repeat(4096);
                Outcome outcome = bench.run(Bench.Step.of(
                        node("stop_and_error", "{\"message\": " + Json.of(text).write() + "}")));
                String message = assertInstanceOf(Outcome.Failed.class, outcome).message();
                int bytes = message.getBytes(StandardCharsets.UTF_8).length;
                assertTrue(text.startsWith(message), message);
                assertTrue(bytes <= 4096 && bytes > 4092, unit + shift + " gave " + bytes);
            }
        }
    }

    @Test
    void theFirstIsTheOneThatCameFirstAndNotTheFirstEdge() {
        var settledOrder = new LinkedHashMap<String, Json>();
        settledOrder.put("late_edge", Json.of(1));
        settledOrder.put("early_edge", Json.of(2));
        assertEquals(
                Outcome.done(Json.of(1)),
                bench.run(Bench.Step.of(node("merge", "{\"mode\": \"first\"}")).withSources(settledOrder)));
    }

    private static Bench.Step step(String node, List<Json> items) {
        var sources = new LinkedHashMap<String, Json>();
        sources.put("a", Json.array(items));
        return Bench.Step.of(node).withSources(sources);
    }

    private static String node(String type, String config) {
        return "{\"type\": \"" + type + "\", \"config\": " + config + "}";
    }
}
