package dev.triggo.app;

import dev.triggo.access.Workspaces;
import dev.triggo.connectors.TriggerCalls;
import dev.triggo.http.Route;
import dev.triggo.kernel.Ids;
import dev.triggo.library.Releases;
import dev.triggo.limits.RequestLimits;
import dev.triggo.runs.Retention;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Runs;
import dev.triggo.runtimeapi.WebhookRoutes;
import dev.triggo.store.Database;
import dev.triggo.triggers.Activations;
import dev.triggo.triggers.Deliveries;
import dev.triggo.triggers.Firings;
import dev.triggo.triggers.Hooks;
import dev.triggo.triggers.Polls;
import dev.triggo.triggers.SelfStarting;
import dev.triggo.triggers.Starting;
import dev.triggo.triggers.Triggers;
import dev.triggo.triggers.Webhooks;
import java.time.Clock;
import java.util.List;

/** What starts runs by itself, put together: first what goes live with workflows, then what waits for events. */
final class TriggerParts {
    private final Settings settings;
    private final Ground ground;
    private final ConnectorParts connectors;
    private final TriggerCalls calls;
    private final Hooks hooks;
    private final Activations activations;

    /** What all of it stands on. */
    record Ground(Database database, RequestLimits limits, Ids ids, Clock clock) {
        private Polls.Ground written() {
            return new Polls.Ground(database, ids, clock);
        }
    }

    TriggerParts(Settings settings, Ground ground, ConnectorParts connectors) {
        this.settings = settings;
        this.ground = ground;
        this.connectors = connectors;
        calls = new TriggerCalls(connectors.connectors());
        hooks = new Hooks(ground.written(), calls, connectors.vault(), settings.publicUrl());
        activations = new Activations(settings.publicUrl(), calls, hooks, ground.ids(), ground.clock());
    }

    Activations activations() {
        return activations;
    }

    Waiting waiting(Starting starting, Releases releases) {
        return new Waiting(this, starting, releases);
    }

    /** What clears away what deleted workspaces had, addresses at services among it. */
    WorkspaceClearing clearing(Workspaces workspaces, Runs runs, RunHistory history, Retention retention) {
        return new WorkspaceClearing(
                ground.database(), workspaces.deletions(), runs, history, retention, hooks, ground.clock());
    }

    /** What waits for events. */
    static final class Waiting implements AutoCloseable {
        private final TriggerParts parts;
        private final Starting starting;
        private final Deliveries deliveries;
        private final Firings firings;
        private final Polls polls;
        private final Webhooks webhooks;
        private final SelfStarting selfStarting;

        private Waiting(TriggerParts parts, Starting starting, Releases releases) {
            this.parts = parts;
            this.starting = starting;
            Ground ground = parts.ground;
            Database database = ground.database();
            Clock clock = ground.clock();
            selfStarting = new SelfStarting(database, releases);
            deliveries = new Deliveries(database, ground.limits(), ground.ids(), clock);
            firings = new Firings(database, starting, deliveries, clock);
            polls = new Polls(ground.written(), parts.calls, starting, deliveries, releases);
            var rate = new Webhooks.Rate(
                    ground.limits(), parts.settings.workflows().webhooksPerMinute());
            var senders = new Webhooks.Senders(parts.connectors.credentials(), parts.hooks, parts.calls);
            webhooks = new Webhooks(database, starting, deliveries, senders, rate, clock);
        }

        List<Route> webhooks() {
            return new WebhookRoutes(webhooks).routes();
        }

        List<Runnable> sweeps() {
            return List.of(deliveries::sweep, polls::sweep);
        }

        Triggers of(RunHistory history) {
            Ground ground = parts.ground;
            return new Triggers(ground.database(), parts.activations, deliveries, starting, history, ground.clock());
        }

        int pauseAll(String reason) {
            return selfStarting.pauseAll(reason);
        }

        void start() {
            firings.start();
            polls.start();
            parts.hooks.start();
        }

        @Override
        public void close() {
            firings.close();
            polls.close();
            parts.hooks.close();
        }
    }
}
