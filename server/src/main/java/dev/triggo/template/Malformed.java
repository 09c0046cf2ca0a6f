package dev.triggo.template;

/** An expression that cannot be read: what is wrong, where, how to mend it. */
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int position;

    Malformed(String message, int position) {
        super(message, null, false, false);
        this.position = position;
    }

    /** The sentence with the place, counted from 1 as people do. */
    String told() {
        return "%s (at character %d)".formatted(getMessage(), position + 1);
    }
}
