package dev.triggo.template;

import dev.triggo.template.JsonataTokens.Kind;
import dev.triggo.template.JsonataTokens.Token;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an expression may not hold. Regular expressions backtrack without end; the clock and chance would give another
 * value at each attempt; code made at run time could not be looked through; and functions handed over as values, or half
 * filled in, work on long lists without passing by the meter.
 */
final class JsonataRules {
    static final Map<String, String> REFUSED = Map.of(
            "eval", "it would run text as code",
            "now", "use run.startedAt",
            "millis", "use run.startedAt",
            "random", "an expression gives the same value each time",
            "shuffle", "an expression gives the same value each time",
            "parseInteger", "use $number");

    /** Builtin functions that take whole lists or grow what they are given: called with (), not handed over. */
    private static final Set<String> CALLED_ONLY = Set.of(
            "append",
            "zip",
            "merge",
            "spread",
            "sort",
            "map",
            "filter",
            "single",
            "reduce",
            "each",
            "sift",
            "pad",
            "replace",
            "split",
            "join",
            "match",
            "toMillis",
            "fromMillis",
            "formatNumber",
            "formatInteger");

    private @Nullable Token before;
    private @Nullable Token earlier;

    /** Called with each token in turn, the end too. */
    void check(Token token) {
        Token last = before;
        if (token.is("/") && (last == null || !endsOperand(last))) {
            throw new Malformed(
                    "A regular expression is not available here, and a division needs a plain value on its left",
                    token.position());
        }
        if (last != null && last.kind() == Kind.VARIABLE && CALLED_ONLY.contains(last.text()) && !token.is("(")) {
            throw new Malformed(
                    "$%s is called with (…) and not handed over as a value".formatted(last.text()), last.position());
        }
        if (last != null
                && last.is("?")
                && (token.is(",") || token.is(")"))
                && earlier != null
                && (earlier.is("(") || earlier.is(","))) {
            throw new Malformed(
                    "A ? in place of an argument is not available; write function($x){ … }", last.position());
        }
        if (token.kind() == Kind.VARIABLE) {
            variable(token);
        }
        earlier = last;
        before = token;
    }

    private static void variable(Token token) {
        @Nullable String why = REFUSED.get(token.text());
        if (why != null) {
            throw new Malformed("$%s is not available: %s".formatted(token.text(), why), token.position());
        }
        if (token.text().startsWith("__")) {
            throw new Malformed("A variable does not start with __", token.position());
        }
    }

    /** A division can follow; after anything else a slash would open a regular expression. */
    private static boolean endsOperand(Token token) {
        return switch (token.kind()) {
            case NAME, VARIABLE, STRING, NUMBER -> true;
            case OPERATOR -> token.is(")") || token.is("]") || token.is("}");
            case END -> false;
        };
    }
}
