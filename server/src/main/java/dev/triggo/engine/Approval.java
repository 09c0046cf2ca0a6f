package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Somebody's yes that a run waits for, or waited for, as the events tell it. Read it; only {@link RunState} changes it. */
public final class Approval {
    /** How long a request stands where its author says nothing. */
    public static final long DEFAULT_EXPIRY_MS = 3_600_000;

    /** Where it is. */
    public enum Status {
        PENDING,
        APPROVED,
        REJECTED,
        EXPIRED,
        /** The run ended before anybody decided. */
        WITHDRAWN;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What was asked.
     *
     * @param arguments what will be done, in full
     * @param argumentsHash SHA-256 (hex) over the canonical arguments; nothing else is carried out
     * @param expiresAt epoch milliseconds from which on nobody can decide any more
     * @param separateDecider the person who started the run must not decide
     */
    public record Request(
            String id,
            String title,
            String message,
            Json arguments,
            String argumentsHash,
            long expiresAt,
            boolean separateDecider) {}

    private final StepRef step;
    private final Request request;
    private Status status = Status.PENDING;
    private @Nullable String decidedBy;
    private @Nullable String comment;

    Approval(StepRef step, Request request) {
        this.step = step;
        this.request = request;
    }

    void settle(Status how, @Nullable String by, @Nullable String why) {
        status = how;
        decidedBy = by;
        comment = why;
    }

    public StepRef step() {
        return step;
    }

    public Request request() {
        return request;
    }

    public Status status() {
        return status;
    }

    /** Who decided, as shown to people; null while nobody has. */
    public @Nullable String decidedBy() {
        return decidedBy;
    }

    public @Nullable String comment() {
        return comment;
    }
}
