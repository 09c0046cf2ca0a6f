package dev.triggo.egress;

/** The gate refused: nothing was sent and no socket was opened. The message tells no address that a name led to. */
public final class EgressDenied extends Exception {
    private static final long serialVersionUID = 1L;

    EgressDenied(String message) {
        super(message, null, false, false);
    }

    /** The sentence for a person. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
