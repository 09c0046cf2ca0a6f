package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two servers over one Redis, two hundred callers at once: of every credential exactly its limit is let through.
 * {@code ./dev campaign limits} asks for a million decisions.
 */
@Tag("campaign")
class LimitsCampaignTest {
    private static final int CALLERS = 200;
    private static final int LIMIT = 500;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void notOneRequestTooMany() throws Exception {
        int decisions = "full".equals(System.getProperty("campaign.scale")) ? 1_000_000 : 20_000;
        int units = decisions / (4 * LIMIT);
        try (var redis = TestRedis.start();
                var one = server(redis, "one");
                var two = server(redis, "two")) {
            var accepted = new ArrayList<AtomicLong>();
            for (int i = 0; i < units; i++) {
                accepted.add(new AtomicLong());
            }
            // A window must not move on under the callers' feet: each credential is used up at once.
            for (int unit = 0; unit < units; unit++) {
                use(unit, accepted.get(unit), one, two);
            }
            assertEquals(0, one.decidedWithoutRedis() + two.decidedWithoutRedis());
            List<Long> counts = accepted.stream().map(AtomicLong::get).toList();
            counts.forEach(count -> assertEquals(LIMIT, count, counts::toString));
            System.out.println("limits: " + decisions + " decisions on two servers over " + units
                    + " credentials, 0 requests too many or too few");
        }
    }

    private static void use(int unit, AtomicLong accepted, SharedLimits one, SharedLimits two)
            throws InterruptedException {
        var random = new Random(unit);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                boolean first = random.nextBoolean();
                callers.add(() -> {
                    for (int n = 0; n < 4 * LIMIT / CALLERS; n++) {
                        SharedLimits server = first == (n % 2 == 0) ? one : two;
                        if (server.take("u" + unit, LIMIT).allowed()) {
                            accepted.incrementAndGet();
                        }
                    }
                    return null;
                });
            }
            threads.invokeAll(callers);
        }
    }

    private static SharedLimits server(TestRedis redis, String name) {
        return new SharedLimits(
                new RedisWindows(SharedLimits.address(redis.url()), name, Duration.ofMinutes(1)),
                new Limits(new SteadyClock(Clock.systemUTC(), System::nanoTime)),
                System::nanoTime);
    }
}
