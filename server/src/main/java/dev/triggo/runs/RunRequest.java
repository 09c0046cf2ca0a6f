package dev.triggo.runs;

import dev.triggo.engine.Graph;
import dev.triggo.engine.RunEvent;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.redaction.Redactor;
import dev.triggo.store.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is asked for; everything about it was checked by the door that asks.
 *
 * @param workflow the version that it runs, for as long as it lives
 * @param input checked against the action's schema, defaults filled in
 * @param credential who started it, safe to write down
 * @param runsPerHour the person's quota, null for none
 * @param reuse null for a run that begins anew
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
        @Nullable Integer runsPerHour,
        @Nullable Reuse reuse) {

    /**
     * What of an earlier run is not repeated.
     *
     * @param of the earlier run's id
     * @param from {@code start} or {@code failed_step}
     * @param events of its steps, in order, as they enter the new run's journal
     */
    public record Reuse(String of, String from, List<RunEvent> events) {}

    /** What is run: a version of a workflow, and the slug that it was called by. */
    public record Target(
            WorkflowId workflow, long version, @Nullable String action, Graph graph) {}

    /**
     * The caller's promise that the same key means the same request.
     *
     * @param key 1 to 255 visible ASCII characters
     * @param fingerprint SHA-256 over what makes the request the same
     */
    public record Idempotency(String key, String fingerprint) {
        /** As it is kept: a key that holds a secret is told by its hash. */
        Idempotency kept(Redactor redactor) {
            return redactor.finds(key) ? new Idempotency("[redacted]" + Hash.sha256Hex(key), fingerprint) : this;
        }
    }

    /** What a run comes into being together with, in one transaction or not at all. May be asked more than once. */
    public interface Together {
        /** Whether the run may begin. What is written here stays written also when it is refused for another reason. */
        boolean mayBegin(Transaction tx);

        /** The run begins, if this transaction is committed. */
        void begun(Transaction tx, RunId run);
    }
}
