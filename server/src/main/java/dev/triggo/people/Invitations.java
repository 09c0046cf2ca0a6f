package dev.triggo.people;

import dev.triggo.access.Role;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Optional;

/**
 * The invitations that stand, and who comes in by them: whoever has the link, or has proven in this very sign-in that the
 * address is theirs. A password proves an account and no address, which may have gone to somebody else since. Thread-safe.
 */
public final class Invitations {
    private static final String BY_LINK = "SELECT id, workspace_id, email, role FROM people_invitations"
            + " WHERE secret_hash = ? AND expires_at > ?";
    private static final String LATEST = "SELECT id, workspace_id, email, role FROM people_invitations"
            + " WHERE email = ? AND expires_at > ? ORDER BY id DESC LIMIT 1";

    private static final String BY_ID =
            "SELECT id, workspace_id, email, role FROM people_invitations" + " WHERE id = ? AND expires_at > ?";

    private final Clock clock;
    private final Audit audit;

    public Invitations(Clock clock, Audit audit) {
        this.clock = clock;
        this.audit = audit;
    }

    /** Where somebody is wanted, and as what. */
    record Invited(String id, WorkspaceId workspace, String email, Role role) {
        private static Invited of(Row row) {
            return new Invited(
                    row.text("id"),
                    new WorkspaceId(row.text("workspace_id")),
                    row.text("email"),
                    Role.of(row.text("role")).orElse(Role.VIEWER));
        }
    }

    Optional<Invited> byLink(Transaction tx, String secret) {
        return tx.first(BY_LINK, Invited::of, Hash.sha256Hex(secret), clock.millis());
    }

    Optional<Invited> standing(Transaction tx, String id) {
        return tx.first(BY_ID, Invited::of, id, clock.millis());
    }

    /** Of several to one address the latest counts; the others can be taken up by their links. */
    Optional<Invited> latest(Transaction tx, String email) {
        return tx.first(LATEST, Invited::of, email, clock.millis());
    }

    /** Uses it up: of two who come at once, the other finds nothing. */
    boolean use(Transaction tx, Invited invited) {
        return tx.update("DELETE FROM people_invitations WHERE id = ?", invited.id()) == 1;
    }

    /** Makes somebody a member by what was used up. */
    void join(Transaction tx, Invited invited, PersonId person) {
        join(tx, invited.workspace(), person, invited.role());
        audit.note(
                tx,
                new Audit.Actor(invited.workspace(), person, invited.email()),
                "person.joined",
                about(invited.email(), invited.role()));
    }

    void join(Transaction tx, WorkspaceId workspace, PersonId person, Role role) {
        tx.update(
                "INSERT INTO people_memberships (workspace_id, person_id, role, joined_at) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (workspace_id, person_id) DO NOTHING",
                workspace.value(),
                person.value(),
                role.wireName(),
                clock.millis());
    }

    /** Makes somebody who has an account a member by it; empty when it was used up or taken back meanwhile. */
    Optional<WorkspaceId> take(Transaction tx, Invited invited, PersonId person) {
        if (!use(tx, invited)) {
            return Optional.empty();
        }
        join(tx, invited, person);
        return Optional.of(invited.workspace());
    }

    static Problem nowhere() {
        return Problem.of(
                ProblemCode.FORBIDDEN,
                "Your account is in no workspace any more: it was deleted, or you were taken out of it. Have an admin of a"
                        + " workspace invite this address, and take the invitation up by its link; or sign in with an identity"
                        + " provider that has verified the address.");
    }

    static Json.Obj about(String email, Role role) {
        return Json.object().put("email", email).put("role", role.wireName()).build();
    }
}
