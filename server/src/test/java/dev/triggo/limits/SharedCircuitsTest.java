package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.limits.Circuits.Leave;
import dev.triggo.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers over one real Redis, that see the same services fail. */
@Timeout(120)
class SharedCircuitsTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Circuits.Terms LONG =
            new Circuits.Terms(5, Duration.ofSeconds(300), Duration.ofSeconds(60), Duration.ofSeconds(35));
    /** A pause that is over by the next question. */
    private static final Circuits.Terms SHORT =
            new Circuits.Terms(5, Duration.ofSeconds(300), Duration.ofMillis(1), Duration.ofSeconds(35));

    private TestRedis redis;
    private SharedLimits first;
    private SharedLimits second;
    private Circuits one;
    private Circuits two;

    @BeforeEach
    void open() {
        redis = TestRedis.start();
        first = server("one");
        second = server("two");
        one = first.circuits();
        two = second.circuits();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        redis.close();
    }

    private SharedLimits server(String name) {
        var own = new Limits(new SteadyClock(Clock.systemUTC(), System::nanoTime));
        return new SharedLimits(
                new RedisWindows(SharedLimits.address(redis.url()), name, PATIENT), own, System::nanoTime);
    }

    private static void await(BooleanSupplier what, String otherwise) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!what.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, otherwise);
            Thread.onSpinWait();
        }
    }

    private void fail(int times, Circuits.Terms terms) {
        for (int i = 0; i < times; i++) {
            (i % 2 == 0 ? one : two).failed("shop", terms);
        }
    }

    @Test
    void countsTheFailuresOfAllServersAndStopsThemAll() {
        fail(4, LONG);
        assertEquals(new Leave.Go(), one.admit("shop", LONG));
        assertEquals(new Leave.Go(), two.admit("shop", LONG));
        one.failed("shop", LONG);
        for (Circuits server : List.of(one, two)) {
            Duration left = assertInstanceOf(Leave.Wait.class, server.admit("shop", LONG))
                    .left();
            assertTrue(left.compareTo(Duration.ofSeconds(60)) <= 0 && left.toSeconds() > 20, left::toString);
        }
        assertEquals(new Leave.Go(), two.admit("bank", LONG), "another service is none of it");
    }

    @Test
    void letsOneCallOfAllServersTry() throws Exception {
        fail(5, SHORT);
        var tries = new ArrayList<Leave>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Leave>> asking = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Circuits server = i % 2 == 0 ? one : two;
                asking.add(() -> {
                    Leave leave = server.admit("shop", SHORT);
                    while (leave instanceof Leave.Wait wait && !wait.left().isZero()) {
                        leave = server.admit("shop", SHORT);
                    }
                    return leave;
                });
            }
            for (var asked : threads.invokeAll(asking)) {
                tries.add(asked.get());
            }
        }
        List<Leave.Try> let = tries.stream()
                .filter(Leave.Try.class::isInstance)
                .map(Leave.Try.class::cast)
                .toList();
        assertEquals(1, let.size(), tries::toString);
        assertEquals(
                39, tries.stream().filter(new Leave.Wait(Duration.ZERO)::equals).count());
        // Somebody else's word on the trial does not count; a call that never got there leaves it to the next one.
        one.tried("shop", "nobody's", true, SHORT);
        assertEquals(new Leave.Wait(Duration.ZERO), two.admit("shop", SHORT));
        one.tried("shop", let.getFirst().token(), null, SHORT);
        Leave.Try next = assertInstanceOf(Leave.Try.class, two.admit("shop", SHORT));
        two.tried("shop", next.token(), false, LONG);
        assertInstanceOf(Leave.Wait.class, one.admit("shop", LONG), "it failed: as long again");
    }

    @Test
    void isClosedForAllByATrialThatGoesWell() {
        fail(5, SHORT);
        await(() -> one.admit("shop", SHORT) instanceof Leave.Try trial && well(trial), "nobody may try");
        fail(4, LONG);
        assertEquals(new Leave.Go(), two.admit("shop", LONG), "it starts from nothing");
    }

    private boolean well(Leave.Try trial) {
        one.tried("shop", trial.token(), true, SHORT);
        return true;
    }

    @Test
    void isNotAskedWhileRedisIsGone() {
        fail(5, LONG);
        redis.kill();
        await(() -> one.admit("shop", LONG) == null && first.isWithoutRedis(), "the loss is not seen");
        one.failed("shop", LONG);
        one.tried("shop", "t", true, LONG);
        assertNull(one.admit("shop", LONG));
        redis.restart();
        await(() -> one.admit("shop", LONG) != null, "the return is not seen");
    }
}
