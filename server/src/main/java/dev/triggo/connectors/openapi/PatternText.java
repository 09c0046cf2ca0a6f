package dev.triggo.connectors.openapi;

/**
 * A text that fits a simple pattern, as those of ids are: letters, digits, classes of them, counts. What it does not
 * understand it leaves, and whoever asked looks whether the text fits.
 */
final class PatternText {
    private static final int MAX = 300;

    private final String pattern;
    private int at;

    private PatternText(String pattern) {
        this.pattern = pattern;
    }

    static String of(String pattern, String otherwise) {
        if (pattern.length() > MAX) {
            return otherwise;
        }
        try {
            return new PatternText(pattern).alternatives();
        } catch (IndexOutOfBoundsException | NumberFormatException notUnderstood) {
            return otherwise;
        }
    }

    /** The first of the alternatives. */
    private String alternatives() {
        String first = sequence();
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            sequence();
        }
        return first;
    }

    private String sequence() {
        var out = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            String one = one();
            int count = count();
            if (out.length() + (long) one.length() * count <= MAX) {
                out.append(one.repeat(count));
            }
        }
        return out.toString();
    }

    private String one() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '^', '$' -> "";
            case '.' -> "x";
            case '[' -> choice();
            case '(' -> {
                if (pattern.startsWith("?", at)) {
                    at += pattern.startsWith("?<", at)
                                    && !pattern.startsWith("?<=", at)
                                    && !pattern.startsWith("?<!", at)
                            ? pattern.indexOf('>', at) - at + 1
                            : 2;
                }
                String inner = alternatives();
                at++;
                yield inner;
            }
            case '\\' -> escaped();
            default -> String.valueOf(c);
        };
    }

    private String escaped() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case 'd' -> "1";
            case 'w' -> "a";
            case 's' -> " ";
            case 'D', 'S', 'W' -> c == 'W' ? "-" : "a";
            case 'b', 'B' -> "";
            default -> String.valueOf(c);
        };
    }

    /** The first character of a class. */
    private String choice() {
        boolean not = pattern.charAt(at) == '^';
        if (not) {
            at++;
        }
        String first = pattern.charAt(at) == '\\' ? "" : String.valueOf(pattern.charAt(at));
        if (first.isEmpty()) {
            at++;
            first = escaped();
        } else {
            at++;
        }
        while (pattern.charAt(at) != ']') {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
        return not ? first.equals("x") ? "y" : "x" : first;
    }

    private int count() {
        if (at >= pattern.length()) {
            return 1;
        }
        char c = pattern.charAt(at);
        int count = 1;
        switch (c) {
            case '*', '?' -> {
                at++;
                count = 0;
            }
            case '+' -> at++;
            case '{' -> {
                int end = pattern.indexOf('}', at);
                String least = pattern.substring(at + 1, end).split(",", 2)[0];
                at = end + 1;
                count = Integer.parseInt(least);
            }
            default -> {}
        }
        if (at < pattern.length()
                && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')
                && c != pattern.charAt(at)
                && "*+?}".indexOf(pattern.charAt(at - 1)) >= 0) {
            at++;
        }
        return Math.min(count, MAX);
    }
}
