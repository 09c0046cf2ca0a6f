package dev.triggo.runs;

import dev.triggo.cluster.Mail;
import dev.triggo.cluster.Servers;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.steps.Timers;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Equal servers share the store. The row of a run names the one that holds it and counts how often it was taken; every
 * commit of a run asks for that count and keeps the row locked, so a server that was late writes nothing. What a server
 * holds is free once it has not said for eight seconds that it lives, or at once when it lets go.
 */
final class SharedDispatch implements Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(SharedDispatch.class);
    private static final long LOOK_FOR_DUE_MS = 500;
    private static final long LOOK_FOR_DEAD_MS = 1_000;
    private static final long LOOK_FOR_LOST_MS = 5_000;
    private static final long LOOK_FOR_MESSAGES_MS = 100;
    private static final long FORGET_MS = 600_000;
    private static final int PAGE = 50;

    // Whose runs are due: of a short queue it is read off the queue. Past a long one, which may be one workspace's for
    // the most part, the index of the free runs by workspace is read at the first run of each only.
    static final String LONGEST_DUE = "SELECT workspace_id FROM runs WHERE finished_at IS NULL"
            + " AND holder IS NULL AND wake_at <= ? ORDER BY wake_at, id LIMIT " + PAGE;
    private static final String FIRST_FREE =
            "SELECT workspace_id, wake_at FROM runs WHERE finished_at IS NULL" + " AND holder IS NULL";
    private static final String FIRST_ONLY = " ORDER BY workspace_id, wake_at, id LIMIT 1)";
    static final String EACH_WITH_DUE = "WITH RECURSIVE firsts AS ((" + FIRST_FREE + FIRST_ONLY
            + " UNION ALL SELECT following.workspace_id, following.wake_at FROM firsts CROSS JOIN LATERAL ("
            + FIRST_FREE
            + " AND workspace_id > firsts.workspace_id" + FIRST_ONLY + " following)"
            + " SELECT workspace_id FROM firsts WHERE wake_at <= ? ORDER BY wake_at, workspace_id";
    // Read at the first run of each holder only.
    private static final String FIRST_HELD = "SELECT holder FROM runs WHERE holder IS NOT NULL";
    private static final String HELD_FIRST = " ORDER BY holder LIMIT 1)";
    private static final String HOLDERS = "WITH RECURSIVE holders AS ((" + FIRST_HELD + HELD_FIRST
            + " UNION ALL SELECT following.holder FROM holders CROSS JOIN LATERAL ("
            + FIRST_HELD
            + " AND holder > holders.holder" + HELD_FIRST + " following)"
            + " SELECT holder FROM holders";
    private static final String EACH_OF_DEAD = "SELECT DISTINCT workspace_id FROM runs WHERE holder = ?";

    // The rows are chosen once and for all before they are changed: a plan that chose anew for each row it changes, as
    // the planner likes for a table that it believes to be empty, would be slow and take more than the limit.
    static final String TAKE_FREE = "WITH free AS MATERIALIZED (SELECT id FROM runs WHERE workspace_id = ?"
            + " AND wake_at <= ? AND finished_at IS NULL AND holder IS NULL ORDER BY wake_at, id LIMIT " + PAGE;
    private static final String TAKE_OF_DEAD = "WITH free AS MATERIALIZED (SELECT id FROM runs WHERE workspace_id = ?"
            + " AND holder = ? ORDER BY id LIMIT " + PAGE;
    private static final String TAKE_ONE =
            "WITH free AS MATERIALIZED (SELECT id FROM runs WHERE id = ? AND epoch = ?" + " AND finished_at IS NULL";
    static final String TAKE_THESE = ") UPDATE runs SET holder = ?, epoch = epoch + 1"
            + " WHERE id IN (SELECT id FROM free) RETURNING " + RunRow.COLUMNS;
    private static final String RELEASE =
            "UPDATE runs SET holder = NULL, epoch = epoch + 1 WHERE id = ? AND holder = ?";
    private static final String RELEASE_ALL = "UPDATE runs SET holder = NULL, epoch = epoch + 1 WHERE holder = ?";
    private static final String HELD = "SELECT id FROM runs WHERE holder = ?";
    private static final String RUNNING = "SELECT DISTINCT workflow_id FROM runs WHERE holder IS NOT NULL";

    private final Database database;
    private final Timers timers;
    private final Servers servers;
    private final Mail mail;
    private Set<RunId> perhapsLost = Set.of();
    private boolean othersMayHaveTaken;
    private volatile @Nullable ActiveRuns here;
    private volatile boolean closed;

    SharedDispatch(Database database, Runs.Ground ground) {
        this.database = database;
        this.timers = ground.timers();
        this.servers = new Servers(database, ground.ids().next(), ground.clock());
        this.mail = new Mail(database, ground.ids());
        every(Servers.BEAT_MS, this::beat);
    }

    /** One at a time; what goes wrong is tried again at the next time. */
    private void every(long millis, Runnable look) {
        var alone = new ReentrantLock();
        timers.every(millis, () -> {
            if (!closed && alone.tryLock()) {
                try {
                    look.run();
                } catch (RuntimeException away) {
                    LOG.warn("a look at what the servers share failed and will be tried again: {}", away.getMessage());
                } finally {
                    alone.unlock();
                }
            }
        });
    }

    private void beat() {
        othersMayHaveTaken |= servers.beat();
        ActiveRuns runs = here;
        if (othersMayHaveTaken && runs != null) {
            LOG.warn("this server was silent for longer than its runs are kept for it");
            letGoOfWhatOthersTook(runs);
            othersMayHaveTaken = false;
        }
    }

    /** Every commit would find out; a driver that waits long for a step learns it here. */
    private void letGoOfWhatOthersTook(ActiveRuns runs) {
        // Those that are accepted after this are not among what is read, and nobody has taken them.
        List<RunDriver> before =
                runs.all().stream().filter(RunDriver::isAccepted).toList();
        Set<RunId> held = held();
        before.stream().filter(driver -> !held.contains(driver.id())).forEach(RunDriver::movedElsewhere);
    }

    private Set<RunId> held() {
        return new HashSet<>(database.read(tx -> tx.list(HELD, row -> new RunId(row.text("id")), servers.id())));
    }

    @Override
    public Clock clock() {
        return servers.clock();
    }

    @Override
    public boolean isAlone() {
        return false;
    }

    @Override
    public RunRow.Lease fresh() {
        return new RunRow.Lease(servers.id(), 1);
    }

    @Override
    public boolean isElsewhere(RunRow open) {
        String holder = open.lease().holder();
        return holder != null && !holder.equals(servers.id());
    }

    @Override
    public Optional<RunRow> take(RunId run) {
        Optional<RunRow> found = database.read(tx -> RunRow.find(tx, run).filter(row -> isFree(tx, row)));
        return found.flatMap(row -> database.write(tx -> tx.first(
                TAKE_ONE + tx.skipLocked() + TAKE_THESE,
                RunRow::of,
                run.value(),
                row.lease().epoch(),
                servers.id())));
    }

    private boolean isFree(Transaction tx, RunRow row) {
        String holder = row.lease().holder();
        return row.finishedAt() == null
                && (holder == null || holder.equals(servers.id()) || !servers.lives(tx, holder));
    }

    @Override
    public int takeDue(ActiveRuns runs, Predicate<RunRow> takeUp) {
        return takeFree(runs, takeUp) + takeOfDead(runs, takeUp);
    }

    private int takeFree(ActiveRuns runs, Predicate<RunRow> takeUp) {
        return takeUp(runs, takeUp, this::withDue, TAKE_FREE, clock().millis());
    }

    /** The workspaces that have a due run which nobody holds. */
    private Collection<WorkspaceId> withDue(Object now) {
        List<WorkspaceId> longest = workspaces(LONGEST_DUE, now);
        return longest.size() < PAGE ? new LinkedHashSet<>(longest) : workspaces(EACH_WITH_DUE, now);
    }

    private List<WorkspaceId> workspaces(String sql, Object value) {
        return database.read(tx -> tx.list(sql, row -> new WorkspaceId(row.text("workspace_id")), value));
    }

    private int takeOfDead(ActiveRuns runs, Predicate<RunRow> takeUp) {
        int taken = 0;
        for (String dead : servers.dead(otherHolders())) {
            taken += takeUp(runs, takeUp, server -> workspaces(EACH_OF_DEAD, server), TAKE_OF_DEAD, dead);
        }
        return taken;
    }

    /**
     * Asked of the runs, and not of the list of servers: one that has left may hold what came to it in that moment. Whoever
     * holds one was on the list before, so that who is not on it afterwards has left.
     */
    private List<String> otherHolders() {
        var holders = new ArrayList<>(database.read(tx -> tx.list(HOLDERS, row -> row.text("holder"))));
        holders.remove(servers.id());
        return holders;
    }

    /**
     * In rounds: each workspace that has room here gets a page of its runs taken up, and none a second one before all
     * have had theirs. Those that have become due meanwhile are in the next round.
     */
    private int takeUp(
            ActiveRuns runs,
            Predicate<RunRow> takeUp,
            Function<Object, Collection<WorkspaceId>> whose,
            String choice,
            Object value) {
        int taken = 0;
        boolean more = true;
        while (more && runs.hasRoom()) {
            more = false;
            for (WorkspaceId workspace : whose.apply(value)) {
                List<RunRow> rows = runs.hasRoom(workspace) ? take(workspace, choice, value) : List.of();
                more |= rows.size() == PAGE;
                for (RunRow row : rows) {
                    if (takeUp.test(row)) {
                        taken++;
                    }
                }
            }
        }
        return taken;
    }

    private List<RunRow> take(WorkspaceId workspace, String choice, Object value) {
        return database.write(tx ->
                tx.list(choice + tx.skipLocked() + TAKE_THESE, RunRow::of, workspace.value(), value, servers.id()));
    }

    @Override
    public void start(ActiveRuns runs, Predicate<RunRow> takeUp) {
        here = runs;
        every(LOOK_FOR_DUE_MS, () -> takeFree(runs, takeUp));
        every(LOOK_FOR_DEAD_MS, () -> {
            int taken = takeOfDead(runs, takeUp);
            if (taken > 0) {
                LOG.info("{} runs of a server that is gone go on here", taken);
            }
        });
        every(LOOK_FOR_LOST_MS, () -> takeLost(runs));
        every(LOOK_FOR_MESSAGES_MS, () -> mail.deliver((run, message) -> tell(runs, run, message)));
        every(FORGET_MS, () -> {
            servers.forgetOld();
            mail.forgetOld();
        });
    }

    /** Takes up what this server holds and does not move at two looks in a row: taking it up went wrong. */
    private void takeLost(ActiveRuns runs) {
        Set<RunId> without = held();
        without.removeIf(run -> runs.find(run) != null);
        without.stream().filter(perhapsLost::contains).forEach(runs::takeUp);
        perhapsLost = without;
    }

    @Override
    public void handOver(Collection<RunDriver> drivers, boolean busyOnesToo) {
        var given = new ConcurrentLinkedQueue<RunId>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (RunDriver driver : drivers) {
                threads.execute(() -> {
                    if (driver.handOver(busyOnesToo)) {
                        given.add(driver.id());
                    }
                });
            }
        }
        if (given.isEmpty()) {
            return;
        }
        var rows = new ArrayList<@Nullable Object[]>();
        given.forEach(run -> rows.add(new @Nullable Object[] {run.value(), servers.id()}));
        try {
            var unused = database.write(tx -> {
                tx.batch(RELEASE, rows);
                return rows.size();
            });
        } catch (RuntimeException away) {
            LOG.warn("{} runs are free for other servers only when this one is known to be gone", rows.size());
        }
    }

    @Override
    public boolean send(RunId run, Message message) {
        Json answer = mail.send(run, message.toJson())
                .orElseThrow(() -> Problem.later(
                        ProblemCode.OVERLOADED,
                        "The server that moves this run has not answered yet. What you sent is kept and will be taken in:"
                                + " look at the run before you send it again.",
                        Duration.ofSeconds(2)));
        return Message.wasTakenIn((Json.Obj) answer);
    }

    @Override
    public void leave(Transaction tx, RunId run, Message message) {
        mail.leave(tx, run, message.toJson());
    }

    @Override
    public void post(RunId run, Message message) {
        var unused = database.submit(tx -> {
            mail.leave(tx, run, message.toJson());
            return true;
        });
    }

    /** What this server answers to a message; null when it is not for it to say, or not yet. */
    private static @Nullable Json tell(ActiveRuns runs, RunId run, Json kept) {
        try {
            return switch (runs.whereIs(run)) {
                case ActiveRuns.Whereabouts.Here here ->
                    Message.of(kept).tell(here.driver()).isPresent() ? Message.TAKEN_IN : null;
                case ActiveRuns.Whereabouts.Elsewhere elsewhere -> null;
                case ActiveRuns.Whereabouts.Ended ended -> Message.ENDED;
            };
        } catch (Problem refused) {
            return refused.code() == ProblemCode.OVERLOADED ? null : Message.refusal(refused);
        }
    }

    @Override
    public Set<WorkflowId> runningAmong(ActiveRuns runs, Set<WorkflowId> workflows) {
        var running =
                new HashSet<>(database.read(tx -> tx.list(RUNNING, row -> new WorkflowId(row.text("workflow_id")))));
        running.retainAll(workflows);
        return running;
    }

    @Override
    public void close() {
        closed = true;
        try {
            // What no driver moves here, too: it was taken or accepted just now, or could not be handed over before.
            var unused = database.write(tx -> tx.update(RELEASE_ALL, servers.id()));
            servers.leave();
        } catch (RuntimeException away) {
            LOG.warn("the other servers will find out by themselves that this one is gone: {}", away.getMessage());
        }
    }
}
