package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.Breakers.Ending;
import dev.triggo.connectors.Breakers.Line;
import dev.triggo.connectors.Breakers.Verdict;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.Limits;
import dev.triggo.limits.SharedLimits;
import dev.triggo.limits.SteadyClock;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class BreakersTest {
    private static final WorkspaceId OURS = new WorkspaceId("ours");
    private static final Line SHOP = new Line("http-request", null, "shop.example.com");

    private final TestClock clock = TestClock.someDay();
    private final Breakers breakers = new Breakers(clock::nanoTime);

    private Breakers.Permit go() {
        return go(OURS, SHOP);
    }

    private Breakers.Permit go(WorkspaceId workspace, Line line) {
        return assertInstanceOf(Verdict.Go.class, breakers.admit(workspace, line))
                .permit();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            go().ended(Ending.FAILED);
        }
    }

    private Duration left() {
        return assertInstanceOf(Verdict.Open.class, breakers.admit(OURS, SHOP)).left();
    }

    private boolean isOpen() {
        return breakers.admit(OURS, SHOP) instanceof Verdict.Open;
    }

    @Test
    void fiveFailuresWithinTheWindowOpenItForAMinute() {
        fail(4);
        clock.move(Duration.ofSeconds(299));
        go().ended(Ending.FAILED);
        assertEquals(Duration.ofSeconds(60), left());
        clock.move(Duration.ofSeconds(59));
        assertEquals(Duration.ofSeconds(1), left());
        clock.move(Duration.ofSeconds(1));
        go().ended(Ending.ANSWERED);
        fail(4);
        go();
    }

    @Test
    void failuresThatAreTooOldDoNotCount() {
        fail(4);
        clock.move(Duration.ofSeconds(300));
        fail(4);
        clock.move(Duration.ofSeconds(299));
        go().ended(Ending.FAILED);
        assertTrue(isOpen());
    }

    @Test
    void answersAndCallsThatNeverGotThereDoNotCount() {
        for (int i = 0; i < 50; i++) {
            go().ended(Ending.UNKNOWN);
            go().ended(Ending.ANSWERED);
        }
        fail(4);
        go().ended(Ending.UNKNOWN);
        go();
        assertEquals(1, breakers.size());
    }

    @Test
    void aProbeThatFailsKeepsItOpenForAnotherMinute() {
        fail(5);
        clock.move(Duration.ofSeconds(60));
        go().ended(Ending.FAILED);
        assertEquals(Duration.ofSeconds(60), left());
        clock.move(Duration.ofSeconds(60));
        go().ended(Ending.ANSWERED);
        go();
        assertEquals(0, breakers.size());
    }

    @Test
    void aProbeThatNeverGotThereLetsTheNextOneTry() {
        fail(5);
        clock.move(Duration.ofSeconds(60));
        Breakers.Permit probe = go();
        assertEquals(Duration.ZERO, left());
        probe.ended(Ending.UNKNOWN);
        go().ended(Ending.ANSWERED);
        go();
    }

    @Test
    void whatWasUnderWayBeforeDoesNotDecideForTheProbe() {
        Breakers.Permit slowOne = go();
        Breakers.Permit slowToo = go();
        fail(5);
        slowOne.ended(Ending.ANSWERED);
        slowToo.ended(Ending.FAILED);
        assertEquals(Duration.ofSeconds(60), left());
        clock.move(Duration.ofSeconds(60));
        Breakers.Permit probe = go();
        probe.ended(Ending.FAILED);
        // Given back twice, and after its time: nothing comes of it.
        probe.ended(Ending.ANSWERED);
        assertEquals(Duration.ofSeconds(60), left());
    }

    @Test
    void ofFiftyAtOnceExactlyOneIsLetThrough() {
        for (int round = 0; round < 50; round++) {
            fail(5);
            clock.move(Duration.ofSeconds(60));
            var verdicts = Race.run(50, i -> breakers.admit(OURS, SHOP));
            assertEquals(0, verdicts.faults().size());
            var through = verdicts.values().stream()
                    .filter(Verdict.Go.class::isInstance)
                    .toList();
            assertEquals(1, through.size());
            ((Verdict.Go) through.getFirst()).permit().ended(Ending.ANSWERED);
        }
    }

    @Test
    void nobodyElseIsStopped() {
        fail(5);
        assertTrue(isOpen());
        go(new WorkspaceId("theirs"), SHOP);
        go(OURS, new Line("http-request", null, "other.example.com"));
        go(OURS, new Line("another", null, "shop.example.com"));
        go(OURS, new Line("http-request", "con1", "shop.example.com"));
    }

    @Test
    void remembersABoundedNumberAndForgetsNoNeighboursCircuit() {
        WorkspaceId theirs = new WorkspaceId("theirs");
        fail(5);
        for (int i = 0; i < 20_000; i++) {
            go(theirs, new Line("http-request", null, "host" + i)).ended(Ending.FAILED);
        }
        assertTrue(isOpen());
        assertEquals(Breakers.MOST_CIRCUITS + 1, breakers.size());
        clock.move(Breakers.WINDOW);
        go(theirs, new Line("http-request", null, "one more")).ended(Ending.FAILED);
        assertEquals(2, breakers.size());
    }

    /** One call after the other, at random times: the same as a list of all failures says. */
    @Test
    void agreesWithAListOfAllFailures() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var tested = new Breakers(clock::nanoTime);
            var failures = new ArrayDeque<Long>();
            long openUntil = Long.MIN_VALUE;
            boolean open = false;
            for (int i = 0; i < 200; i++) {
                clock.move(Duration.ofMillis(random.nextInt(40_000)));
                long now = clock.nanoTime();
                Verdict verdict = tested.admit(OURS, SHOP);
                assertEquals(open && now < openUntil, verdict instanceof Verdict.Open, "seed " + seed + ", call " + i);
                if (verdict instanceof Verdict.Go let) {
                    boolean fails = random.nextInt(10) < 7;
                    let.permit().ended(fails ? Ending.FAILED : Ending.ANSWERED);
                    if (fails) {
                        failures.add(now);
                        failures.removeIf(at -> now - at >= Breakers.WINDOW.toNanos());
                    }
                    if (open && !fails) {
                        open = false;
                    } else if (fails && (open || failures.size() >= Breakers.FAILURES)) {
                        open = true;
                        openUntil = now + Breakers.PAUSE.toNanos();
                        failures.clear();
                    }
                }
            }
        }
    }

    /** Each server has a clock of its own and one Redis. */
    @Test
    void serversThatShareARedisLeaveAServiceAloneTogether() {
        try (TestRedis redis = TestRedis.start();
                var one = shared(redis, "one");
                var two = shared(redis, "two")) {
            var here = new Breakers(clock::nanoTime, one.circuits());
            var there = new Breakers(clock::nanoTime, two.circuits());
            await(() -> {
                if (here.admit(OURS, SHOP) instanceof Verdict.Go go) {
                    go.permit().ended(Ending.FAILED);
                }
                return there.admit(OURS, SHOP) instanceof Verdict.Open;
            });
            redis.kill();
            // What was seen here still counts here, and nothing stops the server that has seen nothing.
            await(() -> there.admit(OURS, SHOP) instanceof Verdict.Go && two.isWithoutRedis());
            await(() -> here.admit(OURS, SHOP) instanceof Verdict.Open && one.isWithoutRedis());
            clock.move(Duration.ofSeconds(60));
            assertInstanceOf(Verdict.Go.class, here.admit(OURS, SHOP));
        }
    }

    private static SharedLimits shared(TestRedis redis, String name) {
        var own = new Limits(new SteadyClock(Clock.systemUTC(), System::nanoTime));
        return new SharedLimits(redis.url(), name, own, System::nanoTime);
    }

    private static void await(BooleanSupplier what) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!what.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "in vain");
            Thread.onSpinWait();
        }
    }
}
