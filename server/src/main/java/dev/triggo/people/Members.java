package dev.triggo.people;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The people of a workspace: who is in, who may come, and as what. Only owners make and unmake owners, and a workspace
 * always has one. Thread-safe.
 */
public final class Members {
    private static final Duration INVITATION_STANDS = Duration.ofDays(7);
    private static final String LIST = "SELECT p.id, p.email, p.name, m.role, m.joined_at FROM people_memberships m"
            + " JOIN people p ON p.id = m.person_id WHERE m.workspace_id = ? ORDER BY m.joined_at, p.id";
    private static final String ONE = "SELECT p.id, p.email, p.name, m.role, m.joined_at FROM people_memberships m"
            + " JOIN people p ON p.id = m.person_id WHERE m.workspace_id = ? AND p.id = ?";

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final SignIn signIn;
    private final Sessions sessions;
    private final Audit audit;
    private final Invitations invitations;

    public Members(
            Database database,
            Ids ids,
            Clock clock,
            SignIn signIn,
            Sessions sessions,
            Audit audit,
            Invitations invitations) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.signIn = signIn;
        this.sessions = sessions;
        this.audit = audit;
        this.invitations = invitations;
    }

    public List<Account> list(WorkspaceId workspace) {
        return database.read(tx -> tx.list(LIST, Members::account, workspace.value()));
    }

    private static Account account(Row row) {
        return new Account(
                new PersonId(row.text("id")),
                row.text("email"),
                row.text("name"),
                Role.of(row.text("role")).orElse(Role.VIEWER),
                row.number("joined_at"));
    }

    /**
     * An invitation that was just made.
     *
     * @param secret what its link ends in; seen this once
     */
    public record Invitation(String id, String email, Role role, long expiresAt, String secret) {
        @Override
        public String toString() {
            return "Invitation[" + email + ", " + role.wireName() + "]";
        }
    }

    /** Lets somebody come. BAD_REQUEST with all faults; FORBIDDEN for a role above one's own. */
    public Invitation invite(Member member, String email, Role role) {
        String address = Emails.normal(email);
        SignIn.refuse(Emails.faults(address));
        requireMayGive(member, role);
        String secret = "invite_" + ids.secret(24);
        long now = clock.millis();
        var invitation = new Invitation(ids.next(), address, role, now + INVITATION_STANDS.toMillis(), secret);
        database.write(tx -> {
            tx.update(
                    "INSERT INTO people_invitations (id, workspace_id, email, role, secret_hash, created_at, created_by,"
                            + " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    invitation.id(),
                    member.caller().workspace().value(),
                    address,
                    role.wireName(),
                    Hash.sha256Hex(secret),
                    now,
                    member.caller().person().value(),
                    invitation.expiresAt());
            note(tx, member, "person.invited", Invitations.about(address, role));
            return true;
        });
        return invitation;
    }

    /** {@code [{id, email, role, createdAt, expiresAt}]} of those that still stand. */
    public List<Json> invitations(WorkspaceId workspace) {
        return database.read(tx -> tx.list(
                "SELECT id, email, role, created_at, expires_at FROM people_invitations"
                        + " WHERE workspace_id = ? AND expires_at > ? ORDER BY id DESC",
                row -> (Json) Json.object()
                        .put("id", row.text("id"))
                        .put("email", row.text("email"))
                        .put("role", row.text("role"))
                        .put("createdAt", Times.iso(row.number("created_at")))
                        .put("expiresAt", Times.iso(row.number("expires_at")))
                        .build(),
                workspace.value(),
                clock.millis()));
    }

    /** Takes an invitation back. NOT_FOUND. */
    public void withdraw(Member member, String id) {
        boolean gone = database.write(tx -> {
            int deleted = tx.update(
                    "DELETE FROM people_invitations WHERE id = ? AND workspace_id = ?",
                    id,
                    member.caller().workspace().value());
            if (deleted == 1) {
                note(
                        tx,
                        member,
                        "invitation.withdrawn",
                        Json.object().put("id", id).build());
            }
            return deleted == 1;
        });
        if (!gone) {
            throw Problem.of(ProblemCode.NOT_FOUND, "There is no such invitation.");
        }
    }

    /**
     * Makes the account that an invitation is for and signs it in; the address is the invitation's. Somebody who has an
     * account proves it with their password, and with a code where they owe one, and joins. The link works once.
     *
     * @throws Problem UNAUTHORIZED for a link that does not stand, or a wrong password; BAD_REQUEST with all faults
     */
    public SignIn.Outcome accept(String secret, String name, String password, String client) {
        Invitations.Invited invited =
                database.read(tx -> invitations.byLink(tx, secret)).orElseThrow(Members::noInvitation);
        var person = new SignIn.Introduction(invited.email(), name, password).normal();
        boolean known = database.read(
                        tx -> tx.first("SELECT id FROM people WHERE email = ?", row -> row.text("id"), person.email()))
                .isPresent();
        if (known) {
            return comeBack(secret, signIn.prove(person.email(), password), client);
        }
        String hash = signIn.hashOfNew(person);
        Optional<Sessions.Begun> begun = database.write(tx -> {
            if (invitations.byLink(tx, secret).isEmpty() || !invitations.use(tx, invited)) {
                return Optional.empty();
            }
            PersonId id = signIn.insert(tx, person, hash);
            invitations.join(tx, invited, id);
            return Optional.of(sessions.begin(tx, id, invited.workspace(), SignIn.shortened(client)));
        });
        return new SignIn.Outcome.SignedIn(begun.orElseThrow(Members::noInvitation));
    }

    /** Somebody who has an account, and has proven their password, joins and looks at the workspace. */
    private SignIn.Outcome comeBack(String secret, SignIn.Known person, String client) {
        return database.write(tx -> {
            Invitations.Invited invited = invitations.byLink(tx, secret).orElseThrow(Members::noInvitation);
            return signIn.afterFirstProof(tx, person, Optional.of(invited), client);
        });
    }

    /**
     * Somebody who is signed in takes up an invitation to their address; they go on looking at the workspace they were in.
     *
     * @throws Problem UNAUTHORIZED for a link that does not stand; FORBIDDEN for one to another address
     */
    public WorkspaceId join(Member member, String secret) {
        return database.write(tx -> take(tx, secret, member.caller().person(), member.email()));
    }

    private WorkspaceId take(Transaction tx, String secret, PersonId person, String email) {
        Invitations.Invited invited = invitations.byLink(tx, secret).orElseThrow(Members::noInvitation);
        if (!invited.email().equals(email)) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "This invitation is for another address than yours: sign in with that one, or ask for one to yours.");
        }
        return invitations.take(tx, invited, person).orElseThrow(Members::noInvitation);
    }

    /** The invitation of somebody who has proven that the address is theirs. */
    Optional<Invitations.Invited> invited(Transaction tx, String email) {
        return invitations.latest(tx, email);
    }

    /**
     * Makes the account of somebody who has proven another way that an invited address is theirs, without a password, and
     * signs them in. Of several invitations the latest counts; the others can be taken up by their links. Empty when there
     * is none.
     */
    Optional<Sessions.Begun> comeInvited(Transaction tx, String email, String name, String client) {
        return invitations
                .latest(tx, email)
                .filter(invited -> invitations.use(tx, invited))
                .map(invited -> {
                    String shown = Emails.nameFaults(name.strip()).isEmpty() ? name.strip() : email;
                    PersonId id = signIn.insert(tx, new SignIn.Introduction(email, shown, ""), Passwords.NONE);
                    invitations.join(tx, invited, id);
                    return sessions.begin(tx, id, invited.workspace(), SignIn.shortened(client));
                });
    }

    /** Gives a member another role. NOT_FOUND; FORBIDDEN where only an owner may; BAD_REQUEST for the last owner. */
    public Account change(Member member, PersonId person, Role role) {
        return changed(member, person, tx -> {
            requireMayGive(member, role);
            tx.update(
                    "UPDATE people_memberships SET role = ? WHERE workspace_id = ? AND person_id = ?",
                    role.wireName(),
                    member.caller().workspace().value(),
                    person.value());
            note(
                    tx,
                    member,
                    "person.role_changed",
                    Json.object()
                            .put("person", person.value())
                            .put("role", role.wireName())
                            .build());
        });
    }

    /** Puts a member out, and ends their sessions here and the invitations to their address. NOT_FOUND; FORBIDDEN; BAD_REQUEST for the last owner. */
    public void remove(Member member, PersonId person) {
        var unused = changed(member, person, tx -> {
            tx.update(
                    "DELETE FROM people_memberships WHERE workspace_id = ? AND person_id = ?",
                    member.caller().workspace().value(),
                    person.value());
            tx.update(
                    "DELETE FROM people_sessions WHERE workspace_id = ? AND person_id = ?",
                    member.caller().workspace().value(),
                    person.value());
            // One that was made before must not be a way back.
            tx.update(
                    "DELETE FROM people_invitations WHERE workspace_id = ?"
                            + " AND email = (SELECT p.email FROM people p WHERE p.id = ?)",
                    member.caller().workspace().value(),
                    person.value());
            note(
                    tx,
                    member,
                    "person.removed",
                    Json.object().put("person", person.value()).build());
        });
    }

    private interface Change {
        void make(Transaction tx);
    }

    /** Returns the member as they are after it, or were before they were put out. */
    private Account changed(Member member, PersonId person, Change change) {
        WorkspaceId workspace = member.caller().workspace();
        return database.write(tx -> {
            Account before = tx.first(ONE, Members::account, workspace.value(), person.value())
                    .orElseThrow(Members::noMember);
            if (before.role() == Role.OWNER && member.role() != Role.OWNER) {
                throw Problem.of(ProblemCode.FORBIDDEN, "Only an owner may change or remove an owner.");
            }
            change.make(tx);
            long owners = tx.first(
                            "SELECT COUNT(*) AS owners FROM people_memberships WHERE workspace_id = ? AND role = 'owner'",
                            row -> row.number("owners"),
                            workspace.value())
                    .orElse(0L);
            if (owners == 0) {
                throw Problem.of(ProblemCode.BAD_REQUEST, "A workspace needs an owner: make somebody else one first.");
            }
            return tx.first(ONE, Members::account, workspace.value(), person.value())
                    .orElse(before);
        });
    }

    private static void requireMayGive(Member member, Role role) {
        if (!member.role().includes(role)) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "You are " + member.role().wireName() + " here and cannot make anybody " + role.wireName() + ".");
        }
    }

    private void note(Transaction tx, Member member, String what, Json.Obj about) {
        audit.note(tx, Audit.Actor.of(member), what, about);
    }

    private static Problem noMember() {
        return Problem.of(ProblemCode.NOT_FOUND, "There is no such member of this workspace.");
    }

    private static Problem noInvitation() {
        return Problem.of(
                ProblemCode.UNAUTHORIZED,
                "This invitation does not stand: it was used, taken back, or is older than a week. Ask for a new one.");
    }
}
