package dev.triggo.runs;

import dev.triggo.engine.RunStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many runs this server has accepted and seen end since its start. Thread-safe. */
public final class RunCounts {
    private final LongAdder accepted = new LongAdder();
    private final Map<RunStatus, LongAdder> ended = new EnumMap<>(RunStatus.class);

    RunCounts() {
        for (RunStatus status : RunStatus.values()) {
            ended.put(status, new LongAdder());
        }
    }

    void countAccepted() {
        accepted.increment();
    }

    void countLeft(RunStatus status) {
        of(status).increment();
    }

    public long accepted() {
        return accepted.sum();
    }

    /** 0 for a status that is none to end with. */
    public long ended(RunStatus status) {
        return status.isFinal() ? of(status).sum() : 0;
    }

    private LongAdder of(RunStatus status) {
        return Objects.requireNonNull(ended.get(status));
    }
}
