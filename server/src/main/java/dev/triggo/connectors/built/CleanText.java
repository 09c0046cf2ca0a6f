package dev.triggo.connectors.built;

import dev.triggo.kernel.Signs;
import java.util.Locale;

/**
 * Texts of strangers, as they may be shown to people and models: no control characters, nothing that is there and not
 * seen, no text that runs backwards, bounded.
 */
public final class CleanText {
    private CleanText() {}

    /** The text in one line of at most so many characters. */
    public static String line(String given, int most) {
        String text = start(given, most);
        var out = new StringBuilder(Math.min(text.length(), most) + 1);
        boolean gap = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = true;
            } else if (Signs.isSeen(c)) {
                if (gap && !out.isEmpty()) {
                    out.append(' ');
                }
                gap = false;
                if (out.length() + Character.charCount(c) >= most) {
                    return out.append('…').toString();
                }
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    /** As {@link #line}, without the tags of HTML: what stands between them stays. */
    public static String prose(String text, int most) {
        return line(start(text, most).replaceAll("<[/!]?[A-Za-z-][^<>]{0,500}>", " "), most);
    }

    /** What of it can be shown at most, so that a huge text costs no more than a large one. */
    private static String start(String text, int most) {
        return text.length() > 8 * most ? text.substring(0, 8 * most) : text;
    }

    /** {@code getPetById} as {@code Get pet by id}. */
    public static String words(String snake) {
        String words = snake.replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
