package dev.triggo.runs;

import dev.triggo.engine.Graph;
import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.journal.Journal;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door to runs: every run starts, is waited for, is cancelled and is taken up after a crash here. Thread-safe. */
public final class Runs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final int MAX_ACTIVE = 10_000;
    private static final long SWEEP_MS = 10_000;
    private static final int PAGE = 200;
    private static final long NEWS_FROM_ELSEWHERE_NANOS = 200_000_000;

    private final Database database;
    private final RunHistory history;
    private final Clock clock;
    private final Ids ids;
    private final Surroundings surroundings;
    private final Timers timers = new Timers();
    private final ConcurrentHashMap<RunId, RunDriver> active = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<WorkflowId, Integer> activeByWorkflow = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** What runs need to know from above, answered by the wiring. */
    public interface Surroundings {
        /** The graph of a version, for as long as the version exists; throws when there is none. */
        Graph graph(WorkspaceId workspace, WorkflowId workflow, long version);

        String workspaceName(WorkspaceId workspace);
    }

    /** A run that was asked for: it, and whether an earlier request with the same key had started it. */
    public record Accepted(Run run, boolean replayed) {}

    public Runs(Database database, RunHistory history, Clock clock, Ids ids, Surroundings surroundings) {
        this.database = database;
        this.history = history;
        this.clock = clock;
        this.ids = ids;
        this.surroundings = surroundings;
    }

    /**
     * Starts a run, or finds the one that the same idempotency key started. On return the run is durable.
     *
     * @param wait how long to wait for its end; the run goes on when the time is over
     * @param progress told while waiting, or null
     * @throws Problem IDEMPOTENCY_CONFLICT, RUN_QUOTA_EXCEEDED, OVERLOADED: nothing was started
     */
    public Accepted accept(RunRequest request, Duration wait, @Nullable RunProgress progress)
            throws InterruptedException {
        if (closing || active.size() >= MAX_ACTIVE) {
            throw Problem.later(
                    ProblemCode.OVERLOADED,
                    closing
                            ? "The server is stopping; nothing was accepted. Try again in a moment."
                            : "Too many runs are under way; nothing was accepted. Try again shortly.",
                    Duration.ofSeconds(2));
        }
        RunRow row = row(request);
        var log = RunLog.fresh(database, row, new Acceptance(request.idempotency(), request.runsPerHour()));
        var driver = new RunDriver(context(row), new RunState(request.workflow().graph()), log);
        enter(row, driver);
        try {
            driver.accept(request.input(), request.dryRun());
        } catch (RunLog.Refused refused) {
            leave(row);
            return existing(request, refused.refusal, wait, progress);
        } catch (RuntimeException fault) {
            leave(row);
            throw fault;
        }
        return new Accepted(await(driver, wait, progress), false);
    }

    private RunRow row(RunRequest request) {
        return new RunRow(
                new RunId(ids.next()),
                request.workspace(),
                request.workflow().workflow(),
                request.workflow().version(),
                request.workflow().action(),
                RunStatus.ACCEPTED,
                request.source(),
                request.correlationId(),
                request.person(),
                request.credential(),
                clock.millis(),
                null,
                null);
    }

    private Accepted existing(
            RunRequest request, Acceptance.Refusal refusal, Duration wait, @Nullable RunProgress progress)
            throws InterruptedException {
        return switch (refusal) {
            case Acceptance.Refusal.KeyUsed used
            when used.sameRequest() -> new Accepted(awaitEnd(request.workspace(), used.run(), wait, progress), true);
            case Acceptance.Refusal.KeyUsed used ->
                throw Problem.of(
                        ProblemCode.IDEMPOTENCY_CONFLICT,
                        "This idempotency key was used with another request of this action; use a new key for a new request.");
            case Acceptance.Refusal.QuotaFull full -> throw full.refusal();
        };
    }

    /** The run once it has ended, or as it is when the time is over. RUN_NOT_FOUND when the workspace has none such. */
    public Run awaitEnd(WorkspaceId workspace, RunId id, Duration wait, @Nullable RunProgress progress)
            throws InterruptedException {
        RunDriver driver = active.get(id);
        Run now = history.find(workspace, id);
        if (driver == null || now.status().isFinal() || wait.isZero()) {
            return now;
        }
        return await(driver, wait, progress);
    }

    private Run await(RunDriver driver, Duration wait, @Nullable RunProgress progress) throws InterruptedException {
        if (wait.isZero()) {
            return ended(driver, Duration.ZERO);
        }
        if (progress == null) {
            return ended(driver, wait);
        }
        awaitTelling(driver, wait, progress);
        return ended(driver, Duration.ZERO);
    }

    private static Run ended(RunDriver driver, Duration wait) throws InterruptedException {
        try {
            return driver.ended().get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillGoing) {
            return driver.snapshot();
        } catch (ExecutionException fault) {
            throw fault.getCause() instanceof Problem problem ? problem : new IllegalStateException(fault.getCause());
        }
    }

    private static void awaitTelling(RunDriver driver, Duration wait, RunProgress progress)
            throws InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        long seen = -1;
        while (!driver.ended().isDone() && System.nanoTime() < until) {
            progress.settled(driver.settledCount(), driver.size());
            seen = driver.awaitChange(seen, Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        progress.settled(driver.settledCount(), driver.size());
    }

    /** Waits until there may be news of a run after {@code seen}; a run that is not under way here has some soon. */
    public long awaitNews(RunId id, long seen, Duration wait) throws InterruptedException {
        RunDriver driver = active.get(id);
        if (driver == null) {
            LockSupport.parkNanos(Math.min(wait.toNanos(), NEWS_FROM_ELSEWHERE_NANOS));
            return seen;
        }
        return driver.awaitChange(seen, wait.toMillis());
    }

    /** Cancels a run. RUN_NOT_FOUND, RUN_NOT_CANCELLABLE. On return the cancellation is durable. */
    public Run cancel(WorkspaceId workspace, RunId id, String by) {
        Run run = history.find(workspace, id);
        RunDriver driver = active.get(id);
        if (driver == null) {
            throw Problem.of(
                    ProblemCode.RUN_NOT_CANCELLABLE,
                    "The run cannot be cancelled: it is " + run.status().wireName() + ".");
        }
        return driver.cancel(by);
    }

    /** Of these workflows, the ones with a run under way. */
    public Set<WorkflowId> runningAmong(Set<WorkflowId> workflows) {
        return workflows.stream().filter(activeByWorkflow::containsKey).collect(Collectors.toUnmodifiableSet());
    }

    /** Takes up every run that has not ended, and looks again from time to time for runs that nobody moves. */
    public void recover() {
        int taken = sweep();
        if (taken > 0) {
            LOG.info("{} runs that were cut off go on", taken);
        }
        timers.every(SWEEP_MS, this::sweep);
    }

    private int sweep() {
        int taken = 0;
        String after = "";
        while (!closing) {
            String from = after;
            List<RunRow> open = database.read(tx -> RunRow.open(tx, from, PAGE));
            for (RunRow row : open) {
                after = row.id().value();
                if (!active.containsKey(row.id()) && takeUp(row)) {
                    taken++;
                }
            }
            if (open.size() < PAGE) {
                break;
            }
        }
        return taken;
    }

    private boolean takeUp(RunRow row) {
        try {
            RunDriver driver = revive(row);
            if (driver == null) {
                return false;
            }
            Thread.ofVirtual().name("resume-" + row.id()).start(driver::resume);
            return true;
        } catch (RuntimeException fault) {
            LOG.error("run {} cannot be taken up", row.id(), fault);
            return false;
        }
    }

    private @Nullable RunDriver revive(RunRow row) {
        Graph graph = surroundings.graph(row.workspace(), row.workflow(), row.version());
        List<RecordedEvent> events = database.read(tx -> Journal.read(tx, row.id()));
        var state = new RunState(graph);
        events.forEach(event -> state.apply(event.event(), event.at()));
        // Ended between the look at the row and the reading of the journal, or under way here by now.
        if (state.status().isFinal()) {
            return null;
        }
        var driver = new RunDriver(context(row), state, RunLog.after(database, row, events));
        if (active.putIfAbsent(row.id(), driver) != null) {
            return null;
        }
        activeByWorkflow.merge(row.workflow(), 1, Integer::sum);
        return driver;
    }

    private RunContext context(RunRow row) {
        return new RunContext(clock, ids, timers, surroundings.workspaceName(row.workspace()), ended -> leave(row));
    }

    private void enter(RunRow row, RunDriver driver) {
        active.put(row.id(), driver);
        activeByWorkflow.merge(row.workflow(), 1, Integer::sum);
    }

    private void leave(RunRow row) {
        if (active.remove(row.id()) != null) {
            activeByWorkflow.computeIfPresent(row.workflow(), (id, count) -> count == 1 ? null : count - 1);
        }
    }

    public int activeCount() {
        return active.size();
    }

    /** Accepts nothing more, gives steps that are under way this long to end, and lets go of the rest. */
    public void close(Duration grace) {
        closing = true;
        long until = System.nanoTime() + grace.toNanos();
        while (System.nanoTime() < until && active.values().stream().anyMatch(RunDriver::isCarryingOut)) {
            LockSupport.parkNanos(20_000_000);
        }
        active.values().forEach(RunDriver::letGo);
        timers.close();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(20));
    }
}
