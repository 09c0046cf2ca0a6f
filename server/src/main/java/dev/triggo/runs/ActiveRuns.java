package dev.triggo.runs;

import dev.triggo.engine.RunState;
import dev.triggo.journal.Journal;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.store.Database;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    /** More are not accepted, and those that have slept go on when there is room. */
    static final int MAX = 10_000;

    /** From one look at the store to the next; a run that sleeps for longer than this is not kept in memory. */
    static final long LOOK_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ActiveRuns.class);

    private final Database database;
    private final Dispatch dispatch;
    private final Runs.Surroundings surroundings;
    private final Function<RunRow, RunContext> contexts;
    private final ConcurrentHashMap<RunId, RunDriver> drivers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<WorkflowId, Integer> byWorkflow = new ConcurrentHashMap<>();
    /** Two who take the same run here at once would each take it from the other. */
    private final ReentrantLock[] taking =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    private volatile boolean closing;

    ActiveRuns(
            Database database,
            Dispatch dispatch,
            Runs.Surroundings surroundings,
            Function<RunRow, RunContext> contexts) {
        this.database = database;
        this.dispatch = dispatch;
        this.surroundings = surroundings;
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

    boolean hasRoom() {
        return !closing && drivers.size() < MAX;
    }

    /** Where a run is moved. */
    sealed interface Whereabouts {
        record Here(RunDriver driver) implements Whereabouts {}

        /** By another server; this one may tell it. */
        record Elsewhere() implements Whereabouts {}

        record Ended() implements Whereabouts {}
    }

    /** Where a run is moved; here from now on, if nobody moves it. */
    Whereabouts whereIs(RunId run) {
        RunDriver driver = drivers.get(run);
        if (driver == null && !closing) {
            driver = taken(run);
        }
        if (driver != null) {
            return new Whereabouts.Here(driver);
        }
        boolean open = database.read(tx -> RunRow.find(tx, run))
                .filter(row -> row.finishedAt() == null)
                .isPresent();
        return open ? new Whereabouts.Elsewhere() : new Whereabouts.Ended();
    }

    /** The driver of a run that was taken now, or has one by now. */
    private @Nullable RunDriver taken(RunId run) {
        ReentrantLock alone = taking[Math.floorMod(run.hashCode(), taking.length)];
        Revived revived;
        alone.lock();
        try {
            RunDriver known = drivers.get(run);
            if (known != null) {
                return known;
            }
            revived = dispatch.take(run).map(this::revive).orElse(null);
        } finally {
            alone.unlock();
        }
        if (revived == null) {
            return drivers.get(run);
        }
        if (!revived.slept()) {
            revived.driver().resume();
        }
        return revived.driver();
    }

    /** A driver that is still to be told to go on; {@code slept} when the run was put to sleep and not cut off. */
    private record Revived(RunDriver driver, boolean slept) {}

    /** What is kept of a run, read at one moment. */
    private record Kept(RunRow row, List<RecordedEvent> events) {}

    /** A new driver of a run that was taken; null when the run has ended, was taken again, or has a driver by now. */
    private @Nullable Revived revive(RunRow taken) {
        Optional<Kept> found =
                database.read(tx -> RunRow.find(tx, taken.id()).map(row -> new Kept(row, Journal.read(tx, row.id()))));
        if (found.isEmpty() || !found.get().row().lease().equals(taken.lease())) {
            return null;
        }
        Kept kept = found.get();
        RunRow row = kept.row();
        var state = new RunState(surroundings.graph(row.workspace(), row.workflow(), row.version()));
        kept.events().forEach(event -> state.apply(event.event(), event.at()));
        if (state.status().isFinal()) {
            return null;
        }
        RunContext context = contexts.apply(row);
        var driver = new RunDriver(context, state, RunLog.after(database, context.endings(), row, kept.events()));
        return enter(row, driver) ? new Revived(driver, row.wakeAt() != 0) : null;
    }

    /** Lets a run go on that nobody moves. False when it has ended, or is moved by now. */
    boolean takeUp(RunId run) {
        return drivers.get(run) == null
                && !closing
                && dispatch.take(run).filter(this::goOn).isPresent();
    }

    /** Lets a run go on that was taken. False when it has ended, or is moved by now. */
    boolean goOn(RunRow taken) {
        try {
            Revived revived = revive(taken);
            if (revived == null) {
                return false;
            }
            RunDriver driver = revived.driver();
            Thread.ofVirtual().name("take-up-" + taken.id()).start(revived.slept() ? driver::wake : driver::resume);
            return true;
        } catch (RuntimeException fault) {
            LOG.error("run {} cannot be taken up", taken.id(), fault);
            return false;
        }
    }
}
