package dev.triggo.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {
    private static final Json.Obj ROOTS = (Json.Obj) Json.parse("""
            {"nodes": {"a": {"n": [3, 1, 2], "text": "}} {{x}}"}, "__proto__": {"n": 1}, "class": "c"},
             "trigger": {"name": "Ada", "k": "n"}}""");

    private static Json value(String expression) {
        return Formula.of(expression).evaluate(ROOTS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            $sum(nodes.a.n)                                   | 6
            {"a": {"b": {"c": nodes.a.n[0]}}}                 | {"a":{"b":{"c":3}}}
            {"a": {"b": {}}}                                  | {"a":{"b":{}}}
            nodes.a.text                                      | "}} {{x}}"
            "}}" & '{{'                                       | "}}{{"
            nodes.a.n^($)                                     | [1,2,3]
            $map(nodes.a.n, function($x) {{"x": $x}})         | [{"x":3},{"x":1},{"x":2}]
            nodes.`__proto__`.n                               | 1
            nodes.class & nodes.constructor                   | "c"
            nodes.missing.deeper                              | null
            $lookup(nodes.a, trigger.k)[1]                    | 1
            trigger                                           | {"name":"Ada","k":"n"}
            ($f := function($n) { $n < 1 ? 0 : $f($n - 1) }; $f(50)) | 0
            """)
    void computes(String expression, String expected) {
        assertEquals(Json.parse(expected), value(expression));
        assertEquals(List.of(), Formula.of(expression).faults());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "1 +",
                "{\"a\": 1",
                "{\"a\": 1}}",
                "1 }} 2",
                "}}",
                "'open",
                "(1",
                "$eval('1')",
                "$now()",
                "$random()",
                "/a+/",
                "$match('a', /a/)",
                "nodes.`a",
                "/* open",
                "]",
                "a := "
            })
    void saysWhatCannotBeRead(String expression) {
        Formula formula = Formula.of(expression);
        assertFalse(formula.faults().isEmpty(), expression);
        String told = formula.faults().toString();
        assertFalse(told.contains("{{=") || told.contains("com.dashjoin") || told.contains("java."), told);
        assertThrows(TemplateException.class, () -> formula.evaluate(ROOTS));
    }

    static List<String> bombs() {
        return List.of(
                "($f := function($n) { $f($n + 1) }; $f(0))",
                "($f := function($n) { 1 + $f($n + 1) }; $f(0))",
                "($f := function($n) { $f($n - 1) + $f($n - 2) }; $f(1000))",
                "$sum([1..10000000])",
                "[1..100000000]",
                "$map([1..10000000], function($x) { [1..10000000] })",
                "($d := function($s, $n) { $n = 0 ? $s : $d($s & $s, $n - 1) }; $d('xxxxxxxx', 60))",
                "($d := function($s, $n) { $n = 0 ? $s : $d($append($s, $s), $n - 1) }; $d([1], 60))",
                "$reduce([1..100000], function($a, $b) { $a & 'xxxxxxxxxxxxxxxxxxxx' })",
                "$join($map([1..1000000], $string), 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')",
                "$pad('x', 1000000000)",
                "$string($map([1..100000], function($x) { {'n': $x, 'a': [1..100]} }))",
                "$length($replace($pad('', 999, 'a'), 'a', $pad('', 999, 'b')) & $replace($pad('', 999, 'a'), 'a', $pad('', 999, 'b'))) + $f",
                "$sort([1..1000000], function($l, $r) { $l < $r })",
                "$power(10, 1000000)",
                "$formatNumber(1e300, '#,##0.000')",
                "$each($merge($map([1..100000], function($x) { {$string($x): $x} })), function($v) { $v })",
                "$distinct([1..1000000])",
                "$zip([1..1000000], [1..1000000])",
                "**.**.**.**.**.**.**.**.**.**.**",
                "[".repeat(3000) + "]".repeat(3000),
                "(".repeat(4000) + "1" + ")".repeat(4000),
                "-".repeat(9000) + "1",
                "1" + " + 1".repeat(2400),
                "nodes" + ".a".repeat(4900));
    }

    /** Each ends soon, with a value or a word on what it passed, and takes no more memory than a step may. */
    @ParameterizedTest
    @MethodSource("bombs")
    void endsWithinItsBounds(String expression) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try {
                long size = value(expression).write().length();
                assertTrue(size < 16 << 20, () -> size + " characters");
            } catch (TemplateException told) {
                assertFalse(String.valueOf(told.getMessage()).contains("java."), told::getMessage);
            }
        });
        assertEquals(Json.of(6), value("$sum(nodes.a.n)"));
    }

    @Test
    void namesWhatItLooksAt() {
        Formula formula = Formula.of("nodes.a.n[b > 1] + other");
        assertEquals(Set.of("nodes", "other"), formula.roots());
        assertTrue(formula.names().containsAll(Set.of("nodes", "a", "n", "b", "other")));
    }
}
