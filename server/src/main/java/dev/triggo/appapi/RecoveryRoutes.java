package dev.triggo.appapi;

import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.limits.RequestLimits;
import dev.triggo.people.Recovery;
import java.util.List;
import java.util.Map;

/** Where somebody comes with a link that the operator has made for them. */
public final class RecoveryRoutes {
    private final Recovery recovery;
    private final Knocks knocks;

    public RecoveryRoutes(Recovery recovery, RequestLimits limits) {
        this.knocks = new Knocks(limits);
        this.recovery = recovery;
    }

    public List<Route> routes() {
        return List.of(
                new Route("POST", "/api/v1/app/password/link", Route.anybody(), knocks.counted(this::take), null));
    }

    private Answer take(Exchange exchange) {
        Fields fields = Fields.of(exchange, "link", "password");
        String link = fields.text("link");
        String password = fields.text("password");
        fields.done();
        recovery.takePassword(link, password);
        return new Answer.Empty(204, Map.of());
    }
}
