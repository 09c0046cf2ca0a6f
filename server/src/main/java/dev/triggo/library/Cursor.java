package dev.triggo.library;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a list ended. Names a place in an order and gives no right to anything, so it is not signed: whoever
 * makes one up sees a page of what they may see anyway.
 *
 * @param number the first thing that the list is ordered by; 0 in lists that are ordered by key alone
 * @param key the second, unique
 */
public record Cursor(long number, String key) {
    private static final int MAX_LENGTH = 200;
    private static final Pattern FORM = Pattern.compile("([a-z]{1,16}):([0-9]{1,18}):([A-Za-z0-9_-]{0,64})");

    /** The text that callers hand back; {@code list} is a short word that keeps cursors of other lists out. */
    public String encode(String list) {
        byte[] text = (list + ":" + number + ":" + key).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /** Reads a cursor of this list, or gives {@code first} when there is none. BAD_REQUEST for anything else. */
    public static Cursor decode(String list, @Nullable String cursor, Cursor first) {
        if (cursor == null) {
            return first;
        }
        if (cursor.length() <= MAX_LENGTH) {
            try {
                byte[] text = Base64.getUrlDecoder().decode(cursor);
                var form = FORM.matcher(new String(text, StandardCharsets.ISO_8859_1));
                if (form.matches() && form.group(1).equals(list)) {
                    var decoded = new Cursor(Long.parseLong(form.group(2)), form.group(3));
                    // One spelling only: the decoder is lenient about leftover bits and padding.
                    if (decoded.encode(list).equals(cursor)) {
                        return decoded;
                    }
                }
            } catch (IllegalArgumentException notBase64) {
                throw bad();
            }
        }
        throw bad();
    }

    private static Problem bad() {
        return Problem.of(
                ProblemCode.BAD_REQUEST,
                "`cursor` is not one of this list: take `nextCursor` of the page before, or leave it out.");
    }
}
