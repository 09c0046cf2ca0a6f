package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stops while an answer is on its way to a slow reader: all of it arrives, or the time is over. */
@Timeout(60)
class LastAnswersTest {
    /** More than the buffers between a server and a client on one machine hold. */
    private static final String LARGE = "x".repeat(32 << 20);

    private final TestServer server = new TestServer(
            List.of(new Route("GET", "/large", Route.anybody(), x -> Answer.json(Json.of(LARGE)), null)),
            UnaryOperator.identity());

    @AfterEach
    void stop() {
        server.close();
    }

    /** Asks, reads nothing, and waits for longer than a second: to a server that stops, that is silence. */
    private Wire ask() throws Exception {
        Wire wire = new Wire(server.port).send(server.request("GET", "/large", null));
        assertEquals('H', wire.socket.getInputStream().read());
        assertFalse(new CountDownLatch(1).await(1_200, TimeUnit.MILLISECONDS));
        return wire;
    }

    @Test
    void anAnswerOnItsWayArrivesWhole() throws Exception {
        try (Wire wire = ask();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var stopped = threads.submit(() -> server.server.stop(Duration.ofSeconds(20)));
            assertFalse(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS));
            assertFalse(stopped.isDone(), "it closes on the answer");
            assertEquals(LARGE.length() + 2, wire.read().body().length());
            assertTrue(stopped.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoeverReadsNothingIsNotWaitedForForEver() throws Exception {
        try (Wire wire = ask()) {
            assertFalse(server.server.stop(Duration.ofMillis(200)));
            assertTrue(wire.socket.getInputStream().readAllBytes().length < LARGE.length());
        }
    }
}
