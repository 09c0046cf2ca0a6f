package dev.triggo.triggers;

import static dev.triggo.triggers.TriggersWorld.json;
import static dev.triggo.triggers.TriggersWorld.webhook;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop that was answered holds: what was accepted before it has its run, and nothing begins after it. */
@Timeout(120)
class StopWhileAcceptingTest {
    private static final int SENDERS = 8;
    private static final int ROUNDS = 10;

    @ParameterizedTest
    @EnumSource
    void nothingBeginsOnceTheStopIsAnswered(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Webhooks webhooks = world.webhooks(1_000_000);
            long before = 0;
            for (int round = 0; round < ROUNDS; round++) {
                WorkflowId workflow = world.create(webhook("{}", null));
                String id = world.subscription(world.deploy(workflow));
                var busy = new CountDownLatch(3 * SENDERS);
                List<CompletableFuture<Long>> senders = IntStream.range(0, SENDERS)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> untilRefused(webhooks, id, busy), threads))
                        .toList();
                assertTrue(busy.await(20, TimeUnit.SECONDS), () -> "the senders do not get on: " + senders);
                world.publishing.stop(world.us(), workflow);
                long atStop = runs(world) - before;
                long accepted =
                        senders.stream().mapToLong(CompletableFuture::join).sum();
                assertTrue(accepted >= 3 * SENDERS);
                assertEquals(accepted, atStop, "round " + round);
                before += accepted;
                assertEquals(before, runs(world));
            }
        }
    }

    private static long untilRefused(Webhooks webhooks, String id, CountDownLatch busy) {
        for (long accepted = 0; ; accepted++) {
            try {
                assertEquals(202, webhooks.receive(id, json("1", Map.of())).status());
                busy.countDown();
            } catch (Problem refused) {
                assertEquals(ProblemCode.NOT_FOUND, refused.code());
                return accepted;
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }
    }

    private static long runs(TriggersWorld world) {
        return world.database()
                .read(tx -> tx.first("SELECT COUNT(*) AS runs FROM runs", row -> row.number("runs")))
                .orElseThrow();
    }
}
