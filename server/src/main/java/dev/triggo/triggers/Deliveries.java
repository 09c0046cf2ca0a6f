package dev.triggo.triggers;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.limits.RequestLimits;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What came in of late, kept for people to look at. Of refusals only so many a minute, so that no flood fills the disk. */
public final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int REFUSALS_A_MINUTE = 30;
    private static final int BATCH = 1_000;

    private final Database database;
    private final RequestLimits limits;
    private final Ids ids;
    private final Clock clock;

    public Deliveries(Database database, RequestLimits limits, Ids ids, Clock clock) {
        this.database = database;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    void accepted(Transaction tx, Trigger trigger, RunId run, @Nullable Long due, @Nullable String redeliveryOf) {
        DeliveryTable.insert(tx, trigger.id(), delivery(Delivery.Outcome.ACCEPTED, null, run, due, redeliveryOf));
    }

    void repeated(Trigger trigger, RunId first) {
        note(trigger, delivery(Delivery.Outcome.REPEATED, null, first, null, null));
    }

    void refused(Trigger trigger, Problem problem) {
        if (problem.code() == ProblemCode.OVERLOADED) {
            // There is more than can be written already.
            return;
        }
        note(trigger, delivery(Delivery.Outcome.REFUSED, problem.sentence(), null, null, null));
    }

    void missed(Transaction tx, Trigger trigger, String reason, Long due) {
        DeliveryTable.insert(tx, trigger.id(), delivery(Delivery.Outcome.MISSED, reason, null, due, null));
    }

    private void note(Trigger trigger, Delivery delivery) {
        if (limits.take("delivery:" + trigger.id(), REFUSALS_A_MINUTE).allowed()) {
            try {
                var unused = database.write(tx -> {
                    DeliveryTable.insert(tx, trigger.id(), delivery);
                    return true;
                });
            } catch (Problem away) {
                LOG.debug("what became of an event is not noted", away);
            }
        }
    }

    private Delivery delivery(
            Delivery.Outcome outcome,
            @Nullable String reason,
            @Nullable RunId run,
            @Nullable Long due,
            @Nullable String redeliveryOf) {
        return new Delivery(
                ids.next(), clock.millis(), outcome, reason, run == null ? null : run.value(), due, redeliveryOf);
    }

    List<Delivery> newest(Trigger trigger, int count) {
        return database.read(tx -> DeliveryTable.newest(tx, trigger.id(), count));
    }

    Optional<Delivery> find(Trigger trigger, String id) {
        return database.read(tx -> DeliveryTable.find(tx, trigger.id(), id));
    }

    /** Forgets what is older than a week; to be called now and then. */
    public void sweep() {
        long before = clock.millis() - KEPT.toMillis();
        int gone;
        do {
            gone = database.write(tx -> DeliveryTable.forget(tx, before, BATCH));
        } while (gone == BATCH);
    }
}
