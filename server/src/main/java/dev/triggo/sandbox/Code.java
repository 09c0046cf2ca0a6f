package dev.triggo.sandbox;

/** What somebody wrote: one module of JavaScript, or of TypeScript whose types are taken away. */
public record Code(String source, boolean typescript) {
    /** Characters of source. */
    public static final int LONGEST = 200_000;
}
