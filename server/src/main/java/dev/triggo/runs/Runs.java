package dev.triggo.runs;

import dev.triggo.engine.Graph;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.journal.Journal;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.steps.Timers;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door to runs: every run starts, is waited for, is cancelled and is taken up after a crash here. Thread-safe. */
public final class Runs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final long NEWS_FROM_ELSEWHERE_NANOS = 100_000_000;

    private final Database database;
    private final Journal journal;
    private final RunHistory history;
    private final Clock clock;
    private final Ids ids;
    private final Surroundings surroundings;
    private final Endings endings;
    private final Timers timers;
    private final Dispatch dispatch;
    private final Calls calls;
    final ActiveRuns active;
    private final Telling telling;
    private volatile boolean over;
    private final RunCounts counts = new RunCounts();
    private final Aftermath aftermath;
    private final RunContext.Neighbours neighbours = new Others();

    /** What runs need to know from above, answered by the wiring. */
    public interface Surroundings {
        /** The graph of a version, for as long as the version exists; throws when there is none. */
        Graph graph(WorkspaceId workspace, WorkflowId workflow, long version);

        String workspaceName(WorkspaceId workspace);

        /** What the workflow was called when it had this version. */
        String workflowName(WorkspaceId workspace, WorkflowId workflow, long version);

        /**
         * What a step calls by this slug, and its input with defaults filled in.
         *
         * @throws Problem ACTION_NOT_FOUND, ACTION_UNAVAILABLE, INPUT_VALIDATION_FAILED, UNSUPPORTED_ENTRYPOINT
         */
        Callee callee(WorkspaceId workspace, String slug, Json input);

        /** True when the workspace is known to be deleted: nothing of it goes on. */
        default boolean isGone(WorkspaceId workspace) {
            return false;
        }

        /** Why whoever decides may not do so any more, if this transaction is committed; empty when they may. */
        Optional<Problem> refusal(Transaction tx, WorkspaceId workspace, ApprovalDecision decision);
    }

    /** An action that a step calls. */
    public record Callee(RunRequest.Target target, Json input) {}

    /** Time and chance. */
    record Ground(Clock clock, Ids ids, Timers timers) {}

    /** A run that was asked for: it, and whether an earlier request with the same key had started it. */
    public record Accepted(Run run, boolean replayed) {}

    public Runs(
            Database database,
            Journal journal,
            RunHistory history,
            Clock clock,
            Ids ids,
            Surroundings surroundings,
            Endings endings) {
        this(database, journal, history, new Ground(clock, ids, new Timers()), surroundings, endings);
    }

    /** @param ground what moves runs while nobody calls; its timers are closed with this */
    Runs(
            Database database,
            Journal journal,
            RunHistory history,
            Ground ground,
            Surroundings surroundings,
            Endings endings) {
        this.database = database;
        this.journal = journal;
        this.history = history;
        this.timers = ground.timers();
        this.dispatch = Dispatch.of(database, ground);
        this.clock = dispatch.clock();
        this.ids = ground.ids();
        this.surroundings = surroundings;
        this.endings = endings;
        this.calls = new Calls(database, history, surroundings);
        this.active = new ActiveRuns(database, journal, dispatch, surroundings, timers, this::context);
        this.telling = new Telling(history, active, dispatch);
        this.aftermath = new Aftermath(database, history, this, surroundings, timers);
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
        return accept(new Start(request, List.of(), null, null), wait, progress);
    }

    /** As above; {@code opening} is what the run's journal says besides, right after its acceptance. */
    public Accepted accept(RunRequest request, List<RunEvent> opening, Duration wait) throws InterruptedException {
        return accept(new Start(request, opening, null, null), wait, null);
    }

    /** As above, if what it is to come into being {@code together} with says yes; else ACTION_UNAVAILABLE. */
    public Accepted accept(RunRequest request, RunRequest.Together together, Duration wait)
            throws InterruptedException {
        return accept(new Start(request, List.of(), null, together), wait, null);
    }

    /** What a run begins with. */
    record Start(
            RunRequest request,
            List<RunEvent> opening,
            RunRow.@Nullable Parent parent,
            RunRequest.@Nullable Together together) {}

    Accepted accept(Start start, Duration wait, @Nullable RunProgress progress) throws InterruptedException {
        RunRequest request = start.request();
        active.refuseWhenFull(request.workspace());
        RunRow row = row(request, start.parent());
        var log = RunLog.fresh(
                database,
                journal,
                endings(row),
                row,
                new Acceptance(idempotency(request), request.runsPerHour(), start.together()));
        var driver = new RunDriver(context(row), new RunState(request.workflow().graph()), log);
        active.enter(row, driver);
        try {
            driver.accept(request, start.opening());
        } catch (RunLog.Refused refused) {
            active.leave(row);
            return existing(request, refused.refusal, wait, progress);
        } catch (RuntimeException fault) {
            active.leave(row);
            if (!log.accepted()) {
                throw fault;
            }
            // Not all that it begins with is written: it goes on as after a crash.
            LOG.warn("run {} was accepted and waits to be taken up", row.id(), fault);
            counts.countAccepted();
            return new Accepted(awaitElsewhere(driver.snapshot(), System.nanoTime() + wait.toNanos(), progress), false);
        }
        counts.countAccepted();
        return new Accepted(await(driver, wait, progress), false);
    }

    private RunRequest.@Nullable Idempotency idempotency(RunRequest request) {
        RunRequest.Idempotency given = request.idempotency();
        return given == null ? null : given.kept(journal.redactor(request.workspace()));
    }

    private RunRow row(RunRequest request, RunRow.@Nullable Parent parent) {
        String correlationId = request.correlationId();
        String kept = correlationId == null
                ? null
                : journal.redactor(request.workspace()).redact(correlationId);
        return RunRow.of(
                new RunRow.Birth(new RunId(ids.next()), clock.millis(), dispatch.fresh()), request, kept, parent);
    }

    private Accepted existing(
            RunRequest request, Acceptance.Refusal refusal, Duration wait, @Nullable RunProgress progress)
            throws InterruptedException {
        if (refusal instanceof Acceptance.Refusal.KeyUsed used && used.sameRequest()) {
            return new Accepted(awaitEnd(request.workspace(), used.run(), wait, progress), true);
        }
        throw refusal.problem();
    }

    /** The run once it has ended, or as it is when the time is over. RUN_NOT_FOUND when the workspace has none such. */
    public Run awaitEnd(WorkspaceId workspace, RunId id, Duration wait, @Nullable RunProgress progress)
            throws InterruptedException {
        RunDriver driver = active.find(id);
        Run now = history.find(workspace, id);
        if (now.isAtRest() || wait.isZero()) {
            return now;
        }
        return driver == null
                ? awaitElsewhere(now, System.nanoTime() + wait.toNanos(), progress)
                : await(driver, wait, progress);
    }

    private Run await(RunDriver driver, Duration wait, @Nullable RunProgress progress) throws InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        if (progress != null && !wait.isZero()) {
            News.tell(driver, until, progress);
        }
        Run run = atRest(driver, until);
        return run.isAtRest() || wait.isZero() || over ? run : awaitElsewhere(run, until, progress);
    }

    /** Waits for a run that sleeps, or is moved by another server; for the store, too, while that is away. */
    private Run awaitElsewhere(Run run, long until, @Nullable RunProgress progress) throws InterruptedException {
        Run now = run;
        while (!now.isAtRest() && !over && System.nanoTime() - until < 0) {
            RunDriver driver = active.find(run.id());
            if (driver == null) {
                TimeUnit.NANOSECONDS.sleep(Math.min(NEWS_FROM_ELSEWHERE_NANOS, Math.max(1, until - System.nanoTime())));
                now = history.newest(now);
                if (progress != null) {
                    progress.settled(now.state().settledCount(), now.state().size());
                }
            } else {
                now = atRest(driver, until);
            }
        }
        return now;
    }

    private Run atRest(RunDriver driver, long until) throws InterruptedException {
        try {
            return driver.rest().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException stillGoing) {
            return driver.snapshot();
        } catch (ExecutionException movedElsewhere) {
            return history.newest(driver.snapshot());
        }
    }

    /** Waits until there may be news of a run after {@code seen}; a run that another server may move has some soon. */
    public long awaitNews(RunId id, long seen, Duration wait) throws InterruptedException {
        RunDriver driver = active.find(id);
        if (driver == null) {
            LockSupport.parkNanos(Math.min(wait.toNanos(), NEWS_FROM_ELSEWHERE_NANOS));
            return dispatch.isAlone() ? active.departures(id) : seen + 1;
        }
        return driver.news().await(seen, wait.toMillis());
    }

    /**
     * Cancels a run, and those that its steps wait for. RUN_NOT_FOUND, RUN_NOT_CANCELLABLE. On return the cancellation is
     * durable.
     */
    public Run cancel(WorkspaceId workspace, RunId id, String by) {
        Run found = history.find(workspace, id);
        List<RunId> called = found.state().awaitingChildren().stream()
                .map(step -> new RunId(String.valueOf(step.childRun())))
                .toList();
        Run cancelled = telling.tell(found, new Message.Cancel(by));
        for (RunId child : called) {
            try {
                cancel(workspace, child, by);
            } catch (Problem endedMeanwhile) {
                LOG.debug("run {}, called by {}, was not cancelled", child, id, endedMeanwhile);
            }
        }
        return cancelled;
    }

    /**
     * Takes a person's decision on what a run waits for. Exactly one decision on each request is taken; on return it is
     * durable and the run goes on.
     *
     * @throws Problem RUN_NOT_FOUND, APPROVAL_NOT_PENDING with the first decision, FORBIDDEN when somebody else must decide
     */
    public Run decide(WorkspaceId workspace, RunId id, ApprovalDecision decision) {
        return telling.tell(history.find(workspace, id), new Message.Decide(decision));
    }

    /**
     * Starts a run that goes on where a failed, timed-out or cancelled one stopped, or begins it anew. On return it is
     * durable.
     *
     * @throws Problem RUN_NOT_FOUND, RUN_NOT_REPLAYABLE, IDEMPOTENCY_CONFLICT, RUN_QUOTA_EXCEEDED, OVERLOADED: nothing was
     *     started
     */
    public Accepted replay(WorkspaceId workspace, RunId id, Replay replay) throws InterruptedException {
        return accept(Replays.request(history.recorded(workspace, id), replay), Duration.ZERO, null);
    }

    /** Of these workflows, the ones with a run under way. */
    public Set<WorkflowId> runningAmong(Set<WorkflowId> workflows) {
        return dispatch.runningAmong(active, workflows);
    }

    /** Takes up every run that has not ended, and looks again from time to time for runs that nobody moves. */
    public void recover() {
        int taken = dispatch.takeDue(active, active::goOn);
        if (taken > 0) {
            LOG.info("{} runs that were cut off or have slept go on", taken);
        }
        dispatch.start(active, active::goOn);
        var unused = timers.start("aftermath", aftermath::sweep);
        timers.every(ActiveRuns.LOOK_MS, aftermath::sweep);
    }

    private RunContext context(RunRow row) {
        return new RunContext(clock, ids, timers, surroundings, neighbours, endings(row));
    }

    /** What follows from this run's end; that another run waits for it, too. */
    private Endings endings(RunRow row) {
        return telling.endings(row, endings);
    }

    /** What drivers tell and ask of other runs. */
    private final class Others implements RunContext.Neighbours {
        @Override
        public void left(RunRow left) {
            active.leave(left);
            counts.countLeft(left.status());
            if (left.status().isFinal()) {
                aftermath.follow(left);
            }
            RunRow.Parent parent = left.parent();
            if (parent != null && left.status().isFinal() && !left.isAboutFailure()) {
                var unused = timers.start("news-for-" + parent.run(), () -> telling.ended(parent.run(), left.id()));
            }
        }

        @Override
        public RunContext.Call call(RunRow parent, String callKey, Outcome.Call call, boolean dryRun) {
            try {
                active.refuseWhenFull(parent.workspace());
                RunRequest request = calls.request(parent, callKey, call, dryRun);
                var start = new Start(request, List.of(), new RunRow.Parent(parent.id(), callKey), null);
                return new RunContext.Call.Started(
                        accept(start, Duration.ZERO, null).run().id());
            } catch (Problem problem) {
                return active.isClosing() ? new RunContext.Call.NotNow() : Calls.refused(problem);
            } catch (InterruptedException stopped) {
                return Calls.stopped();
            }
        }

        @Override
        public boolean areClosing() {
            return active.isClosing();
        }

        @Override
        public @Nullable Outcome endOf(RunRow parent, RunId child) {
            return calls.endOf(parent, child);
        }
    }

    public RunCounts counts() {
        return counts;
    }

    public int activeCount() {
        return active.count();
    }

    /** Accepts nothing more, gives steps that are under way this long to end, and lets go of the rest. */
    public void close(Duration grace) {
        active.close();
        long until = System.nanoTime() + grace.toNanos();
        while (System.nanoTime() < until && active.all().stream().anyMatch(RunDriver::isCarryingOut)) {
            dispatch.handOver(active.all(), false);
            LockSupport.parkNanos(20_000_000);
        }
        dispatch.handOver(active.all(), true);
        active.all().forEach(RunDriver::letGo);
        over = true;
        active.all().forEach(RunDriver::tellThatItIsOver);
        dispatch.close();
        timers.close();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(20));
    }
}
