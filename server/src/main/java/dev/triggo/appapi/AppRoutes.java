package dev.triggo.appapi;

import dev.triggo.access.ApiKeys;
import dev.triggo.http.Route;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.Tiers;
import dev.triggo.people.Audit;
import dev.triggo.people.Members;
import dev.triggo.people.OidcSignIn;
import dev.triggo.people.OwnWorkspaces;
import dev.triggo.people.SecondFactors;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The route table of {@code /api/v1/app}. */
public final class AppRoutes {
    private final SessionRoutes sessions;
    private final SecondFactorRoutes secondFactors;
    private final OidcRoutes oidc;
    private final PeopleRoutes people;
    private final KeyRoutes keys;
    private final WorkspaceRoutes workspaces;

    /**
     * What people are and may do.
     *
     * @param oidc null where there is no outside provider
     */
    public record People(
            SignIn signIn,
            SecondFactors secondFactors,
            Sessions sessions,
            Members members,
            OwnWorkspaces workspaces,
            Audit audit,
            @Nullable OidcSignIn oidc) {
        /** What forgets what is over; to be run from time to time. */
        public List<Runnable> sweeps() {
            return List.of(sessions::sweep, signIn::sweep);
        }
    }

    /**
     * @param home the workspace that the first account owns
     * @param publicUrl what links begin with
     */
    public AppRoutes(People people, ApiKeys keys, Tiers tiers, WorkspaceId home, String publicUrl) {
        this.sessions = new SessionRoutes(people, home);
        this.secondFactors = new SecondFactorRoutes(people.secondFactors());
        this.oidc = new OidcRoutes(people.oidc(), publicUrl);
        this.people = new PeopleRoutes(people.members(), people.audit(), publicUrl);
        this.keys = new KeyRoutes(keys, tiers, people.audit());
        this.workspaces = new WorkspaceRoutes(people.workspaces(), people.sessions(), keys, tiers);
    }

    public List<Route> routes() {
        var all = new ArrayList<Route>();
        all.addAll(sessions.routes());
        all.addAll(secondFactors.routes());
        all.addAll(oidc.routes());
        all.addAll(people.routes());
        all.addAll(keys.routes());
        all.addAll(workspaces.routes());
        return all;
    }
}
