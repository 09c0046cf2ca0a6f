package dev.triggo.people;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For people who have lost what they prove themselves with. Only the operator, at the machine, can help them: an account
 * belongs to several workspaces, and the admin of one must not come into the others by it. What is done stands in the audit
 * log of each of them. Thread-safe.
 */
public final class Recovery {
    static final Duration LINK_STANDS = Duration.ofHours(1);

    private static final String LIST = """
            SELECT p.email, p.name, f.confirmed_at,
                   (SELECT COUNT(*) FROM people_memberships m WHERE m.person_id = p.id) AS workspaces
              FROM people p
              LEFT JOIN people_second_factors f ON f.person_id = p.id
             ORDER BY p.email
            """;
    private static final String LINK = """
            INSERT INTO people_password_links (person_id, secret_hash, expires_at) VALUES (?, ?, ?)
            ON CONFLICT (person_id) DO UPDATE SET secret_hash = excluded.secret_hash, expires_at = excluded.expires_at
            """;
    private static final String OF_LINK =
            "SELECT person_id FROM people_password_links WHERE secret_hash = ? AND expires_at > ?";

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final Audit audit;
    private final @Nullable SignIn signIn;

    private Recovery(Database database, Ids ids, Clock clock, Audit audit, @Nullable SignIn signIn) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.audit = audit;
        this.signIn = signIn;
    }

    /** For the operator's commands. */
    public static Recovery ofOperator(Database database, Ids ids, Clock clock) {
        return new Recovery(database, ids, clock, new Audit(database, ids, clock), null);
    }

    /** For those who come with a link. */
    public static Recovery ofServer(Database database, Ids ids, Clock clock, Audit audit, SignIn signIn) {
        return new Recovery(database, ids, clock, audit, signIn);
    }

    /** Everybody who has an account: {@code [{email, name, secondFactor, workspaces}]}, in the order of their addresses. */
    public List<Json.Obj> people() {
        return database.read(tx -> tx.list(
                LIST,
                row -> Json.object()
                        .put("email", row.text("email"))
                        .put("name", row.text("name"))
                        .put("secondFactor", row.numberOrNull("confirmed_at") != null)
                        .put("workspaces", row.number("workspaces"))
                        .build()));
    }

    /** Takes away the second factor, with its recovery codes, and ends the person's sessions. NOT_FOUND; BAD_REQUEST for none. */
    public void resetSecondFactor(String email) {
        database.write(tx -> {
            PersonId person = person(tx, email);
            tx.update("DELETE FROM people_recovery_codes WHERE person_id = ?", person.value());
            if (tx.update("DELETE FROM people_second_factors WHERE person_id = ?", person.value()) == 0) {
                throw Problem.of(
                        ProblemCode.BAD_REQUEST,
                        "This person has no second factor: their password is enough to sign in.");
            }
            endSessions(tx, person);
            note(tx, person, email, "second_factor.reset");
            return true;
        });
    }

    /**
     * What a link was made of.
     *
     * @param secret what it ends in; seen this once
     */
    public record Link(String secret, long expiresAt) {
        @Override
        public String toString() {
            return "Link[]";
        }
    }

    /** A link for another password, in the place of the one before; ends the person's sessions. NOT_FOUND. */
    public Link passwordLink(String email) {
        String secret = "password_" + ids.secret(24);
        long end = clock.millis() + LINK_STANDS.toMillis();
        return database.write(tx -> {
            PersonId person = person(tx, email);
            tx.update(LINK, person.value(), Hash.sha256Hex(secret), end);
            endSessions(tx, person);
            note(tx, person, email, "password.link_made");
            return new Link(secret, end);
        });
    }

    /**
     * Gives whoever has the link another password, which ends what was granted with the one before. They sign in with it
     * then, and owe a code as before. The link works once.
     *
     * @throws Problem UNAUTHORIZED for a link that does not stand; BAD_REQUEST for an unfit password
     */
    public void takePassword(String secret, String password) {
        SignIn.refuse(Passwords.faults(password));
        // Before the costly work: a wrong link must be cheap to refuse.
        if (signIn == null || database.read(tx -> holder(tx, secret)).isEmpty()) {
            throw noLink();
        }
        String hash = signIn.hash(password);
        boolean done = database.write(tx -> {
            Optional<PersonId> holder = holder(tx, secret);
            if (holder.isEmpty()
                    || tx.update("DELETE FROM people_password_links WHERE secret_hash = ?", Hash.sha256Hex(secret))
                            == 0) {
                return false;
            }
            PersonId person = holder.get();
            tx.update("UPDATE people SET password = ? WHERE id = ?", hash, person.value());
            endSessions(tx, person);
            String email = tx.first("SELECT email FROM people WHERE id = ?", row -> row.text("email"), person.value())
                    .orElse("");
            signIn.forgetFailures(tx, email);
            for (WorkspaceId workspace : workspaces(tx, person)) {
                audit.note(tx, new Audit.Actor(workspace, person, email), "password.taken_by_link", Json.EMPTY_OBJECT);
            }
            return true;
        });
        if (!done) {
            throw noLink();
        }
    }

    private Optional<PersonId> holder(Transaction tx, String secret) {
        return tx.first(OF_LINK, row -> new PersonId(row.text("person_id")), Hash.sha256Hex(secret), clock.millis());
    }

    private static PersonId person(Transaction tx, String email) {
        return tx.first(
                        "SELECT id FROM people WHERE email = ?",
                        row -> new PersonId(row.text("id")),
                        Emails.normal(email))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.NOT_FOUND,
                        "Nobody has an account with this address: ./triggo people list shows who has."));
    }

    private static void endSessions(Transaction tx, PersonId person) {
        tx.update("DELETE FROM people_sessions WHERE person_id = ?", person.value());
        HalfWay.endAll(tx, person);
    }

    private void note(Transaction tx, PersonId person, String email, String what) {
        Json.Obj about = Json.object()
                .put("person", person.value())
                .put("email", Emails.normal(email))
                .build();
        for (WorkspaceId workspace : workspaces(tx, person)) {
            audit.note(tx, Audit.Actor.operator(workspace), what, about);
        }
    }

    private static List<WorkspaceId> workspaces(Transaction tx, PersonId person) {
        return tx.list(
                "SELECT workspace_id FROM people_memberships WHERE person_id = ? ORDER BY workspace_id",
                row -> new WorkspaceId(row.text("workspace_id")),
                person.value());
    }

    private static Problem noLink() {
        return Problem.of(
                ProblemCode.UNAUTHORIZED,
                "This link does not stand: it was used, a newer one was made, or it is older than an hour. Ask whoever runs"
                        + " the server for a new one.");
    }
}
