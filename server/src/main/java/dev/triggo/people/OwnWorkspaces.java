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
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.List;

/** The workspaces that people make, name and are members of. Thread-safe. */
public final class OwnWorkspaces {
    private static final String OWNED =
            "SELECT COUNT(*) AS owned FROM people_memberships WHERE person_id = ? AND role = 'owner'";
    private static final String JOIN =
            "INSERT INTO people_memberships (workspace_id, person_id, role, joined_at) VALUES (?, ?, ?, ?)";

    private final Database database;
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

    public OwnWorkspaces(Database database, Workspaces workspaces, Ids ids, Clock clock, Audit audit, Terms terms) {
        this.database = database;
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
        return workspaces.find(member.caller().workspace()).orElseThrow();
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
