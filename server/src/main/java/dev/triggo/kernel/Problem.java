package dev.triggo.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that the caller gets to see: a code, a sentence that says what, where and how to mend it, and where they
 * help, details. Never holds a secret, a class name, SQL or a path of the machine.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final transient List<Json> details;
    private final @Nullable Duration retryAfter;

    private Problem(ProblemCode code, String message, List<Json> details, @Nullable Duration retryAfter) {
        // A refusal is an answer, not an accident: no stack trace is taken. It may quote what was sent, and be noted as
        // the reason of something: no store keeps U+0000.
        super(message.replace('\0', '\uFFFD'), null, false, false);
        this.code = code;
        this.details = List.copyOf(details);
        this.retryAfter = retryAfter;
    }

    public static Problem of(ProblemCode code, String message) {
        return new Problem(code, message, List.of(), null);
    }

    public static Problem of(ProblemCode code, String message, List<? extends Json> details) {
        return new Problem(code, message, List.copyOf(details), null);
    }

    /** As {@link #of(ProblemCode, String)}, with the time after which the caller may try again. */
    public static Problem later(ProblemCode code, String message, Duration retryAfter) {
        return new Problem(code, message, List.of(), retryAfter);
    }

    public ProblemCode code() {
        return code;
    }

    /** The sentence for a person. */
    public String sentence() {
        return String.valueOf(getMessage());
    }

    public List<Json> details() {
        return details;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The body that every door answers with: {@code {error, code, details?, requestId}}. */
    public Json.Obj body(String requestId) {
        return Json.object()
                .put("error", sentence())
                .put("code", code.name())
                .putIf("details", details.isEmpty() ? null : Json.array(details))
                .put("requestId", requestId)
                .build();
    }
}
