package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.oauth.GrantedClients;
import java.util.List;
import java.util.Map;

/** The clients that people have let in by OAuth: seen and ended here. */
public final class GrantRoutes {
    private final GrantedClients clients;

    public GrantRoutes(GrantedClients clients) {
        this.clients = clients;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/app/grants", Route.signedIn(Role.VIEWER), this::list, null),
                new Route("DELETE", "/api/v1/app/grants/{grantId}", Route.signedIn(Role.VIEWER), this::end, null));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(Json.object()
                .put("grants", Json.array(clients.list(exchange.member())))
                .build());
    }

    private Answer end(Exchange exchange) {
        clients.end(exchange.member(), exchange.pathParam("grantId"));
        return new Answer.Empty(204, Map.of());
    }
}
