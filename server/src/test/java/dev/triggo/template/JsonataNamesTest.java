package dev.triggo.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dashjoin.jsonata.Jsonata;
import dev.triggo.kernel.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where names are looked up: what the reader says against what the library then does. */
class JsonataNamesTest {
    private static final Json.Obj ROOTS = (Json.Obj) Json.parse("""
            {"nodes": {"shop": {"order": {"id": "o1", "in": 3, "and": 4, "function": "f", "odd key": 5, "items": [
                 {"sku": "a", "price": 2, "n": 3, "tags": ["x", "y"], "made": {"by": "Ada"}},
                 {"sku": "b", "price": 5, "n": 1, "tags": ["y"], "made": {"by": "Bob"}}]}},
              "list": [{"ref": "a", "note": "good"}, {"ref": "b", "note": "bad"}]},
             "trigger": {"name": "Ada", "currency": "EUR", "rates": {"EUR": 1, "USD": 2}}}""");

    /** Each kind of construct that the language has, in places where names are not roots. */
    private static final String SOUND = """
            nodes.shop.order.items.{"code": sku}
            nodes.shop.order.items.{sku: price * n, "by": made.by}
            nodes.shop.order.items.{"code": sku, "in": {"deep": [price, {"n": n}]}}
            nodes.shop.order.items.[sku, price]
            nodes.shop.order.items.(price * n)
            nodes.shop.order.items.($p := price; $p * n)
            nodes.shop.order.items.$uppercase(sku)
            nodes.shop.order.items.$join([sku, made.by], ":")
            nodes.shop.order.items.-price
            nodes.shop.order.items.(-price + n)
            nodes.shop.order.items.made."by"
            nodes."shop".order.id
            "nodes".shop.order.id
            nodes.shop.order.`odd key`
            nodes.shop.order.in + nodes.shop.order.and
            nodes.shop.order.function
            nodes.shop.order.items[price > 3].sku
            nodes.shop.order.items[price > 3 and "y" in tags].sku
            nodes.shop.order.items[0].sku
            nodes.shop.order.items[[0..1]].sku
            nodes.shop.order.items[sku = $$.nodes.list[0].ref].price
            nodes.shop.order.items.tags[]
            nodes.shop.order.items[].sku
            nodes.shop.order.items^(price).sku
            nodes.shop.order.items^(>price, <sku)[0].sku
            nodes.shop.order.items^(price * n).sku
            nodes.shop.order.items{sku: price}
            nodes.shop.order.items{made.by: $sum(price * n)}
            nodes.shop.order.items{sku: {"p": price, "t": $count(tags)}}
            nodes.shop.order.items.tags.%.sku
            nodes.shop.order.items.tags.{"tag": $, "sku": %.sku, "order": %.%.id}
            nodes.shop.order.items.made.%.price
            nodes.shop.order.items@$i.{"sku": $i.sku, "id": id}
            nodes.list@$l.$$.nodes.shop.order.items@$i[$l.ref = $i.sku].{"note": $l.note, "price": $i.price}
            nodes.shop.order.items#$at.{"at": $at, "sku": sku}
            nodes.shop.order.items[price > 0]#$at[$at = 1].sku
            nodes.*.order.items.*.by
            nodes.**.sku
            nodes.shop.order.items.*[0]
            nodes.shop.order ~> |items|{"total": price * n}|
            nodes.shop.order ~> |items|{"total": price}, ["n", "tags"]|
            nodes.shop.order ~> |items[price > 3].made|{"by": by & "!"}|
            $map(nodes.shop.order.items, function($i) { $i.sku })
            $map(nodes.shop.order.items, function($i, $at) { $at & $i.(sku & made.by) })
            $filter(nodes.shop.order.items, function($i) { $i.price > 3 }).sku
            $reduce(nodes.shop.order.items.price, function($a, $b) { $a + $b })
            nodes.shop.order.items ~> $map(function($i) { $i.{"code": sku} })
            nodes.shop.order.items.sku ~> $join(", ") ~> $uppercase
            nodes.shop.order.items.$each($, function($v, $k) { $k })
            nodes.shop.order.items.$sift(function($v, $k) { $k = "sku" })
            nodes.shop.order.items.λ($x) { $x.sku }($)
            nodes.shop.order.items.(function($x) { price + $x })(1)
            function($x)<n:n> { $x * 2 }(nodes.shop.order.items[0].price)
            function($x, $y)<s-n?:s> { $x & $y }(trigger.name, 1)
            ($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5))
            ($every := nodes.shop.order.items; $every.{"code": sku})
            ($o := nodes.shop.order; $o.items[price > 3].{"id": $o.id, "sku": sku})
            ($o := nodes.shop.order; $t := $o.items.{"x": price * n}; $sum($t.x))
            nodes.shop.order.items.(price > 3 ? sku : made.by)
            nodes.shop.order.items.{"kind": price > 3 ? "dear" : n > 2 ? "many" : sku}
            nodes.shop.order.items[0].price > 3 ? trigger.name : trigger.currency
            nodes.shop.order.items ? "some" : "none"
            nodes.shop.order.items[sku in ["a", "c"]].price
            $lookup(trigger.rates, trigger.currency)
            $sort(nodes.shop.order.items, function($l, $r) { $l.price < $r.price }).sku
            {"a": nodes.shop.order.id, "b": [trigger.name, {"c": trigger.rates.EUR}]}
            [nodes.shop.order.items.{"code": sku}, trigger.rates.{"e": EUR}]
            $.nodes.shop.order.items.{"code": sku}
            $$.nodes.shop.order.items.($$.trigger.name & sku)
            ($).nodes.shop.order.id
            $.(nodes.shop.order.id)
            $.{"id": nodes.shop.order.id, "name": trigger.name}
            $merge(nodes.shop.order.items.{sku: price})
            $sum(nodes.shop.order.items.(price * n)) & trigger.currency
            $string(nodes.shop.order.items[0].made)
            /* a note: sku */ nodes.shop.order.items.{"code": sku /* here */}
            nodes.shop.order.items.sku[$ != "a"]
            nodes.shop.order.items.{"tags": tags.($uppercase($))}
            nodes.shop.order.items[$exists(made.by)].sku
            nodes.shop.order.items[-1].(sku; price)
            trigger.output.name & trigger.body.name
            """;

    static List<String> sound() {
        return SOUND.lines().map(String::strip).toList();
    }

    @ParameterizedTest
    @MethodSource("sound")
    void claimsOnlyWhatTheLibraryLooksUpInTheRoots(String expression) {
        Formula formula = Formula.of(expression);
        assertEquals(List.of(), formula.faults());
        var looked = new Roots();
        Jsonata library = Jsonata.jsonata(expression);
        library.setValidateInput(false);
        looked.names.clear();
        library.evaluate(looked, library.createFrame());
        // A condition looks at one of its branches; all else that is claimed is looked up.
        assertTrue(Set.of("nodes", "trigger").containsAll(formula.roots()), () -> "claimed " + formula.roots());
        if (!expression.contains(" ? ")) {
            assertEquals(looked.names, new TreeSet<>(formula.roots()));
        }
        assertTrue(formula.names().containsAll(looked.names), () -> "not handed over: " + looked.names);
        formula.evaluate(ROOTS);
    }

    /** The roots for the library, which notes what it looks up in them. */
    private static final class Roots extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;
        private final transient Set<String> names = new TreeSet<>();

        Roots() {
            ROOTS.fields().forEach((name, value) -> put(name, JsonataValues.of(name, value)));
        }

        @Override
        public @Nullable Object get(@Nullable Object name) {
            names.add(String.valueOf(name));
            return super.get(name);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            sku                                       | sku
            nodes.a & sku                             | nodes sku
            {"code": sku}                             | sku
            [nodes.a, order.items]                    | nodes order
            $sum(order.items.(price * n))             | order
            order.items.{"code": sku}                 | order
            $.order.items[price > 1]                  | order
            $$.order                                  | order
            nodes.a.($$.order)                        | nodes order
            $map(nodes.a, function($x) { $x + rate }) | nodes rate
            ($x := order; $x.sku)                     | order
            nodes.a ? yes : no                        | nodes yes no
            nodes.a[b = $$.order]                     | nodes order
            order ~> $count                           | order
            "order".sku                               | order
            and & or & in                             | and or in
            """)
    void stillKnowsRootsWhereItIsCertain(String expression, String roots) {
        Formula formula = Formula.of(expression);
        assertEquals(List.of(), formula.faults());
        assertEquals(Set.of(roots.split(" ")), formula.roots());
    }

    /** Expressions grown at random: r… stands only where roots are the context, f… only where they are not. */
    @Test
    void knowsRootsInWhateverIsBuilt() {
        for (int seed = 0; seed < 3_000; seed++) {
            var growing = new Growing(new Random(seed));
            String expression = growing.grow(4, true);
            Formula formula = Formula.of(expression);
            assertEquals(List.of(), formula.faults(), expression);
            assertEquals(growing.roots, formula.roots(), expression);
        }
    }

    private record Growing(Random random, Set<String> roots) {
        Growing(Random random) {
            this(random, new TreeSet<>());
        }

        String grow(int depth, boolean inRoots) {
            if (depth == 0) {
                return leaf(inRoots);
            }
            int d = depth - 1;
            return switch (random.nextInt(20)) {
                case 0 -> leaf(inRoots);
                case 1 -> "%s.%s".formatted(path(d, inRoots), leaf(false));
                case 2 -> "%s.{\"k\": %s, %s: %s}".formatted(path(d, inRoots), grow(d, false), word(), grow(d, false));
                case 3 -> "%s.[%s, %s]".formatted(path(d, inRoots), grow(d, false), grow(d, false));
                case 4 -> "%s.(%s)".formatted(path(d, inRoots), grow(d, false));
                case 5 -> "%s[%s]".formatted(path(d, inRoots), grow(d, false));
                case 6 -> "%s{%s: %s}".formatted(path(d, inRoots), word(), grow(d, false));
                case 7 -> "%s^(>%s, %s)".formatted(path(d, inRoots), grow(d, false), grow(d, false));
                case 8 -> "%s.$sum(%s)".formatted(path(d, inRoots), grow(d, false));
                case 9 -> "$count(%s)".formatted(grow(d, inRoots));
                case 10 -> "(%s + %s)".formatted(grow(d, inRoots), grow(d, inRoots));
                case 11 -> "[%s, %s]".formatted(grow(d, inRoots), grow(d, inRoots));
                case 12 -> "{\"k\": %s, \"l\": %s}".formatted(grow(d, inRoots), grow(d, inRoots));
                case 13 -> "(%s ? %s : %s)".formatted(grow(d, inRoots), grow(d, inRoots), grow(d, inRoots));
                case 14 -> "($x := %s; %s)".formatted(grow(d, inRoots), grow(d, inRoots));
                case 15 -> "$map(%s, function($x, $i) { %s })".formatted(grow(d, inRoots), grow(d, inRoots));
                case 16 -> "(%s ~> |%s|{\"k\": %s}|)".formatted(path(d, inRoots), leaf(false), grow(d, false));
                case 17 -> "%s#$i.(%s)".formatted(leaf(inRoots), grow(d, false));
                case 18 -> "$$.%s".formatted(leaf(true));
                default -> "(%s and %s)".formatted(grow(d, inRoots), grow(d, inRoots));
            };
        }

        /** Something that a step, a predicate or a group can follow. */
        private String path(int depth, boolean inRoots) {
            return depth % 2 == 0 ? leaf(inRoots) : "(" + grow(depth, inRoots) + ")";
        }

        private String word() {
            return "\"w" + random.nextInt(3) + "\"";
        }

        private String leaf(boolean inRoots) {
            if (!inRoots) {
                return "f" + random.nextInt(9);
            }
            String root = "r" + random.nextInt(9);
            roots.add(root);
            return random.nextInt(5) == 0 ? "$." + root : root;
        }
    }

    @Test
    void looksAtAllRootsWithoutNamingThem() {
        assertEquals(Json.parse("[\"a\",\"b\"]"), Formula.of("**.sku").evaluate(ROOTS));
        assertEquals(
                Json.parse("[\"nodes\",\"trigger\"]"), Formula.of("$keys($$)").evaluate(ROOTS));
        assertEquals(Json.of("Ada"), Formula.of("$lookup($, \"trigger\").name").evaluate(ROOTS));
    }
}
