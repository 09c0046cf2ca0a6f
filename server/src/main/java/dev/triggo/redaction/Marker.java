package dev.triggo.redaction;

/** What stands in the place of a secret: {@code [redacted:kind]}. */
final class Marker {
    static final String BEGIN = "[redacted:";
    private static final Chars KIND = Chars.of("a-z-");
    private static final int LONGEST_KIND = 24;

    private Marker() {}

    static String of(String kind) {
        return BEGIN + kind + "]";
    }

    static boolean is(String text) {
        return text.startsWith(BEGIN) && endOf(text, 0) == text.length();
    }

    /** Where the marker ends that begins here, or -1 when none does. */
    static int endOf(String text, int at) {
        if (!text.startsWith(BEGIN, at)) {
            return -1;
        }
        int from = at + BEGIN.length();
        int end = from;
        while (end < text.length() && end - from < LONGEST_KIND && KIND.has(text.charAt(end))) {
            end++;
        }
        return end > from && end < text.length() && text.charAt(end) == ']' ? end + 1 : -1;
    }
}
