package dev.triggo.redaction;

/**
 * Where a kind of secret is found: by a literal, and what stands around it.
 *
 * @param exact whether the literal's case counts
 */
record Rule(String literal, boolean exact, String kind, Finder finder) {
    /** What {@link Finder#find} gives for nothing. */
    static final long NOTHING = -1;

    /**
     * Looks round a literal that was found. It must cost no more than a constant, or what it finds: strangers choose the
     * text.
     */
    @FunctionalInterface
    interface Finder {
        /**
         * @param at where the literal begins
         * @param end where it ends
         * @param floor nothing before this place may be taken
         * @return the secret's {@link #span}, or {@link #NOTHING}
         */
        long find(String text, int at, int end, int floor);
    }

    static long span(int from, int to) {
        return (long) from << 32 | to;
    }
}
