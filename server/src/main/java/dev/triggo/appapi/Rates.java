package dev.triggo.appapi;

import dev.triggo.access.ApiKey;
import dev.triggo.access.Caller;
import dev.triggo.http.OpenApi;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.limits.RequestLimits;
import dev.triggo.limits.Tiers;
import dev.triggo.limits.Used;

/** What keys may use, and what they have used of it. */
public record Rates(Tiers tiers, RequestLimits limits) {
    /** The key's window of 60 seconds, as its own calls are told of it; asking takes no place in it. */
    Json.Obj window(ApiKey key, Caller caller) {
        Used used = limits.look(key.id().value());
        return Json.object()
                .put("used", used.requests())
                .put("limit", tiers.requestsPerMinute(caller.tier(), key.rateLimitPerMinute()))
                .putIf("resetsAt", used.requests() == 0 ? null : Json.of(Times.iso(used.resetEpochSeconds() * 1000)))
                .build();
    }

    /** The form of a window. */
    static Json.Obj shape() {
        return OpenApi.shape("used", Described.WHOLE, "limit", Described.WHOLE, "resetsAt?", Described.TIME);
    }
}
