package dev.triggo.library;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of a list: words to look for, where to go on, how many.
 *
 * @param query words that must all occur, in any case and order; null or blank for everything
 * @param cursor from the page before; null for the first page
 * @param limit 1 to 100; null for 20
 */
public record PageRequest(
        @Nullable String query,
        @Nullable String cursor,
        @Nullable Integer limit) {
    /** How many patterns {@link #patterns} gives. */
    public static final int PATTERNS = 4;

    private static final int MAX_QUERY = 200;
    private static final int MAX_LIMIT = 100;
    private static final int DEFAULT_LIMIT = 20;

    /** The number of items; BAD_REQUEST when it is not 1 to 100. */
    public int size() {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "`limit` is a whole number from 1 to " + MAX_LIMIT + ".");
        }
        return limit;
    }

    /**
     * Patterns that must all fit, {@link #PATTERNS} of them, for {@code search LIKE ? ESCAPE '!'} on a column of {@link #searchable}
     * text. BAD_REQUEST when the query is too long or has characters that no text of ours has.
     */
    public List<String> patterns() {
        String text = query == null ? "" : query;
        if (text.length() > MAX_QUERY) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "`query` has more than " + MAX_QUERY + " characters: look for fewer words.");
        }
        if (!PlainText.isClean(text)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "`query` has control or hidden characters: send it as plain text.");
        }
        var patterns = new ArrayList<String>();
        // More words than patterns: the last pattern is the rest, as a phrase.
        for (String word : searchable(text).strip().split("\\s+", PATTERNS)) {
            patterns.add("%" + escaped(word) + "%");
        }
        while (patterns.size() < PATTERNS) {
            patterns.add("%");
        }
        return patterns;
    }

    private static String escaped(String word) {
        return word.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** The text that {@link #patterns} are held against: the databases fold case differently, so we do it. */
    public static String searchable(String... texts) {
        return String.join("\n", texts).toLowerCase(Locale.ROOT);
    }
}
