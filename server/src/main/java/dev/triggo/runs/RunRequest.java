package dev.triggo.runs;

import dev.triggo.engine.Graph;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import org.jspecify.annotations.Nullable;

/**
 * A run that is asked for; everything about it was checked by the door that asks.
 *
 * @param workflow the version that it runs, for as long as it lives
 * @param input checked against the action's schema, defaults filled in
 * @param credential who started it, safe to write down
 * @param runsPerHour the person's quota, null for none
 */
public record RunRequest(
        WorkspaceId workspace,
        PersonId person,
        String credential,
        Target workflow,
        Json input,
        Source source,
        boolean dryRun,
        @Nullable String correlationId,
        @Nullable Idempotency idempotency,
        @Nullable Integer runsPerHour) {

    /** What is run: a version of a workflow, and the slug that it was called by. */
    public record Target(
            WorkflowId workflow, long version, @Nullable String action, Graph graph) {}

    /**
     * The caller's promise that the same key means the same request.
     *
     * @param key 1 to 255 visible ASCII characters
     * @param fingerprint SHA-256 over what makes the request the same
     */
    public record Idempotency(String key, String fingerprint) {}
}
