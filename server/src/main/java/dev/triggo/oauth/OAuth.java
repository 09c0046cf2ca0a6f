package dev.triggo.oauth;

import dev.triggo.egress.Egress;
import dev.triggo.http.Route;
import dev.triggo.idtokens.SigningKeys;
import dev.triggo.kernel.Ids;
import dev.triggo.limits.RequestLimits;
import dev.triggo.people.SecondFactors;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import dev.triggo.people.Standings;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The authorization server: lets a host that a person has started act in that person's name, as far as they say and their
 * role goes. Everything it must remember is in the store, so that servers of one database are one.
 */
public final class OAuth {
    /** What is kept here of a workspace. */
    public static final Belongings BELONGINGS = Belongings.of("""
            DELETE FROM oauth_tokens WHERE hash IN
                (SELECT k.hash FROM oauth_tokens k JOIN oauth_grants g ON g.id = k.grant_id
                  WHERE g.workspace_id = ? LIMIT 500)""", """
            DELETE FROM oauth_codes WHERE hash IN
                (SELECT c.hash FROM oauth_codes c JOIN oauth_grants g ON g.id = c.grant_id
                  WHERE g.workspace_id = ? LIMIT 500)""", """
            DELETE FROM oauth_grants WHERE id IN
                (SELECT id FROM oauth_grants WHERE workspace_id = ? LIMIT 500)""");

    private final Registrations registrations;
    private final Granting granting;
    private final AccessTokens tokens;
    private final GrantedClients grantedClients;
    private final SigningKeys signingKeys;
    private final List<Route> routes = new ArrayList<>();

    /** Who can sign in, and what they are. */
    public record People(SignIn signIn, SecondFactors secondFactors, Sessions sessions, Standings standings) {}

    /**
     * What the operator has set.
     *
     * @param publicUrl the issuer, and what the resources' addresses begin with
     * @param clientDocuments whether clients may be known by a document at their own address
     */
    public record Terms(String publicUrl, boolean clientDocuments) {}

    /**
     * What it stands on.
     *
     * @param egress reads clients' documents
     * @param limits counts those who have no credential yet
     */
    public record Ground(Database database, Egress egress, RequestLimits limits, Ids ids, Clock clock) {}

    /** @param keys sign what tells who somebody is */
    public OAuth(Terms terms, Ground ground, People people, SigningKeys keys) {
        Database database = ground.database();
        Clock clock = ground.clock();
        var resources = new Resources(terms.publicUrl());
        var throttle = new Throttle(ground.limits());
        registrations = new Registrations(database, ground.ids(), clock);
        granting = new Granting(database, people.standings(), resources, ground.ids(), clock);
        tokens = new AccessTokens(database, people.standings(), resources, clock);
        grantedClients = new GrantedClients(database, people.standings(), clock);
        signingKeys = keys;
        var identities = new Identities(database, people.standings(), keys, resources, clock);
        var documents = terms.clientDocuments() ? new ClientDocuments(ground.egress(), clock) : null;
        var asking = new Asking(new Clients(registrations, documents), resources);
        routes.addAll(new Metadata(resources, terms.clientDocuments()).routes());
        routes.addAll(new AuthorizeDesk(people, asking, granting, resources, throttle, clock).routes());
        routes.addAll(new ClientDesk(registrations, granting, identities, resources, throttle).routes());
        routes.addAll(identities.routes());
    }

    public List<Route> routes() {
        return List.copyOf(routes);
    }

    public AccessTokens tokens() {
        return tokens;
    }

    public GrantedClients grantedClients() {
        return grantedClients;
    }

    /** What forgets what is over; to be run from time to time. */
    public List<Runnable> sweeps() {
        return List.of(granting::sweep, registrations::sweep, signingKeys::sweep);
    }
}
