package dev.triggo.mcp.tools;

import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;

/**
 * Keeps one large value from filling a model's context. A value that is too large is replaced by its beginning, its
 * size and the way to read the rest.
 */
final class Excerpt {
    /** What a result may weigh in all. */
    static final int RESULT_BYTES = 20_000;

    private Excerpt() {}

    /**
     * The value itself when its JSON takes at most that many bytes, else {@code {truncated, beginning, bytes, rest}}
     * that fits instead.
     *
     * @param rest a sentence for a model: which tool, route or argument gives the whole
     */
    static Json of(Json value, int maxBytes, String rest) {
        String json = value.write();
        int bytes = bytes(json);
        if (bytes <= maxBytes) {
            return value;
        }
        // A text is shown as it is, other values as their JSON.
        String whole = value instanceof Json.Str text ? text.value() : json;
        int room = maxBytes - bytes(excerpt("", bytes, rest).write());
        int end = 0;
        int used = 0;
        while (end < whole.length()) {
            int c = whole.codePointAt(end);
            int cost = bytes(Json.of(Character.toString(c)).write()) - 2;
            if (used + cost > room) {
                break;
            }
            used += cost;
            end += Character.charCount(c);
        }
        return excerpt(whole.substring(0, end), bytes, rest);
    }

    private static Json.Obj excerpt(String beginning, int bytes, String rest) {
        return Json.object()
                .put("truncated", true)
                .put("beginning", beginning)
                .put("bytes", bytes)
                .put("rest", rest)
                .build();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
