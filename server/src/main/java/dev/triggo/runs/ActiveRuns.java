package dev.triggo.runs;

import dev.triggo.engine.RunState;
import dev.triggo.journal.Journal;
import dev.triggo.journal.Original;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that are moved here, each by one driver, and how those that nobody moves come to have one: they were cut off,
 * their sleep is over, or there is news for them. Thread-safe.
 */
final class ActiveRuns {
    /** More are not accepted, and those that have slept go on when there is room. */
    static final int MAX = 10_000;

    /** From one look at the store to the next; a run that sleeps for longer than this is not kept in memory. */
    static final long LOOK_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ActiveRuns.class);
    private static final int PAGE = 200;

    private final Database database;
    private final Journal journal;
    private final Clock clock;
    private final Runs.Surroundings surroundings;
    private final Timers timers;
    private final Function<RunRow, RunContext> contexts;
    private final ConcurrentHashMap<RunId, RunDriver> drivers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<WorkflowId, Integer> byWorkflow = new ConcurrentHashMap<>();
    private volatile boolean closing;

    ActiveRuns(
            Database database,
            Journal journal,
            Clock clock,
            Runs.Surroundings surroundings,
            Timers timers,
            Function<RunRow, RunContext> contexts) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
        this.surroundings = surroundings;
        this.timers = timers;
        this.contexts = contexts;
    }

    @Nullable
    RunDriver find(RunId id) {
        return drivers.get(id);
    }

    Collection<RunDriver> all() {
        return drivers.values();
    }

    int count() {
        return drivers.size();
    }

    boolean isClosing() {
        return closing;
    }

    void close() {
        closing = true;
    }

    /** OVERLOADED when no more runs are taken in. */
    void refuseWhenFull() {
        if (closing || drivers.size() >= MAX) {
            throw Problem.later(
                    ProblemCode.OVERLOADED,
                    closing
                            ? "The server is stopping; nothing was accepted. Try again in a moment."
                            : "Too many runs are under way; nothing was accepted. Try again shortly.",
                    Duration.ofSeconds(2));
        }
    }

    boolean isRunning(WorkflowId workflow) {
        return byWorkflow.containsKey(workflow);
    }

    /** Takes a driver in; false when the run has one. */
    boolean enter(RunRow row, RunDriver driver) {
        if (drivers.putIfAbsent(row.id(), driver) != null) {
            return false;
        }
        byWorkflow.merge(row.workflow(), 1, Integer::sum);
        return true;
    }

    void leave(RunRow row) {
        if (drivers.remove(row.id()) != null) {
            byWorkflow.computeIfPresent(row.workflow(), (id, count) -> count == 1 ? null : count - 1);
        }
    }

    /**
     * The driver of a run that has not ended, a new one if it had none, which is then still to be told to go on. Null when
     * the run has ended.
     */
    @Nullable
    RunDriver driverOf(RunRow row) {
        RunDriver known = drivers.get(row.id());
        if (known != null) {
            return known;
        }
        RunDriver revived = revive(row);
        return revived != null ? revived : drivers.get(row.id());
    }

    /** What is kept of a run, read at one moment. */
    private record Kept(RunRow row, Original original) {}

    /** A new driver that is still to be told to go on; null when the run has ended or has one by now. */
    private @Nullable RunDriver revive(RunRow known) {
        Optional<Kept> found = database.read(tx ->
                RunRow.find(tx, known.id()).map(row -> new Kept(row, journal.readOriginal(tx, row.id()))));
        if (found.isEmpty()) {
            return null;
        }
        Kept kept = found.get();
        RunRow row = kept.row();
        var state = new RunState(surroundings.graph(row.workspace(), row.workflow(), row.version()));
        kept.original().events().forEach(event -> state.apply(event.event(), event.at()));
        if (state.status().isFinal()) {
            return null;
        }
        RunContext context = contexts.apply(row);
        var driver =
                new RunDriver(context, state, RunLog.after(database, journal, context.endings(), row, kept.original()));
        return enter(row, driver) ? driver : null;
    }

    /** Lets a run go on that nobody moves here. False when it has ended, or is moved by now. */
    boolean takeUp(RunRow row) {
        try {
            RunDriver driver = revive(row);
            if (driver == null) {
                return false;
            }
            var unused = timers.start("take-up-" + row.id(), driver::drive);
            return true;
        } catch (RuntimeException fault) {
            LOG.error("run {} cannot be taken up", row.id(), fault);
            return false;
        }
    }

    /** Takes up every run that nobody moves, as far as its time has come or does before the next look. */
    int sweep() {
        int taken = 0;
        long until = clock.millis() + LOOK_MS + 1_000;
        RunRow last = null;
        while (!closing && drivers.size() < MAX) {
            RunRow from = last;
            List<RunRow> due = database.read(tx -> RunRow.due(tx, until, from, PAGE));
            for (RunRow row : due) {
                last = row;
                if (!drivers.containsKey(row.id()) && takeUp(row)) {
                    taken++;
                }
            }
            if (due.size() < PAGE) {
                break;
            }
        }
        return taken;
    }
}
