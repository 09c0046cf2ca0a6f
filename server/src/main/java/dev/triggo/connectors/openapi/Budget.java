package dev.triggo.connectors.openapi;

/**
 * How much of the schemas is copied: an operation may have large ones, all operations of a document together may not.
 * What one does not use is left to those that come after it.
 */
final class Budget {
    private static final int INPUT = 96 * 1024;
    private static final int OUTPUT = 24 * 1024;
    private static final int LEAST = 3 * 1024;
    private static final long ALL = 14_000_000;
    private static final int SHARES = 3;

    private long left = ALL;
    private int operations;

    /** @param operations that are to come */
    Budget(int operations) {
        this.operations = Math.max(1, operations);
    }

    /** About the characters that the next input may take. */
    int input() {
        return share(INPUT);
    }

    /** About the characters that the next output may take. */
    int output() {
        return share(OUTPUT);
    }

    private int share(int most) {
        long share = Math.max(0, left) / operations * SHARES / 2;
        return (int) Math.clamp(share, LEAST, most);
    }

    /** One operation is done, and took so many characters. */
    void spent(long characters) {
        left -= characters;
        operations = Math.max(1, operations - 1);
    }
}
