package dev.triggo.runs;

import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.StepRef;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.store.SteppedDatabase;
import dev.triggo.testing.TestClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A server in a world where everything is decided by one seed: what the graphs are, what the world answers and when, which
 * commit comes first, when the clock jumps, and where the server dies. The runs, their drivers, the engine, the journal
 * and the SQL are the real ones; only threads, time, chance, the world, and the moment of each commit are the test's.
 */
final class Simulation extends SimulatedWorld implements SteppedDatabase.Steering {
    private static final PersonId OTHER = new PersonId("p2");
    private static final int MOST_ACTIONS = 5_000;

    /** The server dies here. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(String point) {
            super(point, null, false, false);
        }
    }

    private final Map<String, Integer> points;
    private final TestClock clock = new TestClock(START);
    private final Ids ids;
    private final Set<String> promised = new LinkedHashSet<>();
    private final Map<SteppedDatabase.Unit<?>, Live> live = new HashMap<>();
    private final Map<String, Live> refused = new HashMap<>();
    private final Set<String> decided = new HashSet<>();
    private ManualTimers timers;
    private Runs runs;
    private int crashesLeft;
    private int faultsLeft;
    private String doing = "";

    /** What was known of a run when a commit of it was handed in. */
    private record Live(RunDriver driver, String run, String text) {}

    /**
     * @param points counts at which points servers died
     */
    Simulation(long seed, SteppedDatabase database, NodeKinds kinds, Map<String, Integer> points) {
        super(database, kinds, new Random(seed * 0x9E3779B97F4A7C15L));
        this.points = points;
        // Ids must differ between seeds, which share a store.
        var chance = new Random(seed);
        this.ids = new Ids(clock, new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                chance.nextBytes(bytes);
            }
        });
        this.crashesLeft = random.nextInt(3) == 0 ? 0 : random.nextInt(9);
        this.faultsLeft = random.nextInt(3);
        database.steer(this);
        this.timers = new ManualTimers(0);
        this.runs = server();
        graph("callee", random.nextBoolean(), null);
        graph("first", false, "callee");
        graph("second", false, random.nextBoolean() ? "callee" : null);
    }

    private Runs server() {
        return new Runs(
                database, journal, history, new Runs.Ground(clock, ids, timers), surroundings(), RunsWorld.NO_ENDINGS);
    }

    /** Lives through it all; throws AssertionError where something is not as it must be. */
    void play() {
        act(runs::recover);
        for (int i = 40 + random.nextInt(120); i > 0; i--) {
            act(this::anything);
        }
        calm = true;
        int actions = 0;
        while (!unfinished().isEmpty()) {
            check(actions++ < MOST_ACTIONS, () -> "runs do not come to an end: " + stuck(runs, clock.millis()));
            act(this::goOn);
        }
        promised.forEach(this::checkEnd);
    }

    private void act(Runnable action) {
        try {
            action.run();
        } catch (Crash crash) {
            points.merge(String.valueOf(crash.getMessage()), 1, Integer::sum);
            doing = "while coming back";
            act(this::restart);
        }
        doing = "";
    }

    private void restart() {
        for (SteppedDatabase.Unit<?> unit : List.copyOf(database.pending())) {
            Live known = live.remove(unit);
            database.lose(unit, random.nextBoolean());
            if (known != null) {
                checkKept(known.run());
            }
        }
        refused.clear();
        timers = new ManualTimers(timers.now);
        if (random.nextBoolean()) {
            pass(random.nextInt(60_000));
        }
        runs = server();
        runs.recover();
    }

    private void crash(String point) {
        if (!calm && crashesLeft > 0 && random.nextInt(12) == 0) {
            crashesLeft--;
            throw new Crash(point);
        }
    }

    private void anything() {
        switch (random.nextInt(20)) {
            case 0, 1 -> accept();
            case 2, 3, 4, 5, 6, 7 -> step();
            case 8, 9 -> decide(random.nextInt(4) > 0);
            case 10 -> cancel();
            case 11, 12 -> commitSome();
            case 13 -> sweep();
            case 14 -> {
                // The wall clock is set; the one that counts seconds goes on.
                clock.move(Duration.ofMillis(random.nextInt(40_000) - 20_000));
            }
            case 15 ->
                crash(unfinished().isEmpty() ? "idle" : waiting().isEmpty() ? "K7 asleep" : "K8 waits for a yes");
            case 16 -> replay();
            case 17 -> promise(() -> trial(runs, List.copyOf(promised)), "K1 before the accepting commit of a test");
            default -> time();
        }
    }

    private void goOn() {
        commitSome();
        if (!timers.soon.isEmpty() || !timers.steps.isEmpty()) {
            step();
        } else if (!waiting().isEmpty() && random.nextBoolean()) {
            decide(true);
        } else {
            time();
        }
    }

    private void accept() {
        if (promised.size() > 6) {
            return;
        }
        String name = random.nextInt(3) > 0 ? "first" : "second";
        accept(request(name, null), "K1 before the accepting commit");
    }

    private void accept(RunRequest request, String point) {
        promise(() -> runs.accept(request, Duration.ZERO, null), point);
    }

    private void promise(Beginning beginning, String point) {
        doing = point;
        try {
            String run = beginning.begin().run().id().value();
            promised.add(run);
            check(!events(run).isEmpty(), () -> "run " + run + " was promised and is not there");
            crash("K2 accepted, not answered");
        } catch (Problem overloaded) {
            check(overloaded.code() == ProblemCode.OVERLOADED, () -> "accept: " + overloaded.sentence());
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
    }

    /** What ended well in a run that failed is not repeated in its replay. */
    private void replay() {
        for (String of : List.copyOf(promised)) {
            RunState state = state(of);
            if (promised.size() > 6 || !hasFailed(state) || isTrial(of)) {
                continue;
            }
            var reused = new ArrayList<RunEvent>();
            var again = new HashSet<String>();
            var loops = new HashSet<StepRef>();
            for (RecordedEvent event : events(of)) {
                if (event.event() instanceof RunEvent.LoopStarted loop) {
                    loops.add(loop.step());
                }
                if (event.event() instanceof RunEvent.StepSkipped skipped && isOutside(skipped.step())) {
                    reused.add(skipped);
                } else if (event.event() instanceof RunEvent.StepCompleted done
                        && isOutside(done.step())
                        && !loops.contains(done.step())) {
                    reused.add(done);
                    again.add(done.step().toString());
                }
            }
            Set<String> before = Set.copyOf(promised);
            String name =
                    history.find(WORKSPACE, new RunId(of)).row().workflow().value();
            accept(request(name, new RunRequest.Reuse(of, "failed_step", reused)), "K14 inside a replay");
            promised.stream()
                    .filter(run -> !before.contains(run))
                    .forEach(run -> again.forEach(step -> check(
                            !calls.containsKey(run + ":" + step), () -> "replay " + run + " repeats step " + step)));
            return;
        }
    }

    /** A thread that was started gets on. */
    private void step() {
        if (!timers.soon.isEmpty() && (timers.steps.isEmpty() || random.nextBoolean())) {
            timers.soon.remove(random.nextInt(timers.soon.size())).run();
            return;
        }
        if (timers.steps.isEmpty()) {
            return;
        }
        ManualTimers.StepTask task = timers.steps.get(random.nextInt(timers.steps.size()));
        if (!task.called && task.thread.isInterrupted()) {
            // Nothing leaves on a thread that was told to stop before.
            timers.steps.remove(task);
            return;
        }
        if (!task.called) {
            crash("K3 begun, not sent");
            send(task);
            crash("K4 sent, no answer");
            return;
        }
        // Now and then an answer comes twice.
        if (random.nextInt(10) > 0) {
            timers.steps.remove(task);
        }
        answer = outcome();
        executing = task.key();
        doing = "K5 answered, not recorded";
        task.task.run();
    }

    private void decide(boolean yes) {
        List<RunRow> waiting = waiting();
        if (waiting.isEmpty()) {
            return;
        }
        RunRow row = waiting.get(random.nextInt(waiting.size()));
        var asked = state(row.id().value()).approvalPending();
        String id = asked == null ? null : asked.request().id();
        doing = "K9 inside the decision";
        boolean stale = random.nextInt(10) == 0;
        try {
            String about = stale ? "another" : random.nextBoolean() ? id : null;
            PersonId who = random.nextBoolean() ? STARTER : OTHER;
            runs.decide(WORKSPACE, row.id(), new ApprovalDecision(about, yes, who, "their key", "somebody", null));
            check(!stale, () -> "a decision on another request was taken");
            check(id == null || decided.add(id), () -> "two decisions on " + id + " were taken");
        } catch (Problem refusal) {
            check(
                    refusal.code() == ProblemCode.APPROVAL_NOT_PENDING || refusal.code() == ProblemCode.OVERLOADED,
                    () -> "decide: " + refusal.sentence());
        }
    }

    private void cancel() {
        List<RunRow> rows = unfinished();
        if (rows.isEmpty() || random.nextInt(4) > 0) {
            return;
        }
        doing = "inside a cancel";
        RunRow row = rows.get(random.nextInt(rows.size()));
        try {
            runs.cancel(WORKSPACE, row.id(), "somebody");
            check(state(row.id().value()).status().isFinal(), () -> "a cancel was answered and is not durable");
        } catch (Problem refusal) {
            check(
                    refusal.code() == ProblemCode.RUN_NOT_CANCELLABLE || refusal.code() == ProblemCode.OVERLOADED,
                    () -> "cancel: " + refusal.sentence());
        }
    }

    private void sweep() {
        doing = "while looking for runs";
        timers.sweep();
    }

    /** The next time comes, or, when there is none, that of the next run that sleeps. */
    private void time() {
        ManualTimers.Timed next = timers.next();
        if (next != null && (next.dueAt - timers.now < 60_000 || random.nextInt(4) == 0)) {
            pass(Math.max(0, next.dueAt - timers.now));
            doing = "when a time comes";
            timers.fire(next);
            return;
        }
        long wake = unfinished().stream()
                .mapToLong(RunRow::wakeAt)
                .filter(at -> at > clock.millis() && at != Long.MAX_VALUE)
                .min()
                .orElse(0);
        if (wake > 0 && timers.soon.isEmpty() && timers.steps.isEmpty()) {
            pass(wake - clock.millis());
        } else {
            pass(ActiveRuns.LOOK_MS);
        }
        sweep();
    }

    private void pass(long millis) {
        clock.move(Duration.ofMillis(millis));
        timers.now += millis;
    }

    // What the store is told.

    @Override
    public void submitted(SteppedDatabase.Unit<?> unit) {
        crash(doing.isEmpty() || doing.startsWith("when") ? "K10 before a commit" : doing);
        for (RunDriver driver : runs.active.all()) {
            if (Thread.holdsLock(driver)) {
                Run shown = driver.snapshot();
                String run = shown.id().value();
                Live known = refused.remove(run);
                var now = new Run(
                        shown.row().at(shown.state(), 0, shown.row().lease()), shown.state(), REDACTION.general());
                boolean again = known != null && known.driver() == driver;
                live.put(unit, again ? known : new Live(driver, run, text(now)));
            }
        }
        if (random.nextInt(3) == 0) {
            commit(unit);
        }
    }

    @Override
    public void waitedFor() {
        List<SteppedDatabase.Unit<?>> pending = database.pending();
        SteppedDatabase.Unit<?> unit = pending.get(random.nextInt(pending.size()));
        if (!calm && faultsLeft > 0 && random.nextInt(40) == 0) {
            faultsLeft--;
            Live known = live.remove(unit);
            if (known != null) {
                refused.put(known.run(), known);
            }
            database.refuse(unit, random.nextBoolean());
            return;
        }
        commit(unit);
    }

    private void commitSome() {
        while (!database.pending().isEmpty() && random.nextInt(3) > 0) {
            waitedFor();
        }
    }

    private <T> void commit(SteppedDatabase.Unit<T> unit) {
        Live known = live.remove(unit);
        database.commit(unit);
        Run kept = known == null ? null : history(known.run());
        if (known != null && kept != null) {
            check(
                    known.text().equals(text(kept)),
                    () -> "the journal tells another run than was moved: " + differing(text(kept), known.text()));
            checkKept(known.run());
        }
        crash("K6 recorded, not gone on");
    }
}
