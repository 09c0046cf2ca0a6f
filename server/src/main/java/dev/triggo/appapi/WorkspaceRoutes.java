package dev.triggo.appapi;

import dev.triggo.access.ApiKeys;
import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.Tier;
import dev.triggo.limits.Tiers;
import dev.triggo.people.OwnWorkspaces;
import dev.triggo.people.Sessions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One's workspaces: which there are, the one that is looked at and what its tier allows, making and naming them. */
final class WorkspaceRoutes {
    private static final String ALL = "/api/v1/app/workspaces";
    private static final String CURRENT = "/api/v1/app/workspace";
    private static final String DELETE = CURRENT + "/delete";

    private final OwnWorkspaces workspaces;
    private final Sessions sessions;
    private final ApiKeys keys;
    private final Tiers tiers;

    WorkspaceRoutes(OwnWorkspaces workspaces, Sessions sessions, ApiKeys keys, Tiers tiers) {
        this.workspaces = workspaces;
        this.sessions = sessions;
        this.keys = keys;
        this.tiers = tiers;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", ALL, Route.signedIn(Role.VIEWER), this::list, null),
                new Route("POST", ALL, Route.signedIn(Role.OWNER), this::make, null),
                new Route("GET", CURRENT, Route.signedIn(Role.VIEWER), this::current, null),
                new Route("PUT", CURRENT, Route.signedIn(Role.ADMIN), this::rename, null),
                new Route("POST", CURRENT, Route.signedIn(Role.VIEWER), this::enter, null),
                new Route("POST", DELETE, Route.signedIn(Role.OWNER), this::delete, null));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(Json.object()
                .put(
                        "workspaces",
                        Json.array(workspaces.list(exchange.member().caller().person())))
                .build());
    }

    private Answer make(Exchange exchange) {
        String name = name(exchange);
        return new Answer.JsonBody(201, Map.of(), OwnWorkspaces.shown(workspaces.make(exchange.member(), name)));
    }

    private Answer current(Exchange exchange) {
        return Answer.json(shown(workspaces.current(exchange.member()), exchange.member()));
    }

    private Answer rename(Exchange exchange) {
        String name = name(exchange);
        return Answer.json(shown(workspaces.rename(exchange.member(), name), exchange.member()));
    }

    /** {@code {signedIn}}: whether the session goes on, in another workspace. */
    private Answer delete(Exchange exchange) {
        Fields fields = Fields.of(exchange, "name", "password");
        String name = fields.text("name");
        String password = fields.text("password", "");
        fields.done();
        boolean signedIn = workspaces.delete(exchange.member(), name, password);
        return Answer.json(Json.object().put("signedIn", signedIn).build());
    }

    private static String name(Exchange exchange) {
        Fields fields = Fields.of(exchange, "name");
        String name = fields.text("name");
        fields.done();
        return name;
    }

    /** {@code {id, name, tier, role, isDefault, limits {requestsPerMinute, activeKeys, runsPerHour}, used {activeKeys}}}. */
    private Json.Obj shown(Workspace workspace, Member member) {
        Tier tier = tiers.of(workspace.tier());
        return OwnWorkspaces.shown(workspace)
                .with("role", Json.of(member.role().wireName()))
                .with("isDefault", Json.of(Workspaces.isDefault(workspace.id())))
                .with(
                        "limits",
                        Json.object()
                                .put("requestsPerMinute", tier.requestsPerMinute())
                                .put("activeKeys", figure(tier.activeKeys()))
                                .put("runsPerHour", figure(tier.runsPerHour()))
                                .build())
                .with(
                        "used",
                        Json.object()
                                .put("activeKeys", keys.active(workspace.id()))
                                .build());
    }

    /** null says: any number. */
    private static Json figure(@Nullable Integer figure) {
        return figure == null ? Json.Null.NULL : Json.of(figure);
    }

    private Answer enter(Exchange exchange) {
        Fields fields = Fields.of(exchange, "workspace");
        String workspace = fields.text("workspace");
        fields.done();
        sessions.enter(exchange.member(), new WorkspaceId(workspace));
        return new Answer.Empty(204, Map.of());
    }
}
