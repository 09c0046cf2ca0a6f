package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.campaign.Scale;
import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import dev.triggo.trials.Trials;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What large things cost: big graphs, long loops, many sleeping runs, many runs kept. Prints the figures; asserted is only
 * what a busy machine cannot change much: that one more does not cost more where there are many.
 */
@Tag("campaign")
@Timeout(3600)
class ScaleCampaignTest {
    /** So much more one of something may cost where there are five or ten times as many: with the square it would be above. */
    private static final double FLAT = 3.5;

    private RunsWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new RunsWorld(TestDatabase.Kind.SQLITE);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static void say(String line, Object... values) {
        System.out.printf(line + "%n", values);
    }

    /** Microseconds on the clock, and of this process's work, which others on the machine add little to. */
    private record Cost(double wall, double cpu) {
        Cost each(int count) {
            return new Cost(wall / count, cpu / count);
        }

        @Override
        public String toString() {
            return "%.1f us (%.1f of CPU)".formatted(wall, cpu);
        }
    }

    /** Does it for a while: the least time of all, and what one was in work, which is counted in hundredths of a second. */
    private static Cost cost(Runnable what) {
        long enough = TimeUnit.MILLISECONDS.toNanos(Scale.of(400, 2_000));
        double wall = Double.MAX_VALUE;
        int done = 0;
        double cpu = processCpuSeconds();
        long start = System.nanoTime();
        while (done < 3 || System.nanoTime() - start < enough) {
            long began = System.nanoTime();
            what.run();
            wall = Math.min(wall, (System.nanoTime() - began) / 1e3);
            done++;
        }
        return new Cost(wall, (processCpuSeconds() - cpu) * 1e6 / done);
    }

    private Run runQuietly(RunRequest request) {
        try {
            Run run = world.runs.accept(request, Duration.ofSeconds(60), null).run();
            assertEquals(
                    RunStatus.SUCCEEDED, run.status(), () -> run.toJson(false).write());
            return run;
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private RunRequest chainOf(int nodes) {
        var sets = new ArrayList<String>();
        for (int i = 0; i < nodes - 2; i++) {
            String from = i == 0 ? "input.n" : "s" + (i - 1) + ".n";
            sets.add("{\"id\": \"s%d\", \"type\": \"set\", \"config\": {\"fields\": {\"n\": \"{{%s}}\"}}}"
                    .formatted(i, from));
        }
        return world.chain("chain" + nodes, sets.toArray(String[]::new));
    }

    /** Input, this many nodes side by side, one that merges them, output. */
    private RunRequest fanOf(int nodes) {
        var all = new StringBuilder();
        var edges = new StringBuilder();
        for (int i = 0; i < nodes - 3; i++) {
            all.append("{\"id\": \"s%1$d\", \"type\": \"set\", \"config\": {\"fields\": {\"n\": \"{{input.n}}\"}}},"
                    .formatted(i));
            edges.append("{\"source\": \"input\", \"target\": \"s%1$d\"}, {\"source\": \"s%1$d\", \"target\": \"m\"},"
                    .formatted(i));
        }
        return world.request("fan" + nodes, """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}}, %s
                  {"id": "m", "type": "merge", "config": {"mode": "object"}},
                  {"id": "output", "type": "return_output", "config": {"output": {"done": true}}}],
                 "edges": [%s {"source": "m", "target": "output"}]}""".formatted(all, edges));
    }

    @Test
    void costsTheSamePerNodeInGraphsOfAnySize() {
        for (boolean wide : List.of(false, true)) {
            runQuietly(wide ? fanOf(500) : chainOf(500));
            var each = new Each();
            for (int nodes : List.of(10, 100, 500)) {
                RunRequest request = wide ? fanOf(nodes) : chainOf(nodes);
                cost(() -> runQuietly(request));
                Cost perNode = cost(() -> runQuietly(request)).each(nodes);
                Run run = runQuietly(request);
                Cost read = cost(() -> world.history.find(RunsWorld.WORKSPACE, run.id()))
                        .each(nodes);
                say(
                        "%s of %3d nodes: %s a node to run, %s a node to read",
                        wide ? "fan" : "chain", nodes, perNode, read);
                each.check(nodes, perNode);
            }
        }
    }

    /** Compares what one costs from measurement to measurement; the smallest of all is mostly the commit. */
    private static final class Each {
        private double last;

        void check(int count, Cost cost) {
            assertTrue(
                    last == 0 || cost.cpu() < FLAT * last,
                    () -> "one of " + count + " costs " + cost + ", not " + last);
            last = cost.cpu();
        }
    }

    private RunRequest loopOf(int items) {
        var list = new StringBuilder();
        for (int i = 0; i < items; i++) {
            list.append(i == 0 ? "" : ",").append(i);
        }
        return world.request("loop" + items, """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "l", "type": "loop", "config": {"items": [%s], "concurrency": 20}},
                  {"id": "s", "type": "set", "parentId": "l", "config": {"fields": {"n": "{{item}}"}}},
                  {"id": "output", "type": "return_output", "config": {"output": {"count": "{{l.count}}"}}}],
                 "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"}]}""".formatted(list));
    }

    @Test
    void costsTheSamePerItemInLoopsOfAnyLength() {
        cost(() -> runQuietly(loopOf(1_000)));
        var each = new Each();
        for (int items : List.of(100, 1_000, 10_000)) {
            RunRequest request = loopOf(items);
            cost(() -> runQuietly(request));
            var last = new AtomicReference<Run>();
            Cost perItem = cost(() -> last.set(runQuietly(request))).each(items);
            Run run = last.get();
            long bytes = journalBytes(run.id());
            Cost read = cost(() -> world.history.find(RunsWorld.WORKSPACE, run.id()));
            long seen = 0;
            long pages = 0;
            RunHistory.Events events;
            do {
                events = world.history.events(RunsWorld.WORKSPACE, run.id(), seen);
                assertTrue(events.events().size() <= 1_000, "a page has an end");
                assertEquals(seen + 1, events.events().getFirst().seq());
                seen = events.events().getLast().seq();
                pages++;
            } while (events.more());
            assertTrue(events.ended());
            Json.Obj json = world.history.find(RunsWorld.WORKSPACE, run.id()).toJson(true);
            int steps = ((Json.Arr) json.get("steps")).items().size();
            say(
                    "loop of %5d items: %s an item, %d bytes of journal an item, %d commits, %d events on %d pages,"
                            + " read in %s, %d steps shown",
                    items, perItem, bytes / items, commits(run.id()), seen, pages, read, steps);
            assertTrue(steps < 1_100, steps + " steps are shown");
            each.check(items, perItem);
        }
    }

    private long journalBytes(RunId run) {
        return number("SELECT SUM(LENGTH(events)) AS n FROM journal_commits WHERE run_id = ?", run.value());
    }

    private long commits(RunId run) {
        return number("SELECT COUNT(*) AS n FROM journal_commits WHERE run_id = ?", run.value());
    }

    private long number(String sql, Object... values) {
        return world.test()
                .database()
                .read(tx -> tx.first(sql, row -> row.number("n"), values).orElseThrow());
    }

    @Test
    void sleepsByTheHundredThousand() throws Exception {
        int many = Scale.of(3_000, 100_000);
        int wake = Scale.of(200, 1_000);
        RunRequest asleep = sleeping("asleep", Duration.ofDays(1));
        double heap = heapMib();
        double rate = acceptMany(asleep, many);
        assertTrue(world.runs.activeCount() < 100, "runs that sleep take no memory");
        double grown = heapMib() - heap;
        say("%d sleeping runs: accepted at %.0f a second, heap grew by %.1f MiB", many, rate, grown);
        assertTrue(grown < 150, "sleeping runs take memory");

        // These are to wake, all at about the same time.
        acceptMany(sleeping("waking", Duration.ofSeconds(25)), wake);
        long began = System.nanoTime();
        world.restart();
        say("start with %d sleeping runs: %.0f ms", many + wake, (System.nanoTime() - began) / 1e6);
        double cpu = processCpuSeconds();
        long idleFrom = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
        say("idle: %.2f %% of a core", 100 * (processCpuSeconds() - cpu) / ((System.nanoTime() - idleFrom) / 1e9));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (number("SELECT COUNT(*) AS n FROM runs WHERE action = 'waking' AND finished_at IS NULL") > 0) {
            assertTrue(System.nanoTime() < until, "not all have woken");
            LockSupport.parkNanos(50_000_000);
        }
        long late = number("SELECT MAX(finished_at - created_at) - 25000 AS n FROM runs WHERE action = 'waking'");
        say("%d of them have woken, the last %d ms late", wake, late);
        Scale.assertInTime(late, 15_000, "the last one woke");
        assertEquals(many, number("SELECT COUNT(*) AS n FROM runs WHERE action = 'asleep' AND finished_at IS NULL"));
    }

    private RunRequest sleeping(String name, Duration howLong) {
        return world.chain(
                name,
                "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": %d}}".formatted(howLong.toMillis()));
    }

    /** Returns how many were accepted a second. */
    private double acceptMany(RunRequest request, int count) throws InterruptedException {
        long began = System.nanoTime();
        var room = new Semaphore(64);
        var fault = new AtomicReference<Throwable>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                room.acquire();
                var unused = threads.submit(() -> {
                    try {
                        world.runs.accept(request, Duration.ZERO, null);
                    } catch (InterruptedException | RuntimeException refused) {
                        fault.set(refused);
                    } finally {
                        room.release();
                    }
                });
            }
        }
        if (fault.get() != null) {
            throw new AssertionError(fault.get());
        }
        return count / ((System.nanoTime() - began) / 1e9);
    }

    private static double heapMib() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
    }

    private static double processCpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    @Test
    void costsTheSameHoweverManyRunsAreKept() throws Exception {
        RunRequest common = chainOf(3);
        RunRequest rare = world.chain("rare");
        RunRequest failing = world.chain(
                "failing", "{\"id\": \"x\", \"type\": \"stop_and_error\", \"config\": {\"message\": \"no\"}}");
        Run early = runQuietly(rare);
        world.runs.accept(failing, Duration.ofSeconds(10), null);
        new Trials(world.runs, world.history).test(AftermathTest.as(rare, Source.TEST), null, Duration.ofSeconds(10));
        acceptMany(common, 50);
        long kept = 53;
        var run = new Each();
        var lookup = new Each();
        int most = Scale.of(10_000, 1_000_000);
        for (int target : new TreeSet<>(List.of(1_000, most / 10, most))) {
            acceptMany(common, (int) (target - kept - target / 5));
            double cpu = processCpuSeconds();
            double rate = acceptMany(common, target / 5);
            double cpuOfRun = (processCpuSeconds() - cpu) * 1e6 / (target / 5.0);
            kept = target;
            double slowest = 0;
            var figures = new StringBuilder();
            for (Lookup one : lookups(early.id())) {
                Cost cost = cost(one.what());
                figures.append(" %s %.0f,".formatted(one.name(), cost.wall()));
                slowest = Math.max(slowest, cost.cpu());
            }
            say("%7d runs kept: %.0f more a second, %.0f us of CPU each;%s us", kept, rate, cpuOfRun, figures);
            run.check(target, new Cost(1e6 / rate, cpuOfRun));
            lookup.check(target, new Cost(slowest, slowest));
        }
    }

    private record Lookup(String name, Runnable what) {}

    private List<Lookup> lookups(RunId early) {
        return List.of(
                new Lookup("get", () -> world.history.find(RunsWorld.WORKSPACE, early)),
                new Lookup("list", () -> list(null, null, null, 20)),
                new Lookup("by action", () -> list("rare", null, null, 2)),
                new Lookup("by status", () -> list(null, RunStatus.FAILED, null, 1)),
                new Lookup("by source", () -> list(null, null, Source.TEST, 1)),
                new Lookup("nothing", () -> list(null, RunStatus.CANCELLED, null, 0)));
    }

    private void list(String action, RunStatus status, Source source, int expected) {
        int found = world.history
                .list(RunsWorld.WORKSPACE, new RunHistory.Filter(action, status, source, null, null, null, 20))
                .runs()
                .size();
        assertEquals(expected, found);
    }
}
