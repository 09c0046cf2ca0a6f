package dev.triggo.redaction;

/**
 * Finds secret fields inside a text that is itself a form, a connection string, a header or JSON:
 * {@code password=x}, {@code "api_key": "x"}, {@code Authorization: x}.
 */
final class Assignments implements Rule.Finder {
    private static final Chars NAME = Chars.of("A-Za-z0-9_-");
    private static final Chars LINE_END = Chars.of("\r\n\"'");
    private static final Chars VALUE_END = Chars.of("\t\r\n \"'&;,<>)]}\\");
    private static final int LONGEST_NAME = 48;
    private static final int MOST_SPACES = 4;

    private final FieldNames names;
    private final FieldNames headers;

    Assignments(FieldNames names, FieldNames headers) {
        this.names = names;
        this.headers = headers;
    }

    @Override
    public long find(String text, int at, int end, int floor) {
        int nameEnd = back(text, at, floor, ' ');
        boolean quoted = nameEnd > floor && isQuote(text.charAt(nameEnd - 1));
        if (quoted) {
            nameEnd = back(text, nameEnd - 1, floor, '\\');
        }
        int nameStart = NAME.start(text, nameEnd, floor, LONGEST_NAME);
        if (nameStart < nameEnd && Chars.endsEscape(text, nameStart + 1, floor)) {
            nameStart++;
        }
        if (!names.has(text, nameStart, nameEnd)) {
            return Rule.NOTHING;
        }
        boolean equals = text.charAt(at) == '=';
        int value = skipSpaces(text, end);
        if (value == text.length() || (equals && text.charAt(value) == '=')) {
            return Rule.NOTHING;
        }
        int open = value;
        while (open < text.length() && open - value < MOST_SPACES && text.charAt(open) == '\\') {
            open++;
        }
        if (open < text.length() && isQuote(text.charAt(open))) {
            return inQuotes(text, open + 1, text.charAt(open), open - value);
        }
        boolean header = !equals && headers.has(text, nameStart, nameEnd);
        return equals || quoted || header ? bare(text, value, header ? LINE_END : VALUE_END) : Rule.NOTHING;
    }

    /** A value in quotes that are written with so many backslashes; whatever has more of them stands within. */
    private static long inQuotes(String text, int from, char quote, int slashes) {
        int to = from;
        int seen = 0;
        while (to < text.length() && (text.charAt(to) != quote || seen > slashes)) {
            seen = text.charAt(to) == '\\' ? seen + 1 : 0;
            to++;
        }
        int end = to == text.length() ? to : Math.max(from, to - slashes);
        return end == from || Marker.endOf(text, from) == end ? Rule.NOTHING : Rule.span(from, end);
    }

    private static long bare(String text, int from, Chars ends) {
        int marked = Marker.endOf(text, from);
        int to = Math.max(from, marked);
        while (to < text.length() && !ends.has(text.charAt(to))) {
            to++;
        }
        return to == from || to == marked ? Rule.NOTHING : Rule.span(from, to);
    }

    private static int back(String text, int from, int floor, char what) {
        int at = from;
        while (at > floor && from - at < MOST_SPACES && text.charAt(at - 1) == what) {
            at--;
        }
        return at;
    }

    private static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && at - from < MOST_SPACES && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }
}
