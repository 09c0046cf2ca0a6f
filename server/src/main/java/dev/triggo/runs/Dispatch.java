package dev.triggo.runs;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which server moves which run. One that moves it holds it; the store refuses what a server writes of a run that another
 * has taken since. Thread-safe.
 */
interface Dispatch extends AutoCloseable {
    /** Where one server has the store to itself, it does so in memory; else servers share it. */
    static Dispatch of(Database database, Runs.Ground ground) {
        return database.isShared()
                ? new SharedDispatch(database, ground)
                : new OwnDispatch(database, ground.clock(), ground.timers());
    }

    /** The time that all servers agree on. */
    Clock clock();

    /** True when there are no other servers. */
    boolean isAlone();

    /** By which this server holds a run that it brings into being. */
    RunRow.Lease fresh();

    /** True when another server holds this run, which has not ended. */
    boolean isElsewhere(RunRow open);

    /** Takes a run for this server; empty when it has ended, or another server that lives holds it. */
    Optional<RunRow> take(RunId run);

    /**
     * Takes runs that nobody moves, as far as their time has come or does before the next look: they were cut off, or have
     * slept. Returns how many were taken up.
     */
    int takeDue(ActiveRuns here, Predicate<RunRow> takeUp);

    /** Goes on looking for runs that nobody moves, and for messages to those that are moved here. */
    void start(ActiveRuns here, Predicate<RunRow> takeUp);

    /** Gives runs that are moved here to the other servers; does nothing where there are none. */
    void handOver(Collection<RunDriver> drivers, boolean busyOnesToo);

    /**
     * Tells the server that holds a run, and waits for its answer; false when the run had ended before.
     *
     * @throws Problem as the run's driver answered; OVERLOADED when no answer came in time
     */
    boolean send(RunId run, Message message);

    /** Leaves a message that needs no answer; it is there when the transaction is. */
    void leave(Transaction tx, RunId run, Message message);

    /** As {@link #leave}, in a transaction of its own that is not waited for. */
    void post(RunId run, Message message);

    /** Of these workflows, the ones with a run under way. */
    Set<WorkflowId> runningAmong(ActiveRuns here, Set<WorkflowId> workflows);

    @Override
    void close();
}
