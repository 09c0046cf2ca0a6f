package dev.triggo.people;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.PersonId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sign-ins whose first proof was right and that owe a code yet. Thread-safe. */
final class HalfWay {
    /** For the code that follows the first proof. */
    private static final Duration STANDS = Duration.ofMinutes(5);

    private final Ids ids;
    private final Clock clock;

    HalfWay(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Whoever owes a code.
     *
     * @param invitation the id of the one that they may take up with it
     */
    record Owing(PersonId person, @Nullable String invitation) {
        private static Owing of(Row row) {
            return new Owing(new PersonId(row.text("person_id")), row.textOrNull("invitation_id"));
        }
    }

    SignIn.Outcome.CodeNeeded begin(Transaction tx, PersonId person, Optional<Invitations.Invited> invited) {
        String secret = "sign_in_" + ids.secret(24);
        long end = clock.millis() + STANDS.toMillis();
        tx.update(
                "INSERT INTO people_half_sign_ins (secret_hash, person_id, expires_at, invitation_id)"
                        + " VALUES (?, ?, ?, ?)",
                Hash.sha256Hex(secret),
                person.value(),
                end,
                invited.map(Invitations.Invited::id).orElse(null));
        return new SignIn.Outcome.CodeNeeded(secret, end);
    }

    /** Empty when it was too long ago. */
    Optional<Owing> find(Transaction tx, String secret) {
        return tx.first(
                "SELECT person_id, invitation_id FROM people_half_sign_ins WHERE secret_hash = ? AND expires_at > ?",
                Owing::of,
                Hash.sha256Hex(secret),
                clock.millis());
    }

    /** Ends what {@link #find} has found; false when somebody else has. */
    boolean end(Transaction tx, String secret) {
        return tx.update("DELETE FROM people_half_sign_ins WHERE secret_hash = ?", Hash.sha256Hex(secret)) == 1;
    }

    static void endAll(Transaction tx, PersonId person) {
        tx.update("DELETE FROM people_half_sign_ins WHERE person_id = ?", person.value());
    }

    /** Forgets those that nobody has brought to an end. */
    int sweep(Transaction tx) {
        return tx.update("DELETE FROM people_half_sign_ins WHERE expires_at <= ?", clock.millis());
    }
}
