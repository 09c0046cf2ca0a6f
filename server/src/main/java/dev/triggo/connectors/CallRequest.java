package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;

/**
 * One call of an operation.
 *
 * @param input the node's config with its templates resolved
 * @param run the id of what the call belongs to, for the connector to name
 * @param attempt 1 for the first try
 * @param idempotencyKey the same over all attempts
 * @param dryRun nothing may be changed anywhere: only operations that read are called so
 * @param deadlineNanos {@link System#nanoTime} by which the call is given up
 */
public record CallRequest(
        WorkspaceId workspace,
        String connector,
        String operation,
        Json.Obj input,
        String run,
        int attempt,
        String idempotencyKey,
        boolean dryRun,
        long deadlineNanos) {}
