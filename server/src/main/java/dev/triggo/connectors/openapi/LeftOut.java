package dev.triggo.connectors.openapi;

/** Why an operation cannot be built, and what would make it one that can. */
final class LeftOut extends Exception {
    private static final long serialVersionUID = 1L;

    private final String mend;

    LeftOut(String message, String mend) {
        super(message, null, false, false);
        this.mend = mend;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    String mend() {
        return mend;
    }
}
