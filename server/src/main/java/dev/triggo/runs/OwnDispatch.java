package dev.triggo.runs;

import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.steps.Timers;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One server has the store to itself: whatever it does not move, nobody does, and taking a run costs no write. */
final class OwnDispatch implements Dispatch {
    private static final int PAGE = 200;
    /** Of one workspace, before every other had its turn; ten times as many in each further round, so that there are few. */
    private static final int FIRST_OF_ONE = 50;

    private final Database database;
    private final Clock clock;
    private final Timers timers;

    OwnDispatch(Database database, Clock clock, Timers timers) {
        this.database = database;
        this.clock = clock;
        this.timers = timers;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public RunRow.Lease fresh() {
        return new RunRow.Lease(null, 0);
    }

    @Override
    public boolean isElsewhere(RunRow open) {
        return false;
    }

    @Override
    public Optional<RunRow> take(RunId run) {
        return database.read(tx -> RunRow.find(tx, run)).filter(row -> row.finishedAt() == null);
    }

    @Override
    public int takeDue(ActiveRuns here, Predicate<RunRow> takeUp) {
        long until = clock.millis() + ActiveRuns.LOOK_MS + 1_000;
        int taken = 0;
        Round round;
        int most = FIRST_OF_ONE;
        do {
            round = takeDue(here, takeUp, until, most);
            taken += round.taken();
            most *= 10;
        } while (round.hasMore());
        return taken;
    }

    /** What came of going past all that is due; there is more when a workspace has more than it could have of it. */
    private record Round(int taken, boolean hasMore) {}

    /** So many of each workspace at most, that those of one with a long queue do not all come before another's. */
    private Round takeDue(ActiveRuns here, Predicate<RunRow> takeUp, long until, int most) {
        var ofOne = new HashMap<WorkspaceId, Integer>();
        int taken = 0;
        boolean more = false;
        RunRow last = null;
        while (here.hasRoom()) {
            RunRow from = last;
            List<RunRow> due = database.read(tx -> RunRow.due(tx, until, from, PAGE));
            for (RunRow row : due) {
                last = row;
                if (here.find(row.id()) == null && here.hasRoom(row.workspace())) {
                    if (ofOne.merge(row.workspace(), 1, Integer::sum) > most) {
                        more = true;
                    } else if (takeUp.test(row)) {
                        taken++;
                    }
                }
            }
            if (due.size() < PAGE) {
                break;
            }
        }
        return new Round(taken, more);
    }

    @Override
    public void start(ActiveRuns here, Predicate<RunRow> takeUp) {
        timers.every(ActiveRuns.LOOK_MS, () -> takeDue(here, takeUp));
    }

    @Override
    public void handOver(Collection<RunDriver> drivers, boolean busyOnesToo) {
        // The next start takes them up.
    }

    @Override
    public boolean send(RunId run, Message message) {
        throw new IllegalStateException("run " + run + " is held by another server, and there is none");
    }

    @Override
    public void leave(Transaction tx, RunId run, Message message) {
        // Whoever is told here is told directly.
    }

    @Override
    public void post(RunId run, Message message) {
        // As above.
    }

    @Override
    public Set<WorkflowId> runningAmong(ActiveRuns here, Set<WorkflowId> workflows) {
        return workflows.stream().filter(here::isRunning).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
