package dev.triggo.access;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whoever is calling, after their credential was checked.
 *
 * @param workspace the only workspace that this call can see
 * @param person who made the credential: quotas and approvals go by the person
 * @param credentialId what the rate limit counts by
 * @param label safe to write down: {@code trg_AbCd****}
 * @param tier the workspace's tier, decides limits
 * @param rateLimitPerMinute the credential's own limit, null for the tier's
 */
public record Caller(
        WorkspaceId workspace,
        PersonId person,
        String credentialId,
        String label,
        Grants grants,
        String tier,
        @Nullable Integer rateLimitPerMinute) {

    /** Whether the other is the same caller, who sees the same workspace and may do the same. */
    public boolean isLike(Caller other) {
        return workspace.equals(other.workspace)
                && credentialId.equals(other.credentialId)
                && person.equals(other.person)
                && grants.equals(other.grants);
    }

    Caller inTier(String now) {
        return now.equals(tier)
                ? this
                : new Caller(workspace, person, credentialId, label, grants, now, rateLimitPerMinute);
    }

    /** Throws FORBIDDEN with all the scopes that the call needs, unless the caller has them. */
    public void require(Scope... needed) {
        for (Scope scope : needed) {
            if (!grants.has(scope)) {
                throw forbidden(List.of(needed).stream().map(Scope::wireName).toList());
            }
        }
    }

    public void requireRun(String slug) {
        if (!grants.mayRun(slug)) {
            throw forbidden(List.of(Scope.ACTIONS_RUN.wireName()));
        }
    }

    /** FORBIDDEN; {@code details} are the scopes, which the doors also put into the challenge header. */
    public static Problem forbidden(List<String> scopes) {
        return Problem.of(
                ProblemCode.FORBIDDEN,
                "This credential lacks a scope that the call needs: " + String.join(" ", scopes)
                        + ". Use a key that has it.",
                scopes.stream().map(Json::of).toList());
    }
}
