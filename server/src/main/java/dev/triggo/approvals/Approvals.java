package dev.triggo.approvals;

import dev.triggo.access.Caller;
import dev.triggo.access.Scope;
import dev.triggo.engine.Approval;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.runs.ApprovalDecision;
import dev.triggo.runs.Run;
import dev.triggo.runs.Runs;
import org.jspecify.annotations.Nullable;

/** Decisions on what runs wait for; every door comes here. */
public final class Approvals {
    private final Runs runs;

    public Approvals(Runs runs) {
        this.runs = runs;
    }

    /** The request that the run waits with, where the caller may decide on it; else null. */
    public @Nullable Approval openTo(Caller caller, Run run) {
        return caller.grants().has(Scope.APPROVALS_DECIDE) ? run.approvalFor(caller.person()) : null;
    }

    /**
     * Takes a decision. Exactly one on each request counts; on return it is durable, and the run goes on or is cancelled.
     *
     * <p>What the caller may do is asked once more in the transaction that writes the decision, wherever that is.
     *
     * @throws Problem FORBIDDEN without {@code approvals:decide}, and for whoever started a run that somebody else must
     *     decide on; UNAUTHORIZED when what the caller came in with was ended meanwhile; RUN_NOT_FOUND; APPROVAL_NOT_PENDING with the first decision, or with the request that is pending where
     *     that is not the one that was read
     */
    public Run decide(Caller caller, RunId run, Answer answer) {
        caller.require(Scope.APPROVALS_DECIDE);
        return runs.decide(
                caller.workspace(),
                run,
                new ApprovalDecision(
                        answer.approvalId(),
                        answer.approved(),
                        caller.person(),
                        caller.credentialId(),
                        caller.label(),
                        answer.comment()));
    }
}
