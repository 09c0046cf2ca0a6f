package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts that cannot be stored, or that show people something else than they hold. */
public final class Texts {
    private Texts() {}

    /** Refuses NUL and halves of surrogate pairs wherever they stand: no store keeps them as they are. */
    static void check(Json value, String at, Problems problems) {
        switch (value) {
            case Json.Str s -> {
                if (!isStorable(s.value())) {
                    problems.add(null, at, "bad_text", "This text holds NUL or half a surrogate pair; remove it.");
                }
            }
            case Json.Arr a -> {
                for (int i = 0; i < a.items().size(); i++) {
                    check(a.items().get(i), at + "/" + i, problems);
                }
            }
            case Json.Obj o ->
                o.fields().forEach((name, field) -> {
                    if (!isStorable(name)) {
                        problems.add(
                                null, at, "bad_text", "The name of a field here holds NUL or half a surrogate pair.");
                    }
                    check(field, at + "/" + pointer(name), problems);
                });
            case Json.Num n -> {}
            case Json.Bool b -> {}
            case Json.Null n -> {}
        }
    }

    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What keeps a text from being a name that people read: null when nothing does. */
    static @Nullable String unreadable(String text) {
        if (text.length() > TextLimits.NAME_LENGTH) {
            return "is longer than %d characters".formatted(TextLimits.NAME_LENGTH);
        }
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (isHidden(text.codePointAt(i)) && !joins(text, i)) {
                return "holds hidden or control characters";
            }
        }
        return null;
    }

    /** Whether people see all that a text of several lines holds, as models do that read it too. */
    public static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (isHidden(c) && c != '\n' && c != '\r' && c != '\t' && !joins(text, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHidden(int c) {
        int type = Character.getType(c);
        return Character.isISOControl(c)
                || type == Character.FORMAT
                || type == Character.PRIVATE_USE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || c >= 0xE0000;
    }

    /** A joiner between signs that are not Latin is part of how they are written: in Persian, in emoji. */
    private static boolean joins(String text, int at) {
        char c = text.charAt(at);
        return (c == '\u200c' || c == '\u200d')
                && at > 0
                && at + 1 < text.length()
                && text.charAt(at - 1) > 0x2ff
                && text.charAt(at + 1) > 0x2ff
                && !isHidden(text.charAt(at - 1))
                && !isHidden(text.charAt(at + 1));
    }

    static String pointer(String name) {
        return name.indexOf('~') < 0 && name.indexOf('/') < 0
                ? name
                : name.replace("~", "~0").replace("/", "~1");
    }

    /** {@code ; did you mean 'x'?} when one of the names is close; else an empty text. */
    static String didYouMean(String word, Iterable<String> names) {
        String nearest = "";
        int best = Math.max(1, Math.min(3, word.length() / 3));
        for (String name : names) {
            int distance = distance(word, name, best + 1);
            if (distance <= best && (nearest.isEmpty() || distance < best)) {
                nearest = name;
                best = distance;
            }
        }
        return nearest.isEmpty() ? "" : "; did you mean '%s'?".formatted(nearest);
    }

    private static int distance(String a, String b, int enough) {
        if (Math.abs(a.length() - b.length()) >= enough) {
            return enough;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + same);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /** {@code a, b and c}, shortened when there are many. */
    static String list(List<String> names) {
        return names.size() <= 40 ? String.join(", ", names) : String.join(", ", names.subList(0, 40)) + " and others";
    }
}
