package dev.triggo.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonataTest {
    private static final Json.Obj ROOTS = (Json.Obj) Json.parse("""
            {
              "orders": {"body": {"items": [{"name": "pen", "price": 2.5, "n": 4}, {"name": "ink", "price": 10, "n": 1}]}},
              "trigger": {"email": "ada@example.com", "none": null, "big": 9007199254740993},
              "run": {"startedAt": "2026-11-01T09:30:00.000Z"}
            }
            """);

    private static Json resolve(String template) {
        Template read = Template.of(Json.of(template));
        assertEquals(List.of(), read.faults());
        return read.resolve(ROOTS::get);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{{= 1 + 2 }} | 3",
                "{{= 7 / 2 }} | 3.5",
                "{{= orders.body.items.price }} | [2.5,10]",
                "{{= $sum(orders.body.items.(price * n)) }} | 20",
                "{{= orders.body.items[price > 3].name }} | \"ink\"",
                "{{= {\"a\": {\"b\": 1}} }} | {\"a\":{\"b\":1}}",
                "{{= orders.body.items{name: price} }} | {\"pen\":2.5,\"ink\":10}",
                "{{= \"}}\" & '}}' }} | \"}}}}\"",
                "{{= $uppercase(trigger.email) }} | \"ADA@EXAMPLE.COM\"",
                "{{= trigger.nothing }} | null",
                "{{= trigger.none }} | null",
                "{{= [trigger.none, 1] }} | [null,1]",
                "{{= trigger.output.email }} | \"ada@example.com\"",
                "{{= trigger.body.email }} | \"ada@example.com\"",
                "{{= $keys(trigger) }} | [\"email\",\"none\",\"big\"]",
                "{{= trigger.big }} | 9007199254740993",
                "{{= $$.trigger.email }} | \"ada@example.com\"",
                "{{= $map(orders.body.items, function($i){ $i.name }) }} | [\"pen\",\"ink\"]",
                "{{= orders.body.items.name ~> $join(\",\") }} | \"pen,ink\"",
                "{{= $toMillis(run.startedAt) }} | 1793525400000",
                "{{= $fromMillis(0) }} | \"1970-01-01T00:00:00.000Z\"",
                "{{= /* a comment with }} */ 1 }} | 1",
                "{{= $pad(\"a\", 3) }} | \"a  \"",
                "{{= $split(\"a.b\", \".\") }} | [\"a\",\"b\"]",
                "{{= class }} | null",
                "{{= trigger.email.class.getName }} | null",
                "n={{= 1 + 1 }}; | \"n=2;\"",
            })
    void computesOverTheRoots(String template, String expected) {
        assertEquals(expected, resolve(template).write());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{= $match(trigger.email, /(a+)+$/) }}",
                "{{= $eval(trigger.email) }}",
                "{{= $eval (\"1\") }}",
                "{{= $now() }}",
                "{{= $millis() }}",
                "{{= $random() }}",
                "{{= $shuffle([1]) }}",
                "{{= $parseInteger(\"1\", \"9\") }}",
                "{{= 5 * /\"/ + $eval(\"1\") + \"/\" }}",
                "{{= and / 2 }}",
                "{{= $reduce([1], $append) }}",
                "{{= ($f := $append; $f(1, 2)) }}",
                "{{= $map([1], $append(?, [2])) }}",
                "{{= ($__evaluate_entry := null; 1) }}",
                "{{= function($__evaluate_exit){ 1 }(2) }}",
            })
    void refusesWhatCannotBeBounded(String template) {
        List<TemplateFault> faults = Template.of(Json.of(template)).faults();
        assertEquals(1, faults.size(), template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{= ($f := function($n){ $f($n + 1) }; $f(0)) }}",
                "{{= ($f := function($n){ 1 + $f($n) }; $f(0)) }}",
                "{{= ($f := function($s){ $f($s & $s) }; $f(\"xx\")) }}",
                "{{= ($f := function($s){ $f($append($s, $s)) }; $f([1,2])) }}",
                "{{= $sum([1..10000000]) }}",
                "{{= [1..9999999] }}",
                "{{= $map([1..1000000], $string) }}",
                "{{= [1..3000].[1..3000] }}",
                "{{= $pad(\"a\", 1000000000) }}",
                "{{= $pad(\"a\", -1000000000) }}",
                "{{= $fromMillis(0, \"[Y1000000000]\") }}",
                "{{= $fromMillis(0, \"[Y,100000000-100000000]\") }}",
                "{{= $reduce([1..100000], function($a, $b){ $append($a, $b) }) }}",
                "{{= $sort([1..100000], function($a, $b){ $a < $b }) }}",
                "{{= $string }}",
                "{{= function($x){ $x } }}",
                "{{= 1 / 0 }}",
                "{{= $power(10, 400) }}",
                "{{= $error(\"stop\") }}",
                "{{= trigger.email + 1 }}",
                "{{= $number(\"x\") }}",
                "{{= $undefined_function(1) }}",
                "{{= $toMillis(\"never\") }}",
            })
    void endsWithATemplateExceptionOnly(String template) {
        Template read = Template.of(Json.of(template));
        assertEquals(List.of(), read.faults());
        Json wide = Json.array(IntStream.range(0, 50).mapToObj(i -> ROOTS).toList());
        TemplateException told = assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThrows(
                        TemplateException.class,
                        () -> read.resolve(name -> name.equals("item") ? wide : ROOTS.get(name))));
        assertTrue(!String.valueOf(told.getMessage()).contains("Exception"), told::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{{= a.b + c[d > 1].e }} | a c",
                "{{= a.(b + c) }} | a",
                "{{= $$.a & $.b }} | a b",
                "{{= {\"k\": a, \"l\": [b, c]} }} | a b c",
                "{{= a ? b : c }} | a b c",
                "{{= $sum(a.items.(price * n)) + b }} | a b",
                "{{= `odd name`.x & a }} | odd name a",
                "{{= ($x := a; $x.b) }} | a",
                "{{= a{name: price} }} | a",
                "{{= a^(b) }} | a",
                "{{= $map(a, function($v){ $v.x }) }} | a",
                "{{= true and a }} | a",
                "{{= \"a.b\" & 'c' }} | ~~",
            })
    void namesTheRootsThatItIsSureOf(String template, String roots) {
        List<String> found = Template.of(Json.of(template)).references().stream()
                .map(Reference::root)
                .toList();
        assertEquals(roots, String.join(" ", found));
    }

    /** Each for itself may compute that much. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000 | 20 | $count(many) + 1 | ",
                "100 | 1 | $sum([1..100000]) | together take more than",
                "5000 | 40000 | $count(many) | together take more than"
            })
    void expressionsOfOneValueShareWhatTheyMayCompute(int expressions, int values, String expression, String refusal) {
        Json many = Json.array(Collections.nCopies(values, Json.of(1)));
        Template template =
                Template.of(Json.array(Collections.nCopies(expressions, Json.of("{{= " + expression + " }}"))));
        if (refusal == null) {
            assertEquals(
                    expressions,
                    ((Json.Arr) template.resolve(name -> many)).items().size());
        } else {
            String told = assertThrows(TemplateException.class, () -> template.resolve(name -> many))
                    .getMessage();
            assertTrue(told.contains(refusal), told);
        }
    }

    @Test
    void survivesDeepBrackets() {
        Template template = Template.of(Json.of("{{= " + "(".repeat(4_000) + "1" + ")".repeat(4_000) + " }}"));
        assertTrue(template.faults().size() == 1 || Json.of(1).equals(template.resolve(ROOTS::get)));
    }

    @Test
    void isSafeToShareBetweenThreads() throws Exception {
        Template template = Template.of(Json.of("{{= $sum(item.(a * b)) & \"-\" & $join(item.c, index) }}"));
        Callable<Boolean> work = () -> {
            for (int i = 0; i < 200; i++) {
                int n = i;
                Json item =
                        Json.parse("[{\"a\":%d,\"b\":2,\"c\":\"x\"},{\"a\":1,\"b\":%d,\"c\":\"y\"}]".formatted(n, n));
                Json got = template.resolve(
                        name -> name.equals("item") ? item : name.equals("index") ? Json.of("," + n) : null);
                if (!Json.of("%d-x,%dy".formatted(3 * n, n)).equals(got)) {
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
