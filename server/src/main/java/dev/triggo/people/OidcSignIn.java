package dev.triggo.people;

import dev.triggo.egress.Egress;
import dev.triggo.idtokens.IdTokens;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signing in by an outside provider. It says who somebody is; whether they may come in is decided here: they are known,
 * or invited, by an address that the provider has verified. Nobody gets an account or a right by having one there.
 */
public final class OidcSignIn {
    /** For what lies between going to the provider and coming back. */
    public static final Duration ON_THE_WAY = Duration.ofMinutes(10);

    private static final String TICKET = "oidc ticket";
    private static final String BY_IDENTITY =
            "SELECT person_id FROM people_identities WHERE issuer = ? AND subject = ?";
    private static final String LINK = """
            INSERT INTO people_identities (issuer, subject, person_id, linked_at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final Sealing sealing;
    private final SignIn signIn;
    private final Members members;
    private final OidcProvider provider;

    private OidcSignIn(
            Database database,
            Ids ids,
            Clock clock,
            Sealing sealing,
            SignIn signIn,
            Members members,
            OidcProvider provider) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.sealing = sealing;
        this.signIn = signIn;
        this.members = members;
        this.provider = provider;
    }

    /**
     * What the operator has set.
     *
     * @param issuer the provider's address, exactly as it writes it
     * @param secret null where the provider gave none
     * @param redirectUri where it is to send people back to
     */
    public record Settings(
            String issuer, String clientId, @Nullable String secret, String redirectUri) {
        @Override
        public String toString() {
            return "Settings[" + issuer + ", " + clientId + "]";
        }
    }

    /** The parts that it leans on. */
    public record Parts(Database database, Ids ids, Clock clock, Sealing sealing) {}

    /** Asks the provider nothing yet. */
    public static OidcSignIn with(Settings settings, Parts parts, SignIn signIn, Members members, Egress egress) {
        var client = new OidcProvider.Client(
                settings.issuer(), settings.clientId(), settings.secret(), settings.redirectUri());
        return new OidcSignIn(
                parts.database(),
                parts.ids(),
                parts.clock(),
                parts.sealing(),
                signIn,
                members,
                new OidcProvider(client, egress, parts.clock()));
    }

    /**
     * On the way to the provider.
     *
     * @param url where the browser goes
     * @param ticket what it holds until it comes back: whoever comes back without it did not go from here
     */
    public record Departure(String url, String ticket) {
        @Override
        public String toString() {
            return "Departure[]";
        }
    }

    /** OVERLOADED when the provider cannot be asked. */
    public Departure depart() {
        String state = ids.secret(24);
        String nonce = ids.secret(24);
        String verifier = ids.secret(32);
        String url = provider.authorizationUrl(state, nonce, verifier);
        String ticket = Json.object()
                .put("state", state)
                .put("nonce", nonce)
                .put("verifier", verifier)
                .put("until", clock.millis() + ON_THE_WAY.toMillis())
                .build()
                .write();
        return new Departure(url, sealing.seal(TICKET, ticket.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Somebody comes back.
     *
     * @param ticket what their browser held
     * @param state what the provider was given, and gives back
     * @throws Problem UNAUTHORIZED when they did not go from here, or the provider does not stand by it; FORBIDDEN when
     *     nobody here knows them; OVERLOADED when the provider cannot be asked
     */
    public SignIn.Outcome arrive(String ticket, String state, String code, String client) {
        Json.Obj held = opened(ticket).orElseThrow(OidcSignIn::notFromHere);
        boolean same = MessageDigest.isEqual(
                text(held, "state").getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
        if (!same || !(held.get("until") instanceof Json.Num until) || !isAhead(until)) {
            throw notFromHere();
        }
        IdTokens.Identity identity = provider.redeem(code, text(held, "verifier"), text(held, "nonce"));
        return database.write(tx -> enter(tx, identity, client));
    }

    private boolean isAhead(Json.Num until) {
        Long time = until.asLong();
        return time != null && time > clock.millis();
    }

    private static String text(Json.Obj held, String name) {
        return String.valueOf(held.text(name));
    }

    private Optional<Json.Obj> opened(String ticket) {
        try {
            return Json.parse(sealing.open(TICKET, ticket)) instanceof Json.Obj held
                    ? Optional.of(held)
                    : Optional.empty();
        } catch (IllegalStateException | IllegalArgumentException | Problem forged) {
            return Optional.empty();
        }
    }

    private SignIn.Outcome enter(Transaction tx, IdTokens.Identity identity, String client) {
        Optional<SignIn.Known> linked = tx.first(
                        BY_IDENTITY, row -> row.text("person_id"), provider.issuer(), identity.subject())
                .flatMap(person -> signIn.find(tx, new PersonId(person)));
        if (linked.isPresent()) {
            return cameIn(tx, linked.get(), identity, client);
        }
        String given = identity.email();
        if (given == null || !identity.emailVerified()) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "The identity provider has not verified an e-mail address of yours, so it cannot be told who you are"
                            + " here.");
        }
        String email = Emails.normal(given);
        Optional<SignIn.Known> known = signIn.find(tx, email);
        if (known.isPresent()) {
            link(tx, identity, known.get().id());
            return cameIn(tx, known.get(), identity, client);
        }
        String name = identity.name();
        Sessions.Begun begun = members.comeInvited(tx, email, name == null ? email : name, client)
                .orElseThrow(OidcSignIn::unknown);
        link(tx, identity, begun.member().caller().person());
        return new SignIn.Outcome.SignedIn(begun);
    }

    /**
     * Who is in no workspace may take up an invitation to the address that the account has, if the provider says today that
     * it is theirs: it may have gone to somebody else since the account was linked.
     */
    private SignIn.Outcome cameIn(Transaction tx, SignIn.Known person, IdTokens.Identity identity, String client) {
        String given = identity.email();
        boolean proven = given != null
                && identity.emailVerified()
                && Emails.normal(given).equals(person.email());
        return signIn.afterFirstProof(
                tx,
                person,
                proven && person.workspace().isEmpty() ? members.invited(tx, person.email()) : Optional.empty(),
                client);
    }

    /** An address can be given to somebody else at the provider: the account stays with whom it was linked to. */
    private void link(Transaction tx, IdTokens.Identity identity, PersonId person) {
        int linked = tx.update(LINK, provider.issuer(), identity.subject(), person.value(), clock.millis());
        if (linked == 0) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "The account of this address belongs to somebody else at the identity provider: sign in with the"
                            + " password, or have it looked at there.");
        }
    }

    private static Problem unknown() {
        return Problem.of(
                ProblemCode.FORBIDDEN,
                "Nobody here knows this address: ask an admin of the workspace for an invitation to it, and sign in again.");
    }

    private static Problem notFromHere() {
        return Problem.of(
                ProblemCode.UNAUTHORIZED, "This sign-in was not begun in this browser, or too long ago: begin again.");
    }
}
