package dev.triggo.people;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The workspaces that people make, name and are members of. Thread-safe. */
public final class OwnWorkspaces {
    /** What people have of a workspace. */
    public static final Belongings BELONGINGS = Belongings.of(
            "DELETE FROM people_memberships WHERE workspace_id = ?",
            "DELETE FROM people_invitations WHERE workspace_id = ?",
            "DELETE FROM people_sessions WHERE workspace_id = ?",
            """
            DELETE FROM people_audit WHERE id IN
                (SELECT id FROM people_audit WHERE workspace_id = ? LIMIT 500)""");

    private static final String OWNED =
            "SELECT COUNT(*) AS owned FROM people_memberships WHERE person_id = ? AND role = 'owner'";
    private static final String JOIN =
            "INSERT INTO people_memberships (workspace_id, person_id, role, joined_at) VALUES (?, ?, ?, ?)";

    private static final String MOVE = """
            UPDATE people_sessions
               SET workspace_id = (SELECT m.workspace_id FROM people_memberships m
                                    WHERE m.person_id = people_sessions.person_id
                                    ORDER BY m.joined_at, m.workspace_id LIMIT 1)
             WHERE id = ? AND EXISTS (SELECT 1 FROM people_memberships m WHERE m.person_id = people_sessions.person_id)
            """;

    private final Database database;
    private final SignIn signIn;
    private final Workspaces workspaces;
    private final Ids ids;
    private final Clock clock;
    private final Audit audit;
    private final Terms terms;

    /**
     * What a new workspace begins with.
     *
     * @param tier its tier
     * @param most so many may one person own; 0 when people make none at all
     */
    public record Terms(String tier, int most) {}

    public OwnWorkspaces(
            Database database, Workspaces workspaces, Ids ids, Clock clock, SignIn signIn, Audit audit, Terms terms) {
        this.database = database;
        this.signIn = signIn;
        this.workspaces = workspaces;
        this.ids = ids;
        this.clock = clock;
        this.audit = audit;
        this.terms = terms;
    }

    /** Those that the person is a member of: {@code [{id, name, role, tier}]}. */
    public List<Json> list(PersonId person) {
        record Membership(WorkspaceId workspace, String role) {}
        List<Membership> memberships = database.read(tx -> tx.list(
                "SELECT workspace_id, role FROM people_memberships WHERE person_id = ? ORDER BY joined_at, workspace_id",
                row -> new Membership(new WorkspaceId(row.text("workspace_id")), row.text("role")),
                person.value()));
        return memberships.stream()
                .flatMap(membership -> workspaces.find(membership.workspace()).stream()
                        .map(workspace -> (Json) shown(workspace).with("role", Json.of(membership.role()))))
                .toList();
    }

    /** {@code {id, name, tier}}. */
    public static Json.Obj shown(Workspace workspace) {
        return Json.object()
                .put("id", workspace.id().value())
                .put("name", workspace.name())
                .put("tier", workspace.tier())
                .build();
    }

    /** The one that the member looks at. */
    public Workspace current(Member member) {
        return workspaces
                .find(member.caller().workspace())
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_FOUND, "The workspace was deleted just now."));
    }

    /**
     * Makes a workspace that the member owns; they go on looking at the one they were in.
     *
     * @throws Problem BAD_REQUEST for an unfit name; FORBIDDEN when they own as many as this server lets them
     */
    public Workspace make(Member member, String name) {
        String called = name.strip();
        SignIn.refuse(Emails.nameFaults(called));
        PersonId person = member.caller().person();
        var made = new Workspace(new WorkspaceId(ids.next()), called, terms.tier());
        return database.write(tx -> {
            // Holds the person's row, so that those who ask at once are counted one after the other.
            tx.update("UPDATE people SET email = email WHERE id = ?", person.value());
            if (owned(tx, person) >= terms.most()) {
                throw full();
            }
            workspaces.insert(tx, made);
            tx.update(JOIN, made.id().value(), person.value(), Role.OWNER.wireName(), clock.millis());
            audit.note(tx, new Audit.Actor(made.id(), person, member.email()), "workspace.made", shown(made));
            return made;
        });
    }

    private static long owned(Transaction tx, PersonId person) {
        return tx.first(OWNED, row -> row.number("owned"), person.value()).orElse(0L);
    }

    private Problem full() {
        return Problem.of(
                ProblemCode.FORBIDDEN,
                terms.most() == 0
                        ? "On this server people make no workspaces of their own: its operator can allow it with"
                                + " TRIGGO_OWN_WORKSPACES."
                        : "You own " + terms.most() + " workspaces, as many as this server lets anybody: give one to"
                                + " somebody else, or have its operator raise TRIGGO_OWN_WORKSPACES.");
    }

    /**
     * Deletes the workspace that the member looks at and owns. On return nobody sees it any more, nothing begins in it, and
     * what runs is being stopped; what it has is cleared away after that. The members' sessions in it end; the one of whoever
     * does it goes on in another workspace of theirs.
     *
     * @param name of the workspace, as it is
     * @param password the member's; anything for whoever has none
     * @return whether the member is still signed in
     * @throws Problem BAD_REQUEST for another name; FORBIDDEN for a wrong password and for the default workspace
     */
    public boolean delete(Member member, String name, String password) {
        if (hasPassword(member.caller().person())) {
            signIn.requirePassword(member, password);
        }
        WorkspaceId id = member.caller().workspace();
        PersonId person = member.caller().person();
        boolean goesOn = database.write(tx -> {
            Optional<String> role = tx.first(
                    "SELECT role FROM people_memberships WHERE workspace_id = ? AND person_id = ?" + tx.locked(),
                    row -> row.text("role"),
                    id.value(),
                    person.value());
            if (role.isEmpty() || !role.get().equals(Role.OWNER.wireName())) {
                throw Problem.of(ProblemCode.FORBIDDEN, "Only an owner may delete a workspace.");
            }
            workspaces.deletions().delete(tx, id, name, person, member.email());
            return end(tx, id, member.sessionId());
        });
        workspaces.deletions().refresh();
        return goesOn;
    }

    /** False for whoever signs in with an outside provider only. */
    private boolean hasPassword(PersonId person) {
        return database.read(tx -> tx.first(
                        "SELECT password FROM people WHERE id = ?", row -> row.text("password"), person.value()))
                .filter(Passwords.NONE::equals)
                .isEmpty();
    }

    /**
     * The same for the operator at the machine; servers that run hear of it within a second.
     *
     * @throws Problem NOT_FOUND too
     */
    public static void deleteByOperator(Database database, Workspaces workspaces, WorkspaceId id, String name) {
        var unused = database.write(tx -> {
            Audit.Actor operator = Audit.Actor.operator(id);
            workspaces.deletions().delete(tx, id, name, operator.person(), operator.shownAs());
            return end(tx, id, "");
        });
    }

    /** Ends memberships, invitations and sessions; true when this one goes on elsewhere. */
    private static boolean end(Transaction tx, WorkspaceId id, String session) {
        tx.update("DELETE FROM people_memberships WHERE workspace_id = ?", id.value());
        tx.update("DELETE FROM people_invitations WHERE workspace_id = ?", id.value());
        boolean goesOn = tx.update(MOVE, session) == 1;
        tx.update("DELETE FROM people_sessions WHERE workspace_id = ?", id.value());
        return goesOn;
    }

    /** Gives the workspace that the member looks at another name. BAD_REQUEST for an unfit one. */
    public Workspace rename(Member member, String name) {
        String called = name.strip();
        SignIn.refuse(Emails.nameFaults(called));
        WorkspaceId id = member.caller().workspace();
        database.write(tx -> {
            workspaces.rename(tx, id, called);
            audit.note(
                    tx,
                    Audit.Actor.of(member),
                    "workspace.renamed",
                    Json.object().put("name", called).build());
            return true;
        });
        return current(member);
    }
}
