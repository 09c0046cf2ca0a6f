package dev.triggo.template;

import dev.triggo.template.JsonataTokens.Kind;
import dev.triggo.template.JsonataTokens.Token;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Follows whether a name at this place is looked up in the roots, or in what stands before it: {@code b} is a root in
 * {@code a + b}, and is none in {@code a.b}, {@code a[b > 1]} and {@code a.(b + 1)}.
 */
final class JsonataPlaces {
    private final ArrayDeque<Boolean> brackets = new ArrayDeque<>();
    private boolean relative;
    private @Nullable Token before;
    private @Nullable Token earlier;

    /** True when a name that comes next is a root for certain. */
    boolean isRoot() {
        Token last = before;
        if (last != null && last.is(".")) {
            return earlier != null && earlier.kind() == Kind.VARIABLE && isContext(earlier.text());
        }
        return !relative && (last == null || !last.is("@") && !last.is("#"));
    }

    private boolean isContext(String variable) {
        return variable.equals("$") || variable.isEmpty() && !relative;
    }

    void pass(Token token) {
        Token last = before;
        if (token.is("(") || token.is("[") || token.is("{")) {
            brackets.push(relative);
            relative |= opensInner(token, last);
        } else if ((token.is(")") || token.is("]") || token.is("}")) && !brackets.isEmpty()) {
            relative = brackets.pop();
        } else if (token.is("|")) {
            // A transform: what follows is about the place that it changes.
            relative = true;
        }
        earlier = last;
        before = token;
    }

    private static boolean opensInner(Token bracket, @Nullable Token last) {
        if (last == null) {
            return false;
        }
        if (bracket.is("(")) {
            return last.is(".") || last.is("^");
        }
        boolean afterOperand = switch (last.kind()) {
            case NAME, VARIABLE, STRING, NUMBER -> true;
            case OPERATOR -> last.is(")") || last.is("]") || last.is("}") || last.is("*") || last.is("%");
            case END -> false;
        };
        // A function's body follows its parameters' closing bracket: it is taken as inner too, for want of knowing.
        return afterOperand;
    }
}
