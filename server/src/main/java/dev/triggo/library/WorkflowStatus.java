package dev.triggo.library;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a workflow is in its life, as callers see it. */
public enum WorkflowStatus {
    /** Never deployed. */
    BLUEPRINT("blueprint"),
    /** Live; no run in progress. */
    ACTIVE_WAITING("active"),
    /** Live; a run is in progress. */
    ACTIVE_RUNNING("active"),
    STOPPED("stopped"),
    /** Paused by the server after failures of its own. */
    ERROR("error");

    private final String stored;

    WorkflowStatus(String stored) {
        this.stored = stored;
    }

    /** The word in the table, where the two active ones are one: whether a run is in progress is asked, not kept. */
    String stored() {
        return stored;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By wire name; BAD_REQUEST, naming those that there are, for any other word. */
    public static WorkflowStatus of(String wireName) {
        for (WorkflowStatus status : values()) {
            if (status.wireName().equals(wireName)) {
                return status;
            }
        }
        throw Problem.of(
                ProblemCode.BAD_REQUEST,
                "`status` is one of "
                        + Arrays.stream(values()).map(WorkflowStatus::wireName).collect(Collectors.joining(", "))
                        + ".");
    }

    static WorkflowStatus ofStored(String stored, boolean running) {
        return switch (stored) {
            case "blueprint" -> BLUEPRINT;
            case "active" -> running ? ACTIVE_RUNNING : ACTIVE_WAITING;
            case "stopped" -> STOPPED;
            case "error" -> ERROR;
            case String other -> throw new IllegalStateException("stored status " + other);
        };
    }
}
