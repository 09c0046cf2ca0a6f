package dev.triggo.triggers;

import dev.triggo.access.Caller;
import dev.triggo.access.Scope;
import dev.triggo.engine.RunEvent;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Runs;
import dev.triggo.runs.Source;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.triggers.kinds.How;
import dev.triggo.triggers.kinds.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The triggers of workflows as people and agents see and try them. */
public final class Triggers {
    /** What is kept here of a workspace, its addresses at services apart: see {@link Hooks#left}. */
    public static final Belongings BELONGINGS = Belongings.of("""
            DELETE FROM trigger_deliveries WHERE (subscription_id, id) IN
                (SELECT c.subscription_id, c.id FROM trigger_deliveries c
                   JOIN trigger_subscriptions t ON t.id = c.subscription_id WHERE t.workspace_id = ? LIMIT 500)""", """
            DELETE FROM trigger_items WHERE (subscription_id, item) IN
                (SELECT c.subscription_id, c.item FROM trigger_items c
                   JOIN trigger_subscriptions t ON t.id = c.subscription_id WHERE t.workspace_id = ? LIMIT 500)""", """
            DELETE FROM trigger_polls WHERE subscription_id IN
                (SELECT c.subscription_id FROM trigger_polls c
                   JOIN trigger_subscriptions t ON t.id = c.subscription_id WHERE t.workspace_id = ? LIMIT 500)""", """
            DELETE FROM trigger_subscriptions WHERE id IN
                (SELECT id FROM trigger_subscriptions WHERE workspace_id = ? LIMIT 500)""");

    private static final int SHOWN_DELIVERIES = 50;

    private final Database database;
    private final Activations activations;
    private final Deliveries deliveries;
    private final Starting starting;
    private final RunHistory history;
    private final Clock clock;

    public Triggers(
            Database database,
            Activations activations,
            Deliveries deliveries,
            Starting starting,
            RunHistory history,
            Clock clock) {
        this.database = database;
        this.activations = activations;
        this.deliveries = deliveries;
        this.starting = starting;
        this.history = history;
        this.clock = clock;
    }

    /**
     * {@code {connector, operation, kind, status, webhookUrl?, nextFirings?, polling?, deliveries[]}}, the newest 50 of what came in.
     *
     * @throws Problem FORBIDDEN; WORKFLOW_NOT_FOUND, also for one that was never deployed with a trigger
     */
    public Json.Obj show(Caller caller, WorkflowId workflow) {
        caller.require(Scope.WORKFLOWS_READ);
        Trigger trigger = require(caller, workflow);
        List<Json.Obj> newest = deliveries.newest(trigger, SHOWN_DELIVERIES).stream()
                .map(Delivery::toJson)
                .toList();
        return activations
                .toJson(trigger)
                .putIf("polling", polling(trigger))
                .put("deliveries", Json.array(newest))
                .build();
    }

    /** {@code {lastAt?, nextAt?, failures, fault?}} of one that asks a service; null of others. */
    private Json.@Nullable Obj polling(Trigger trigger) {
        if (activations.how(trigger) != How.POLLING) {
            return null;
        }
        return database.read(tx -> PollTable.find(tx, trigger.id()))
                .map(poll -> Json.object()
                        .putIf("lastAt", iso(poll.polledAt()))
                        .putIf("nextAt", iso(poll.due()))
                        .put("failures", poll.failures())
                        .putIf("fault", poll.fault())
                        .build())
                .orElse(null);
    }

    private static @Nullable String iso(@Nullable Long time) {
        return time == null ? null : Times.iso(time);
    }

    /**
     * When a schedule of this config would fire were it deployed now: {@code {nextFirings[], problems[]}}. What is wrong with
     * the config is an answer too, since it is asked while somebody still writes it.
     *
     * @throws Problem FORBIDDEN
     */
    public Json.Obj preview(Caller caller, Json.Obj config) {
        caller.require(Scope.WORKFLOWS_READ);
        return Preview.of(config, clock.millis(), Activations.SHOWN_FIRINGS);
    }

    /**
     * Starts a run of the live version as an event would, on the caller's account.
     *
     * @param event what the trigger gives; null for one of the kind that comes
     * @throws Problem FORBIDDEN, WORKFLOW_NOT_FOUND, ACTION_UNAVAILABLE, RUN_QUOTA_EXCEEDED, OVERLOADED: nothing runs
     */
    public Runs.Accepted fire(Caller caller, WorkflowId workflow, @Nullable Json event, Duration wait)
            throws InterruptedException {
        caller.require(Scope.WORKFLOWS_WRITE, Scope.ACTIONS_RUN);
        Trigger trigger = requireLive(caller, workflow);
        Json input = event == null ? example(trigger) : event;
        return start(caller, trigger, new Starting.Event(Source.MANUAL, input, null), null, wait);
    }

    /**
     * Starts a run of the live version with the event of an earlier delivery.
     *
     * @throws Problem as {@link #fire}; NOT_FOUND for a delivery that is unknown or gone; RUN_NOT_REPLAYABLE where its
     *     event is not kept
     */
    public Runs.Accepted redeliver(Caller caller, WorkflowId workflow, String id, Duration wait)
            throws InterruptedException {
        caller.require(Scope.WORKFLOWS_WRITE, Scope.ACTIONS_RUN);
        Trigger trigger = requireLive(caller, workflow);
        Delivery delivery = deliveries
                .find(trigger, id)
                .orElseThrow(() -> Problem.of(
                        ProblemCode.NOT_FOUND,
                        "There is no such delivery, or not any more: they are kept for 7 days."));
        Source source = trigger.connector().equals(Schedule.CONNECTOR) ? Source.SCHEDULE : Source.WEBHOOK;
        return start(caller, trigger, new Starting.Event(source, event(caller, delivery), null), id, wait);
    }

    private Json event(Caller caller, Delivery delivery) {
        if (delivery.runId() == null) {
            throw Problem.of(
                    ProblemCode.RUN_NOT_REPLAYABLE,
                    "Nothing was accepted of this delivery, so its event was not kept: have it sent again.");
        }
        RunHistory.Recorded recorded = history.recorded(caller.workspace(), new RunId(delivery.runId()));
        if (!recorded.original().whole()
                || !(recorded.original().events().getFirst().event() instanceof RunEvent.RunAccepted accepted)) {
            throw Problem.of(
                    ProblemCode.RUN_NOT_REPLAYABLE,
                    "The event of this delivery holds secrets that cannot be read any more: have it sent again.");
        }
        return accepted.input();
    }

    private Runs.Accepted start(
            Caller caller, Trigger trigger, Starting.Event event, @Nullable String redeliveryOf, Duration wait)
            throws InterruptedException {
        var together = new RunRequest.Together() {
            @Override
            public boolean mayBegin(Transaction tx) {
                return TriggerTable.isLive(tx, trigger);
            }

            @Override
            public void begun(Transaction tx, RunId run) {
                deliveries.accepted(tx, trigger, run, null, redeliveryOf);
            }
        };
        var account = new Starting.Account(caller.person(), caller.label(), caller.tier());
        return starting.start(trigger, event, account, together, wait);
    }

    private Json example(Trigger trigger) {
        long now = clock.millis();
        if (trigger.connector().equals(Schedule.CONNECTOR)) {
            return Schedule.event(trigger.config(), now);
        }
        return activations
                .sample(trigger)
                .orElseGet(() -> Json.object()
                        .put("body", Json.EMPTY_OBJECT)
                        .put("headers", Json.EMPTY_OBJECT)
                        .put("query", Json.EMPTY_OBJECT)
                        .put("timestamp", Times.iso(now))
                        .build());
    }

    private Trigger requireLive(Caller caller, WorkflowId workflow) {
        Trigger trigger = require(caller, workflow);
        if (!trigger.active()) {
            throw Problem.of(
                    ProblemCode.ACTION_UNAVAILABLE,
                    "The workflow is not live, so nothing starts it: deploy it first, or test its draft.");
        }
        return trigger;
    }

    private Trigger require(Caller caller, WorkflowId workflow) {
        return database.read(tx -> TriggerTable.find(tx, caller.workspace(), workflow))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.WORKFLOW_NOT_FOUND,
                        "There is no workflow with this id that was deployed with a trigger."));
    }
}
