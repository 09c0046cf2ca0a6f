package dev.triggo.template;

import dev.triggo.template.JsonataTokens.Kind;
import dev.triggo.template.JsonataTokens.Token;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads an expression as the library does, only to tell where each name is looked up: {@code b} is a root in
 * {@code a + b}, and is none in {@code a.b}, {@code a[b > 1]}, {@code a.{"k": b}} and {@code a.$sum(b)}. A name is a root
 * when it stands where the roots themselves are the context; wherever that is not certain, it is none. What cannot be
 * followed is left to the library, which then tells what is wrong with it.
 */
final class JsonataNames {
    private static final int DEEPEST = 400;
    private static final int UNARY = 70;
    private static final int IN_PATH = 75;
    private static final Set<String> BETWEEN = Set.of(",", ";", ":", "..", "<", ">", "?");
    private static final Set<String> LAMBDA = Set.of("function", "λ");

    private final List<Token> tokens;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> roots = new LinkedHashSet<>();
    private int at;
    private int depth;

    private JsonataNames(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The tokens are a whole expression with its end. */
    static JsonataNames in(List<Token> tokens) {
        var read = new JsonataNames(tokens);
        try {
            read.expression(0, true);
            if (read.here().kind() != Kind.END) {
                read.roots.clear();
            }
        } catch (Lost lost) {
            read.roots.clear();
        }
        tokens.stream().filter(JsonataNames::mayName).forEach(token -> read.names.add(token.text()));
        return read;
    }

    /** Every word that can name a field, wherever it stands. */
    Set<String> all() {
        return names;
    }

    /** The names that are looked up in the roots for certain. */
    Set<String> roots() {
        return roots;
    }

    private static boolean mayName(Token token) {
        return token.kind() == Kind.NAME || isWord(token);
    }

    private static boolean isWord(Token token) {
        return token.kind() == Kind.OPERATOR && Character.isLetter(token.text().charAt(0));
    }

    /** What an operand stands for: the roots themselves, or something else. */
    private enum Value {
        ROOTS,
        OTHER
    }

    /** @param inRoots whether the roots are what names are looked up in here */
    private Value expression(int binding, boolean inRoots) {
        if (++depth > DEEPEST) {
            throw new Lost();
        }
        Value left = operand(inRoots);
        while (binding < bindingOf(here())) {
            left = goOn(left, inRoots);
        }
        depth--;
        return left;
    }

    private Value operand(boolean inRoots) {
        Token token = next();
        return switch (token.kind()) {
            case NAME -> name(token, inRoots);
            case VARIABLE -> {
                boolean whole = token.text().equals("$") || token.text().isEmpty() && inRoots;
                yield whole ? Value.ROOTS : Value.OTHER;
            }
            case STRING -> {
                // At the start of a path, a text is a name.
                yield here().is(".") ? name(token, inRoots) : Value.OTHER;
            }
            case NUMBER -> Value.OTHER;
            case OPERATOR -> isWord(token) ? name(token, inRoots) : opened(token, inRoots);
            case END -> throw new Lost();
        };
    }

    private Value name(Token token, boolean inRoots) {
        if (LAMBDA.contains(token.text()) && here().is("(")) {
            return lambda(inRoots);
        }
        names.add(token.text());
        if (inRoots) {
            roots.add(token.text());
        }
        return Value.OTHER;
    }

    private Value opened(Token token, boolean inRoots) {
        return switch (token.text()) {
            case "-" -> {
                expression(UNARY, inRoots);
                yield Value.OTHER;
            }
            case "(" -> block(inRoots);
            case "[" -> list("]", inRoots);
            case "{" -> list("}", inRoots);
            case "|" -> {
                // A transform is about the object that it is handed.
                list("|", false);
                list("|", false);
                yield Value.OTHER;
            }
            case "*", "**", "%" -> Value.OTHER;
            default -> throw new Lost();
        };
    }

    /** The operator that stands here, after its left side. */
    private Value goOn(Value left, boolean inRoots) {
        Token token = next();
        return switch (token.text()) {
            case "." -> step(left == Value.ROOTS);
            case "[" -> list("]", false);
            case "{" -> list("}", false);
            case "(" -> list(")", inRoots);
            case "^" -> {
                if (!next().is("(")) {
                    throw new Lost();
                }
                yield list(")", false);
            }
            case "@", "#" -> {
                next();
                yield Value.OTHER;
            }
            case "?" -> {
                expression(0, inRoots);
                if (here().is(":")) {
                    next();
                    expression(0, inRoots);
                }
                yield Value.OTHER;
            }
            default -> {
                expression(rightBindingOf(token), inRoots);
                yield Value.OTHER;
            }
        };
    }

    /** What follows a dot; a text is a name there. */
    private Value step(boolean inRoots) {
        return here().kind() == Kind.STRING ? name(next(), inRoots) : expression(IN_PATH, inRoots);
    }

    /** Several expressions and what may stand between them, up to the closing bracket. */
    private Value list(String close, boolean inRoots) {
        while (!here().is(close)) {
            if (isBetween(here())) {
                next();
            } else {
                expression(0, inRoots);
            }
        }
        next();
        return Value.OTHER;
    }

    /** Commas, the order of a sort, the open place of an argument, a range, the ends of statements. */
    private static boolean isBetween(Token token) {
        return token.kind() == Kind.OPERATOR && BETWEEN.contains(token.text());
    }

    /** Brackets around one expression change nothing about what it stands for. */
    private Value block(boolean inRoots) {
        if (here().is(")")) {
            next();
            return Value.OTHER;
        }
        Value first = expression(0, inRoots);
        boolean alone = here().is(")");
        list(")", inRoots);
        return alone ? first : Value.OTHER;
    }

    /** A function looks names up where it was made. */
    private Value lambda(boolean inRoots) {
        skipTo("(", ")");
        if (here().is("<")) {
            skipTo("<", ">");
        }
        if (!next().is("{")) {
            throw new Lost();
        }
        return list("}", inRoots);
    }

    private void skipTo(String open, String close) {
        int opened = 0;
        do {
            Token token = next();
            opened += token.is(open) ? 1 : token.is(close) ? -1 : 0;
        } while (opened > 0);
    }

    private Token here() {
        return tokens.get(at);
    }

    private Token next() {
        if (here().kind() == Kind.END) {
            throw new Lost();
        }
        return tokens.get(at++);
    }

    private static int rightBindingOf(Token operator) {
        // Assignments are read from the right.
        return operator.is(":=") ? bindingOf(operator) - 1 : bindingOf(operator);
    }

    /** How tightly an operator holds the two sides together; 0 where it is none between two. */
    private static int bindingOf(Token token) {
        if (token.kind() != Kind.OPERATOR) {
            return 0;
        }
        return switch (token.text()) {
            case "[", "(", "@", "#" -> 80;
            case "." -> IN_PATH;
            case "{" -> 70;
            case "*", "/", "%" -> 60;
            case "+", "-", "&" -> 50;
            case "=", "!=", "<", ">", "<=", ">=", "^", "~>", "?:", "??", "in" -> 40;
            case "and" -> 30;
            case "or" -> 25;
            case "?" -> 20;
            case ":=" -> 10;
            default -> 0;
        };
    }

    /** The expression is not one that this reader can follow. */
    private static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost() {
            super(null, null, false, false);
        }
    }
}
