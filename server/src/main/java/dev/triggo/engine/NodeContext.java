package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.template.Bindings;
import dev.triggo.workflow.Node;
import java.util.List;
import java.util.Map;

/**
 * What a node is handed when it is carried out.
 *
 * @param workflow what the run is one of
 * @param node as in the definition
 * @param step the node, and the items of the loops that it is in
 * @param config the node's config with templates resolved, except the kind's deferred fields
 * @param bindings the roots, for deferred fields
 * @param runInput the validated input of the run
 * @param sources outputs of the source nodes of the taken incoming edges, by node id, in the order of the edges
 * @param settledSources the same ids in the order in which the sources ended
 * @param idempotencyKey the same over all attempts of this step
 * @param now epoch milliseconds
 * @param deadlineNanos {@link System#nanoTime} by which the step must have ended, if it did not have to wait for a place
 */
public record NodeContext(
        WorkspaceId workspace,
        RunId run,
        WorkflowId workflow,
        Node node,
        StepRef step,
        Json.Obj config,
        Bindings bindings,
        Json runInput,
        Map<String, Json> sources,
        List<String> settledSources,
        int attempt,
        boolean dryRun,
        String idempotencyKey,
        long now,
        long deadlineNanos) {
    public NodeContext withBindings(Bindings others) {
        return with(others, deadlineNanos);
    }

    public NodeContext within(long otherDeadlineNanos) {
        return with(bindings, otherDeadlineNanos);
    }

    private NodeContext with(Bindings others, long otherDeadlineNanos) {
        return new NodeContext(
                workspace,
                run,
                workflow,
                node,
                step,
                config,
                others,
                runInput,
                sources,
                settledSources,
                attempt,
                dryRun,
                idempotencyKey,
                now,
                otherDeadlineNanos);
    }
}
