package dev.triggo.schema;

import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** References inside one schema, and the proof that following them comes to an end. */
final class References {
    private References() {}

    /** What {@code #} or {@code #/…} leads to; null when there is nothing, or it is another kind of reference. */
    static @Nullable Json target(Json root, String reference) {
        @Nullable String pointer = pointer(reference, Map.of());
        return pointer == null ? null : Pointers.find(root, pointer);
    }

    /** The JSON Pointer of a reference into this document; null when it is not one, or its anchor is not there. */
    static @Nullable String pointer(String reference, Map<String, String> anchors) {
        if (!reference.startsWith("#")) {
            return null;
        }
        @Nullable String fragment = decoded(reference.substring(1));
        return fragment == null || fragment.isEmpty() || fragment.startsWith("/") ? fragment : anchors.get(fragment);
    }

    private static @Nullable String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                raw[length++] = raw[i];
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low < 0) {
                return null;
            }
            raw[length++] = (byte) (high * 16 + low);
            i += 2;
        }
        return new String(raw, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * How often each place is applied to one and the same value when the whole is applied once.
     *
     * @param edges for each subschema, those that it applies to the value that it is applied to itself
     * @return a fault, or null when every check ends and none fans out too far
     */
    static @Nullable SchemaError endless(Map<String, List<String>> edges) {
        var walk = new Walk(edges);
        for (String place : edges.keySet()) {
            @Nullable SchemaError fault = walk.visit(place);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static final class Walk {
        private static final long OPEN = -1;

        private final Map<String, List<String>> edges;
        private final Map<String, Long> paths = new HashMap<>();

        Walk(Map<String, List<String>> edges) {
            this.edges = edges;
        }

        @Nullable
        SchemaError visit(String place) {
            @Nullable Long known = paths.get(place);
            if (known != null) {
                return known == OPEN
                        ? new SchemaError(
                                place,
                                "This schema leads back to itself without going into the value, so a check would never"
                                        + " end; put the reference under properties or items.",
                                "$ref")
                        : null;
            }
            paths.put(place, OPEN);
            long sum = 1;
            for (String next : edges.getOrDefault(place, List.of())) {
                @Nullable SchemaError fault = visit(next);
                if (fault != null) {
                    return fault;
                }
                sum += paths.getOrDefault(next, 1L);
                if (sum > Bounds.FAN_OUT) {
                    return new SchemaError(
                            place,
                            "This schema applies more than %,d subschemas to the same value; write each of them once."
                                    .formatted(Bounds.FAN_OUT),
                            "$ref");
                }
            }
            paths.put(place, sum);
            return null;
        }
    }
}
