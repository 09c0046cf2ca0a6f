package dev.triggo.kernel;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** JSON text, ours because it is on the hot path of every event and must be the same byte for byte for ever. */
final class JsonWriter {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonWriter() {}

    static String write(Json value) {
        var out = new StringBuilder(128);
        append(out, value, false);
        return out.toString();
    }

    static String canonical(Json value) {
        var out = new StringBuilder(128);
        append(out, value, true);
        return out.toString();
    }

    static void append(StringBuilder out, Json value, boolean canonical) {
        switch (value) {
            case Json.Obj o -> appendObject(out, canonical ? new TreeMap<>(o.fields()) : o.fields(), canonical);
            case Json.Arr a -> {
                out.append('[');
                boolean first = true;
                for (Json item : a.items()) {
                    if (!first) {
                        out.append(',');
                    }
                    first = false;
                    append(out, item, canonical);
                }
                out.append(']');
            }
            case Json.Str s -> appendString(out, s.value());
            case Json.Num n -> out.append(canonical ? normal(n) : n.literal());
            case Json.Bool b -> out.append(b);
            case Json.Null n -> out.append("null");
        }
    }

    private static void appendObject(StringBuilder out, Map<String, Json> fields, boolean canonical) {
        out.append('{');
        boolean first = true;
        for (var field : fields.entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            appendString(out, field.getKey());
            out.append(':');
            append(out, field.getValue(), canonical);
        }
        out.append('}');
    }

    private static String normal(Json.Num number) {
        BigDecimal value = number.value();
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
    }

    /** Copies runs of plain characters whole: most strings are one. */
    private static void appendString(StringBuilder out, String text) {
        out.append('"');
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            out.append(text, copied, i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                i += appendSpecial(out, text, i, c);
            }
            copied = i + 1;
        }
        out.append(text, copied, text.length()).append('"');
    }

    private static boolean isPlain(char c) {
        return c >= 0x20
                && c != '"'
                && c != '\\'
                && (c < 0x7f || (c >= 0xa0 && !Character.isSurrogate(c) && c != 0x2028 && c != 0x2029));
    }

    /** Control characters, line separators and half surrogate pairs as escapes; returns how many more chars it took. */
    private static int appendSpecial(StringBuilder out, String text, int at, char c) {
        if (Character.isHighSurrogate(c) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))) {
            out.append(c).append(text.charAt(at + 1));
            return 1;
        }
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default ->
                out.append("\\u")
                        .append(HEX[c >> 12])
                        .append(HEX[(c >> 8) & 15])
                        .append(HEX[(c >> 4) & 15])
                        .append(HEX[c & 15]);
        }
        return 0;
    }
}
