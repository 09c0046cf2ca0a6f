package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One node's part in a run, as the events tell it. Read it; only {@link RunState} changes it. */
public final class Step {
    /** Where a step is. */
    public enum Status {
        PENDING,
        READY,
        RUNNING,
        WAITING_TO_RETRY,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        SKIPPED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Status status = Status.PENDING;
    int attempt;
    int retries;
    int openEntries;
    int takenEntries;
    long startedAt;
    long finishedAt;
    long dueAt;
    long durationMs;
    boolean continued;

    @Nullable
    Json input;

    @Nullable
    Json output;

    @Nullable
    StepError error;

    Json.@Nullable Obj plan;
    final List<Integer> settledSources = new ArrayList<>(2);

    public Status status() {
        return status;
    }

    /** The number of the attempt that runs or ran last, from 1; 0 when none started. */
    public int attempt() {
        return attempt;
    }

    /** Epoch milliseconds of the first start; 0 when none. */
    public long startedAt() {
        return startedAt;
    }

    /** Epoch milliseconds of the end; 0 when it has not ended. */
    public long finishedAt() {
        return finishedAt;
    }

    public long durationMs() {
        return durationMs;
    }

    public @Nullable Json input() {
        return input;
    }

    public @Nullable Json output() {
        return output;
    }

    public @Nullable StepError error() {
        return error;
    }

    public Json.@Nullable Obj plan() {
        return plan;
    }
}
