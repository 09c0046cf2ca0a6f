package dev.triggo.campaign;

import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values that break programs, and ways to spoil a good JSON text with them. All of it follows from one seed. */
final class Hostile {
    /** Stands in a tree for a token that no JSON value can hold; put in place when the text is written. */
    private static final String TOKEN = "@token-";

    private static final List<String> TOKENS = List.of(
            "1e999999999",
            "-1e-999999999",
            "1e400",
            "9".repeat(399),
            "9".repeat(5_000),
            "01",
            "+1",
            ".5",
            "1.",
            "NaN",
            "-Infinity",
            "0x10",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"a\u0000b\"",
            "\"\\x41\"",
            "\"line\nbreak\"",
            "'single'",
            "undefined",
            "True",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1,}",
            "[1,]",
            "[".repeat(199) + "]".repeat(199),
            "[".repeat(5_000) + "]".repeat(5_000),
            "{\"a\":".repeat(300) + "1" + "}".repeat(300),
            "[".repeat(100_000),
            "{\"\":{}}",
            "/**/1",
            "");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\t\n",
            "null",
            "' OR '1'='1",
            "'; drop table runs;--",
            "\" or 1=1 --",
            "%' union all select 1 --",
            "${7*7}",
            "#{7*7}",
            "{{7*7}}",
            "{{run.id",
            "{{{{input.a}}}}",
            "{{ input.__proto__.constructor }}",
            "{{steps.nobody.output[999999999999]}}",
            "T(Runtime).getRuntime().exec('id')",
            "${jndi:ldap://127.0.0.1/a}",
            "<script>alert(1)</script>",
            "../../../../etc/passwd",
            "..%2f..%2fetc%2fpasswd",
            "\u0000",
            "\u202e\u0007\u001b[31m",
            "\ufeff",
            "\ud83d\ude00".repeat(200),
            "e\u0301".repeat(300),
            "%s%n%x",
            "-1",
            "1e5",
            "99999999999999999999",
            "2026-13-45T99:99:99Z",
            "00000000-0000-0000-0000-000000000000",
            "run_0000000000000000000000000",
            "eyJhIjoxfQ",
            "=?base64?4pyT?=",
            "(a+)+$",
            "^(([a-z])+.)+[A-Z]([a-z])+$",
            "(?<=a{1,1000})b",
            "[",
            "\\",
            "a".repeat(300),
            "x".repeat(20_000));

    private static final List<String> NAMES = List.of(
            "__proto__",
            "constructor",
            "",
            "id",
            "$ref",
            "$schema",
            "a.b",
            "a\u0000",
            "\ud83d\ude00",
            "toString",
            "_meta");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1",
            "2",
            "0.5",
            "1.0",
            "1e-400",
            "2147483648",
            "-2147483649",
            "9223372036854775808",
            "9007199254740993",
            "1e400",
            "123456789012345678901234567890");

    private final Random random;

    Hostile(Random random) {
        this.random = random;
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    String text() {
        if (chance(0.0005)) {
            return "m".repeat(1 << 20);
        }
        if (chance(0.15)) {
            var text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                char c = (char) (chance(0.3) ? random.nextInt(0xd800) : random.nextInt(0x80));
                text.append(c);
            }
            return text.toString();
        }
        return pick(TEXTS);
    }

    /** A text that can stand in a header line; bytes above ASCII among them. */
    String headerText() {
        return text().replaceAll("[\r\n\u0000]", "?").replaceAll("[^\u0001-\u00ff]", "\u00ff");
    }

    Json value() {
        return switch (random.nextInt(9)) {
            case 0 -> Json.Null.NULL;
            case 1 -> Json.of(random.nextBoolean());
            case 2, 3 -> Json.parse(pick(NUMBERS));
            case 4, 5 -> Json.of(text());
            case 6 -> Json.array(chance(0.5) ? List.of() : List.of(value(), value()));
            case 7 ->
                chance(0.3)
                        ? Json.EMPTY_OBJECT
                        : Json.object().put(pick(NAMES), value()).build();
            case 8 -> Json.of(TOKEN + random.nextInt(TOKENS.size()));
            default -> throw new IllegalStateException("nextInt(9)");
        };
    }

    /** The tree with one place of it spoiled. */
    Json spoil(Json tree) {
        if (tree instanceof Json.Obj object && !object.fields().isEmpty() && chance(0.92)) {
            List<Map.Entry<String, Json>> fields =
                    new ArrayList<>(object.fields().entrySet());
            Map.Entry<String, Json> field = pick(fields);
            return switch (random.nextInt(8)) {
                case 0 -> object.without(field.getKey());
                case 1 -> object.with(pick(NAMES), value());
                case 2 -> object.without(field.getKey()).with(field.getKey() + "x", field.getValue());
                default -> object.with(field.getKey(), spoil(field.getValue()));
            };
        }
        if (tree instanceof Json.Arr array && !array.items().isEmpty() && chance(0.92)) {
            var items = new ArrayList<>(array.items());
            int at = random.nextInt(items.size());
            switch (random.nextInt(5)) {
                case 0 -> items.remove(at);
                case 1 -> items.add(items.get(at));
                default -> items.set(at, spoil(items.get(at)));
            }
            return Json.array(items);
        }
        return value();
    }

    /** The tree as text, with the tokens in place that are no JSON. */
    static byte[] write(Json tree) {
        String text = tree.write();
        for (int i = 0; i < TOKENS.size() && text.contains(TOKEN); i++) {
            text = text.replace("\"" + TOKEN + i + "\"", TOKENS.get(i));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The text with some of its bytes spoiled. */
    byte[] garble(byte[] text) {
        int at = text.length == 0 ? 0 : random.nextInt(text.length);
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(text, at);
            case 1 -> joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, text);
            case 2 -> insert(text, at, (byte) 0xc0, (byte) 0x80);
            case 3 -> insert(text, at, (byte) 0xff);
            case 4 -> insert(text, at, (byte) 0xed, (byte) 0xa0, (byte) 0x80);
            case 5 -> insert(text, at, (byte) 0);
            case 6 -> joined(text, text);
            case 7 -> new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE);
            case 8 -> insert(text, at, (byte) random.nextInt(0x80));
            default -> throw new IllegalStateException("nextInt(9)");
        };
    }

    private static byte[] insert(byte[] text, int at, byte... more) {
        return joined(joined(Arrays.copyOf(text, at), more), Arrays.copyOfRange(text, at, text.length));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
