package dev.triggo.people;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
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
 * Who is signed in. A session is a secret in a cookie, of which a hash is kept; it ends when it was not used for 12 hours,
 * after 7 days in any case, and at once when it or its member is ended. Thread-safe.
 */
public final class Sessions {
    private static final String MARK = "session-";
    static final Duration IDLE = Duration.ofHours(12);
    public static final Duration LONGEST = Duration.ofDays(7);
    /** A use is written down no more often than this. */
    private static final long SEEN_EVERY_MS = 60_000;

    private static final String FIND = """
            SELECT s.id, s.csrf_token, s.person_id, s.workspace_id, p.email, m.role
              FROM people_sessions s
              JOIN people p ON p.id = s.person_id
              JOIN people_memberships m ON m.person_id = s.person_id AND m.workspace_id = s.workspace_id
             WHERE s.secret_hash = ? AND s.expires_at > ? AND s.last_seen_at > ?
            """;
    private static final String HOLD = """
            SELECT m.role
              FROM people_sessions s
              JOIN people_memberships m ON m.person_id = s.person_id
             WHERE s.id = ? AND s.expires_at > ? AND m.person_id = ? AND m.workspace_id = ?
            """;
    private static final String INSERT = "INSERT INTO people_sessions (id, secret_hash, person_id, workspace_id,"
            + " csrf_token, client, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String LIST = "SELECT id, client, created_at, last_seen_at FROM people_sessions"
            + " WHERE person_id = ? AND expires_at > ? AND last_seen_at > ? ORDER BY last_seen_at DESC";

    private static final String ENTER = """
            UPDATE people_sessions SET workspace_id = ?
             WHERE id = ? AND EXISTS (SELECT 1 FROM people_memberships m
                                       WHERE m.workspace_id = ? AND m.person_id = people_sessions.person_id)
            """;

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final Workspaces workspaces;
    private final Audit audit;

    public Sessions(Database database, Workspaces workspaces, Ids ids, Clock clock) {
        this.database = database;
        this.workspaces = workspaces;
        this.ids = ids;
        this.clock = clock;
        this.audit = new Audit(database, ids, clock);
    }

    /**
     * A session that was just begun.
     *
     * @param secret what the cookie holds; seen this once
     */
    public record Begun(String secret, Member member) {
        @Override
        public String toString() {
            return "Begun[" + member + "]";
        }
    }

    Begun begin(Transaction tx, PersonId person, WorkspaceId workspace, String client) {
        String secret = ids.secret(32);
        long now = clock.millis();
        tx.update(
                INSERT,
                ids.next(),
                Hash.sha256Hex(secret),
                person.value(),
                workspace.value(),
                ids.secret(24),
                client,
                now,
                now,
                now + LONGEST.toMillis());
        return new Begun(secret, member(find(tx, secret, now).orElseThrow(Invitations::nowhere)));
    }

    /** Whoever holds this cookie: empty when it is unknown, ended or left for too long. */
    public Optional<Member> find(String secret) {
        long now = clock.millis();
        // One that was begun while its workspace was deleted is nobody's.
        return database.read(tx -> find(tx, secret, now))
                .filter(found -> workspaces.find(found.workspace()).isPresent())
                .map(found -> {
                    seen(found, now);
                    return member(found);
                });
    }

    /** The same, for a look that counts as no use of the session. */
    public Optional<Member> glance(String secret) {
        long now = clock.millis();
        return database.read(tx -> find(tx, secret, now)).map(this::member);
    }

    /** A session as it is kept. */
    private record Kept(String id, String csrfToken, PersonId person, WorkspaceId workspace, String email, Role role) {
        static Kept of(Row row) {
            return new Kept(
                    row.text("id"),
                    row.text("csrf_token"),
                    new PersonId(row.text("person_id")),
                    new WorkspaceId(row.text("workspace_id")),
                    row.text("email"),
                    Role.of(row.text("role")).orElse(Role.VIEWER));
        }
    }

    private static Optional<Kept> find(Transaction tx, String secret, long now) {
        return tx.first(FIND, Kept::of, Hash.sha256Hex(secret), now, now - IDLE.toMillis());
    }

    private Member member(Kept kept) {
        String tier = workspaces.find(kept.workspace()).map(Workspace::tier).orElse("free");
        var caller = new Caller(
                kept.workspace(),
                kept.person(),
                MARK + kept.id(),
                kept.email(),
                kept.role().grants(),
                tier,
                null);
        return new Member(caller, kept.role(), kept.email(), kept.id(), kept.csrfToken());
    }

    /** Whether a caller who has come in with this has come in with a session. */
    public static boolean isOne(String credentialId) {
        return credentialId.startsWith(MARK);
    }

    /** What the person may do now with this session; it stays so until the transaction is over. Empty when it is. */
    public Optional<Grants> hold(Transaction tx, WorkspaceId workspace, PersonId person, String credentialId) {
        return tx.first(
                HOLD + tx.locked(),
                row -> Role.of(row.text("role")).orElse(Role.VIEWER).grants(),
                credentialId.substring(MARK.length()),
                clock.millis(),
                person.value(),
                workspace.value());
    }

    private void seen(Kept session, long now) {
        var unused = database.submit(tx -> tx.update(
                "UPDATE people_sessions SET last_seen_at = ? WHERE id = ? AND last_seen_at < ?",
                now,
                session.id(),
                now - SEEN_EVERY_MS));
    }

    /** When the member has signed in, epoch milliseconds. */
    public long begunAt(Member member) {
        return database.read(tx -> tx.first(
                        "SELECT created_at FROM people_sessions WHERE id = ?",
                        row -> row.number("created_at"),
                        member.sessionId()))
                // Ended in this moment, by another request.
                .orElseGet(clock::millis);
    }

    /** The person's sessions: {@code [{id, client, device, createdAt, lastSeenAt, current}]}, latest used first. */
    public List<Json> list(Member member) {
        long now = clock.millis();
        return database.read(tx -> tx.list(
                LIST,
                row -> (Json) Json.object()
                        .put("id", row.text("id"))
                        .put("client", row.text("client"))
                        .put("device", Device.of(row.text("client")))
                        .put("createdAt", Times.iso(row.number("created_at")))
                        .put("lastSeenAt", Times.iso(row.number("last_seen_at")))
                        .put("current", row.text("id").equals(member.sessionId()))
                        .build(),
                member.caller().person().value(),
                now,
                now - IDLE.toMillis()));
    }

    /** Ends a session of the person's own. NOT_FOUND when it is none, the same for somebody else's. */
    public void end(Member member, String sessionId) {
        int ended = database.write(tx -> {
            int gone = tx.update(
                    "DELETE FROM people_sessions WHERE id = ? AND person_id = ?",
                    sessionId,
                    member.caller().person().value());
            if (gone == 1) {
                boolean own = sessionId.equals(member.sessionId());
                audit.note(tx, Audit.Actor.of(member), own ? "signed_out" : "session.ended", Json.EMPTY_OBJECT);
            }
            return gone;
        });
        if (ended == 0) {
            throw Problem.of(ProblemCode.NOT_FOUND, "You have no such session: list your sessions for their ids.");
        }
    }

    /** Ends the person's other sessions; returns how many. */
    public int endOthers(Member member) {
        return database.write(tx -> {
            int ended = endOthers(tx, member.caller().person(), member.sessionId());
            audit.note(
                    tx,
                    Audit.Actor.of(member),
                    "sessions.ended",
                    Json.object().put("sessions", ended).build());
            return ended;
        });
    }

    /** Ends all of a person's sessions but, where there is one, this. */
    int endOthers(Transaction tx, PersonId person, String except) {
        return tx.update("DELETE FROM people_sessions WHERE person_id = ? AND id <> ?", person.value(), except);
    }

    /** Lets the person look at another of their workspaces. NOT_FOUND when they are no member of it. */
    public void enter(Member member, WorkspaceId workspace) {
        int moved = database.write(tx -> {
            int rows = tx.update(ENTER, workspace.value(), member.sessionId(), workspace.value());
            if (rows == 1) {
                var there = new Audit.Actor(workspace, member.caller().person(), member.email());
                audit.note(tx, there, "workspace.entered", Json.EMPTY_OBJECT);
            }
            return rows;
        });
        if (moved == 0) {
            throw Problem.of(ProblemCode.NOT_FOUND, "You are no member of such a workspace.");
        }
    }

    /** Forgets sessions that are over. */
    public void sweep() {
        long now = clock.millis();
        var unused = database.write(tx -> tx.update(
                "DELETE FROM people_sessions WHERE expires_at <= ? OR last_seen_at <= ?", now, now - IDLE.toMillis()));
    }
}
