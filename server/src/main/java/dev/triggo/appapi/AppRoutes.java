package dev.triggo.appapi;

import dev.triggo.access.ApiKeys;
import dev.triggo.http.Answer;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.RequestLimits;
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
    private final Audit audit;

    /**
     * What people are and may do.
     *
     * @param oidc null where there is no outside provider
     * @param limits counts those who have no session yet
     */
    public record People(
            SignIn signIn,
            SecondFactors secondFactors,
            Sessions sessions,
            Members members,
            OwnWorkspaces workspaces,
            Audit audit,
            @Nullable OidcSignIn oidc,
            RequestLimits limits) {
        /** What forgets what is over; to be run from time to time. */
        public List<Runnable> sweeps() {
            return List.of(sessions::sweep, signIn::sweep);
        }
    }

    /**
     * @param home the workspace that the first account owns
     * @param publicUrl what links begin with
     */
    public AppRoutes(People people, ApiKeys keys, Rates rates, WorkspaceId home, String publicUrl) {
        this.sessions = new SessionRoutes(people, home);
        this.secondFactors = new SecondFactorRoutes(people.secondFactors());
        this.oidc = new OidcRoutes(people.oidc(), publicUrl);
        this.people = new PeopleRoutes(people.members(), people.audit(), publicUrl);
        this.keys = new KeyRoutes(keys, rates, people.audit());
        this.workspaces = new WorkspaceRoutes(people.workspaces(), people.sessions(), keys, rates.tiers());
        this.audit = people.audit();
    }

    /**
     * The routes of this door.
     *
     * @param work those of the door for keys, which people who are signed in have here too
     * @param from what the paths of {@code work} begin with
     * @param more of this door, made elsewhere
     */
    public List<Route> routes(List<Route> work, String from, List<Route> more) {
        var own = new ArrayList<Route>();
        own.addAll(sessions.routes());
        own.addAll(secondFactors.routes());
        own.addAll(oidc.routes());
        own.addAll(people.routes());
        own.addAll(keys.routes());
        own.addAll(workspaces.routes());
        own.addAll(more);
        own.addAll(new WorkRoutes(work, from, audit).routes());
        List<Route> described = Described.all(own);
        var all = new ArrayList<>(described);
        all.add(new Route(
                "GET",
                "/api/v1/app/openapi.json",
                Route.anybody(),
                exchange -> Answer.json(OpenApi.document("Triggo page", "1.0.0", "/", described)),
                null));
        return all;
    }
}
