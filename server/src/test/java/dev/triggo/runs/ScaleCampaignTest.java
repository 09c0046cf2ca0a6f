package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.campaign.Scale;
import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
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
    /** What one more of something may cost more where there are many; growing with the square it would be above. */
    private static final double FLAT = 3.5;

    /** The same for lookups and rates, which noise has more of. */
    private static final double FLAT_LOOKUPS = 6;

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

    /** The quickest of some tries, in microseconds: what is left when the others on the machine keep still. */
    private static double best(int tries, IntConsumer what) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < tries; i++) {
            long began = System.nanoTime();
            what.accept(i);
            best = Math.min(best, (System.nanoTime() - began) / 1e3);
        }
        return best;
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
        int tries = Scale.of(15, 60);
        for (boolean wide : List.of(false, true)) {
            runQuietly(wide ? fanOf(500) : chainOf(500));
            var more = new More();
            for (int nodes : List.of(10, 100, 500)) {
                RunRequest request = wide ? fanOf(nodes) : chainOf(nodes);
                best(50, i -> runQuietly(request));
                double micros = best(tries, i -> runQuietly(request));
                double perNode = micros / nodes;
                Run run = runQuietly(request);
                double read = best(tries, i -> world.history.find(RunsWorld.WORKSPACE, run.id())) / nodes;
                say(
                        "%s of %3d nodes: %6.1f us a node to run, %5.1f us a node to read",
                        wide ? "fan" : "chain", nodes, perNode, read);
                more.check(nodes, micros);
            }
        }
    }

    /** Compares what one more costs from measurement to measurement. */
    private static final class More {
        private int last;
        private double lastMicros;
        private double lastMore;

        void check(int count, double micros) {
            double more = (micros - lastMicros) / (count - last);
            assertTrue(
                    lastMore <= 0 || more < FLAT * lastMore,
                    () -> "one more of " + count + " costs " + more + " us, and of " + last + " " + lastMore);
            lastMore = last == 0 ? 0 : more;
            last = count;
            lastMicros = micros;
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
        best(20, i -> runQuietly(loopOf(1_000)));
        var more = new More();
        for (int items : List.of(100, 1_000, 10_000)) {
            RunRequest request = loopOf(items);
            best(items == 100 ? 100 : 5, i -> runQuietly(request));
            var last = new AtomicReference<Run>();
            double micros = best(10, i -> last.set(runQuietly(request)));
            double perItem = micros / items;
            Run run = last.get();
            long bytes = journalBytes(run.id());
            double read = best(5, i -> world.history.find(RunsWorld.WORKSPACE, run.id()));
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
                    "loop of %5d items: %6.1f us an item, %d bytes of journal an item, %d commits, %d events on %d pages,"
                            + " read in %.0f ms, %d steps shown",
                    items, perItem, bytes / items, commits(run.id()), seen, pages, read / 1e3, steps);
            assertTrue(steps < 1_100, steps + " steps are shown");
            more.check(items, micros);
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
        assertTrue(late < 15_000, "late by " + late + " ms");
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
        acceptMany(common, 2_000);
        long kept = 2_003;
        double firstRate = 0;
        double firstList = 0;
        for (int target : Scale.of(0, 1) == 0 ? List.of(3_000, 12_000) : List.of(10_000, 100_000, 1_000_000)) {
            acceptMany(common, (int) (target - kept - target / 10));
            double rate = acceptMany(common, target / 10);
            kept = target;
            double slowest = 0;
            var figures = new StringBuilder();
            for (Lookup lookup : lookups(early.id())) {
                best(20, i -> lookup.what().run());
                double micros = median(Scale.of(30, 200), lookup.what());
                figures.append(" %s %.0f,".formatted(lookup.name(), micros));
                slowest = Math.max(slowest, micros);
            }
            say("%7d runs kept: %.0f more a second;%s us", kept, rate, figures);
            firstRate = firstRate == 0 ? rate : firstRate;
            firstList = firstList == 0 ? slowest : firstList;
            assertTrue(rate * FLAT_LOOKUPS > firstRate, "from " + firstRate + " to " + rate + " a second");
            assertTrue(slowest < FLAT_LOOKUPS * firstList, "from " + firstList + " to " + slowest + " us");
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

    private static double median(int tries, Runnable what) {
        var times = new ArrayList<Long>();
        for (int i = 0; i < tries; i++) {
            long began = System.nanoTime();
            what.run();
            times.add(System.nanoTime() - began);
        }
        times.sort(null);
        return times.get(tries / 2) / 1e3;
    }
}
