package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
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

class SplitOutKindTest {
    private static Bench bench;

    @BeforeAll
    static void open() throws Exception {
        bench = new Bench();
    }

    @AfterAll
    static void close() throws Exception {
        bench.close();
    }

    private static Outcome split(String field, Json items) {
        Json.Obj node = Json.object()
                .put("type", "split_out")
                .put(
                        "config",
                        Json.object().put("items", "{{a}}").put("field", field).build())
                .build();
        return bench.run(Bench.Step.of(node.write()).withSources(Map.of("a", items)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            l     | [{"l": [1, 2]}, {"l": []}, {"l": [[3]]}]     | [1, 2, [3]]
            l     | [{"l": [null, {"x": 1}]}]                     | [null, {"x": 1}]
            l     | [{}, {"l": null}, 5, "x", {"l": [1]}]         | [1]
            o.l   | [{"o": {"l": [1]}}, {"o": [1]}]               | [1]
            [0]   | [[[1, 2]], [[3]], []]                         | [1, 2, 3]
            l     | []                                            | []
            """)
    void putsAllInOneArray(String field, String items, String all) {
        Outcome outcome = split(field, Json.parse(items));
        assertEquals(
                Json.object().put("items", Json.parse(all)).build(),
                assertInstanceOf(Outcome.Done.class, outcome, outcome::toString).output());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            l     | [{"l": [1]}, {"l": "x"}]  | /config/items/1 (l) must be an array but is a string
            l     | "x"                       | /config/items must be an array but is a string
            a b   | []                        | /config/field is not the name of a field or a path to one
            ''    | []                        | /config/field is not the name of a field or a path to one
            """)
    void refusesAndSaysWhere(String field, String items, String said) {
        var failed = assertInstanceOf(Outcome.Failed.class, split(field, Json.parse(items)));
        assertEquals("VALIDATION_ERROR", failed.code());
        assertTrue(failed.message().contains(said), failed.message());
    }

    @Test
    void givesTenThousandItemsAndNoMore() {
        Json half = Json.object()
                .put("l", Json.array(Collections.nCopies(5_000, Json.of(1))))
                .build();
        var done = assertInstanceOf(Outcome.Done.class, split("l", Json.array(List.of(half, half))));
        assertEquals(
                10_000,
                ((Json.Arr) ((Json.Obj) done.output()).fields().get("items"))
                        .items()
                        .size());
        Json one = Json.parse("{\"l\": [1]}");
        var failed = assertInstanceOf(Outcome.Failed.class, split("l", Json.array(List.of(half, half, one))));
        assertTrue(failed.message().contains("/config/items/2 (l) brings"), failed.message());
    }

    @Test
    void keepsEveryItemInOrder() {
        var random = new Random(5);
        for (int round = 0; round < 500; round++) {
            var items = new ArrayList<Json>();
            var expected = new ArrayList<Json>();
            for (int n = random.nextInt(8); n > 0; n--) {
                var part = new ArrayList<Json>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    part.add(new RandomJson(random).any(2));
                }
                items.add(Json.object().put("l", Json.array(part)).build());
                expected.addAll(part);
            }
            Outcome outcome = split("l", Json.array(items));
            assertEquals(
                    Outcome.done(
                            Json.object().put("items", Json.array(expected)).build()),
                    outcome);
        }
    }
}
