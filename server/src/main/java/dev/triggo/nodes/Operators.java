package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The comparisons of rules, one line each. Comparing values of unlike types is false, and so its negation is true;
 * numbers compare by value, strings in the order of code points, so that ISO dates come in the order of time.
 */
final class Operators {
    static final String DEFAULT = "eq";

    private static final Map<String, Operator> TABLE = table(
            binary("eq", Operators::same),
            binary("neq", not(Operators::same)),
            binary("gt", ordered(order -> order > 0)),
            binary("gte", ordered(order -> order >= 0)),
            binary("lt", ordered(order -> order < 0)),
            binary("lte", ordered(order -> order <= 0)),
            binary("contains", Operators::contains),
            binary("not_contains", not(Operators::contains)),
            binary("starts_with", texts(String::startsWith)),
            binary("ends_with", texts(String::endsWith)),
            binary("matches", Operators::matches),
            binary(
                    "in",
                    (left, right, patterns) ->
                            right instanceof Json.Arr list && list.items().contains(left)),
            unary("is_empty", Operators::empty),
            unary("is_not_empty", not(Operators::empty)),
            unary("exists", (left, right, patterns) -> left != Json.Null.NULL));

    private Operators() {}

    /** A comparison: {@code right} is null for unary ones. */
    interface Comparison {
        boolean holds(Json left, Json right, Patterns patterns);
    }

    /** @param unary looks at the left value only */
    record Operator(String name, boolean unary, Comparison comparison) {
        /** Throws IllegalArgumentException when {@code right} has to be a pattern and is none. */
        boolean holds(Json left, Json right, Patterns patterns) {
            return comparison.holds(left, right, patterns);
        }

        boolean takesPattern() {
            return name.equals("matches");
        }
    }

    private interface TextComparison {
        boolean holds(String left, String right);
    }

    static @Nullable Operator find(String name) {
        return TABLE.get(name);
    }

    static Set<String> names() {
        return TABLE.keySet();
    }

    private static boolean same(Json left, Json right, Patterns patterns) {
        return left.equals(right);
    }

    private static boolean contains(Json left, Json right, Patterns patterns) {
        return switch (left) {
            case Json.Str text -> right instanceof Json.Str part && TextSearch.contains(text.value(), part.value());
            case Json.Arr list -> list.items().contains(right);
            case Json.Obj ignored -> false;
            case Json.Num ignored -> false;
            case Json.Bool ignored -> false;
            case Json.Null ignored -> false;
        };
    }

    private static boolean matches(Json left, Json right, Patterns patterns) {
        return left instanceof Json.Str text
                && right instanceof Json.Str pattern
                && patterns.find(pattern.value(), text.value());
    }

    private static boolean empty(Json left, Json right, Patterns patterns) {
        return switch (left) {
            case Json.Str text -> text.value().isEmpty();
            case Json.Arr list -> list.items().isEmpty();
            case Json.Obj object -> object.fields().isEmpty();
            case Json.Null ignored -> true;
            case Json.Num ignored -> false;
            case Json.Bool ignored -> false;
        };
    }

    private static Comparison ordered(IntPredicate wanted) {
        return (left, right, patterns) -> {
            if (left instanceof Json.Num one && right instanceof Json.Num other) {
                return wanted.test(one.value().compareTo(other.value()));
            }
            return left instanceof Json.Str one
                    && right instanceof Json.Str other
                    && wanted.test(byCodePoint(one.value(), other.value()));
        };
    }

    /** As {@link String#compareTo}, but characters outside the basic plane come after all others. */
    static int byCodePoint(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b)
                        ? Character.compare(a, b)
                        : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    private static Comparison texts(TextComparison comparison) {
        return (left, right, patterns) -> left instanceof Json.Str one
                && right instanceof Json.Str other
                && comparison.holds(one.value(), other.value());
    }

    private static Comparison not(Comparison comparison) {
        return (left, right, patterns) -> !comparison.holds(left, right, patterns);
    }

    private static Operator binary(String name, Comparison comparison) {
        return new Operator(name, false, comparison);
    }

    private static Operator unary(String name, Comparison comparison) {
        return new Operator(name, true, comparison);
    }

    private static Map<String, Operator> table(Operator... operators) {
        var table = new LinkedHashMap<String, Operator>();
        for (Operator operator : operators) {
            table.put(operator.name(), operator);
        }
        return Collections.unmodifiableMap(table);
    }

    /** Whether a text holds another, in time that grows with their lengths and not with the product of them. */
    static final class TextSearch {
        /** Up to here the product is small, and the library's search is much quicker. */
        private static final int SHORT = 64;

        private TextSearch() {}

        static boolean contains(String text, String part) {
            if (part.length() > text.length()) {
                return false;
            }
            return part.length() <= SHORT ? text.contains(part) : find(text, part, fallbacks(part));
        }

        private static boolean find(String text, String part, int[] fallbacks) {
            int matched = 0;
            for (int i = 0; i < text.length(); i++) {
                while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
                    matched = fallbacks[matched - 1];
                }
                if (text.charAt(i) == part.charAt(matched)) {
                    matched++;
                }
                if (matched == part.length()) {
                    return true;
                }
            }
            return false;
        }

        /** For each beginning of the part: how long a proper beginning is also its end (Knuth, Morris and Pratt). */
        private static int[] fallbacks(String part) {
            var fallbacks = new int[part.length()];
            int matched = 0;
            for (int i = 1; i < part.length(); i++) {
                while (matched > 0 && part.charAt(i) != part.charAt(matched)) {
                    matched = fallbacks[matched - 1];
                }
                if (part.charAt(i) == part.charAt(matched)) {
                    matched++;
                }
                fallbacks[i] = matched;
            }
            return fallbacks;
        }
    }
}
