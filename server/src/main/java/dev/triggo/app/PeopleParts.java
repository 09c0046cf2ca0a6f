package dev.triggo.app;

import dev.triggo.access.Access;
import dev.triggo.access.Workspaces;
import dev.triggo.appapi.AppRoutes;
import dev.triggo.appapi.RecoveryRoutes;
import dev.triggo.http.Route;
import dev.triggo.idtokens.SigningKeys;
import dev.triggo.kernel.Ids;
import dev.triggo.oauth.OAuth;
import dev.triggo.people.Audit;
import dev.triggo.people.Invitations;
import dev.triggo.people.Members;
import dev.triggo.people.OidcSignIn;
import dev.triggo.people.OwnWorkspaces;
import dev.triggo.people.Recovery;
import dev.triggo.people.Sealing;
import dev.triggo.people.SecondFactors;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import dev.triggo.people.Standings;
import dev.triggo.store.Database;
import java.time.Clock;
import java.util.List;

/** People who sign in, and the clients that they let act for them, put together. */
final class PeopleParts {
    private final AppRoutes.People people;
    private final OAuth oauth;
    private final Doorkeeper doorkeeper;
    private final List<Route> routes;

    /** @param encryptionKey what secrets are sealed with */
    PeopleParts(Settings settings, OAuth.Ground ground, Workspaces workspaces, Access access, byte[] encryptionKey) {
        Database database = ground.database();
        Ids ids = ground.ids();
        Clock clock = ground.clock();
        var audit = new Audit(database, ids, clock);
        var sessions = new Sessions(database, workspaces, ids, clock);
        var invitations = new Invitations(clock, audit);
        var signIn = new SignIn(database, ids, clock, sessions, audit, invitations);
        var sealing = new Sealing(encryptionKey, ids);
        var recovery = Recovery.ofServer(database, ids, clock, audit, signIn);
        routes = new RecoveryRoutes(recovery, ground.limits()).routes();
        var factors = new SecondFactors(database, ids, clock, sealing, signIn, audit);
        var members = new Members(database, ids, clock, signIn, sessions, audit, invitations);
        var terms = new OwnWorkspaces.Terms(
                settings.defaultTier(), settings.people().ownWorkspaces());
        var own = new OwnWorkspaces(database, workspaces, ids, clock, signIn, audit, terms);
        var parts = new OidcSignIn.Parts(database, ids, clock, sealing);
        OidcSignIn oidc = settings.people()
                .oidc(settings.publicUrl())
                .map(provider -> OidcSignIn.with(provider, parts, signIn, members, ground.egress()))
                .orElse(null);
        people = new AppRoutes.People(signIn, factors, sessions, members, own, audit, oidc, ground.limits());
        var who = new OAuth.People(signIn, factors, sessions, new Standings(database, workspaces, audit));
        var keys = new SigningKeys(database, encryptionKey, ids, clock);
        oauth = new OAuth(new OAuth.Terms(settings.publicUrl(), settings.clientDocuments()), ground, who, keys);
        doorkeeper = new Doorkeeper(access, oauth.tokens(), sessions, workspaces.deletions());
    }

    AppRoutes.People people() {
        return people;
    }

    /** Knows everybody who may come in: people, their clients, and keys. */
    Doorkeeper doorkeeper() {
        return doorkeeper;
    }

    /** The routes that are not of one kind with the others. */
    List<Route> routes() {
        return routes;
    }

    OAuth oauth() {
        return oauth;
    }
}
