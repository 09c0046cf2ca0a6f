package dev.triggo.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.http.Answer;
import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The stream of a call that takes long. */
class LazyStreamTest {
    /** By its comments alone, nobody would be missed within this test. */
    private static final LazyStream.Pace QUIET = new LazyStream.Pace(Duration.ofMillis(50), Duration.ofDays(1));

    private final TestExchange exchange = TestExchange.of("{}");
    private final LazyStream stream = new LazyStream(exchange, QUIET);
    private final CountDownLatch left = new CountDownLatch(1);
    private final CountDownLatch ready = new CountDownLatch(1);

    private Answer call() throws InterruptedException {
        stream.onGone(left::countDown);
        return stream.answer(
                () -> {
                    ready.await();
                    return new Answer.JsonBody(
                            200, Map.of(), Json.object().put("done", true).build());
                },
                problem -> Json.EMPTY_OBJECT);
    }

    @Test
    void findsOutSoonThatNobodyIsThereAnyMoreAlsoOnceItIsOpen() throws Exception {
        try (var reader = new McpTestClient.Reader(call())) {
            stream.send(Json.object().put("step", 1).build());
            assertEquals(Json.of(1), reader.next().get("step"));
            exchange.hangUp();
            assertTrue(left.await(20, TimeUnit.SECONDS), "who waits for it is told");
            assertTrue(reader.ends());
        } finally {
            ready.countDown();
        }
    }

    @Test
    void staysForWhoeverIsThere() throws Exception {
        try (var reader = new McpTestClient.Reader(call())) {
            assertFalse(left.await(1_500, TimeUnit.MILLISECONDS), "longer than it goes without a look");
            ready.countDown();
            assertEquals(Json.of(true), reader.next().get("done"));
            assertTrue(reader.ends());
        }
    }
}
