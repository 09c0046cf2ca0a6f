package dev.triggo.runs;

import dev.triggo.cluster.Signals;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Duration;
import java.util.List;
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
 * in the store until it is answered; one for a run that nobody moves any more is taken in by whoever takes the run.
 */
final class Mail {
    private static final Logger LOG = LoggerFactory.getLogger(Mail.class);
    /** Longer than it takes to see that a server is gone and to take its runs. */
    private static final long ANSWER_WAIT_MS = 20_000;

    private static final long LOOK_FOR_ANSWER_NANOS = 25_000_000;

    private static final Json TAKEN_IN = Json.EMPTY_OBJECT;
    private static final Json ENDED = Json.object().put("ended", true).build();

    private final Database database;
    private final Signals signals;
    private final Ids ids;
    private final Set<String> inHand = ConcurrentHashMap.newKeySet();

    Mail(Database database, Signals signals, Ids ids) {
        this.database = database;
        this.signals = signals;
        this.ids = ids;
    }

    void leave(Transaction tx, RunId run, Message message) {
        signals.leave(tx, new Signals.Signal(ids.next(), run, message.toJson()));
    }

    /** False when the run had ended before. Throws what its driver answered, or OVERLOADED when no answer came. */
    boolean send(RunId run, Message message) {
        var signal = new Signals.Signal(ids.next(), run, message.toJson());
        var unused = database.write(tx -> {
            signals.leave(tx, signal);
            return true;
        });
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_WAIT_MS);
        while (System.nanoTime() - until < 0) {
            Optional<Json> answer = signals.answerTo(signal.id());
            if (answer.isPresent()) {
                signals.takeAway(signal.id());
                return read((Json.Obj) answer.get());
            }
            LockSupport.parkNanos(LOOK_FOR_ANSWER_NANOS);
        }
        throw Problem.later(
                ProblemCode.OVERLOADED,
                "The server that moves this run has not answered yet. What you sent is kept and will be taken in: look at"
                        + " the run before you send it again.",
                Duration.ofSeconds(2));
    }

    private static boolean read(Json.Obj answer) {
        String code = answer.text("code");
        if (code == null) {
            return !answer.has("ended");
        }
        List<Json> details = answer.get("details") instanceof Json.Arr some ? some.items() : List.of();
        throw Problem.of(ProblemCode.valueOf(code), String.valueOf(answer.text("error")), details);
    }

    /** Tells the runs that are moved here, or that nobody moves, what was left for them. */
    void deliver(ActiveRuns runs) {
        List<Signals.Signal> page = signals.openAfter("");
        while (!page.isEmpty()) {
            for (Signals.Signal signal : page) {
                if (inHand.add(signal.id())) {
                    Thread.ofVirtual().name("mail-" + signal.run()).start(() -> deliver(runs, signal));
                }
            }
            page = signals.openAfter(page.getLast().id());
        }
    }

    private void deliver(ActiveRuns runs, Signals.Signal signal) {
        try {
            Message message = Message.of(signal.message());
            Json answer = tell(runs, signal.run(), message);
            if (answer == null) {
                return;
            }
            switch (message) {
                case Message.ChildEnded told -> signals.takeAway(signal.id());
                case Message.Cancel told -> signals.answer(signal.id(), answer);
                case Message.Decide told -> signals.answer(signal.id(), answer);
            }
        } catch (RuntimeException fault) {
            LOG.warn("a message to run {} stays where it is: {}", signal.run(), fault.getMessage());
        } finally {
            inHand.remove(signal.id());
        }
    }

    /** The answer; null when it is not for this server to say, or not yet. */
    private static @Nullable Json tell(ActiveRuns runs, RunId run, Message message) {
        try {
            return switch (runs.whereIs(run)) {
                case ActiveRuns.Whereabouts.Here here ->
                    message.tell(here.driver()).isPresent() ? TAKEN_IN : null;
                case ActiveRuns.Whereabouts.Elsewhere elsewhere -> null;
                case ActiveRuns.Whereabouts.Ended ended -> ENDED;
            };
        } catch (Problem refused) {
            if (refused.code() == ProblemCode.OVERLOADED) {
                return null;
            }
            return Json.object()
                    .put("code", refused.code().name())
                    .put("error", refused.sentence())
                    .put("details", Json.array(refused.details()))
                    .build();
        }
    }

    void forgetOld() {
        signals.forgetOld();
    }
}
