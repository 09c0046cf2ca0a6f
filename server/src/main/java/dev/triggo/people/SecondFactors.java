package dev.triggo.people;

import dev.triggo.access.Member;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.Times;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One-time codes as a second proof beside the password. Each code works once; ten recovery codes stand in for a lost
 * authenticator, each once. Thread-safe.
 */
public final class SecondFactors {
    private static final String ISSUER = "Triggo";
    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_BYTES = 10;
    private static final String FIND =
            "SELECT secret, confirmed_at, last_step FROM people_second_factors WHERE person_id = ?";
    private static final String BEGIN = """
            INSERT INTO people_second_factors (person_id, secret, last_step) VALUES (?, ?, 0)
            ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, last_step = 0
             WHERE people_second_factors.confirmed_at IS NULL
            """;

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final Sealing sealing;
    private final SignIn signIn;
    private final Audit audit;

    public SecondFactors(Database database, Ids ids, Clock clock, Sealing sealing, SignIn signIn, Audit audit) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.sealing = sealing;
        this.signIn = signIn;
        this.audit = audit;
    }

    private record Factor(String secret, @Nullable Long confirmedAt, long lastStep) {}

    private static Optional<Factor> find(Transaction tx, PersonId person) {
        return tx.first(
                FIND,
                row -> new Factor(row.text("secret"), row.numberOrNull("confirmed_at"), row.number("last_step")),
                person.value());
    }

    /** Whether a person's password is not enough. */
    static boolean isOn(Transaction tx, PersonId person) {
        return find(tx, person).filter(factor -> factor.confirmedAt() != null).isPresent();
    }

    /** {@code {on, since?, recoveryCodesLeft}}. */
    public Json.Obj state(Member member) {
        PersonId person = member.caller().person();
        return database.read(tx -> {
            Long since = find(tx, person).map(Factor::confirmedAt).orElse(null);
            long left = tx.first(
                            "SELECT COUNT(*) AS codes FROM people_recovery_codes WHERE person_id = ?",
                            row -> row.number("codes"),
                            person.value())
                    .orElse(0L);
            return Json.object()
                    .put("on", since != null)
                    .putIf("since", since == null ? null : Times.iso(since))
                    .put("recoveryCodesLeft", left)
                    .build();
        });
    }

    /**
     * What goes into an authenticator, seen this once: it asks for codes once one was given to {@link #confirm}.
     *
     * @param secret in base 32, to be typed
     * @param uri the same and more, to be shown as a picture
     */
    public record Begun(String secret, String uri) {
        @Override
        public String toString() {
            return "Begun[]";
        }
    }

    /** Throws FORBIDDEN for a wrong password, BAD_REQUEST when codes are asked for already. */
    public Begun begin(Member member, String password) {
        signIn.requirePassword(member, password);
        PersonId person = member.caller().person();
        byte[] secret = ids.bytes(Totp.SECRET_BYTES);
        String sealed = sealing.seal(person.value(), secret);
        database.write(tx -> {
            if (tx.update(BEGIN, person.value(), sealed) == 0) {
                throw Problem.of(
                        ProblemCode.BAD_REQUEST,
                        "Codes are asked for already: switch that off before you begin with another authenticator.");
            }
            audit.note(tx, Audit.Actor.of(member), "second_factor.begun", Json.EMPTY_OBJECT);
            return true;
        });
        return new Begun(Totp.base32(secret), Totp.uri(ISSUER, member.email(), secret));
    }

    /**
     * Asks for codes from now on, as the authenticator has shown that it makes them; ends the other sessions. Returns the
     * recovery codes, which are seen this once.
     *
     * @throws Problem FORBIDDEN for a wrong code; BAD_REQUEST when nothing was begun
     */
    public List<String> confirm(Member member, String code) {
        PersonId person = member.caller().person();
        List<String> codes = freshCodes();
        return proven(member, tx -> {
            Factor factor = find(tx, person)
                    .filter(found -> found.confirmedAt() == null)
                    .orElseThrow(
                            () -> Problem.of(ProblemCode.BAD_REQUEST, "There is nothing to confirm: begin first."));
            if (!usesCode(tx, person, factor, code)) {
                return null;
            }
            tx.update(
                    "UPDATE people_second_factors SET confirmed_at = ? WHERE person_id = ?",
                    clock.millis(),
                    person.value());
            keep(tx, person, codes);
            signIn.endOthers(tx, member);
            audit.note(tx, Audit.Actor.of(member), "second_factor.on", Json.EMPTY_OBJECT);
            return codes;
        });
    }

    /** Ten other recovery codes in the place of those before. FORBIDDEN for a wrong password or code. */
    public List<String> renew(Member member, String password, String code) {
        signIn.requirePassword(member, password);
        List<String> codes = freshCodes();
        return proven(member, tx -> {
            if (!uses(tx, member.caller().person(), code)) {
                return null;
            }
            keep(tx, member.caller().person(), codes);
            audit.note(tx, Audit.Actor.of(member), "second_factor.recovery_codes", Json.EMPTY_OBJECT);
            return codes;
        });
    }

    /** Asks for no codes any more. FORBIDDEN for a wrong password or code. */
    public void disable(Member member, String password, String code) {
        signIn.requirePassword(member, password);
        var unused = proven(member, tx -> {
            PersonId person = member.caller().person();
            if (!uses(tx, person, code)) {
                return null;
            }
            tx.update("DELETE FROM people_second_factors WHERE person_id = ?", person.value());
            tx.update("DELETE FROM people_recovery_codes WHERE person_id = ?", person.value());
            audit.note(tx, Audit.Actor.of(member), "second_factor.off", Json.EMPTY_OBJECT);
            return true;
        });
    }

    /** What a right code lets happen; null for a wrong one. */
    private interface Work<T> {
        @Nullable
        T done(Transaction tx);
    }

    private <T> T proven(Member member, Work<T> work) {
        PersonId person = member.caller().person();
        Optional<T> done = signIn.withCode(person, tx -> Optional.ofNullable(work.done(tx)));
        return done.orElseThrow(() -> Problem.of(
                ProblemCode.FORBIDDEN,
                "The code is wrong, was used before, or is too old: give the one that the authenticator shows now."));
    }

    /** Takes a code or a recovery code, which then works no more; false for a wrong one. */
    boolean uses(Transaction tx, PersonId person, String given) {
        Optional<Factor> factor = find(tx, person).filter(found -> found.confirmedAt() != null);
        if (factor.isEmpty()) {
            return false;
        }
        String code = given.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
        if (code.length() == 6) {
            return usesCode(tx, person, factor.get(), code);
        }
        return tx.update(
                        "DELETE FROM people_recovery_codes WHERE person_id = ? AND code_hash = ?",
                        person.value(),
                        Hash.sha256Hex(code))
                == 1;
    }

    /** The condition on the row makes one of those who give the same code at once the only one. */
    private boolean usesCode(Transaction tx, PersonId person, Factor factor, String code) {
        byte[] secret = sealing.open(person.value(), factor.secret());
        OptionalLong step = Totp.stepOf(secret, code.strip(), clock.millis(), factor.lastStep());
        return step.isPresent()
                && tx.update(
                                "UPDATE people_second_factors SET last_step = ? WHERE person_id = ? AND last_step < ?",
                                step.getAsLong(),
                                person.value(),
                                step.getAsLong())
                        == 1;
    }

    /**
     * The second step after {@link SignIn#signIn}.
     *
     * @param secret what the first step has given
     * @param code one of the authenticator's, or a recovery code
     * @throws Problem UNAUTHORIZED when the code is wrong or the first step too long ago; RATE_LIMIT_EXCEEDED
     */
    public Sessions.Begun signIn(String secret, String code, String client) {
        PersonId person = database.read(tx -> signIn.halfWay(tx, secret)).orElseThrow(SecondFactors::over);
        Optional<Sessions.Begun> begun = signIn.withCode(
                person,
                tx -> signIn.halfWay(tx, secret)
                        .filter(owing -> uses(tx, owing, code))
                        .flatMap(owing -> signIn.goOn(tx, secret, client)));
        return begun.orElseThrow(() -> Problem.of(
                ProblemCode.UNAUTHORIZED,
                "The code is wrong, was used before, or is too old: give the one that the authenticator shows now, or a"
                        + " recovery code."));
    }

    private static Problem over() {
        return Problem.of(
                ProblemCode.UNAUTHORIZED, "This sign-in was begun too long ago, or is done: begin with the password.");
    }

    private List<String> freshCodes() {
        var codes = new ArrayList<String>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            String code = Totp.base32(ids.bytes(RECOVERY_BYTES)).toLowerCase(Locale.ROOT);
            codes.add(code.replaceAll("(.{4})(?=.)", "$1-"));
        }
        return codes;
    }

    private static void keep(Transaction tx, PersonId person, List<String> codes) {
        tx.update("DELETE FROM people_recovery_codes WHERE person_id = ?", person.value());
        for (String code : codes) {
            tx.update(
                    "INSERT INTO people_recovery_codes (person_id, code_hash) VALUES (?, ?)",
                    person.value(),
                    Hash.sha256Hex(code.replace("-", "")));
        }
    }
}
