package dev.triggo.runs;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.RunQuota;
import dev.triggo.store.Transaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a run to come into being, checked and written in the transaction of its first event: its
 * idempotency key is free, and its person's quota has room.
 */
record Acceptance(
        RunRequest.@Nullable Idempotency idempotency,
        @Nullable Integer runsPerHour,
        RunRequest.@Nullable Together together)
        implements RunLog.Condition {
    private static final RunQuota QUOTA = new RunQuota();
    private static final String CLAIM = "INSERT INTO run_idempotency"
            + " (workspace_id, action, key, fingerprint, run_id, created_at) VALUES (?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (workspace_id, action, key) DO NOTHING";
    private static final String CLAIMED =
            "SELECT run_id, fingerprint FROM run_idempotency WHERE workspace_id = ? AND action = ? AND key = ?";
    private static final String GIVE_BACK =
            "DELETE FROM run_idempotency WHERE workspace_id = ? AND action = ? AND key = ?";

    /** Why a run does not come into being. A value and no exception, so that it does not undo its group's commit. */
    sealed interface Refusal {
        /** As the caller is told. */
        Problem problem();

        /** The key was used before, for this run; {@code sameRequest} tells whether for the same request. */
        record KeyUsed(RunId run, boolean sameRequest) implements Refusal {
            @Override
            public Problem problem() {
                return Problem.of(
                        ProblemCode.IDEMPOTENCY_CONFLICT,
                        "This idempotency key was used with another request of this action; use a new key for a new request.");
            }
        }

        /** The run whose step would call it has ended. */
        record CallerEnded() implements Refusal {
            @Override
            public Problem problem() {
                return Problem.of(
                        ProblemCode.ACTION_UNAVAILABLE, "The run whose step calls this action has ended meanwhile.");
            }
        }

        /** What it had to come together with is not so any more. */
        record NotTogether() implements Refusal {
            @Override
            public Problem problem() {
                return Problem.of(
                        ProblemCode.ACTION_UNAVAILABLE, "What starts this workflow was stopped or changed meanwhile.");
            }
        }

        /** Its workspace was deleted. */
        record WorkspaceGone() implements Refusal {
            @Override
            public Problem problem() {
                return Problem.of(ProblemCode.ACTION_UNAVAILABLE, "The workspace was deleted: nothing runs in it.");
            }
        }

        /** Whoever decided may not do so any more. */
        record MayNotDecide(Problem problem) implements Refusal {}

        /** The person has had as many runs in this hour as they may. */
        record QuotaFull(Problem problem) implements Refusal {}
    }

    /** Writes the run's row and what belongs to it; when it refuses, nothing is left behind. */
    @Override
    public Optional<Refusal> enter(Transaction tx, RunRow row) {
        // First, because it keeps other servers from starting the same run between the two.
        boolean mayBegin = row.mayBegin(tx);
        Optional<RunId> called = row.calledBefore(tx);
        if (called.isPresent()) {
            return Optional.of(new Refusal.KeyUsed(called.get(), true));
        }
        if (!mayBegin) {
            return Optional.of(new Refusal.CallerEnded());
        }
        if (idempotency != null) {
            Optional<Refusal.KeyUsed> used = claim(tx, row, idempotency);
            if (used.isPresent()) {
                return Optional.of(used.get());
            }
        }
        if (together != null && !together.mayBegin(tx)) {
            giveBack(tx, row);
            return Optional.of(new Refusal.NotTogether());
        }
        if (runsPerHour != null && !QUOTA.take(tx, row.person(), runsPerHour, row.createdAt())) {
            giveBack(tx, row);
            return Optional.of(new Refusal.QuotaFull(QUOTA.refusal(tx, row.person(), runsPerHour, row.createdAt())));
        }
        if (!row.insert(tx)) {
            giveBack(tx, row);
            return Optional.of(new Refusal.WorkspaceGone());
        }
        if (together != null) {
            together.begun(tx, row.id());
        }
        return Optional.empty();
    }

    private void giveBack(Transaction tx, RunRow row) {
        if (idempotency != null) {
            tx.update(GIVE_BACK, row.workspace().value(), operation(row), idempotency.key());
        }
    }

    private static Optional<Refusal.KeyUsed> claim(Transaction tx, RunRow row, RunRequest.Idempotency idempotency) {
        String workspace = row.workspace().value();
        int claimed = tx.update(
                CLAIM,
                workspace,
                operation(row),
                idempotency.key(),
                idempotency.fingerprint(),
                row.id().value(),
                row.createdAt());
        if (claimed == 1) {
            return Optional.empty();
        }
        return used(tx, row.workspace(), operation(row), idempotency);
    }

    /** What the key was used for before, if it was. */
    static Optional<Refusal.KeyUsed> used(
            Transaction tx, WorkspaceId workspace, String operation, RunRequest.Idempotency idempotency) {
        return tx.first(
                CLAIMED,
                found -> new Refusal.KeyUsed(
                        new RunId(found.text("run_id")),
                        found.text("fingerprint").equals(idempotency.fingerprint())),
                workspace.value(),
                operation,
                idempotency.key());
    }

    private static String operation(RunRow row) {
        return row.action() == null ? row.workflow().value() : row.action();
    }
}
