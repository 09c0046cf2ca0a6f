package dev.triggo.runs;

import dev.triggo.engine.RunState;
import dev.triggo.journal.Journal;
import dev.triggo.journal.Original;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.Shares;
import dev.triggo.steps.Timers;
import dev.triggo.store.Database;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that are moved here, each by one driver, and how those that nobody moves come to have one: they were cut off,
 * their sleep is over, or there is news for them. Which of them this server may take, {@link Dispatch} says. Thread-safe.
 */
final class ActiveRuns {
    /** More of one workspace are not accepted, and those that have slept go on when there is room. */
    static final int MAX = 10_000;

    /** From one look at the store to the next; a run that sleeps for longer than this is not kept in memory. */
    static final long LOOK_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ActiveRuns.class);

    private final Database database;
    private final Journal journal;
    private final Dispatch dispatch;
    private final Runs.Surroundings surroundings;
    private final Timers timers;
    private final Function<RunRow, RunContext> contexts;
    private final ConcurrentHashMap<RunId, RunDriver> drivers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<WorkflowId, Integer> byWorkflow = new ConcurrentHashMap<>();
    private final Shares places = Shares.ofOne(MAX);
    /** How many drivers have left, by their run: who watches one that sleeps sees that it was awake. */
    private final AtomicLongArray departures = new AtomicLongArray(4096);

    /** Two who take the same run here at once would each take it from the other. */
    private final ReentrantLock[] taking =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    private volatile boolean closing;

    ActiveRuns(
            Database database,
            Journal journal,
            Dispatch dispatch,
            Runs.Surroundings surroundings,
            Timers timers,
            Function<RunRow, RunContext> contexts) {
        this.database = database;
        this.journal = journal;
        this.dispatch = dispatch;
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

    /** OVERLOADED when no more runs of this workspace are taken in. */
    void refuseWhenFull(WorkspaceId workspace) {
        if (closing) {
            throw stopping();
        }
        if (!hasRoom(workspace)) {
            throw Problem.later(
                    ProblemCode.OVERLOADED,
                    "Too many runs of this workspace are under way; nothing was accepted. Try again shortly.",
                    Duration.ofSeconds(2));
        }
    }

    private static Problem stopping() {
        return Problem.later(
                ProblemCode.OVERLOADED,
                "The server is stopping; nothing was accepted. Try again in a moment.",
                Duration.ofSeconds(2));
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
        places.enter(row.workspace().value());
        return true;
    }

    void leave(RunRow row) {
        if (drivers.remove(row.id()) != null) {
            departures.incrementAndGet(place(row.id()));
            places.leave(row.workspace().value());
            byWorkflow.computeIfPresent(row.workflow(), (id, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Another number than before when a driver of this run has left meanwhile; now and then, of another one. Negative. */
    long departures(RunId id) {
        return -1 - departures.get(place(id));
    }

    private int place(RunId id) {
        return Math.floorMod(id.hashCode(), departures.length());
    }

    /** For a run of a workspace that has none under way. */
    boolean hasRoom() {
        return !closing && places.hasRoom();
    }

    boolean hasRoom(WorkspaceId workspace) {
        return !closing && places.hasRoom(workspace.value());
    }

    /** Where a run is moved. */
    sealed interface Whereabouts {
        record Here(RunDriver driver) implements Whereabouts {}

        /** By another server; this one may tell it. */
        record Elsewhere() implements Whereabouts {}

        record Ended() implements Whereabouts {}
    }

    /** Where a run is moved; here from now on, if nobody moves it. OVERLOADED when this server is stopping. */
    Whereabouts whereIs(RunId run) {
        while (true) {
            RunDriver driver = driverOf(run);
            if (driver != null) {
                return new Whereabouts.Here(driver);
            }
            Optional<RunRow> open = database.read(tx -> RunRow.find(tx, run)).filter(row -> row.finishedAt() == null);
            if (open.isEmpty()) {
                return new Whereabouts.Ended();
            }
            if (dispatch.isElsewhere(open.get())) {
                return new Whereabouts.Elsewhere();
            }
            if (closing) {
                throw stopping();
            }
            Thread.onSpinWait();
        }
    }

    /** The driver of a run, a new one if nobody moved it, which is then still to be told to go on; null when it has none. */
    private @Nullable RunDriver driverOf(RunId run) {
        RunDriver known = drivers.get(run);
        if (known != null || closing) {
            return known;
        }
        ReentrantLock alone = taking(run);
        alone.lock();
        try {
            known = drivers.get(run);
            RunDriver revived =
                    known == null ? dispatch.take(run).map(this::revive).orElse(null) : known;
            return revived == null ? drivers.get(run) : revived;
        } finally {
            alone.unlock();
        }
    }

    private ReentrantLock taking(RunId run) {
        return taking[Math.floorMod(run.hashCode(), taking.length)];
    }

    /** What is kept of a run, read at one moment. */
    private record Kept(RunRow row, Original original) {}

    /**
     * A new driver, still to be told to go on, of a run that was taken; null when the run has ended, was taken again, or
     * has a driver by now.
     */
    private @Nullable RunDriver revive(RunRow taken) {
        Optional<Kept> found = database.read(tx ->
                RunRow.find(tx, taken.id()).map(row -> new Kept(row, journal.readOriginal(tx, row.id()))));
        if (found.isEmpty() || !found.get().row().lease().equals(taken.lease())) {
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

    /** Lets a run go on that nobody moves. False when it has ended, or is moved by now. */
    boolean takeUp(RunId run) {
        ReentrantLock alone = taking(run);
        alone.lock();
        try {
            return drivers.get(run) == null
                    && !closing
                    && dispatch.take(run).filter(this::goOn).isPresent();
        } finally {
            alone.unlock();
        }
    }

    /** Lets a run go on that was taken. False when it has ended, or is moved by now. */
    boolean goOn(RunRow taken) {
        ReentrantLock alone = taking(taken.id());
        alone.lock();
        try {
            RunDriver driver = revive(taken);
            if (driver == null) {
                return false;
            }
            var unused = timers.start("take-up-" + taken.id(), driver::drive);
            return true;
        } catch (RuntimeException fault) {
            LOG.error("run {} cannot be taken up", taken.id(), fault);
            return false;
        } finally {
            alone.unlock();
        }
    }
}
