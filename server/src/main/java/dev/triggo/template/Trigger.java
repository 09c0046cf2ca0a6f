package dev.triggo.template;

import java.util.Set;

/**
 * Documents of older versions write {@code trigger.output.x} and {@code trigger.body.x} for {@code trigger.x}: the two
 * words stand for the trigger's value itself, where it has no field of that name.
 */
final class Trigger {
    static final String ROOT = "trigger";
    static final Set<String> OUTER = Set.of("output", "body");

    private Trigger() {}

    static boolean isOuter(String root, String key) {
        return root.equals(ROOT) && OUTER.contains(key);
    }
}
