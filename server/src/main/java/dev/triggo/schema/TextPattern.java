package dev.triggo.schema;

/**
 * A regular expression for use outside schemas, in the dialect of {@code pattern} and within its bounds. Immutable and
 * safe to share.
 */
public final class TextPattern {
    private final LinearPattern pattern;

    private TextPattern(LinearPattern pattern) {
        this.pattern = pattern;
    }

    /** Throws IllegalArgumentException that says, for the pattern's author, why it cannot be used. */
    public static TextPattern compile(String pattern) {
        try {
            return new TextPattern(LinearPattern.compile(pattern));
        } catch (LinearPattern.Refused refused) {
            throw new IllegalArgumentException(refused.why());
        }
    }

    /**
     * True when the pattern matches somewhere in the text. Throws IllegalArgumentException when the text is too long
     * for a pattern of this size.
     */
    public boolean find(String text) {
        try {
            return ScopedValue.where(Budget.CURRENT, new Budget()).call(() -> pattern.matches(text));
        } catch (Budget.Exhausted exhausted) {
            throw new IllegalArgumentException(
                    "the text has " + text.length() + " characters, too many for a pattern of this size");
        }
    }
}
