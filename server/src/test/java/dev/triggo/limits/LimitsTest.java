package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final long MINUTE = 60_000;

    private final TestClock clock = TestClock.someDay();
    private final Limits limits = new Limits(clock);

    /** What the limiter must do, said as simply as possible. */
    private static final class NaiveModel {
        private final List<Long> accepted = new ArrayList<>();

        Allowance take(int limit, long now) {
            long counted = accepted.stream().filter(at -> at > now - MINUTE).count();
            boolean allowed = counted < limit;
            if (allowed) {
                accepted.add(now);
            }
            List<Long> window =
                    accepted.stream().filter(at -> at > now - MINUTE).toList();
            long reset = (window.getFirst() + MINUTE + 999) / 1000;
            long wait = 0;
            if (!allowed) {
                do {
                    wait++;
                } while (countedAt(now + wait * 1000) >= limit);
            }
            return new Allowance(allowed, limit, (int) Math.max(0, limit - window.size()), reset, wait);
        }

        private long countedAt(long time) {
            return accepted.stream().filter(at -> at > time - MINUTE).count();
        }

        long mostInAnyWindow() {
            return accepted.stream()
                    .mapToLong(from -> accepted.stream()
                            .filter(at -> at >= from && at < from + MINUTE)
                            .count())
                    .max()
                    .orElse(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 15, 16, 17, 60})
    void answersAsTheNaiveModelDoesAtRandomTimes(int limit) {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed * 1000L + limit);
            var model = new NaiveModel();
            String unit = "unit-" + seed;
            int longestStep = new int[] {1, 200, 5_000, 61_000}[seed % 4];
            for (int call = 0; call < 400; call++) {
                clock.move(Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(longestStep) : 0));
                assertEquals(
                        model.take(limit, clock.millis()), limits.take(unit, limit), "seed " + seed + " call " + call);
            }
            assertTrue(model.mostInAnyWindow() <= limit, "seed " + seed);
        }
    }

    @Test
    void burstsOnBothSidesOfAWindowsEdgeNeverExceedTheLimit() {
        var random = new Random(7);
        for (int round = 0; round < 1_000; round++) {
            String unit = "unit-" + round;
            long start = clock.millis();
            int before = take(unit, 60, 20 + random.nextInt(60));
            long offset = MINUTE - 50 + random.nextInt(100);
            clock.set(start + offset);
            int after = take(unit, 60, 60);
            if (offset < MINUTE) {
                assertEquals(60, before + after, "offset " + offset);
            } else {
                assertEquals(60, after, "offset " + offset);
            }
        }
    }

    @Test
    void allInOneMillisecondGetExactlyTheLimit() {
        assertEquals(1_000, take("unit", 1_000, 5_000));
    }

    @Test
    void lookingSaysWhatIsUsedAndTakesNoPlace() {
        long second = clock.millis() / 1000;
        assertEquals(Used.NOTHING, limits.look("unit"));
        limits.take("unit", 2);
        clock.move(Duration.ofSeconds(10));
        limits.take("unit", 2);
        assertFalse(limits.take("unit", 2).allowed());
        for (int i = 0; i < 3; i++) {
            assertEquals(new Used(2, second + 60), limits.look("unit"));
        }
        clock.move(Duration.ofSeconds(50));
        assertEquals(new Used(1, second + 70), limits.look("unit"));
        clock.move(Duration.ofSeconds(10));
        assertEquals(Used.NOTHING, limits.look("unit"));
        assertTrue(limits.take("unit", 1).allowed());
    }

    @Test
    void eachAnswerSaysWhatIsLeft() {
        long second = clock.millis() / 1000;
        assertEquals(new Allowance(true, 3, 2, second + 60, 0), limits.take("unit", 3));
        clock.move(Duration.ofSeconds(10));
        assertEquals(new Allowance(true, 3, 1, second + 60, 0), limits.take("unit", 3));
        assertEquals(new Allowance(true, 3, 0, second + 60, 0), limits.take("unit", 3));
        assertEquals(new Allowance(false, 3, 0, second + 60, 50), limits.take("unit", 3));
        clock.move(Duration.ofSeconds(50));
        assertEquals(new Allowance(true, 3, 0, second + 70, 0), limits.take("unit", 3));
        assertEquals(new Allowance(false, 3, 0, second + 70, 10), limits.take("unit", 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 60})
    void waitingExactlyAsLongAsToldIsEnough(int limit) {
        var random = new Random(limit);
        for (int round = 0; round < 500; round++) {
            Allowance answer = limits.take("unit", limit);
            while (answer.allowed()) {
                clock.move(Duration.ofMillis(random.nextInt(700)));
                answer = limits.take("unit", limit);
            }
            assertTrue(answer.retryAfterSeconds() >= 1 && answer.retryAfterSeconds() <= 60, answer.toString());
            clock.move(Duration.ofSeconds(answer.retryAfterSeconds()));
            assertTrue(limits.take("unit", limit).allowed(), "round " + round);
        }
    }

    @Test
    void refusedRequestsTakeNoPlace() {
        take("unit", 5, 5);
        for (int second = 0; second < 59; second++) {
            clock.move(Duration.ofSeconds(1));
            assertEquals(0, take("unit", 5, 100));
        }
        clock.move(Duration.ofSeconds(1));
        assertEquals(5, take("unit", 5, 100));
    }

    @Test
    void unitsDoNotDisturbEachOther() {
        assertEquals(3, take("one", 3, 10));
        assertEquals(3, take("other", 3, 10));
    }

    @Test
    void aLoweredLimitCountsWhatWasAcceptedBefore() {
        take("unit", 10, 4);
        clock.move(Duration.ofSeconds(30));
        take("unit", 10, 4);
        Allowance refused = limits.take("unit", 3);
        assertFalse(refused.allowed());
        assertEquals(0, refused.remaining());
        assertEquals(60, refused.retryAfterSeconds());
        clock.move(Duration.ofSeconds(59));
        assertFalse(limits.take("unit", 3).allowed());
        clock.move(Duration.ofSeconds(1));
        assertEquals(3, take("unit", 3, 10));
    }

    @Test
    void aClockThatGoesBackNeitherOpensNorShutsTheWindow() {
        take("unit", 5, 5);
        clock.move(Duration.ofHours(-1));
        assertEquals(0, take("unit", 5, 5));
        Allowance refused = limits.take("unit", 5);
        assertEquals(60, refused.retryAfterSeconds());
        assertEquals(clock.millis() / 1000 + 60, refused.resetEpochSeconds());
        clock.move(Duration.ofSeconds(59));
        assertEquals(0, take("unit", 5, 5));
        clock.move(Duration.ofSeconds(1));
        assertEquals(5, take("unit", 5, 100));
    }

    @Test
    void aClockThatJumpsAboutAdmitsNoMoreThanElapsedTimeAllows() {
        var random = new Random(3);
        long wall = clock.millis();
        long elapsed = 0;
        var acceptedAt = new ArrayList<Long>();
        for (int call = 0; call < 5_000; call++) {
            int step = random.nextInt(400);
            elapsed += step;
            wall += step - (random.nextInt(50) == 0 ? random.nextInt(100_000) : 0);
            clock.set(wall);
            if (limits.take("unit", 20).allowed()) {
                acceptedAt.add(elapsed);
            }
        }
        for (int i = 20; i < acceptedAt.size(); i++) {
            assertTrue(acceptedAt.get(i) - acceptedAt.get(i - 20) >= MINUTE, "the " + i + "th");
        }
        assertTrue(acceptedAt.size() > 100, "it refuses everything");
    }

    @Test
    void aSteadyClockDoesNotFollowTheWallClock() {
        var counter = new TestClock(0);
        var steady = new SteadyClock(clock, counter::nanoTime);
        long start = clock.millis();
        clock.move(Duration.ofHours(1));
        counter.move(Duration.ofMillis(1_234));
        assertEquals(start + 1_234, steady.millis());
        assertEquals(start + 1_234, steady.instant().toEpochMilli());
    }

    @Test
    void idleUnitsAreForgottenAndBusyOnesAreNot() {
        for (int i = 0; i < 10_000; i++) {
            limits.take("idle-" + i, 10);
        }
        clock.move(Duration.ofSeconds(30));
        assertEquals(2, take("busy", 2, 2));
        clock.move(Duration.ofSeconds(31));
        assertEquals(0, take("busy", 2, 2));
        assertEquals(1, limits.units());
    }

    @Test
    void aLimitBelowOneIsAMistake() {
        assertThrows(IllegalArgumentException.class, () -> limits.take("unit", 0));
    }

    @Test
    void sixtyFourThreadsGetExactlyTheLimitBetweenThem() throws InterruptedException {
        int limit = 10_007;
        var accepted = new AtomicInteger();
        var start = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 64; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                } catch (InterruptedException stop) {
                    return;
                }
                for (int call = 0; call < 500; call++) {
                    if (limits.take("unit", limit).allowed()) {
                        accepted.incrementAndGet();
                    }
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(limit, accepted.get());
    }

    /** Units are dropped and made anew all the time: what is counted in a dropped one would be lost. */
    @Test
    void forgettingUnitsWhileThreadsTakeAdmitsNoMore() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            clock.move(Duration.ofSeconds(61));
            var accepted = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int call = 0; call < 20; call++) {
                        if (limits.take("unit", 50).allowed()) {
                            accepted.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(50, accepted.get(), "round " + round);
        }
    }

    private int take(String unit, int limit, int times) {
        int accepted = 0;
        for (int i = 0; i < times; i++) {
            accepted += limits.take(unit, limit).allowed() ? 1 : 0;
        }
        return accepted;
    }
}
