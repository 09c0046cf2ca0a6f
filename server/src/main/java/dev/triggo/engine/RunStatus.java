package dev.triggo.engine;

import java.util.Locale;
import java.util.Optional;

/** Where a run is. */
public enum RunStatus {
    ACCEPTED,
    RUNNING,
    WAITING_FOR_APPROVAL,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    TIMED_OUT;

    public boolean isFinal() {
        return switch (this) {
            case ACCEPTED, RUNNING, WAITING_FOR_APPROVAL -> false;
            case SUCCEEDED, FAILED, CANCELLED, TIMED_OUT -> true;
        };
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By wire name; {@code pending_approval} is what older documents call {@code waiting_for_approval}. */
    public static Optional<RunStatus> of(String wireName) {
        if (wireName.equals("pending_approval")) {
            return Optional.of(WAITING_FOR_APPROVAL);
        }
        for (RunStatus status : values()) {
            if (status.wireName().equals(wireName)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
