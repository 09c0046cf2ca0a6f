package dev.triggo.access;

import java.util.Locale;
import java.util.Optional;

/** What a credential allows. Compared byte for byte, never folded. */
public enum Scope {
    ACTIONS_READ,
    ACTIONS_RUN,
    RUNS_READ,
    APPROVALS_DECIDE,
    CONNECTORS_READ,
    CONNECTORS_WRITE,
    WORKFLOWS_READ,
    WORKFLOWS_WRITE;

    /** What a grant on a single action begins with; its slug follows. */
    static final String ONE_ACTION = "actions:run:";

    /** As written in keys and challenges: {@code actions:read}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    public static Optional<Scope> of(String wireName) {
        for (Scope scope : values()) {
            if (scope.wireName().equals(wireName)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
