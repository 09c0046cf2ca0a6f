package dev.triggo.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression (RE2 syntax: no look-around, no back references) whose search time grows with the length of the
 * text and nothing else. Immutable and safe to share.
 */
public final class LinearPattern {
    public static final int MAX_LENGTH = 1000;

    /** Pattern size times text length; the worst of them takes about a second. */
    private static final long MAX_WORK = 100_000_000;

    private final Pattern pattern;

    private LinearPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Throws IllegalArgumentException, with a message for the pattern's author, when it cannot be used. */
    public static LinearPattern compile(String pattern) {
        if (pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the pattern has " + pattern.length() + " characters; at most " + MAX_LENGTH + " are allowed");
        }
        PatternSize.check(pattern);
        try {
            return new LinearPattern(Pattern.compile(pattern));
        } catch (PatternSyntaxException bad) {
            throw new IllegalArgumentException("the pattern cannot be read: " + bad.getDescription()
                    + (bad.getPattern() == null ? "" : " at \"" + bad.getPattern() + "\"")
                    + "; look-around and back references are not supported");
        }
    }

    /**
     * True when the pattern matches somewhere in the text. Throws IllegalArgumentException when the text is too long
     * for a pattern of this size.
     */
    public boolean find(String text) {
        if ((long) pattern.programSize() * text.length() > MAX_WORK) {
            throw new IllegalArgumentException("the text has " + text.length()
                    + " characters, too many for this pattern; shorten the text or make the pattern smaller");
        }
        return pattern.matcher(text).find();
    }
}
