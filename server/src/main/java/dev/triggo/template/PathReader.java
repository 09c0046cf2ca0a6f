package dev.triggo.template;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code root.key[0]["odd key"] }}} from inside a string. */
final class PathReader {
    private static final int LONGEST = 1_000;

    private final String text;
    private final int start;
    private int at;

    PathReader(String text, int start) {
        this.text = text;
        this.start = start;
        this.at = start;
    }

    /** The path, read up to and with its closing braces; throws {@link Malformed}. */
    Expression.Path read() {
        skipSpaces();
        if (text.startsWith("}}", at)) {
            throw new Malformed("There is nothing between {{ and }}; write a path, as {{trigger.email}}", at);
        }
        String root = word();
        if (!root.chars().allMatch(c -> c == '_' || c >= '0' && c <= '9' || isLetter(c)) || isDigit(root.charAt(0))) {
            throw new Malformed(
                    "A path starts with the id of a step or with trigger, run, workspace, item or index, not with '%s'"
                            .formatted(root),
                    at - root.length());
        }
        List<Segment> steps = steps();
        if (at - start > LONGEST) {
            throw new Malformed("The path is longer than %,d characters".formatted(LONGEST), start);
        }
        return new Expression.Path(root, steps);
    }

    /** Where reading goes on after the closing braces. */
    int end() {
        return at;
    }

    private List<Segment> steps() {
        var steps = new ArrayList<Segment>();
        while (true) {
            if (peek() == '.') {
                at++;
                steps.add(Segment.of(word()));
            } else if (peek() == '[') {
                at++;
                steps.add(bracket());
            } else {
                skipSpaces();
                if (text.startsWith("}}", at)) {
                    at += 2;
                    return List.copyOf(steps);
                }
                throw unexpected();
            }
        }
    }

    private Segment bracket() {
        if (peek() == '"' || peek() == '\'') {
            return quoted(text.charAt(at));
        }
        int close = text.indexOf(']', at);
        String inside = close < 0 ? "" : text.substring(at, close);
        if (!Segment.isIndex(inside)) {
            throw new Malformed("Between [ and ] stands a place, as [0], or a key in quotes, as [\"odd key\"]", at);
        }
        at = close + 1;
        return Segment.of(inside);
    }

    private Segment quoted(char quote) {
        int open = at++;
        var key = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            key.append(text.charAt(at++));
        }
        at++;
        if (peek() != ']') {
            throw new Malformed("The key in quotes has no closing %s]".formatted(quote), open);
        }
        at++;
        return new Segment(key.toString(), -1);
    }

    private String word() {
        int from = at;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw unexpected();
        }
        return text.substring(from, at);
    }

    private Malformed unexpected() {
        if (at >= text.length()) {
            return new Malformed("This {{ has no }}; close it, or write \\{{ for braces as text", start - 2);
        }
        String found = Character.toString(text.codePointAt(at));
        String mend = found.isBlank() || found.equals(".") || found.equals("}")
                ? "A path is keys with dots between them, as {{trigger.email}}; odd keys go in [\"…\"]"
                : "'%s' is not part of a path; odd keys go in [\"…\"], and {{= … }} computes".formatted(found);
        return new Malformed(mend, at);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skipSpaces() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** Letters of every script, so that keys in any language need no quotes. */
    private static boolean isWord(char c) {
        return c == '_' || c == '-' || c == '$' || c == '@' || Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
