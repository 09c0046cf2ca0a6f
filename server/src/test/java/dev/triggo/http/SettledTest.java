package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever has its answer finds itself counted, and the room that it had. */
@Timeout(60)
class SettledTest {
    private final TestServer server = new TestServer(
            List.of(new Route(
                    "GET",
                    "/events",
                    Route.anybody(),
                    x -> new Answer.Events(Map.of(), stream -> stream.send(null, null, "one")),
                    null)),
            s -> s.withLoad(1, 1, 100, 400_000));

    @AfterEach
    void stop() {
        server.close();
    }

    /** The status of an answer that was read to its end. */
    private int status(String method, String path, int bytes) {
        String body = bytes == 0 ? null : "x".repeat(bytes);
        try (Wire wire = new Wire(server.port).send(server.request(method, path, body, "Connection: close"))) {
            var answer = new String(wire.socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /healthz, 200", "GET, /nowhere, 404", "GET, /boom, 500", "GET, /events, 200"})
    void isCountedBeforeItIsTold(String method, String path, int expected) throws Exception {
        var told = new CountDownLatch(1);
        var toldBefore = new AtomicBoolean();
        server.whenSeen = () -> {
            try {
                toldBefore.set(told.await(500, TimeUnit.MILLISECONDS));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
        assertEquals(expected, status(method, path, 0));
        told.countDown();
        Observer.Seen seen = server.seen.poll(20, TimeUnit.SECONDS);
        assertNotNull(seen);
        assertEquals(expected, seen.status());
        assertFalse(toldBefore.get(), "it was told before it was counted");
    }

    /** There is room for one such request at an address. */
    @Test
    void givesItsRoomBackBeforeItIsTold() throws Exception {
        var next = new AtomicInteger();
        server.whenSeen = () -> {
            server.whenSeen = () -> {};
            next.set(status("POST", "/bytes", 50_000));
        };
        assertEquals(200, status("POST", "/bytes", 50_000));
        assertNotNull(server.seen.poll(20, TimeUnit.SECONDS));
        assertEquals(200, next.get());
    }
}
