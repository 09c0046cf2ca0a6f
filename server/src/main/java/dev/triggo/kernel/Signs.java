package dev.triggo.kernel;

/** Which characters of others' texts may be shown as they are. */
public final class Signs {
    private Signs() {}

    /** False for a code point that is there and not seen, or turns round what is: controls, direction, tags, fillers. */
    public static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            // Letters that are drawn as nothing: fillers and variation selectors.
            default ->
                c != 0x115F
                        && c != 0x1160
                        && c != 0x3164
                        && c != 0xFFA0
                        && !(c >= 0xFE00 && c <= 0xFE0F)
                        && !(c >= 0xE0100 && c <= 0xE01EF);
        };
    }
}
