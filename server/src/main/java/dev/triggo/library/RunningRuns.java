package dev.triggo.library;

import dev.triggo.kernel.WorkflowId;
import java.util.Set;

/** Which workflows have a run in progress; asked whenever a status is shown. */
@FunctionalInterface
public interface RunningRuns {
    /** Those of the given workflows that have a run in progress. Must be quick. */
    Set<WorkflowId> runningAmong(Set<WorkflowId> workflows);
}
