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

    /**
     * What a refusal means by its HTTP status alone, where the service says nothing of its own: 401 {@link #AUTH_EXPIRED},
     * 404 and 410 {@link #NOT_FOUND}, 408 {@link #TIMEOUT}, 429 {@link #RATE_LIMITED}, 5xx {@link #UPSTREAM_ERROR}, other 4xx
     * {@link #VALIDATION_ERROR} (403 too: the credential is known, and may not do this), else {@link #UNKNOWN}.
     */
    public static ErrorCode ofStatus(int status) {
        return switch (status) {
            case 401 -> AUTH_EXPIRED;
            case 404, 410 -> NOT_FOUND;
            case 408 -> TIMEOUT;
            case 429 -> RATE_LIMITED;
            default -> status >= 500 ? UPSTREAM_ERROR : status >= 400 ? VALIDATION_ERROR : UNKNOWN;
        };
    }

    /** True when a later attempt of the same call may do better. */
    public boolean retryable() {
        return retryable;
    }
}
