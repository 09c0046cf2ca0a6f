package dev.triggo.people;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How people come in: the first one with the token that the server shows at its start, the others with what they have
 * chosen then. Whoever guesses is slowed down, account by account; nobody is told which accounts there are. Thread-safe.
 */
public final class SignIn {
    /** So many failures in a row cost nothing; each further one doubles the wait. */
    static final int FREE_FAILURES = 5;

    private static final long FIRST_WAIT_MS = 1_000;
    private static final long LONGEST_WAIT_MS = 15 * 60_000;
    private static final long FORGOTTEN_MS = 24 * 3_600_000L;
    private static final int CLIENT_LENGTH = 200;

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final Sessions sessions;
    private final Audit audit;
    private final Passwords passwords;

    public SignIn(Database database, Ids ids, Clock clock, Sessions sessions, Audit audit) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.sessions = sessions;
        this.audit = audit;
        this.passwords = new Passwords(ids);
    }

    /** A person as they introduce themselves. */
    public record Introduction(String email, String name, String password) {
        Introduction normal() {
            return new Introduction(Emails.normal(email), name.strip(), password);
        }

        List<Json> faults() {
            var faults = new ArrayList<>(Emails.faults(email));
            faults.addAll(Emails.nameFaults(name));
            faults.addAll(Passwords.faults(password));
            return faults;
        }

        @Override
        public String toString() {
            return "Introduction[" + email + "]";
        }
    }

    /** True while nobody has an account. */
    public boolean needsSetup() {
        return database.read(SignIn::isEmpty);
    }

    private static boolean isEmpty(Transaction tx) {
        return tx.first("SELECT 1 AS one FROM people LIMIT 1", row -> row.number("one"))
                .isEmpty();
    }

    /**
     * A new token that makes the first account, in the place of the one before; empty once there is an account. To be
     * shown to whoever starts the server, and to nobody else.
     */
    public Optional<String> setupToken() {
        String token = "setup_" + ids.secret(24);
        return database.write(tx -> {
            if (!isEmpty(tx)) {
                tx.update("DELETE FROM people_setup");
                return Optional.empty();
            }
            tx.update(
                    "INSERT INTO people_setup (id, token_hash) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET token_hash ="
                            + " excluded.token_hash",
                    Hash.sha256Hex(token));
            return Optional.of(token);
        });
    }

    /**
     * Makes the first account, the owner of the workspace, and signs it in. The token works once.
     *
     * @throws Problem BAD_REQUEST with all faults; UNAUTHORIZED for a wrong token, and when there is an account
     */
    public Sessions.Begun setUp(String token, Introduction asked, WorkspaceId workspace, String client) {
        Introduction person = asked.normal();
        refuse(person.faults());
        // Before the costly work: a wrong token must be cheap to refuse.
        if (!database.read(tx -> holds(tx, token))) {
            throw wrongToken();
        }
        String hash = passwords.hash(person.password());
        Optional<Sessions.Begun> begun = database.write(tx -> {
            if (!isEmpty(tx) || !holds(tx, token) || tx.update("DELETE FROM people_setup") != 1) {
                return Optional.empty();
            }
            PersonId id = insert(tx, person, hash);
            join(tx, workspace, id, Role.OWNER);
            audit.note(tx, new Audit.Actor(workspace, id, person.email()), "setup", Json.EMPTY_OBJECT);
            return Optional.of(sessions.begin(tx, id, workspace, shortened(client)));
        });
        return begun.orElseThrow(SignIn::wrongToken);
    }

    private static boolean holds(Transaction tx, String token) {
        return tx.first("SELECT token_hash FROM people_setup WHERE id = 1", row -> row.text("token_hash"))
                .filter(hash -> MessageDigest.isEqual(bytes(hash), bytes(Hash.sha256Hex(token))))
                .isPresent();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    PersonId insert(Transaction tx, Introduction person, String hash) {
        var id = new PersonId(ids.next());
        tx.update(
                "INSERT INTO people (id, email, name, password, created_at) VALUES (?, ?, ?, ?, ?)",
                id.value(),
                person.email(),
                person.name(),
                hash,
                clock.millis());
        return id;
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

    private record Known(PersonId id, String password, Optional<WorkspaceId> workspace) {}

    /**
     * Signs somebody in.
     *
     * @throws Problem UNAUTHORIZED, the same whether the address or the password is wrong; RATE_LIMIT_EXCEEDED with the
     *     time to wait after too many failures for one address
     */
    public Sessions.Begun signIn(String email, String password, String client) {
        String account = Emails.normal(email);
        if (account.length() > 300 || password.length() > 10 * Passwords.LONGEST) {
            throw wrong();
        }
        slowDown(account);
        Optional<Known> known = database.read(tx -> tx.first(
                "SELECT p.id, p.password, (SELECT MIN(m.workspace_id) FROM people_memberships m WHERE m.person_id = p.id)"
                        + " AS workspace_id FROM people p WHERE p.email = ?",
                row -> new Known(
                        new PersonId(row.text("id")),
                        row.text("password"),
                        Optional.ofNullable(row.textOrNull("workspace_id")).map(WorkspaceId::new)),
                account));
        boolean right;
        if (known.isEmpty()) {
            passwords.pretend(password);
            right = false;
        } else {
            right = passwords.matches(password, known.get().password());
        }
        if (!right || known.get().workspace().isEmpty()) {
            fail(account);
            throw wrong();
        }
        Known person = known.get();
        WorkspaceId workspace = person.workspace().get();
        return database.write(tx -> {
            tx.update("DELETE FROM people_failed_logins WHERE email_hash = ?", Hash.sha256Hex(account));
            audit.note(tx, new Audit.Actor(workspace, person.id(), account), "signed_in", Json.EMPTY_OBJECT);
            return sessions.begin(tx, person.id(), workspace, shortened(client));
        });
    }

    private record Failures(long count, long lastAt) {}

    private void slowDown(String account) {
        long now = clock.millis();
        Optional<Failures> found = database.read(tx -> tx.first(
                "SELECT failures, last_at FROM people_failed_logins WHERE email_hash = ?",
                row -> new Failures(row.number("failures"), row.number("last_at")),
                Hash.sha256Hex(account)));
        if (found.isEmpty() || found.get().count() < FREE_FAILURES) {
            return;
        }
        long doublings = Math.min(30, found.get().count() - FREE_FAILURES);
        long wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << doublings);
        long left = found.get().lastAt() + wait - now;
        if (left > 0) {
            long seconds = Math.max(1, Math.ceilDiv(left, 1000L));
            throw Problem.later(
                    ProblemCode.RATE_LIMIT_EXCEEDED,
                    "Too many failed attempts for this address: try again in " + seconds + " s.",
                    Duration.ofSeconds(seconds));
        }
    }

    /** One statement, so that attempts at once are all counted. */
    private void fail(String account) {
        long now = clock.millis();
        database.write(tx -> tx.update(
                "INSERT INTO people_failed_logins (email_hash, failures, last_at) VALUES (?, 1, ?)"
                        + " ON CONFLICT (email_hash) DO UPDATE SET failures = people_failed_logins.failures + 1,"
                        + " last_at = excluded.last_at",
                Hash.sha256Hex(account),
                now));
    }

    /**
     * Gives the person another password and ends their other sessions.
     *
     * @throws Problem FORBIDDEN when the present one is wrong, BAD_REQUEST for an unfit new one
     */
    public void changePassword(Member member, String present, String next) {
        slowDown(member.email());
        refuse(Passwords.faults(next));
        PersonId person = member.caller().person();
        String kept = database.read(tx -> tx.first(
                        "SELECT password FROM people WHERE id = ?", row -> row.text("password"), person.value()))
                .orElseThrow(SignIn::wrong);
        if (!passwords.matches(present, kept)) {
            fail(member.email());
            throw Problem.of(ProblemCode.FORBIDDEN, "The present password is another one.");
        }
        String hash = passwords.hash(next);
        database.write(tx -> {
            tx.update("UPDATE people SET password = ? WHERE id = ?", hash, person.value());
            sessions.endOthers(tx, person, member.sessionId());
            audit.note(tx, Audit.Actor.of(member), "password.changed", Json.EMPTY_OBJECT);
            return true;
        });
    }

    /** The hash of a password that somebody has chosen; BAD_REQUEST when it is unfit. */
    String hashOfNew(Introduction person) {
        refuse(person.faults());
        return passwords.hash(person.password());
    }

    /** Forgets failures that are a day old. */
    public void sweep() {
        long before = clock.millis() - FORGOTTEN_MS;
        var unused = database.write(tx -> tx.update("DELETE FROM people_failed_logins WHERE last_at < ?", before));
    }

    static void refuse(List<Json> faults) {
        if (!faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "The request has values that are not allowed; see details.", faults);
        }
    }

    static String shortened(String client) {
        String text = client.replaceAll("[^\\x20-\\x7e]", "?");
        return text.length() <= CLIENT_LENGTH ? text : text.substring(0, CLIENT_LENGTH);
    }

    private static Problem wrong() {
        return Problem.of(ProblemCode.UNAUTHORIZED, "The address or the password is wrong.");
    }

    private static Problem wrongToken() {
        return Problem.of(
                ProblemCode.UNAUTHORIZED,
                "This is not the setup token, or it was used: the server shows it at its start, and keeps it in the file"
                        + " setup-token of its data folder.");
    }
}
