package dev.triggo.nodes;

/** Whether a text holds another, in time that grows with their lengths and not with the product of them. */
final class TextSearch {
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
