package dev.triggo.app;

import dev.triggo.access.Access;
import dev.triggo.limits.RunQuota;
import dev.triggo.runs.Digesting;
import dev.triggo.runs.Retention;
import dev.triggo.store.Database;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done from time to time, off the path of requests. */
final class Chores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("chores").factory());

    Chores(
            Database database,
            Access access,
            Digesting digesting,
            Retention retention,
            Clock time,
            List<Runnable> sweeps,
            List<Runnable> refreshed) {
        refreshed.forEach(chore -> every(5, chore));
        every(3, access::flushLastUsed);
        var quota = new RunQuota();
        every(60, digesting::sign);
        every(600, () -> {
            var unused = database.write(tx -> quota.sweep(tx, time.millis()));
            retention.forgetOldKeys();
            sweeps.forEach(Runnable::run);
            int retired = retention.retire();
            if (retired > 0) {
                LOG.info("{} runs were kept for long enough and are deleted", retired);
            }
        });
    }

    private void every(long seconds, Runnable chore) {
        var unused = clock.scheduleWithFixedDelay(
                () -> {
                    try {
                        chore.run();
                    } catch (RuntimeException fault) {
                        LOG.warn("a chore failed and will be tried again: {}", fault.getMessage());
                    }
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
