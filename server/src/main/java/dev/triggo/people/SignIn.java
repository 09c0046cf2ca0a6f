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
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How people come in: the first one with the token that the server shows at its start, the others with what they have
 * chosen then. Whoever guesses is slowed down, account by account; nobody is told which accounts there are. Thread-safe.
 */
public final class SignIn {
    private static final int CLIENT_LENGTH = 200;

    private static final String FIND = """
            SELECT p.id, p.email, p.password,
                   (SELECT m.workspace_id FROM people_memberships m WHERE m.person_id = p.id
                     ORDER BY m.joined_at, m.workspace_id LIMIT 1) AS workspace_id
              FROM people p
            """;
    private static final String BY_EMAIL = FIND + " WHERE p.email = ?";
    private static final String BY_ID = FIND + " WHERE p.id = ?";

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final Sessions sessions;
    private final Audit audit;
    private final Passwords passwords;
    private final Attempts attempts;
    private final HalfWay halfWay;
    private final Invitations invitations;

    public SignIn(Database database, Ids ids, Clock clock, Sessions sessions, Audit audit, Invitations invitations) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.sessions = sessions;
        this.audit = audit;
        this.passwords = new Passwords(ids);
        this.attempts = new Attempts(database, clock);
        this.halfWay = new HalfWay(ids, clock);
        this.invitations = invitations;
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
            invitations.join(tx, workspace, id, Role.OWNER);
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
        int made = tx.update(
                "INSERT INTO people (id, email, name, password, created_at) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                id.value(),
                person.email(),
                person.name(),
                hash,
                clock.millis());
        if (made == 0) {
            throw Problem.of(
                    ProblemCode.UNAUTHORIZED, "An account of this address was made just now: sign in with it.");
        }
        return id;
    }

    /** An account; the workspace is the one that they have been in for longest, empty for who is in none. */
    record Known(PersonId id, String email, String password, Optional<WorkspaceId> workspace) {
        static Known of(Row row) {
            return new Known(
                    new PersonId(row.text("id")),
                    row.text("email"),
                    row.text("password"),
                    Optional.ofNullable(row.textOrNull("workspace_id")).map(WorkspaceId::new));
        }
    }

    /** How far somebody has come who has given the right password. */
    public sealed interface Outcome {
        record SignedIn(Sessions.Begun begun) implements Outcome {}

        /**
         * A code is owed yet.
         *
         * @param secret goes with the code to {@link SecondFactors#signIn}; seen this once
         */
        record CodeNeeded(String secret, long expiresAt) implements Outcome {
            @Override
            public String toString() {
                return "CodeNeeded[]";
            }
        }
    }

    /**
     * Signs somebody in.
     *
     * @throws Problem UNAUTHORIZED, the same whether the address or the password is wrong; FORBIDDEN for who is right and
     *     in no workspace; RATE_LIMIT_EXCEEDED with the time to wait after too many failures for one address
     */
    public Outcome signIn(String email, String password, String client) {
        Known person = prove(email, password);
        return database.write(tx -> afterFirstProof(tx, person, Optional.empty(), client));
    }

    /**
     * Signs in who has proven who they are, or asks for the code that they owe.
     *
     * @param invited what they may take up: they came by its link, or have proven its address too
     */
    Outcome afterFirstProof(Transaction tx, Known person, Optional<Invitations.Invited> invited, String client) {
        return SecondFactors.isOn(tx, person.id())
                ? halfWay.begin(tx, person.id(), invited)
                : new Outcome.SignedIn(begin(tx, person, invited, client));
    }

    Optional<Known> find(Transaction tx, String email) {
        return tx.first(BY_EMAIL, Known::of, email);
    }

    Optional<Known> find(Transaction tx, PersonId person) {
        return tx.first(BY_ID, Known::of, person.value());
    }

    /** The account whose password this is; the same refusal in all other cases. */
    Known prove(String email, String password) {
        String account = Emails.normal(email);
        if (account.length() > 300 || password.length() > 10 * Passwords.LONGEST) {
            throw wrong();
        }
        // What no account can be called must not be counted as something else, such as somebody's codes.
        String slate = account.replaceAll("[\\x00-\\x20]", "?");
        attempts.begin(slate);
        Optional<Known> known = database.read(tx -> tx.first(BY_EMAIL, Known::of, slate));
        boolean right = matches(slate, password, known.map(Known::password));
        if (!right || known.isEmpty()) {
            throw wrong();
        }
        database.write(tx -> {
            attempts.succeeded(tx, slate);
            return true;
        });
        return known.get();
    }

    private boolean matches(String account, String password, Optional<String> kept) {
        try {
            if (kept.isEmpty()) {
                passwords.pretend(password);
                return false;
            }
            return passwords.matches(password, kept.get());
        } catch (Problem overloaded) {
            attempts.undo(account);
            throw overloaded;
        }
    }

    /**
     * Begins a session of somebody who has proven who they are, and notes it. Who is in no workspace, because theirs was
     * deleted or they were put out, comes in again by an invitation that they may take up, and by nothing else.
     */
    private Sessions.Begun begin(Transaction tx, Known proven, Optional<Invitations.Invited> invited, String client) {
        // Who joins is noted as that.
        Optional<WorkspaceId> joined = invited.flatMap(one -> invitations.take(tx, one, proven.id()));
        // Looked up again: since they gave their password, their workspace may have gone.
        WorkspaceId workspace =
                joined.or(() -> find(tx, proven.id()).flatMap(Known::workspace)).orElseThrow(Invitations::nowhere);
        if (joined.isEmpty()) {
            audit.note(tx, new Audit.Actor(workspace, proven.id(), proven.email()), "signed_in", Json.EMPTY_OBJECT);
        }
        return sessions.begin(tx, proven.id(), workspace, shortened(client));
    }

    /** Whoever has given the first proof a short while ago and owes a code; empty when it was too long ago. */
    Optional<PersonId> halfWay(Transaction tx, String secret) {
        return halfWay.find(tx, secret).map(HalfWay.Owing::person);
    }

    /**
     * Goes the other half, for somebody whose code was right; empty when somebody else has.
     *
     * @throws Problem FORBIDDEN for who is in no workspace and has no invitation to take up
     */
    Optional<Sessions.Begun> goOn(Transaction tx, String secret, String client) {
        Optional<HalfWay.Owing> owing = halfWay.find(tx, secret);
        return owing.filter(found -> halfWay.end(tx, secret))
                .flatMap(found -> find(tx, found.person()))
                .map(person -> begin(
                        tx,
                        person,
                        owing.map(HalfWay.Owing::invitation).flatMap(id -> invitations.standing(tx, id)),
                        client));
    }

    /**
     * Does something that takes a code; what is empty was refused, and counts as a failed attempt for this person. Apart
     * from those at the password, so that nobody wipes them by the password that they know.
     */
    <T> Optional<T> withCode(PersonId person, Function<Transaction, Optional<T>> work) {
        String account = "code of " + person.value();
        attempts.begin(account);
        return database.write(tx -> {
            Optional<T> done = work.apply(tx);
            if (done.isPresent()) {
                attempts.succeeded(tx, account);
            }
            return done;
        });
    }

    /** FORBIDDEN unless this is the member's password. */
    void requirePassword(Member member, String password) {
        attempts.begin(member.email());
        Optional<String> kept = database.read(tx ->
                        tx.first(BY_ID, Known::of, member.caller().person().value()))
                .map(Known::password);
        if (!matches(member.email(), password, kept)) {
            throw Problem.of(ProblemCode.FORBIDDEN, "The present password is another one.");
        }
        database.write(tx -> {
            attempts.succeeded(tx, member.email());
            return true;
        });
    }

    void endOthers(Transaction tx, Member member) {
        sessions.endOthers(tx, member.caller().person(), member.sessionId());
        HalfWay.endAll(tx, member.caller().person());
    }

    /**
     * Gives the person another password and ends their other sessions.
     *
     * @throws Problem FORBIDDEN when the present one is wrong, BAD_REQUEST for an unfit new one
     */
    public void changePassword(Member member, String present, String next) {
        refuse(Passwords.faults(next));
        requirePassword(member, present);
        String hash = passwords.hash(next);
        database.write(tx -> {
            tx.update(
                    "UPDATE people SET password = ? WHERE id = ?",
                    hash,
                    member.caller().person().value());
            endOthers(tx, member);
            audit.note(tx, Audit.Actor.of(member), "password.changed", Json.EMPTY_OBJECT);
            return true;
        });
    }

    /** How many passwords were worked on, which is what an attempt costs. */
    long passwordsWorkedOn() {
        return passwords.worked();
    }

    /** The form in which a fit password is kept. */
    String hash(String password) {
        return passwords.hash(password);
    }

    /** Whoever has another password is not made to wait for failures with the one before. */
    void forgetFailures(Transaction tx, String email) {
        attempts.succeeded(tx, email);
    }

    /** The hash of a password that somebody has chosen; BAD_REQUEST when it is unfit. */
    String hashOfNew(Introduction person) {
        refuse(person.faults());
        return passwords.hash(person.password());
    }

    /** Forgets old failures, and sign-ins that nobody has brought to an end. */
    public void sweep() {
        attempts.sweep();
        var unused = database.write(halfWay::sweep);
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
