package dev.triggo.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a commit's text into the very texts of its events, without reading them. */
final class EventLines {
    private EventLines() {}

    /** Null when the text is no array of objects, written as we write it. */
    static @Nullable List<String> of(String events) {
        var lines = new ArrayList<String>();
        int last = events.length() - 1;
        if (last < 1 || events.charAt(0) != '[' || events.charAt(last) != ']') {
            return null;
        }
        int at = 1;
        while (at < last) {
            int end = endOfObject(events, at, last);
            if (end < 0 || (end < last && events.charAt(end) != ',') || end == last - 1 && events.charAt(end) == ',') {
                return null;
            }
            lines.add(events.substring(at, end));
            at = end + 1;
        }
        return lines.isEmpty() ? null : lines;
    }

    private static int endOfObject(String text, int from, int last) {
        if (text.charAt(from) != '{') {
            return -1;
        }
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < last; i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }
}
