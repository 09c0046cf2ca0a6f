package dev.triggo.appapi;

import dev.triggo.access.ApiKey;
import dev.triggo.access.ApiKeys;
import dev.triggo.access.CreatedKey;
import dev.triggo.access.KeyCaps;
import dev.triggo.access.Member;
import dev.triggo.access.NewKey;
import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.KeyId;
import dev.triggo.limits.Tier;
import dev.triggo.people.Audit;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The workspace's API keys. */
final class KeyRoutes {
    private final ApiKeys keys;
    private final Rates rates;
    private final Audit audit;

    KeyRoutes(ApiKeys keys, Rates rates, Audit audit) {
        this.keys = keys;
        this.rates = rates;
        this.audit = audit;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/app/keys", Route.signedIn(Role.ADMIN), this::list, null),
                new Route("POST", "/api/v1/app/keys", Route.signedIn(Role.ADMIN), this::create, null),
                new Route("POST", "/api/v1/app/keys/{keyId}/rotate", Route.signedIn(Role.ADMIN), this::rotate, null),
                new Route("DELETE", "/api/v1/app/keys/{keyId}", Route.signedIn(Role.ADMIN), this::revoke, null));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(Json.object()
                .put(
                        "keys",
                        Json.array(keys.list(exchange.member().caller().workspace()).stream()
                                .map(key -> key.json().with("window", rates.window(key, exchange.caller())))
                                .toList()))
                .build());
    }

    private Answer create(Exchange exchange) {
        Member member = exchange.member();
        Fields fields = Fields.of(exchange, "name", "scopes", "expiresAt", "rateLimitPerMinute");
        String name = fields.text("name");
        List<String> scopes = fields.texts("scopes");
        Long expiresAt = fields.time("expiresAt", null);
        Long rate = fields.whole("rateLimitPerMinute");
        if (rate != null && (rate < 1 || rate > Integer.MAX_VALUE)) {
            fields.fault("rateLimitPerMinute", "must be a whole number from 1 to what the tier allows");
        }
        fields.done();
        var asked = new NewKey(
                name,
                scopes,
                member.caller().person(),
                expiresAt,
                rate == null ? null : Integer.valueOf(rate.intValue()));
        CreatedKey created =
                keys.create(member.caller().workspace(), asked, caps(member), audit.keyChange(member, "key.created"));
        return new Answer.JsonBody(201, Map.of(), created.json());
    }

    private KeyCaps caps(Member member) {
        Tier tier = rates.tiers().of(member.caller().tier());
        return new KeyCaps(tier.requestsPerMinute(), tier.activeKeys());
    }

    private Answer rotate(Exchange exchange) {
        Member member = exchange.member();
        Fields fields = Fields.of(exchange, "graceSeconds");
        Long grace = fields.whole("graceSeconds");
        fields.done();
        CreatedKey rotated = keys.rotate(
                member.caller().workspace(),
                key(exchange),
                Duration.ofSeconds(grace == null ? 0 : grace),
                audit.keyChange(member, "key.rotated"));
        return Answer.json(rotated.json());
    }

    private Answer revoke(Exchange exchange) {
        Member member = exchange.member();
        ApiKey revoked =
                keys.revoke(member.caller().workspace(), key(exchange), audit.keyChange(member, "key.revoked"));
        return Answer.json(revoked.json());
    }

    private static KeyId key(Exchange exchange) {
        return new KeyId(exchange.pathParam("keyId"));
    }
}
