package dev.triggo.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-decoding that refuses whatever it would have to guess at. */
final class PercentCoding {
    private PercentCoding() {}

    /**
     * The text between two places of a request target, decoded once. Null when it is no well-formed percent-encoded
     * UTF-8, or holds a control character, raw or encoded.
     */
    static @Nullable String decode(String raw, int from, int to, boolean plusIsSpace) {
        boolean plain = true;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c <= 0x20 || c >= 0x7f) {
                return null;
            }
            plain &= c != '%' && !(plusIsSpace && c == '+');
        }
        return plain ? raw.substring(from, to) : decodeEscapes(raw, from, to, plusIsSpace);
    }

    private static @Nullable String decodeEscapes(String raw, int from, int to, boolean plusIsSpace) {
        var bytes = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < to ? hex(raw.charAt(i + 1)) : -1;
                int low = i + 2 < to ? hex(raw.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                int value = high << 4 | low;
                if (value < 0x20 || value == 0x7f) {
                    return null;
                }
                bytes[length++] = (byte) value;
                i += 2;
            } else {
                bytes[length++] = (byte) (plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    private static int hex(char c) {
        return c < 0x7f ? Character.digit(c, 16) : -1;
    }
}
