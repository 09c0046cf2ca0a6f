package dev.triggo.mcp;

import dev.triggo.kernel.Json;

/**
 * JSON as text in which nothing is hidden: characters that a person reading along would not see, such as turned
 * direction, zero width or tag characters, are written as escapes. The JSON stays the same value.
 */
final class VisibleText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private VisibleText() {}

    static String of(Json value) {
        String json = value.write();
        int clean = 0;
        while (clean < json.length() && json.charAt(clean) < 0x80) {
            clean++;
        }
        if (clean == json.length()) {
            return json;
        }
        var text = new StringBuilder(json.length() + 16).append(json, 0, clean);
        json.codePoints().skip(clean).forEach(c -> {
            if (isHidden(c)) {
                for (char unit : Character.toChars(c)) {
                    text.append("\\u").append(java.util.HexFormat.of().toHexDigits(unit));
                }
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }

    /** Outside of strings JSON is ASCII, so that an escape never lands where it would not be one. */
    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            // Scripts and emoji need the joiners.
            case Character.FORMAT -> c != ZERO_WIDTH_JOINER && c != ZERO_WIDTH_NON_JOINER;
            case Character.PRIVATE_USE, Character.UNASSIGNED, Character.CONTROL -> c >= 0x7f;
            default -> false;
        };
    }
}
