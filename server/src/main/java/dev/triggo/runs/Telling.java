package dev.triggo.runs;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Transaction;
import java.time.Duration;
import java.util.Optional;

/** What runs are told by doors and by the ends of other runs, whichever server moves them. Thread-safe. */
final class Telling {
    private final RunHistory history;
    private final ActiveRuns active;
    private final Dispatch dispatch;

    Telling(RunHistory history, ActiveRuns active, Dispatch dispatch) {
        this.history = history;
        this.active = active;
        this.dispatch = dispatch;
    }

    /**
     * Has a run's driver take something in, whichever that is by then, on whichever server. On return it is durable.
     *
     * @throws Problem what the driver said, or what the message says when the run has ended
     */
    Run tell(Run found, Message message) {
        RunId id = found.id();
        while (!found.status().isFinal()) {
            switch (active.whereIs(id)) {
                case ActiveRuns.Whereabouts.Here here -> {
                    Optional<Run> told = tell(here.driver(), message);
                    if (told.isPresent()) {
                        return told.get();
                    }
                    Thread.onSpinWait();
                }
                case ActiveRuns.Whereabouts.Elsewhere elsewhere -> {
                    boolean taken = dispatch.send(id, message);
                    Run now = history.find(found.row().workspace(), id);
                    if (taken) {
                        return now;
                    }
                    throw message.tooLate(now);
                }
                case ActiveRuns.Whereabouts.Ended ended ->
                    throw message.tooLate(history.find(found.row().workspace(), id));
            }
        }
        throw message.tooLate(found);
    }

    /** What its driver has taken in, it has: it comes to be as soon as the store is there again. */
    private static Optional<Run> tell(RunDriver driver, Message message) {
        try {
            return message.tell(driver);
        } catch (Problem away) {
            throw away.code() == ProblemCode.OVERLOADED ? perhapsTakenIn() : away;
        }
    }

    private static Problem perhapsTakenIn() {
        return Problem.later(
                ProblemCode.OVERLOADED,
                "The store is away or busy. What you sent may still be taken in: look at the run before you send it again.",
                Duration.ofSeconds(2));
    }

    /** What follows from a run's end; where a run waits for it that is not moved here, the news are written with it. */
    Endings endings(RunRow row, Endings others) {
        RunRow.Parent parent = row.parent();
        if (parent == null) {
            return others;
        }
        return new Endings() {
            @Override
            public void ending(Transaction tx, Ending run) {
                others.ending(tx, run);
                if (active.find(parent.run()) == null) {
                    dispatch.leave(tx, parent.run(), new Message.ChildEnded(row.id()));
                }
            }

            @Override
            public void ended(Ending run) {
                others.ended(run);
            }
        };
    }

    /** The end of a run that this one waits for is durable. */
    void ended(RunId parent, RunId child) {
        RunDriver driver = active.find(parent);
        if (driver != null && driver.childEnded(child)) {
            return;
        }
        if (!active.takeUp(parent)) {
            // Another server may have taken it just before the other run ended.
            dispatch.post(parent, new Message.ChildEnded(child));
        }
    }
}
