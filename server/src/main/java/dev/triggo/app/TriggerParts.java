package dev.triggo.app;

import dev.triggo.credentials.Credentials;
import dev.triggo.http.Route;
import dev.triggo.kernel.Ids;
import dev.triggo.limits.RequestLimits;
import dev.triggo.runs.RunHistory;
import dev.triggo.runtimeapi.WebhookRoutes;
import dev.triggo.store.Database;
import dev.triggo.triggers.Activations;
import dev.triggo.triggers.Deliveries;
import dev.triggo.triggers.Firings;
import dev.triggo.triggers.Starting;
import dev.triggo.triggers.Triggers;
import dev.triggo.triggers.Webhooks;
import java.time.Clock;
import java.util.List;

/** What starts runs by itself, put together. */
final class TriggerParts {
    private final Ground ground;
    private final Starting starting;
    private final Deliveries deliveries;
    private final Firings firings;
    private final Webhooks webhooks;

    /** What all of it stands on. */
    record Ground(Database database, RequestLimits limits, Ids ids, Clock clock) {}

    TriggerParts(Settings settings, Ground ground, Starting starting, Credentials credentials) {
        this.ground = ground;
        this.starting = starting;
        Database database = ground.database();
        Clock clock = ground.clock();
        deliveries = new Deliveries(database, ground.limits(), ground.ids(), clock);
        firings = new Firings(database, starting, deliveries, clock);
        var rate = new Webhooks.Rate(ground.limits(), settings.triggers().webhooksPerMinute());
        webhooks = new Webhooks(database, starting, deliveries, credentials, rate, clock);
    }

    Deliveries deliveries() {
        return deliveries;
    }

    Firings firings() {
        return firings;
    }

    List<Route> webhooks() {
        return new WebhookRoutes(webhooks).routes();
    }

    Triggers of(Activations activations, RunHistory history) {
        return new Triggers(ground.database(), activations, deliveries, starting, history, ground.clock());
    }
}
