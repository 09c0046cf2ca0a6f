package dev.triggo.app;

import dev.triggo.access.Access;
import dev.triggo.access.Caller;
import dev.triggo.access.Deletions;
import dev.triggo.access.Grants;
import dev.triggo.access.Member;
import dev.triggo.access.Scope;
import dev.triggo.http.Authenticator;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.oauth.AccessTokens;
import dev.triggo.people.Sessions;
import dev.triggo.runs.ApprovalDecision;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Optional;

/** Answers the door's questions: whose key is this, whose token, whose session, and may they still? */
record Doorkeeper(Access access, AccessTokens tokens, Sessions sessions, Deletions deletions) implements Authenticator {
    @Override
    public Optional<Caller> authenticate(String bearer) {
        // The keys in memory may be some tenths of a second old.
        return access.authenticate(bearer).filter(caller -> !deletions.isGone(caller.workspace()));
    }

    @Override
    public Optional<Caller> authenticate(String bearer, String path) {
        return AccessTokens.hasForm(bearer) ? tokens.find(bearer, path) : authenticate(bearer);
    }

    /**
     * Why whoever decides would not be let in any more to do so, in the transaction that writes the decision; empty when they
     * would. What it has looked at stays so until the commit. The decision may have come from another server.
     */
    Optional<Problem> refusal(Transaction tx, WorkspaceId workspace, ApprovalDecision decision) {
        Optional<Grants> now = held(tx, workspace, decision.person(), decision.credential());
        if (now.isEmpty()) {
            return Optional.of(
                    Problem.of(
                            ProblemCode.UNAUTHORIZED,
                            "What you came in with was revoked or has ended before your decision was kept: nothing was decided."));
        }
        return now.get().has(Scope.APPROVALS_DECIDE)
                ? Optional.empty()
                : Optional.of(Caller.forbidden(List.of(Scope.APPROVALS_DECIDE.wireName())));
    }

    private Optional<Grants> held(Transaction tx, WorkspaceId workspace, PersonId person, String credential) {
        if (Sessions.isOne(credential)) {
            return sessions.hold(tx, workspace, person, credential);
        }
        return AccessTokens.isOne(credential)
                ? tokens.hold(tx, workspace, person, credential)
                : access.hold(tx, workspace, credential);
    }

    @Override
    public Optional<Member> member(String cookie) {
        return sessions.find(cookie);
    }

    @Override
    public Optional<Member> glance(String cookie) {
        return sessions.glance(cookie);
    }
}
