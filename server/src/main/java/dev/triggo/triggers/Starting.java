package dev.triggo.triggers;

import dev.triggo.access.Workspaces;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
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

    /** On whose account a run is, and how that is told. */
    record Account(PersonId person, String label, String tier) {}

    /** Of whoever deployed the workflow. */
    private Account account(Trigger trigger, Event event) {
        String tier = workspaces
                .find(trigger.workspace())
                .map(workspace -> workspace.tier())
                .orElse("free");
        return new Account(trigger.person(), event.source().wireName(), tier);
    }

    Runs.Accepted start(Trigger trigger, Event event, RunRequest.Together together, Duration wait)
            throws InterruptedException {
        return start(trigger, event, account(trigger, event), together, wait);
    }

    Runs.Accepted start(Trigger trigger, Event event, Account account, RunRequest.Together together, Duration wait)
            throws InterruptedException {
        var target = new RunRequest.Target(
                trigger.workflow(),
                trigger.version(),
                null,
                graphs.graph(trigger.workspace(), trigger.workflow(), trigger.version()));
        var request = new RunRequest(
                trigger.workspace(),
                account.person(),
                account.label(),
                target,
                event.input(),
                event.source(),
                false,
                null,
                event.key() == null ? null : new RunRequest.Idempotency(event.key(), "event"),
                tiers.of(account.tier()).runsPerHour(),
                null);
        return runs.accept(request, together, wait);
    }
}
