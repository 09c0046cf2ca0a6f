package dev.triggo.sdk;

/** Why an action failed, in the words that workflows and agents see. */
public enum ErrorCode {
    /** The service asked for fewer calls; see {@link ConnectorError#retryAfter()}. */
    RATE_LIMITED(true),
    /** No whole answer came in time. */
    TIMEOUT(true),
    /** The service could not be reached, or said that the fault is its own. */
    UPSTREAM_ERROR(true),
    /** The service no longer takes the credential. */
    AUTH_EXPIRED(false),
    /** What was asked for is not there. */
    NOT_FOUND(false),
    /** The input, or what the service said of it, is wrong: the same call will fail again. */
    VALIDATION_ERROR(false),
    /** Raised by {@link HttpCalls}: the address may not be called from here. */
    EGRESS_DENIED(false),
    /** Raised by {@link HttpCalls}: the service failed so often just now that it is left alone for a while. */
    CIRCUIT_OPEN(false),
    /** Raised by {@link HttpCalls}: the answer is larger than what a step may hold. */
    RESPONSE_TOO_LARGE(false),
    /** Anything else. */
    UNKNOWN(false);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** True when a later attempt of the same call may do better. */
    public boolean retryable() {
        return retryable;
    }
}
