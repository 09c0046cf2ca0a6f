package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names and descriptions that people and models read: nothing in them may be invisible, change the direction of the
 * text around it, or steer a terminal.
 */
final class PlainText {
    static final int MAX_NAME = 200;
    static final int MAX_DESCRIPTION = 2_000;

    private static final Set<Byte> HIDDEN = Set.of(
            Character.CONTROL,
            Character.FORMAT,
            Character.SURROGATE,
            Character.PRIVATE_USE,
            Character.UNASSIGNED,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR);

    /** Letters and marks that show nothing although their category does not say so. */
    private static final Set<Integer> BLANK = Set.of(
            0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0, 0x1D159);

    private PlainText() {}

    /** Throws BAD_REQUEST with every fault of the two at once; null stands for a part that is not given. */
    static void check(@Nullable String name, @Nullable String description) {
        var faults = new ArrayList<Json>();
        if (name != null) {
            if (name.codePoints().allMatch(PlainText::isSpace)) {
                faults.add(fault("/name", "a name has at least one visible character"));
            }
            checkPart("/name", name, MAX_NAME, faults);
        }
        if (description != null) {
            checkPart("/description", tidy(description).replace("\n", ""), MAX_DESCRIPTION, faults);
        }
        if (!faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The name or the description cannot be taken as it is: see details.",
                    faults);
        }
    }

    private static void checkPart(String path, String text, int max, List<Json> faults) {
        if (text.codePointCount(0, text.length()) > max) {
            faults.add(fault(path, "more than " + max + " characters: shorten it"));
        }
        if (!isClean(text)) {
            faults.add(
                    fault(path, "control, bidirectional or hidden characters: send visible text only, without them"));
        }
    }

    private static Json fault(String path, String message) {
        return Json.object().put("path", path).put("message", message).build();
    }

    /** True when every character can be seen, spaces excepted. */
    static boolean isClean(String text) {
        return text.codePoints().allMatch(PlainText::isVisible);
    }

    /** The description as it is kept: without space around it, lines ended in one way. */
    static String tidy(@Nullable String description) {
        return description == null ? "" : description.replace("\r\n", "\n").strip();
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    private static boolean isVisible(int c) {
        // Variation selectors carry hidden data; the one that asks for the coloured form of an emoji is harmless.
        boolean selector = (c >= 0xFE00 && c <= 0xFE0E) || (c >= 0xE0100 && c <= 0xE01EF);
        if (selector || BLANK.contains(c)) {
            return false;
        }
        return !HIDDEN.contains((byte) Character.getType(c));
    }
}
