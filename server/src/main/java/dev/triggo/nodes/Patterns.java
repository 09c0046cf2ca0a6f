package dev.triggo.nodes;

import dev.triggo.schema.LinearPattern;
import java.util.HashMap;
import java.util.Map;

/** The patterns that one step compiled, so that a filter does not compile the same one for each item. */
final class Patterns {
    private static final int KEPT = 100;

    private final Map<String, LinearPattern> compiled = new HashMap<>();

    /** Throws IllegalArgumentException when the pattern cannot be used, or not on a text of this length. */
    boolean find(String pattern, String text) {
        LinearPattern known = compiled.get(pattern);
        if (known == null) {
            known = LinearPattern.compile(pattern);
            if (compiled.size() == KEPT) {
                compiled.clear();
            }
            compiled.put(pattern, known);
        }
        return known.find(text);
    }
}
