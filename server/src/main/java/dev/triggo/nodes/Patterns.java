package dev.triggo.nodes;

import dev.triggo.schema.TextPattern;
import java.util.HashMap;
import java.util.Map;

/** The patterns that one step compiled, so that a filter does not compile the same one for each item. */
final class Patterns {
    private static final int KEPT = 100;

    private final Map<String, TextPattern> compiled = new HashMap<>();

    /** Throws IllegalArgumentException when the pattern cannot be used, or not on a text of this length. */
    boolean find(String pattern, String text) {
        TextPattern known = compiled.get(pattern);
        if (known == null) {
            known = TextPattern.compile(pattern);
            if (compiled.size() == KEPT) {
                compiled.clear();
            }
            compiled.put(pattern, known);
        }
        return known.find(text);
    }
}
