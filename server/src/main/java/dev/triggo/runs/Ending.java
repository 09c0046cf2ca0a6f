package dev.triggo.runs;

import dev.triggo.engine.Graph;
import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.redaction.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * A run that has come to its end.
 *
 * @param action the slug that it was called by; null for a run of something else
 * @param error why it failed or timed out; null otherwise
 * @param failedNode where, if at a node
 */
public record Ending(
        WorkspaceId workspace,
        WorkflowId workflow,
        long version,
        RunId run,
        @Nullable String action,
        Source source,
        RunStatus status,
        @Nullable StepError error,
        @Nullable String failedNode,
        Graph graph) {

    /** @param redactor blanks the error's message: it may be kept, and shown to people */
    static Ending of(RunRow row, RunState state, Redactor redactor) {
        StepError failure = state.failure();
        return new Ending(
                row.workspace(),
                row.workflow(),
                row.version(),
                row.id(),
                row.action(),
                row.source(),
                row.status(),
                failure == null ? null : new StepError(failure.code(), redactor.redact(failure.message())),
                state.failureNode(),
                state.graph());
    }
}
