package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.triggo.access.Grants;
import dev.triggo.access.Member;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.people.Standing;
import dev.triggo.people.Standings;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a person's yes to a code, from the code to tokens, from a refresh token to the next ones. Codes and refresh tokens
 * work once; whoever brings one a second time ends all that came of the grant, since one of the two holders has stolen
 * it. All state is in the store. Thread-safe.
 */
final class Granting {
    private static final Logger LOG = LoggerFactory.getLogger(Granting.class);

    private final Database database;
    private final Standings standings;
    private final Resources resources;
    private final Ids ids;
    private final Clock clock;

    Granting(Database database, Standings standings, Resources resources, Ids ids, Clock clock) {
        this.database = database;
        this.standings = standings;
        this.resources = resources;
        this.ids = ids;
        this.clock = clock;
    }

    /** What of the scopes somebody with this standing may hand on, sorted. Who they are, everybody may tell. */
    static List<String> within(Collection<String> scopes, Standing standing) {
        var handed = new TreeSet<>(
                Grants.ofWireNames(scopes).within(standing.role().grants()).wireNames());
        scopes.stream().filter(Identities.SCOPES::contains).forEach(handed::add);
        return List.copyOf(handed);
    }

    /** Empty when the person is out, or stands otherwise than when they granted it: then the grant is of no use. */
    static Optional<Standing> standing(Standings standings, Granted granted) {
        return standings
                .find(granted.person(), granted.workspace())
                .filter(now -> now.proof().equals(granted.proof()));
    }

    /** Looked up before the transaction that needs it: what it issues is looked at anew with every use. */
    private Optional<Standing> standing(Function<Transaction, Optional<Granted>> find) {
        return database.read(find).flatMap(granted -> standing(standings, granted));
    }

    /**
     * Keeps a person's yes and returns the code that tells the client of it.
     *
     * @param signedInAt when the person has signed in
     */
    String allow(Ask ask, Member member, Standing standing, long signedInAt) {
        String code = "trg_code_" + ids.secret(32);
        long now = clock.millis();
        Client client = ask.target().client();
        var granted = new Granted(
                ids.next(),
                standing.workspace(),
                standing.person(),
                standing.proof(),
                new Granted.ClientName(client.id(), client.name()),
                within(ask.scopes(), standing),
                ask.resource(),
                client.refreshes(),
                signedInAt,
                now + GrantRows.CODE_STANDS.toMillis());
        var unused = database.write(tx -> {
            GrantRows.insert(tx, granted, now);
            GrantRows.insertCode(tx, code, ask, granted.id(), now);
            Registrations.granted(tx, client.id(), now);
            standings.note(tx, member, "client.granted", GrantedClients.about(granted));
            return true;
        });
        return code;
    }

    /** What a transaction came to: one of the two. A refusal is committed too, with whatever it ended. */
    private record Outcome(
            GrantRows.@Nullable Fresh fresh, @Nullable Refusal refusal) {
        static Outcome refused(ErrorObject kind, String sentence) {
            return new Outcome(null, Refusal.of(kind, sentence));
        }
    }

    private GrantRows.Fresh done(Function<Transaction, Outcome> work) {
        Outcome outcome = database.write(work);
        if (outcome.fresh() == null) {
            throw outcome.refusal() == null
                    ? Refusal.of(OAuth2Error.INVALID_GRANT, "The grant does not stand.")
                    : outcome.refusal();
        }
        return outcome.fresh();
    }

    /** The tokens for a code. Whoever brings it with anything that does not belong to it has spoilt it. */
    GrantRows.Fresh redeem(AuthorizationCodeGrant brought, String clientId, @Nullable URI resource) {
        long now = clock.millis();
        String secret = brought.getAuthorizationCode().getValue();
        Optional<Standing> standing = standing(tx -> GrantRows.code(tx, secret).map(GrantRows.Code::granted));
        return done(tx -> {
            Optional<GrantRows.Code> found = GrantRows.code(tx, secret);
            if (found.isEmpty()) {
                return Outcome.refused(
                        OAuth2Error.INVALID_GRANT, "The code is not known, or no longer: ask the person again.");
            }
            GrantRows.Code code = found.get();
            if (code.used() || !GrantRows.take(tx, code, now)) {
                return stolen(tx, code.granted(), "code");
            }
            Outcome fault = fault(code, brought, clientId, resource, now);
            if (fault != null || standing.isEmpty()) {
                GrantRows.end(tx, code.granted().id());
                return fault == null ? gone() : fault;
            }
            Granted granted = GrantRows.redeemed(tx, code.granted(), now);
            List<String> scopes = within(granted.scopes(), standing.get());
            return new Outcome(GrantRows.issue(tx, granted, scopes, ids, now).saying(code.nonce()), null);
        });
    }

    private @Nullable Outcome fault(
            GrantRows.Code code, AuthorizationCodeGrant brought, String clientId, @Nullable URI resource, long now) {
        if (code.expiresAt() <= now) {
            return Outcome.refused(OAuth2Error.INVALID_GRANT, "The code is older than a minute: ask the person again.");
        }
        if (!code.granted().client().id().equals(clientId)) {
            return Outcome.refused(OAuth2Error.INVALID_GRANT, "The code was not given to this client.");
        }
        URI redirect = brought.getRedirectionURI();
        if (redirect == null ? code.redirectGiven() : !code.redirectUri().equals(redirect.toString())) {
            return Outcome.refused(OAuth2Error.INVALID_GRANT, "redirect_uri is not the one that the code was sent to.");
        }
        if (!verified(code.challenge(), brought.getCodeVerifier())) {
            return Outcome.refused(OAuth2Error.INVALID_GRANT, "code_verifier does not belong to the code.");
        }
        return isFor(code.granted(), resource) ? null : otherResource();
    }

    private static boolean verified(String challenge, @Nullable CodeVerifier verifier) {
        return verifier != null
                && MessageDigest.isEqual(
                        challenge.getBytes(StandardCharsets.US_ASCII),
                        CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                                .getValue()
                                .getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The next tokens for a refresh token.
     *
     * @param named fewer scopes than were granted; all of them where it names none that a token is of use for
     */
    GrantRows.Fresh refresh(String token, String clientId, Collection<String> named, @Nullable URI resource) {
        long now = clock.millis();
        Optional<Standing> standing = standing(tx -> GrantRows.token(tx, token).map(GrantRows.Token::granted));
        return done(tx -> {
            Optional<GrantRows.Token> found = GrantRows.token(tx, token).filter(GrantRows.Token::refresh);
            if (found.isEmpty() || found.get().expiresAt() <= now) {
                return Outcome.refused(
                        OAuth2Error.INVALID_GRANT,
                        "The refresh token is not known, or no longer: ask the person again.");
            }
            GrantRows.Token known = found.get();
            Granted granted = known.granted();
            if (!granted.client().id().equals(clientId)) {
                return Outcome.refused(OAuth2Error.INVALID_GRANT, "The refresh token was not given to this client.");
            }
            if (known.used()) {
                return stolen(tx, granted, "refresh token");
            }
            if (!isFor(granted, resource)) {
                return otherResource();
            }
            Collection<String> scopes = narrowed(named, granted);
            if (!granted.scopes().containsAll(scopes)) {
                return Outcome.refused(
                        OAuth2Error.INVALID_SCOPE, "More scopes than the person has granted: ask them again.");
            }
            if (standing.isEmpty()) {
                GrantRows.end(tx, granted.id());
                return gone();
            }
            if (!GrantRows.take(tx, known, now)) {
                return stolen(tx, granted, "refresh token");
            }
            return new Outcome(GrantRows.issue(tx, granted, within(scopes, standing.get()), ids, now), null);
        });
    }

    /** As where a person was asked: who they are is left out unless it was granted, and is never all that there is. */
    private static Collection<String> narrowed(Collection<String> named, Granted granted) {
        var scopes = new ArrayList<String>();
        boolean ours = false;
        for (String scope : named) {
            boolean identity = Identities.SCOPES.contains(scope);
            ours |= !identity;
            if (!identity || granted.scopes().contains(scope)) {
                scopes.add(scope);
            }
        }
        return ours ? scopes : granted.scopes();
    }

    private Outcome stolen(Transaction tx, Granted granted, String what) {
        if (GrantRows.end(tx, granted.id())) {
            standings.noteServer(
                    tx,
                    granted.workspace(),
                    granted.person(),
                    "client.ended_by_reuse",
                    GrantedClients.about(granted).with("broughtAgain", Json.of(what)));
        }
        LOG.warn(
                "a {} of client {} was brought a second time: all tokens of that grant are ended",
                what,
                granted.client().id());
        return Outcome.refused(
                OAuth2Error.INVALID_GRANT,
                "The " + what + " was used before. All tokens that came of it are ended: ask the person again.");
    }

    private boolean isFor(Granted granted, @Nullable URI resource) {
        return resource == null
                || resources
                        .find(resource.toString())
                        .filter(granted.resource()::equals)
                        .isPresent();
    }

    private static Outcome otherResource() {
        return Outcome.refused(
                OAuth2Error.INVALID_TARGET, "The person has granted this for another resource: ask them again.");
    }

    private static Outcome gone() {
        return Outcome.refused(
                OAuth2Error.INVALID_GRANT,
                "The person who granted this has left the workspace, or has another password since: ask them again.");
    }

    /** Ends a token: a refresh token with all that came of its grant, an access token by itself. False for another client's. */
    boolean revoke(String token, @Nullable String clientId) {
        return database.write(tx -> {
            Optional<GrantRows.Token> known = GrantRows.token(tx, token);
            if (known.isEmpty()) {
                return true;
            }
            if (clientId != null && !known.get().granted().client().id().equals(clientId)) {
                return false;
            }
            if (known.get().refresh()) {
                GrantRows.end(tx, known.get().granted().id());
            } else {
                GrantRows.forget(tx, known.get());
            }
            return true;
        });
    }

    void sweep() {
        long now = clock.millis();
        var unused = database.write(tx -> GrantRows.sweep(tx, now));
    }
}
