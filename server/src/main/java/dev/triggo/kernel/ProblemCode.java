package dev.triggo.kernel;

/**
 * Every code that an answer of the server can carry, with its HTTP status and whose fault it is. The fault decides the
 * log level: the caller's are not logged as errors, ours are.
 */
public enum ProblemCode {
    BAD_REQUEST(400, Fault.CALLER),
    UNAUTHORIZED(401, Fault.CALLER),
    FORBIDDEN(403, Fault.CALLER),
    NOT_FOUND(404, Fault.CALLER),
    ACTION_NOT_FOUND(404, Fault.CALLER),
    RUN_NOT_FOUND(404, Fault.CALLER),
    WORKFLOW_NOT_FOUND(404, Fault.CALLER),
    CONNECTOR_NOT_FOUND(404, Fault.CALLER),
    BUILD_NOT_FOUND(404, Fault.CALLER),
    METHOD_NOT_ALLOWED(405, Fault.CALLER),
    NOT_ACCEPTABLE(406, Fault.CALLER),
    IDEMPOTENCY_CONFLICT(409, Fault.CALLER),
    VERSION_CONFLICT(409, Fault.CALLER),
    ACTION_UNAVAILABLE(409, Fault.CALLER),
    CONNECTION_IN_USE(409, Fault.CALLER),
    RUN_NOT_CANCELLABLE(409, Fault.CALLER),
    RUN_NOT_REPLAYABLE(409, Fault.CALLER),
    APPROVAL_NOT_PENDING(409, Fault.CALLER),
    PAYLOAD_TOO_LARGE(413, Fault.CALLER),
    URI_TOO_LONG(414, Fault.CALLER),
    UNSUPPORTED_MEDIA_TYPE(415, Fault.CALLER),
    MISDIRECTED_REQUEST(421, Fault.CALLER),
    INPUT_VALIDATION_FAILED(422, Fault.CALLER),
    WORKFLOW_INVALID(422, Fault.CALLER),
    UNSUPPORTED_ENTRYPOINT(422, Fault.CALLER),
    RATE_LIMIT_EXCEEDED(429, Fault.CALLER),
    RUN_QUOTA_EXCEEDED(429, Fault.CALLER),
    KEY_QUOTA_EXCEEDED(429, Fault.CALLER),
    HEADERS_TOO_LARGE(431, Fault.CALLER),
    INTERNAL_SERVER_ERROR(500, Fault.OURS),
    OVERLOADED(503, Fault.LOAD);

    /** Whose fault a problem is. */
    public enum Fault {
        CALLER,
        LOAD,
        OURS
    }

    private final int status;
    private final Fault fault;

    ProblemCode(int status, Fault fault) {
        this.status = status;
        this.fault = fault;
    }

    public int status() {
        return status;
    }

    public Fault fault() {
        return fault;
    }
}
