package dev.triggo.template;

import dev.triggo.kernel.Json;
import org.jspecify.annotations.Nullable;

/**
 * One step of a path.
 *
 * @param key the field of an object
 * @param index the same as a place in a list; -1 when it is none
 */
record Segment(String key, int index) {
    private static final int LONGEST_INDEX = 9;

    /** A step as written after a dot: {@code name} or {@code 0}. */
    static Segment of(String text) {
        return new Segment(text, isIndex(text) ? Integer.parseInt(text) : -1);
    }

    /** Digits without a leading zero, few enough to count. */
    static boolean isIndex(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_INDEX
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
    }

    /** What the step leads to, or null. Only fields and items are looked at: there is nothing else to reach. */
    @Nullable
    Json in(Json value) {
        return switch (value) {
            case Json.Obj o -> o.get(key);
            case Json.Arr a ->
                index >= 0 && index < a.items().size() ? a.items().get(index) : null;
            case Json.Str s -> null;
            case Json.Num n -> null;
            case Json.Bool b -> null;
            case Json.Null n -> null;
        };
    }
}
