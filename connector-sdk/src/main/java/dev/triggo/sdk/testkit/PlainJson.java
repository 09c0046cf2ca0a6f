package dev.triggo.sdk.testkit;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.JsonText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON for tests, with nothing but the JDK: as strict as the server's, and not as fast. */
public final class PlainJson implements JsonText {
    private static final int MAX_DEPTH = 100;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    /** JSON for tests. */
    public PlainJson() {}

    @Override
    public @Nullable Object read(String text) throws ConnectorError {
        return new Reader(text).whole();
    }

    @Override
    public String write(@Nullable Object value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case String text -> quote(text, out);
            case BigDecimal number -> out.append(number.toPlainString());
            case Number number -> out.append(number);
            case Boolean flag -> out.append(flag);
            case Map<?, ?> map -> {
                String comma = "{";
                for (var field : map.entrySet()) {
                    out.append(comma);
                    quote(String.valueOf(field.getKey()), out);
                    write(field.getValue(), out.append(':'));
                    comma = ",";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                String comma = "[";
                for (Object item : list) {
                    write(item, out.append(comma));
                    comma = ",";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            default ->
                throw new IllegalArgumentException(
                        "%s is no JSON value.".formatted(value.getClass().getName()));
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        @Nullable
        Object whole() throws ConnectorError {
            Object value = value(0);
            space();
            if (at < text.length()) {
                throw wrong("something behind the end");
            }
            return value;
        }

        private @Nullable Object value(int depth) throws ConnectorError {
            space();
            if (depth > MAX_DEPTH) {
                throw wrong("a value nested too deep");
            }
            char first = at < text.length() ? text.charAt(at) : '\0';
            return switch (first) {
                case '{' -> object(depth);
                case '[' -> list(depth);
                case '"' -> string();
                case 't' -> word("true", true);
                case 'f' -> word("false", false);
                case 'n' -> word("null", null);
                default -> number();
            };
        }

        private Map<String, @Nullable Object> object(int depth) throws ConnectorError {
            var fields = new LinkedHashMap<String, @Nullable Object>();
            at++;
            for (boolean first = true; !take('}'); first = false) {
                if (!first) {
                    expect(',');
                }
                space();
                String name = string();
                expect(':');
                if (fields.containsKey(name)) {
                    throw wrong("a field twice");
                }
                fields.put(name, value(depth + 1));
            }
            return fields;
        }

        private List<@Nullable Object> list(int depth) throws ConnectorError {
            var items = new ArrayList<@Nullable Object>();
            at++;
            for (boolean first = true; !take(']'); first = false) {
                if (!first) {
                    expect(',');
                }
                items.add(value(depth + 1));
            }
            return items;
        }

        private String string() throws ConnectorError {
            expect('"');
            var out = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return out.toString();
                }
                if (c < 0x20) {
                    throw wrong("a control character in a text");
                }
                out.append(c == '\\' ? escaped() : c);
            }
            throw wrong("a text without end");
        }

        private char escaped() throws ConnectorError {
            char c = at < text.length() ? text.charAt(at++) : '\0';
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> {
                    String digits = text.substring(at, Math.min(text.length(), at + 4));
                    if (!digits.matches("[0-9a-fA-F]{4}")) {
                        throw wrong("a broken escape");
                    }
                    at += 4;
                    yield (char) Integer.parseInt(digits, 16);
                }
                default -> throw wrong("an escape that does not exist");
            };
        }

        private @Nullable Object word(String word, @Nullable Object meaning) throws ConnectorError {
            if (!text.startsWith(word, at)) {
                throw wrong("no value");
            }
            at += word.length();
            return meaning;
        }

        private Number number() throws ConnectorError {
            Matcher found = NUMBER.matcher(text).region(at, text.length());
            if (!found.lookingAt()) {
                throw wrong("no value");
            }
            at = found.end();
            boolean whole = found.group(2) == null
                    && found.group(3) == null
                    && found.group().length() < 19;
            return whole ? (Number) Long.valueOf(found.group()) : new BigDecimal(found.group());
        }

        private void expect(char wanted) throws ConnectorError {
            if (!take(wanted)) {
                throw wrong("no '%s'".formatted(wanted));
            }
        }

        private boolean take(char wanted) {
            space();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        private void space() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private ConnectorError wrong(String what) {
            return new ConnectorError(
                    ErrorCode.VALIDATION_ERROR, "No JSON: %s at character %d.".formatted(what, at + 1));
        }
    }
}
