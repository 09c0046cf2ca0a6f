package dev.triggo.sdk;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an action says that it failed. The message is shown to people and models: one sentence that says what happened and
 * what may help. It must hold no secret; what the service says of the fault may be quoted in it, cut to a few hundred
 * characters.
 */
public final class ConnectorError extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;
    private final boolean inDoubt;

    /** An error with the time after which the service is ready for another try; null when it did not say. */
    public ConnectorError(ErrorCode code, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        this(code, message, cause, retryAfter, false);
    }

    private ConnectorError(
            ErrorCode code, String message, @Nullable Throwable cause, @Nullable Duration retryAfter, boolean inDoubt) {
        // Failing calls are everyday events and are told by their code: no stack trace is taken.
        super(message, cause, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.inDoubt = inDoubt;
    }

    /**
     * The same of a call that may have done what it was to do, although no answer says so: it is not tried again by itself,
     * whatever its code.
     */
    public ConnectorError inDoubt() {
        return new ConnectorError(code, sentence(), getCause(), retryAfter, true);
    }

    /** True when a later attempt of the same call may do better, and does nothing twice. */
    public boolean retryable() {
        return code.retryable() && !inDoubt;
    }

    /** An error that something else caused. */
    public ConnectorError(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, cause, null);
    }

    /** An error that says all by itself. */
    public ConnectorError(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    /** Why it failed. */
    public ErrorCode code() {
        return code;
    }

    /** How long the service asked to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The sentence for a person. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
