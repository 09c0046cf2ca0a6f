package dev.triggo.egress;

/** The call was let through, or could not be read, and failed. The message repeats nothing that the other side sent. */
public final class EgressFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** Not an absolute http or https URL. */
        BAD_URL,
        /** A method or header that may not be sent. */
        BAD_HEADER,
        /** No whole answer before the deadline. */
        TIMEOUT,
        /** No connection, no TLS, or an answer that is not sound HTTP. */
        UPSTREAM_ERROR,
        /** Headers or body past their bound, before or after decompression. */
        RESPONSE_TOO_LARGE
    }

    private final Kind kind;
    private final boolean sent;

    EgressFailure(Kind kind, String message) {
        this(kind, message, false);
    }

    private EgressFailure(Kind kind, String message, boolean sent) {
        super(message, null, false, false);
        this.kind = kind;
        this.sent = sent;
    }

    /** Whether something of the request may have reached the other side: then it may have been carried out. */
    public boolean sent() {
        return sent;
    }

    /** The same of a request that was on its way. */
    EgressFailure afterSending() {
        return sent ? this : new EgressFailure(kind, sentence(), true);
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** The sentence for a person. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    static EgressFailure timeout() {
        return new EgressFailure(Kind.TIMEOUT, "No whole answer came within the time that the call had.");
    }

    static EgressFailure upstream(String message) {
        return new EgressFailure(Kind.UPSTREAM_ERROR, message);
    }

    static EgressFailure badUrl(String message) {
        return new EgressFailure(Kind.BAD_URL, message);
    }
}
