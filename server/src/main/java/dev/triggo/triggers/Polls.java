package dev.triggo.triggers;

import dev.triggo.connectors.CallRequest;
import dev.triggo.connectors.CallResult;
import dev.triggo.connectors.TriggerCalls;
import dev.triggo.connectors.Via;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.library.Releases;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Source;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.triggers.kinds.ConnectorTrigger;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks services what is new, and starts a run for each item. Every server looks; whoever claims a subscription asks, and
 * when it dies another one does after {@value #CLAIM_MS} ms. That an item makes one run does not hang on the claim alone: the
 * run is accepted in the transaction that notes the item as seen, holds the claim, and finds the workflow live. The place is
 * moved on only when every item before it has been seen to; what is asked for a second time is known by its id.
 *
 * <p>The first answer is where it starts from: what it holds was there before, and makes no runs.
 */
public final class Polls implements AutoCloseable {
    static final long CLAIM_MS = 60_000;

    /** So many failures in a row, which is a while with the pauses between them, and the workflow is paused. */
    static final int STRAWS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Polls.class);
    private static final long LOOK_MS = 500;
    private static final int AT_ONCE = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LONGEST_PAUSE_MS = Duration.ofMinutes(15).toMillis();
    private static final long SHORTEST_PAUSE_MS = Duration.ofSeconds(60).toMillis();
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final long REMEMBERED_MS = Duration.ofDays(30).toMillis();
    private static final int BATCH = 1_000;

    /** Of an item that will do in a while. */
    private static final Set<ProblemCode> LATER =
            Set.of(ProblemCode.OVERLOADED, ProblemCode.RUN_QUOTA_EXCEEDED, ProblemCode.ACTION_UNAVAILABLE);

    private final Database database;
    private final TriggerCalls calls;
    private final Starting starting;
    private final Deliveries deliveries;
    private final Releases releases;
    private final Ids ids;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("polls").factory());

    /** What polls write to. */
    public record Ground(Database database, Ids ids, Clock clock) {}

    public Polls(Ground ground, TriggerCalls calls, Starting starting, Deliveries deliveries, Releases releases) {
        this.database = ground.database();
        this.ids = ground.ids();
        this.clock = ground.clock();
        this.calls = calls;
        this.starting = starting;
        this.deliveries = deliveries;
        this.releases = releases;
    }

    /** Looks from now on. */
    public void start() {
        var unused = looking.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            for (Turn turn : claim(places.availablePermits())) {
                places.acquire();
                Thread.ofVirtual().name("poll").start(() -> {
                    try {
                        take(turn);
                    } finally {
                        places.release();
                    }
                });
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.warn("services are asked again soon: {}", fault.getMessage());
        }
    }

    /** Asks all that are due now, one after the other. */
    void pollDue() {
        List<Turn> turns = claim(AT_ONCE);
        while (!turns.isEmpty()) {
            turns.forEach(this::take);
            turns = claim(AT_ONCE);
        }
    }

    /** A subscription that this server sees to. */
    private record Turn(String subscription, String claim) {}

    private List<Turn> claim(int most) {
        long now = clock.millis();
        if (most == 0 || !database.read(tx -> PollTable.isSomethingDue(tx, now))) {
            return List.of();
        }
        String claim = ids.next();
        return database.write(tx -> PollTable.claimDue(tx, now, claim, now + CLAIM_MS, most)).stream()
                .map(subscription -> new Turn(subscription, claim))
                .toList();
    }

    private void take(Turn turn) {
        try {
            poll(turn);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.warn("a service is asked again when its claim is over: {}", fault.getMessage());
        }
    }

    private void poll(Turn turn) throws InterruptedException {
        Trigger trigger =
                database.read(tx -> TriggerTable.find(tx, turn.subscription())).orElse(null);
        PollTable.Poll poll =
                database.read(tx -> PollTable.find(tx, turn.subscription())).orElse(null);
        if (trigger == null || poll == null || !trigger.active()) {
            return;
        }
        ConnectorTrigger kind = calls.find(trigger.connector(), trigger.operation());
        if (kind == null) {
            failed(turn, trigger, poll, new Fault("The server has no such trigger any more.", 0, true));
            return;
        }
        switch (calls.poll(kind, request(trigger), new Via(trigger.connectionId(), trigger.workflow()), poll.place())) {
            case CallResult.Failed failed -> failed(turn, trigger, poll, Fault.of(failed));
            case CallResult.Done done ->
                seeTo(
                        turn,
                        trigger,
                        poll,
                        Told.of(done.output(), kind.trigger().every().toMillis()));
        }
    }

    private CallRequest request(Trigger trigger) {
        return new CallRequest(
                trigger.workspace(),
                trigger.connector(),
                trigger.operation(),
                trigger.config(),
                trigger.id(),
                1,
                ids.next(),
                false,
                System.nanoTime() + PATIENCE.toNanos());
    }

    /** What a service told, and how long to wait before it is asked again. */
    private record Told(List<TriggerCalls.Heard.Event> items, Json place, long everyMs) {
        static Told of(Json output, long everyMs) {
            var items = new ArrayList<TriggerCalls.Heard.Event>();
            Json.Obj told = (Json.Obj) output;
            if (told.get("items") instanceof Json.Arr all) {
                for (Json one : all.items()) {
                    Json.Obj item = (Json.Obj) one;
                    Json event = item.get("event");
                    items.add(new TriggerCalls.Heard.Event(
                            String.valueOf(item.text("id")), event == null ? Json.Null.NULL : event));
                }
            }
            Json place = told.get("place");
            return new Told(items, place == null ? Json.Null.NULL : place, everyMs);
        }

        List<String> ids() {
            return items.stream().map(TriggerCalls.Heard.Event::id).toList();
        }
    }

    private void seeTo(Turn turn, Trigger trigger, PollTable.Poll poll, Told told) throws InterruptedException {
        if (poll.begun()) {
            for (TriggerCalls.Heard.Event item : told.items()) {
                Problem later = begin(turn, trigger, item);
                if (later != null) {
                    again(turn, told, later);
                    return;
                }
            }
        }
        long now = clock.millis();
        database.write(tx -> {
            boolean ours = PollTable.hold(tx, turn.subscription(), turn.claim(), now);
            if (ours) {
                if (!poll.begun()) {
                    PollTable.see(tx, turn.subscription(), told.ids(), now);
                }
                PollTable.stillTold(tx, turn.subscription(), told.ids(), now - DAY_MS, now);
                PollTable.advance(tx, turn.subscription(), told.place(), now + told.everyMs(), now);
            }
            return ours;
        });
    }

    /** Starts the item's run, unless it had one; what stands against it for a while, else null. */
    private @Nullable Problem begin(Turn turn, Trigger trigger, TriggerCalls.Heard.Event item)
            throws InterruptedException {
        if (database.read(tx -> PollTable.isSeen(tx, trigger.id(), item.id()))) {
            return null;
        }
        try {
            starting.start(
                    trigger,
                    new Starting.Event(Source.WEBHOOK, item.event(), null),
                    new Beginning(turn, trigger, item.id()),
                    Duration.ZERO);
            return null;
        } catch (Problem refused) {
            if (refused.code() != ProblemCode.ACTION_UNAVAILABLE) {
                deliveries.refused(trigger, refused);
            }
            if (LATER.contains(refused.code())) {
                return refused;
            }
            // It would stand in the way of all that come after it.
            LOG.warn("no run came of an item of workflow {}: {}", trigger.workflow(), refused.sentence());
            database.write(tx -> {
                PollTable.see(tx, trigger.id(), List.of(item.id()), clock.millis());
                return true;
            });
            return null;
        }
    }

    /** The run, the note that the item was seen and that of the delivery, all or nothing. */
    private final class Beginning implements RunRequest.Together {
        private final Turn turn;
        private final Trigger trigger;
        private final String item;

        Beginning(Turn turn, Trigger trigger, String item) {
            this.turn = turn;
            this.trigger = trigger;
            this.item = item;
        }

        @Override
        public boolean mayBegin(Transaction tx) {
            // Holding the claim keeps others from the items meanwhile.
            return PollTable.hold(tx, trigger.id(), turn.claim(), clock.millis() + CLAIM_MS)
                    && TriggerTable.isLive(tx, trigger)
                    && !PollTable.isSeen(tx, trigger.id(), item);
        }

        @Override
        public void begun(Transaction tx, RunId run) {
            PollTable.see(tx, trigger.id(), List.of(item), clock.millis());
            deliveries.accepted(tx, trigger, run, null, null);
        }
    }

    /** From the same place, when there is room for the rest. */
    private void again(Turn turn, Told told, Problem later) {
        long now = clock.millis();
        database.write(tx -> {
            boolean ours = PollTable.hold(tx, turn.subscription(), turn.claim(), now);
            if (ours) {
                PollTable.again(tx, turn.subscription(), now + told.everyMs(), 0, later.sentence());
            }
            return ours;
        });
    }

    /** @param counts whether it says something of what is asked, and not of this server */
    private record Fault(String sentence, long afterMs, boolean counts) {
        static Fault of(CallResult.Failed failed) {
            Duration after = failed.retryAfter();
            return new Fault(
                    failed.message(),
                    after == null ? 0 : after.toMillis(),
                    !failed.code().equals("CIRCUIT_OPEN"));
        }
    }

    private void failed(Turn turn, Trigger trigger, PollTable.Poll poll, Fault fault) {
        long now = clock.millis();
        long failures = poll.failures() + (fault.counts() ? 1 : 0);
        long pause = Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS << Math.min(10, Math.max(0, failures - 1)));
        boolean paused = database.write(tx -> {
            if (!PollTable.hold(tx, turn.subscription(), turn.claim(), now)) {
                return false;
            }
            PollTable.again(
                    tx, turn.subscription(), now + Math.max(pause, fault.afterMs()), failures, fault.sentence());
            return failures >= STRAWS
                    && releases.pause(
                            tx,
                            trigger.workspace(),
                            trigger.workflow(),
                            trigger.version(),
                            "Its trigger could not ask %s %d times in a row, the last time: %s"
                                    .formatted(trigger.connector(), failures, fault.sentence()));
        });
        if (paused) {
            LOG.warn("workflow {} is paused: its trigger fails", trigger.workflow());
        }
    }

    /** Forgets items that no service has told for a month; to be called now and then. */
    public void sweep() {
        long before = clock.millis() - REMEMBERED_MS;
        int gone;
        do {
            gone = database.write(tx -> PollTable.forget(tx, before, BATCH));
        } while (gone == BATCH);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
