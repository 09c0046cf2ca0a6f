package dev.triggo.oauth;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.people.Standing;
import dev.triggo.people.Standings;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Tells who calls with an access token. Each use looks at the store: a token that was revoked, whose person has left, or
 * who may do less now, is refused or narrowed from the next request on, on every server. Thread-safe.
 */
public final class AccessTokens {
    private static final String MARK = "trg_at_";
    private static final String ACTING = "oauth-";
    /** A use is written down no more often than this. */
    private static final long SEEN_EVERY_MS = 60_000;

    private final Database database;
    private final Standings standings;
    private final Resources resources;
    private final Clock clock;

    AccessTokens(Database database, Standings standings, Resources resources, Clock clock) {
        this.database = database;
        this.standings = standings;
        this.resources = resources;
        this.clock = clock;
    }

    /** Whether this is a matter of {@link #find} and not of keys. */
    public static boolean hasForm(String bearer) {
        return bearer.startsWith(MARK);
    }

    /** Whoever has let the bearer act for them; empty when the token is none, is over, or is not for calls of this path. */
    public Optional<Caller> find(String bearer, String path) {
        long now = clock.millis();
        Optional<GrantRows.Token> known = database.read(tx -> GrantRows.token(tx, bearer))
                .filter(token -> !token.refresh()
                        && token.expiresAt() > now
                        && (resources.covers(token.granted().resource(), path) || path.equals(Identities.USER_INFO)));
        if (known.isEmpty()) {
            return Optional.empty();
        }
        GrantRows.Token token = known.get();
        Granted granted = token.granted();
        Optional<Standing> standing = Granting.standing(standings, granted);
        if (standing.isEmpty()) {
            return Optional.empty();
        }
        seen(granted, now);
        Standing person = standing.get();
        return Optional.of(new Caller(
                granted.workspace(),
                granted.person(),
                credentialId(granted),
                person.email() + " by " + granted.client().shown(),
                Grants.ofWireNames(token.scopes()).within(person.role().grants()),
                person.tier(),
                null));
    }

    /** One person's use of one client counts together, however often they let it in. */
    private static String credentialId(Granted granted) {
        return ACTING + granted.person().value() + "-"
                + Hash.sha256Hex(granted.client().id()).substring(0, 16);
    }

    /** Whether a caller who has come in with this acts for a person. */
    public static boolean isOne(String credentialId) {
        return credentialId.startsWith(ACTING);
    }

    /**
     * What the client may do now for the person, with any of its tokens; it stays so until the transaction is over. Empty
     * when it is not let in any more.
     */
    public Optional<Grants> hold(Transaction tx, WorkspaceId workspace, PersonId person, String credentialId) {
        Optional<Standings.Held> standing = standings.hold(tx, person, workspace);
        if (standing.isEmpty()) {
            return Optional.empty();
        }
        var scopes = new TreeSet<String>();
        for (GrantRows.Token token : GrantRows.held(tx, workspace, person, clock.millis())) {
            Granted granted = token.granted();
            if (credentialId(granted).equals(credentialId)
                    && granted.proof().equals(standing.get().proof())) {
                scopes.addAll(token.scopes());
            }
        }
        return scopes.isEmpty()
                ? Optional.empty()
                : Optional.of(Grants.ofWireNames(scopes).within(standing.get().grants()));
    }

    private void seen(Granted granted, long now) {
        var unused = database.submit(tx -> tx.update(
                "UPDATE oauth_grants SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)",
                now,
                granted.id(),
                now - SEEN_EVERY_MS));
    }
}
