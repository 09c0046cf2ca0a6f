package dev.triggo.template;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts JSONata into tokens just as the library does, up to the braces that close the template. */
final class JsonataTokens {
    private static final Pattern NUMBER = Pattern.compile("-?(0|([1-9][0-9]*))(\\.[0-9]+)?([Ee][-+]?[0-9]+)?");
    private static final Set<String> DOUBLES = Set.of("..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??");
    private static final String SINGLES = ".[]{}(),@#;:?+-*/%|=<>^&!~";
    private static final String SPACES = " \t\n\r";

    enum Kind {
        NAME,
        VARIABLE,
        STRING,
        NUMBER,
        OPERATOR,
        END
    }

    /** For a variable, the text is without its {@code $}; for a name in backticks, without them. */
    record Token(Kind kind, String text, int position) {
        boolean is(String operator) {
            return kind == Kind.OPERATOR && text.equals(operator);
        }
    }

    private final String source;
    private final int start;
    private int at;
    private int braces;

    JsonataTokens(String source, int start) {
        this.source = source;
        this.start = start;
        this.at = start;
    }

    int position() {
        return at;
    }

    Token next() {
        skip();
        if (at >= source.length()) {
            throw new Malformed("This {{= has no }}; close it after the expression", start - 3);
        }
        char c = source.charAt(at);
        if (braces == 0 && source.startsWith("}}", at)) {
            at += 2;
            return new Token(Kind.END, "}}", at - 2);
        }
        if (SINGLES.indexOf(c) >= 0) {
            return operator(c);
        }
        if (c == '"' || c == '\'') {
            return string(c);
        }
        Matcher number = NUMBER.matcher(source).region(at, source.length());
        if (number.lookingAt()) {
            return token(Kind.NUMBER, number.end(), source.substring(at, number.end()));
        }
        if (c == '`') {
            int close = source.indexOf('`', at + 1);
            if (close < 0) {
                throw new Malformed("The name in backticks has no end", at);
            }
            return token(Kind.NAME, close + 1, source.substring(at + 1, close));
        }
        return word();
    }

    private Token operator(char c) {
        String two = source.substring(at, Math.min(at + 2, source.length()));
        String text = DOUBLES.contains(two) ? two : String.valueOf(c);
        if (c == '{') {
            braces++;
        } else if (c == '}' && --braces < 0) {
            throw new Malformed("There is a } without its {", at);
        }
        return token(Kind.OPERATOR, at + text.length(), text);
    }

    private Token string(char quote) {
        int end = at + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw new Malformed("The text in quotes has no end", at);
        }
        return token(Kind.STRING, end + 1, source.substring(at + 1, end));
    }

    private Token word() {
        int end = at;
        while (end < source.length()
                && SPACES.indexOf(source.charAt(end)) < 0
                && SINGLES.indexOf(source.charAt(end)) < 0) {
            end++;
        }
        String text = source.substring(at, end);
        if (text.startsWith("$")) {
            return token(Kind.VARIABLE, end, text.substring(1));
        }
        return switch (text) {
            case "and", "or", "in" -> token(Kind.OPERATOR, end, text);
            case "true", "false", "null" -> token(Kind.NUMBER, end, text);
            default -> token(Kind.NAME, end, text);
        };
    }

    private Token token(Kind kind, int end, String text) {
        var token = new Token(kind, text, at);
        at = end;
        return token;
    }

    private void skip() {
        while (at < source.length()) {
            if (SPACES.indexOf(source.charAt(at)) >= 0) {
                at++;
            } else if (source.startsWith("/*", at)) {
                int close = source.indexOf("*/", at + 2);
                if (close < 0) {
                    throw new Malformed("The comment has no end", at);
                }
                at = close + 2;
            } else {
                return;
            }
        }
    }
}
