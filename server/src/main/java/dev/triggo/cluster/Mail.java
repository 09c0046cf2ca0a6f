package dev.triggo.cluster;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages to runs that another server moves, and those that others left for the runs that are moved here. A message lies
 * in the store until it was taken in; one for a run that nobody moves any more is taken in by whoever takes the run.
 * Thread-safe.
 */
public final class Mail {
    private static final Logger LOG = LoggerFactory.getLogger(Mail.class);
    /** Longer than it takes to see that a server is gone and to take its runs. */
    private static final long ANSWER_WAIT_MS = 20_000;

    private static final long LOOK_FOR_ANSWER_NANOS = 25_000_000;

    private final Database database;
    private final Signals signals;
    private final Ids ids;
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();

    /** Who takes messages in. */
    @FunctionalInterface
    public interface Receiver {
        /** The answer; null when it is not for this server to say, or not yet: the message stays where it is. */
        @Nullable
        Json told(RunId run, Json message);
    }

    public Mail(Database database, Ids ids) {
        this.database = database;
        this.signals = new Signals(database);
        this.ids = ids;
    }

    /** Leaves a message to which nobody waits for an answer; it is there when the transaction is. */
    public void leave(Transaction tx, RunId run, Json message) {
        signals.leave(tx, new Signals.Signal(ids.next(), run, message, false));
    }

    /** Sends a message and waits for the answer; empty when none came in time, and then the message is taken in later. */
    public Optional<Json> send(RunId run, Json message) {
        var signal = new Signals.Signal(ids.next(), run, message, true);
        var unused = database.write(tx -> {
            signals.leave(tx, signal);
            return true;
        });
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_WAIT_MS);
        while (System.nanoTime() - until < 0) {
            Optional<Json> answer = signals.answerTo(signal.id());
            if (answer.isPresent()) {
                signals.takeAway(signal.id());
                return answer;
            }
            LockSupport.parkNanos(LOOK_FOR_ANSWER_NANOS);
        }
        return Optional.empty();
    }

    /** Hands over what nobody has taken in yet, each message on a thread of its own. */
    public void deliver(Receiver receiver) {
        var page = signals.openAfter("");
        while (!page.isEmpty()) {
            for (Signals.Signal signal : page) {
                if (inHand.add(signal.id())) {
                    Thread.ofVirtual().name("mail-" + signal.run()).start(() -> deliver(receiver, signal));
                }
            }
            page = signals.openAfter(page.getLast().id());
        }
    }

    private void deliver(Receiver receiver, Signals.Signal signal) {
        try {
            Json answer = receiver.told(signal.run(), signal.message());
            if (answer == null) {
                return;
            }
            if (signal.wantsAnswer()) {
                signals.answer(signal.id(), answer);
            } else {
                signals.takeAway(signal.id());
            }
        } catch (RuntimeException fault) {
            LOG.warn("a message to run {} stays where it is: {}", signal.run(), fault.getMessage());
        } finally {
            inHand.remove(signal.id());
        }
    }

    /** Forgets answers that nobody came for. */
    public void forgetOld() {
        signals.forgetOld();
    }
}
