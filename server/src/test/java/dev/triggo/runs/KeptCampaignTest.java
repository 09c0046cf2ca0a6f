package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.campaign.Scale;
import dev.triggo.engine.RunStatus;
import dev.triggo.journal.JournalDigests;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where very many runs are kept, one is begun, found and listed as quickly as where there are a few; and while all of them
 * are deleted for their age, nobody who begins or looks at one waits for it. Whole, it is a million of them, unless {@code
 * -Druns=} says otherwise.
 */
@Tag("campaign")
@Timeout(7200)
class KeptCampaignTest {
    private static final int MANY = Scale.of(3_000, Integer.getInteger("runs", 1_000_000));
    private static final int PARTS = 10;
    /** What a run costs is the middle one of so many times that so many are carried out. */
    private static final int TIMES = 5;

    private static final int AT_ONCE = Scale.of(100, 1_000);
    private static final int LOOKS = Scale.of(400, 4_000);
    private static final int CALLERS = 32;
    /** What a busy machine adds by itself to the slowest hundredth. */
    private static final double NOISE_MS = 2;

    private static final double STALL_MS = 2_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void manyAreFoundAsQuicklyAndGoWithoutAStall(TestDatabase.Kind kind) throws Exception {
        getWarm(kind);
        try (var world = new RunsWorld(kind)) {
            RunRequest request = world.chain("kept");
            RunId early = accept(world, request);
            var clock = new TestClock(System.currentTimeMillis());
            var digests = new JournalDigests(folder.resolve("digests"), new byte[32], world.journal, clock);
            double empty = look(world, early);
            double few = cost(world, request);
            for (int part = 1; part <= PARTS; part++) {
                double each = fill(world, request, MANY / PARTS);
                // As a server does each minute; and what the test itself remembers is no cost of a run.
                digests.write();
                world.endings.clear();
                world.told.clear();
                System.out.printf("%s: %.0f us a run, up to %d%n", kind, each, part * (MANY / PARTS));
            }
            double many = cost(world, request);
            double full = look(world, early);
            System.out.printf(
                    "%s: %.0f us a run after few, %.0f us after %d; found and listed within %.2f ms with none, %.2f ms with all%n",
                    kind, few, many, MANY, empty, full);
            if (Scale.isWhole()) {
                assertTrue(full < 2 * empty + NOISE_MS, full + " ms, where it was " + empty + " ms");
                assertTrue(many < 1.5 * few, many + " us a run, where it was " + few + " us");
            }
            int kept = 1 + MANY / PARTS * PARTS + 2 * TIMES * AT_ONCE;
            // What is begun from now on is younger than a day.
            clock.move(Duration.ofMillis(System.currentTimeMillis() - clock.millis())
                    .plusDays(1));
            var retention = new Retention(world.test().database(), digests, workspace -> 1, clock);
            var retired = CompletableFuture.supplyAsync(retention::retire);
            double slowest = 0;
            int calls = 0;
            while (!retired.isDone() || calls < 10) {
                long began = System.nanoTime();
                world.history.find(RunsWorld.WORKSPACE, accept(world, request));
                list(world);
                slowest = Math.max(slowest, (System.nanoTime() - began) / 1e6);
                calls++;
            }
            System.out.printf(
                    "%s: while %d were deleted, the longest of %d calls took %.0f ms%n",
                    kind, retired.join(), calls, slowest);
            assertEquals(kept, retired.join());
            if (Scale.isWhole()) {
                assertTrue(slowest < STALL_MS, "a call took " + slowest + " ms");
            }
        }
    }

    /** Elsewhere, so that what is measured first has few runs beside it and a warm machine under it. */
    private static void getWarm(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunRequest request = world.chain("warm");
            fill(world, request, 4 * TIMES * AT_ONCE);
            look(world, accept(world, request));
        }
    }

    /** Carries out so many runs, as fast as it can: how many microseconds each took of the whole. */
    private static double fill(RunsWorld world, RunRequest request, int many) {
        var room = new Semaphore(many);
        long began = System.nanoTime();
        var accepted = Race.run(CALLERS, caller -> {
            while (room.tryAcquire()) {
                accept(world, request);
            }
            return caller;
        });
        assertEquals(List.of(), accepted.faults());
        return (System.nanoTime() - began) / 1e3 / many;
    }

    private static double cost(RunsWorld world, RunRequest request) {
        return IntStream.range(0, TIMES)
                .mapToDouble(time -> fill(world, request, AT_ONCE))
                .sorted()
                .skip(TIMES / 2)
                .findFirst()
                .orElseThrow();
    }

    private static RunId accept(RunsWorld world, RunRequest request) {
        try {
            Run run = world.runs.accept(request, Duration.ofSeconds(60), null).run();
            assertEquals(RunStatus.SUCCEEDED, run.status());
            return run.id();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Finds the run and lists the newest, over and over: the slowest hundredth of it, in milliseconds. */
    private static double look(RunsWorld world, RunId run) {
        double[] times = new double[LOOKS];
        for (int i = 0; i < LOOKS; i++) {
            long began = System.nanoTime();
            world.history.find(RunsWorld.WORKSPACE, run);
            list(world);
            times[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(times);
        return times[LOOKS * 99 / 100];
    }

    private static void list(RunsWorld world) {
        var page =
                world.history.list(RunsWorld.WORKSPACE, new RunHistory.Filter(null, null, null, null, null, null, 20));
        assertTrue(!page.runs().isEmpty());
    }
}
