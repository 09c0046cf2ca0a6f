package dev.triggo.triggers;

import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.Times;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Source;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.triggers.kinds.Schedule;
import dev.triggo.triggers.kinds.Timetable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the runs of schedules when their time has come. Every server looks; whoever claims a firing first sees to it, and
 * when it does not, another one does after {@value #CLAIM_MS} ms. That a firing makes one run does not hang on the claim:
 * the run is accepted in the transaction that goes on to the next firing, and only if nobody has gone on before.
 *
 * <p>A firing whose time is longer ago than {@value #LATE_MS} ms was missed: no server was there or had room. It makes one run when the
 * schedule catches up, however many were missed, and is noted otherwise.
 */
public final class Firings implements AutoCloseable {
    static final long CLAIM_MS = 8_000;
    static final long LATE_MS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(Firings.class);
    private static final long LOOK_MS = 500;
    private static final int BATCH = 100;
    private static final int AT_ONCE = 25;

    private final Database database;
    private final Starting starting;
    private final Deliveries deliveries;
    private final Clock clock;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("firings").factory());

    public Firings(Database database, Starting starting, Deliveries deliveries, Clock clock) {
        this.database = database;
        this.starting = starting;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /** Looks from now on. */
    public void start() {
        var unused = looking.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            fireDue();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.warn("schedules are looked at again soon: {}", fault.getMessage());
        }
    }

    /** Sees to all that is due now and that nobody else sees to; returns how many runs came of it. */
    int fireDue() throws InterruptedException {
        var started = new AtomicInteger();
        while (isSomethingDue()) {
            long now = clock.millis();
            List<Trigger> due = database.write(tx -> TriggerTable.claimDue(tx, now, now + CLAIM_MS, BATCH));
            if (due.isEmpty()) {
                break;
            }
            sideBySide(due, started);
        }
        return started.get();
    }

    private boolean isSomethingDue() {
        return database.read(tx -> TriggerTable.isSomethingDue(tx, clock.millis()));
    }

    private void sideBySide(List<Trigger> due, AtomicInteger started) throws InterruptedException {
        var places = new Semaphore(AT_ONCE);
        for (Trigger trigger : due) {
            places.acquire();
            Thread.ofVirtual().name("firing-" + trigger.workflow()).start(() -> {
                try {
                    if (fire(trigger)) {
                        started.incrementAndGet();
                    }
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException fault) {
                    LOG.warn("a firing of workflow {} is tried again: {}", trigger.workflow(), fault.getMessage());
                } finally {
                    places.release();
                }
            });
        }
        places.acquire(AT_ONCE);
    }

    /** True when a run came of it. */
    boolean fire(Trigger trigger) throws InterruptedException {
        Long due = trigger.nextFire();
        if (due == null) {
            return false;
        }
        long now = clock.millis();
        long next = Timetable.of(trigger.config()).next(due, Math.max(now, due));
        boolean catchesUp = trigger.config().get("catchUp") == Json.Bool.TRUE;
        if (now - due > LATE_MS && !catchesUp) {
            miss(trigger, due, next);
            return false;
        }
        Failpoint.FIRING.reach();
        try {
            starting.start(
                    trigger,
                    new Starting.Event(Source.SCHEDULE, Schedule.event(trigger.config(), due), null),
                    new Firing(trigger, due, next),
                    Duration.ZERO);
            return true;
        } catch (Problem refused) {
            if (refused.code() == ProblemCode.OVERLOADED) {
                // It stays due, and is seen to when the claim is over.
                LOG.debug("a firing of workflow {} waits: {}", trigger.workflow(), refused.sentence());
            } else if (refused.code() != ProblemCode.ACTION_UNAVAILABLE) {
                LOG.warn("no run came of a firing of workflow {}: {}", trigger.workflow(), refused.sentence());
                deliveries.refused(trigger, refused);
            }
            return false;
        }
    }

    private void miss(Trigger trigger, long due, long next) {
        boolean missed = database.write(tx -> {
            boolean ours = TriggerTable.advance(tx, trigger, next);
            if (ours) {
                deliveries.missed(
                        tx,
                        trigger,
                        "No server saw to it within a minute of its time: none was there, or those that were had no room for"
                                + " another run. With 'catchUp' it would have run at " + Times.iso(clock.millis())
                                + ".",
                        due);
            }
            return ours;
        });
        if (missed) {
            LOG.warn("a firing of workflow {} was missed: it was due at {}", trigger.workflow(), Times.iso(due));
        }
    }

    /** The run, the step to the next firing and the note of it, all or nothing. */
    private final class Firing implements RunRequest.Together {
        private final Trigger trigger;
        private final long due;
        private final long next;

        Firing(Trigger trigger, long due, long next) {
            this.trigger = trigger;
            this.due = due;
            this.next = next;
        }

        @Override
        public boolean mayBegin(Transaction tx) {
            return TriggerTable.advance(tx, trigger, next);
        }

        @Override
        public void begun(Transaction tx, RunId run) {
            deliveries.accepted(tx, trigger, run, due, null);
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
