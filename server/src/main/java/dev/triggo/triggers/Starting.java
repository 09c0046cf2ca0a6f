package dev.triggo.triggers;

import dev.triggo.access.Workspaces;
import dev.triggo.kernel.Json;
import dev.triggo.limits.Tiers;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Runs;
import dev.triggo.runs.Source;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks for the run of an event: of the live version, on the account of whoever deployed it. */
public final class Starting {
    private final Runs runs;
    private final Runs.Surroundings graphs;
    private final Workspaces workspaces;
    private final Tiers tiers;

    public Starting(Runs runs, Runs.Surroundings graphs, Workspaces workspaces, Tiers tiers) {
        this.runs = runs;
        this.graphs = graphs;
        this.workspaces = workspaces;
        this.tiers = tiers;
    }

    /** An event, and what makes it the same as another one: a key that no caller of ours could give; null for nothing. */
    record Event(Source source, Json input, @Nullable String key) {}

    Runs.Accepted start(Trigger trigger, Event event, RunRequest.Together together, Duration wait)
            throws InterruptedException {
        String tier = workspaces
                .find(trigger.workspace())
                .map(workspace -> workspace.tier())
                .orElse("free");
        var target = new RunRequest.Target(
                trigger.workflow(),
                trigger.version(),
                null,
                graphs.graph(trigger.workspace(), trigger.workflow(), trigger.version()));
        var request = new RunRequest(
                trigger.workspace(),
                trigger.person(),
                event.source().wireName(),
                target,
                event.input(),
                event.source(),
                false,
                null,
                event.key() == null ? null : new RunRequest.Idempotency(event.key(), "event"),
                tiers.of(tier).runsPerHour(),
                null);
        return runs.accept(request, together, wait);
    }
}
