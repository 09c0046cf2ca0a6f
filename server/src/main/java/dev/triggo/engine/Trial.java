package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a test run does otherwise than its definition says; nothing for all other runs. */
final class Trial {
    private Map<String, RunEvent.Pinned> pinned = Map.of();

    /** The step that is carried out again, and alone. */
    RunEvent.@Nullable StepRerun rerun;

    void pin(Map<String, RunEvent.Pinned> outputs) {
        pinned = outputs;
    }

    boolean isPinned(Step step) {
        return pinned.containsKey(step.ref.nodeId());
    }

    RunEvent.Pinned pin(Step step) {
        RunEvent.Pinned pin = pinned.get(step.ref.nodeId());
        if (pin == null) {
            throw new IllegalStateException("nothing was given for " + step.ref);
        }
        return pin;
    }

    /** True for steps whose output may be the run's: of a step that is carried out again, whatever it is. */
    boolean givesRunOutput(Step step) {
        return rerun != null || step.spot.kind().givesRunOutput();
    }

    /** What the node is handed in place of its own config; null for its own. */
    Json.@Nullable Obj config(String nodeId) {
        return rerun != null && rerun.step().nodeId().equals(nodeId) ? rerun.config() : null;
    }
}
