package dev.triggo.people;

import dev.triggo.access.Grants;
import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people are in their workspaces at this moment, for what acts in their name without a session. Thread-safe. */
public final class Standings {
    private static final String FIND = """
            SELECT p.email, p.name, p.password, m.role, m.joined_at
              FROM people_memberships m
              JOIN people p ON p.id = m.person_id
             WHERE m.person_id = ? AND m.workspace_id = ?
            """;

    private final Database database;
    private final Workspaces workspaces;
    private final Audit audit;

    public Standings(Database database, Workspaces workspaces, Audit audit) {
        this.database = database;
        this.workspaces = workspaces;
        this.audit = audit;
    }

    private record Membership(
            String email, String name, @Nullable String password, String role, long joinedAt) {}

    /** Empty when the person is no member of the workspace. */
    public Optional<Standing> find(PersonId person, WorkspaceId workspace) {
        Optional<Membership> membership = database.read(tx -> tx.first(
                FIND,
                row -> new Membership(
                        row.text("email"),
                        row.text("name"),
                        row.textOrNull("password"),
                        row.text("role"),
                        row.number("joined_at")),
                person.value(),
                workspace.value()));
        if (membership.isEmpty()) {
            return Optional.empty();
        }
        Membership found = membership.get();
        Optional<Workspace> where = workspaces.find(workspace);
        if (where.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Standing(
                person,
                workspace,
                where.get().name(),
                where.get().tier(),
                found.email(),
                found.name(),
                Role.of(found.role()).orElse(Role.VIEWER),
                proof(found.joinedAt(), found.password())));
    }

    /**
     * What a member may do, and the proof that it is granted with.
     *
     * @param proof as {@link Standing#proof}
     */
    public record Held(Grants grants, String proof) {}

    /** As {@link #find}, and it stays so until the transaction is over. */
    public Optional<Held> hold(Transaction tx, PersonId person, WorkspaceId workspace) {
        return tx.first(
                FIND + tx.locked(),
                row -> new Held(
                        Role.of(row.text("role")).orElse(Role.VIEWER).grants(),
                        proof(row.number("joined_at"), row.textOrNull("password"))),
                person.value(),
                workspace.value());
    }

    private static String proof(long joinedAt, @Nullable String password) {
        return Hash.sha256Hex(joinedAt + " " + password);
    }

    /** The workspaces that the person is a member of, as they stand in each. */
    public List<Standing> all(PersonId person) {
        List<String> ids = database.read(tx -> tx.list(
                "SELECT workspace_id FROM people_memberships WHERE person_id = ? ORDER BY workspace_id",
                row -> row.text("workspace_id"),
                person.value()));
        return ids.stream()
                .flatMap(id -> find(person, new WorkspaceId(id)).stream())
                .toList();
    }

    /** Writes into the audit log what the server has done by itself to what belongs to a person. */
    public void noteServer(Transaction tx, WorkspaceId workspace, PersonId person, String what, Json.Obj about) {
        audit.note(tx, new Audit.Actor(workspace, person, "the server"), what, about);
    }

    /** Writes into the audit log what a member did, in the transaction that does it; {@code about} holds no secret. */
    public void note(Transaction tx, Member member, String what, Json.Obj about) {
        audit.note(tx, member, what, about);
    }
}
