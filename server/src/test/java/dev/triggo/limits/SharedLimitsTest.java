package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers over one real Redis, which is killed, paused, emptied and made read-only. */
@Timeout(120)
class SharedLimitsTest {
    /** However busy the machine is, Redis is waited for: what is exact must not depend on the time it takes. */
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private TestRedis redis;
    private SharedLimits one;
    private SharedLimits two;

    @BeforeEach
    void open() {
        redis = TestRedis.start();
        one = server("one", PATIENT);
        two = server("two", PATIENT);
        // Each says once a second that it lives; what matters here is that both know of two.
        await(() -> one.servers() == 2 && two.servers() == 2, "the servers do not see each other");
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        redis.close();
    }

    private SharedLimits server(String name, Duration patience) {
        var own = new Limits(new SteadyClock(Clock.systemUTC(), System::nanoTime));
        return new SharedLimits(
                new RedisWindows(SharedLimits.address(redis.url()), name, patience), own, System::nanoTime);
    }

    private static void await(BooleanSupplier what, String otherwise) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!what.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, otherwise);
            Thread.onSpinWait();
        }
    }

    /** So many callers at once over both servers; returns how many requests were let through. */
    private int flood(String unit, int limit, int callers, int each) throws InterruptedException {
        var accepted = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                SharedLimits server = i % 2 == 0 ? one : two;
                all.add(() -> {
                    for (int n = 0; n < each; n++) {
                        if (server.take(unit, limit).allowed()) {
                            accepted.incrementAndGet();
                        }
                    }
                    return null;
                });
            }
            threads.invokeAll(all).forEach(done -> assertNull(done.resultNow()));
        }
        return accepted.get();
    }

    @Test
    void bothServersLetThroughTheLimitTogetherAndNotOneMore() throws Exception {
        assertEquals(100, flood("k1", 100, 50, 40));
        Allowance refused = two.take("k1", 100);
        assertFalse(refused.allowed());
        assertEquals(0, refused.remaining());
        assertTrue(refused.retryAfterSeconds() >= 1 && refused.retryAfterSeconds() <= 60, refused::toString);
        assertTrue(two.take("k2", 100).allowed(), "units do not share a window");
        assertEquals(98, one.take("k2", 100).remaining());
    }

    @Test
    void whatIsUsedIsThatOfBothServersAndLookingTakesNoPlace() {
        assertEquals(Used.NOTHING, one.look("seen"));
        Allowance first = one.take("seen", 3);
        two.take("seen", 3);
        for (SharedLimits server : List.of(one, two, one)) {
            assertEquals(new Used(2, first.resetEpochSeconds()), server.look("seen"));
        }
        assertTrue(two.take("seen", 3).allowed(), "the third place is still free");
        redis.kill();
        await(() -> one.look("seen").requests() <= 2 && one.isWithoutRedis(), "the loss is not seen");
        assertEquals(1, one.look("seen").requests(), "what this server has counted itself");
    }

    @Test
    void goesOnWithItsShareWhileRedisIsGoneAndCountsWithItAgainAfterwards() throws Exception {
        assertTrue(one.take("k", 60).allowed());
        redis.kill();
        await(() -> take(one) && one.isWithoutRedis() && take(two) && two.isWithoutRedis(), "the loss is not seen");
        assertEquals(60, flood("gone", 60, 20, 20), "30 by each server");
        Allowance refused = one.take("gone", 60);
        assertEquals(60, refused.limit(), "callers see their limit, not a share of it");
        redis.restart();
        await(() -> !one.isWithoutRedis() && !two.isWithoutRedis(), "the return is not seen");
        assertEquals(0, flood("gone", 60, 20, 5), "what was let through meanwhile counts");
        assertTrue(one.decidedWithoutRedis() > 0);
    }

    private static boolean take(SharedLimits server) {
        server.take("probe", 1_000_000);
        return true;
    }

    @Test
    void waitsForAPausedRedisOnlyOnce() {
        try (SharedLimits hasty = server("three", SharedLimits.PATIENCE)) {
            redis.pause();
            try {
                assertTrue(hasty.take("k", 60).allowed(), "nobody is refused for the sake of Redis");
                assertTrue(hasty.isWithoutRedis());
                long without = hasty.decidedWithoutRedis();
                for (int i = 0; i < 18; i++) {
                    assertTrue(hasty.take("k", 60).allowed());
                }
                assertEquals(18, hasty.decidedWithoutRedis() - without, "none of them asks Redis again");
            } finally {
                redis.resume();
            }
            await(() -> !hasty.isWithoutRedis(), "the return is not seen");
        }
    }

    @Test
    void doesWithoutARedisThatOnlyReadsOrIsFull() {
        assertEquals("+OK", redis.command("REPLICAOF", "127.0.0.1", "1"));
        assertTrue(one.take("k", 60).allowed());
        await(one::isWithoutRedis, "a replica is taken for a Redis to write to");
        assertEquals("+OK", redis.command("REPLICAOF", "NO", "ONE"));
        await(() -> !one.isWithoutRedis(), "the return is not seen");
        assertEquals("+OK", redis.command("CONFIG", "SET", "maxmemory", "1"));
        assertTrue(two.take("k", 60).allowed());
        await(two::isWithoutRedis, "a full Redis is taken for one to write to");
        assertEquals("+OK", redis.command("CONFIG", "SET", "maxmemory", "0"));
        await(() -> !two.isWithoutRedis(), "the return is not seen");
    }

    @Test
    void survivesARedisThatHasForgottenTheScripts() {
        assertTrue(one.take("k", 60).allowed());
        assertEquals("+OK", redis.command("SCRIPT", "FLUSH"));
        assertEquals(58, two.take("k", 60).remaining());
        assertFalse(two.isWithoutRedis());
    }

    @Test
    void keepsAWindowNoLongerThanItCounts() {
        assertTrue(one.take("k", 60).allowed());
        long ttl = Long.parseLong(redis.command("PTTL", "triggo:rate:k").substring(1));
        assertTrue(ttl > 0 && ttl <= 61_000, () -> "ttl " + ttl);
    }

    @Test
    void refusesAnAddressWithoutShowingIt() {
        var own = new Limits(new SteadyClock(Clock.systemUTC(), System::nanoTime));
        var fault = assertThrows(
                IllegalArgumentException.class,
                () -> new SharedLimits("http://user:s3cret@host", "x", own, System::nanoTime));
        assertFalse(String.valueOf(fault.getMessage()).contains("s3cret"), fault::getMessage);
        assertNull(SharedLimits.fault(redis.url()));
        redis.kill();
        assertTrue(String.valueOf(SharedLimits.fault(redis.url())).startsWith("Redis does not answer"));
    }
}
