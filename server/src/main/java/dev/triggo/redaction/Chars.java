package dev.triggo.redaction;

/** A set of ASCII characters. */
record Chars(long low, long high) {
    static final Chars DIGIT = of("0-9");
    static final Chars ALNUM = of("A-Za-z0-9");
    static final Chars UPPER = of("A-Z0-9");
    static final Chars HEX = of("0-9a-fA-F");
    static final Chars WORD = of("A-Za-z0-9_");
    static final Chars URL64 = of("A-Za-z0-9_-");
    static final Chars BASE64 = of("A-Za-z0-9+/=_-");
    private static final Chars ESCAPES = of("nrtbf");
    static final Chars TOKEN = of("A-Za-z0-9._~+/=-");

    /** As in a regular expression's brackets: {@code A-Z} is a range, a last {@code -} is itself. */
    static Chars of(String text) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < text.length(); i++) {
            char from = text.charAt(i);
            char to = from;
            if (i + 2 < text.length() && text.charAt(i + 1) == '-') {
                to = text.charAt(i + 2);
                i += 2;
            }
            for (char c = from; c <= to; c++) {
                if (c < 64) {
                    low |= 1L << c;
                } else {
                    high |= 1L << (c - 64);
                }
            }
        }
        return new Chars(low, high);
    }

    /** True when the character before is the second of an escape like {@code \\n}, as in JSON inside of JSON. */
    static boolean endsEscape(String text, int at, int floor) {
        return at - 2 >= floor && text.charAt(at - 2) == '\\' && ESCAPES.has(text.charAt(at - 1));
    }

    boolean has(char c) {
        return c < 64 ? (low >>> c & 1) != 0 : c < 128 && (high >>> (c - 64) & 1) != 0;
    }

    /** Where the run of these characters ends that begins here. */
    int end(String text, int from) {
        int at = from;
        while (at < text.length() && has(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where the run of at most {@code most} of these characters begins that ends here, not before {@code floor}. */
    int start(String text, int end, int floor, int most) {
        int at = end;
        while (at > floor && end - at < most && has(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
