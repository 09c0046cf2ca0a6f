package dev.triggo.schema;

/** A regular expression from people, matched in time linear in the text; look-around and back references are refused. */
public final class LinearPattern {
    /** Pattern size times text length; the worst of them takes about a second. */
    private static final long MAX_WORK = 100_000_000;

    private final EcmaPattern pattern;

    private LinearPattern(EcmaPattern pattern) {
        this.pattern = pattern;
    }

    /** Throws IllegalArgumentException, with a message for the pattern's author, when it cannot be used. */
    public static LinearPattern compile(String pattern) {
        try {
            return new LinearPattern(EcmaPattern.compile(pattern));
        } catch (EcmaPattern.Refused refused) {
            throw new IllegalArgumentException("the pattern cannot be used: " + refused.getMessage());
        }
    }

    /**
     * True when the pattern matches somewhere in the text. Throws IllegalArgumentException when the text is too long
     * for a pattern of this size.
     */
    public boolean find(String text) {
        if ((long) pattern.size() * text.length() > MAX_WORK) {
            throw new IllegalArgumentException("the text has " + text.length()
                    + " characters, too many for this pattern; shorten the text or make the pattern smaller");
        }
        return pattern.find(text);
    }
}
