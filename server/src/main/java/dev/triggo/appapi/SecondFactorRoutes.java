package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.people.SecondFactors;
import java.util.List;
import java.util.Map;

/** One-time codes beside one's password: begun, confirmed by a code, renewed, switched off. */
final class SecondFactorRoutes {
    private static final String PATH = "/api/v1/app/second-factor";

    private final SecondFactors factors;

    SecondFactorRoutes(SecondFactors factors) {
        this.factors = factors;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", PATH, Route.signedIn(Role.VIEWER), this::state, null),
                new Route("POST", PATH, Route.signedIn(Role.VIEWER), this::begin, null),
                new Route("POST", PATH + "/confirm", Route.signedIn(Role.VIEWER), this::confirm, null),
                new Route("POST", PATH + "/recovery-codes", Route.signedIn(Role.VIEWER), this::renew, null),
                new Route("POST", PATH + "/disable", Route.signedIn(Role.VIEWER), this::disable, null));
    }

    private Answer state(Exchange exchange) {
        return Answer.json(factors.state(exchange.member()));
    }

    private Answer begin(Exchange exchange) {
        Fields fields = Fields.of(exchange, "password");
        String password = fields.text("password");
        fields.done();
        SecondFactors.Begun begun = factors.begin(exchange.member(), password);
        return new Answer.JsonBody(
                201,
                Map.of(),
                Json.object()
                        .put("secret", begun.secret())
                        .put("uri", begun.uri())
                        .build());
    }

    private Answer confirm(Exchange exchange) {
        Fields fields = Fields.of(exchange, "code");
        String code = fields.text("code");
        fields.done();
        return codes(factors.confirm(exchange.member(), code));
    }

    private Answer renew(Exchange exchange) {
        Fields fields = Fields.of(exchange, "password", "code");
        String password = fields.text("password");
        String code = fields.text("code");
        fields.done();
        return codes(factors.renew(exchange.member(), password, code));
    }

    private Answer disable(Exchange exchange) {
        Fields fields = Fields.of(exchange, "password", "code");
        String password = fields.text("password");
        String code = fields.text("code");
        fields.done();
        factors.disable(exchange.member(), password, code);
        return new Answer.Empty(204, Map.of());
    }

    private static Answer codes(List<String> codes) {
        return Answer.json(
                Json.object().put("recoveryCodes", Json.strings(codes)).build());
    }
}
