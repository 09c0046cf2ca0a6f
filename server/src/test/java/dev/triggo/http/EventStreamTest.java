package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static TestServer serving(Answer.EventWriter writer) {
        return serving(writer, UnaryOperator.identity());
    }

    private static TestServer serving(Answer.EventWriter writer, UnaryOperator<HttpSettings> settings) {
        return new TestServer(
                List.of(new Route(
                        "GET",
                        "/events",
                        Route.anybody(),
                        x -> new Answer.Events(Map.of("x-more", "1"), writer),
                        null)),
                settings);
    }

    /** So many chunks of the body, without their sizes. A chunk's own line end may come with the next one. */
    private static String body(Wire wire, int chunks) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < chunks; i++) {
            String line = wire.line();
            int size = Integer.parseInt(line.isEmpty() ? wire.line() : line, 16);
            if (size == 0) {
                wire.line();
                return text + "<end>";
            }
            int read = 0;
            while (read < size) {
                line = wire.line() + "\n";
                text.append(line);
                read += line.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.toString();
    }

    @Test
    void writesEventsInTheirTextForm() throws IOException {
        try (var server = serving(stream -> {
                    assertTrue(stream.send("7", "step", "{\"a\":1}"));
                    assertTrue(stream.send(null, null, "one\ntwo\r\nthree\rfour\n"));
                    assertTrue(stream.send("a\nb\0c", "x\r\ndata: forged", "ü"));
                    assertTrue(stream.keepAlive());
                    assertTrue(stream.send(null, null, ""));
                });
                var wire = new Wire(server.port)) {
            Wire.Reply head = wire.send(server.request("GET", "/events", null)).readHead();

            assertEquals(200, head.status());
            assertEquals("text/event-stream", head.header("content-type").orElse(""));
            assertEquals("no", head.header("x-accel-buffering").orElse(""));
            assertEquals("no-store", head.header("cache-control").orElse(""));
            assertEquals("1", head.header("x-more").orElse(""));
            assertEquals("""
                    id: 7
                    event: step
                    data: {"a":1}

                    data: one
                    data: two
                    data: three
                    data: four
                    data:\s

                    id: abc
                    event: xdata: forged
                    data: ü

                    :

                    data:\s

                    <end>""", body(wire, 10));
            assertEquals(
                    200,
                    wire.send(server.request("GET", "/healthz", null)).read().status());
        }
    }

    /** Whoever was let in hears nothing more, and no stream of nobody in particular ends with it. */
    @Test
    void sendsEachEventAtOnce() throws Exception {
        var seen = new CountDownLatch(1);
        try (var server = serving(stream -> {
                    stream.send(null, null, "first");
                    seen.await();
                    stream.send(null, null, "second");
                });
                var wire = new Wire(server.port)) {
            wire.send(server.request("GET", "/events", null)).readHead();

            assertEquals("data: first\n\n", body(wire, 1));
            seen.countDown();
            assertEquals("data: second\n\n<end>", body(wire, 2));
        }
    }

    @Test
    void tellsTheWriterThatTheClientLeft() throws Exception {
        var ended = new CountDownLatch(1);
        try (var server = serving(stream -> {
            while (stream.keepAlive()) {
                Thread.onSpinWait();
            }
            assertFalse(stream.send(null, null, "too late"));
            ended.countDown();
        })) {
            try (var wire = new Wire(server.port)) {
                wire.send(server.request("GET", "/events", null)).readHead();
            }
            assertTrue(ended.await(20, TimeUnit.SECONDS));
            assertEquals(
                    200,
                    Wire.ask(server.port, server.request("GET", "/healthz", null))
                            .status());
        }
    }

    @Test
    void cutsAReaderThatTakesNothing() throws Exception {
        var ended = new CountDownLatch(1);
        String much = "x".repeat(1 << 20);
        try (var server = serving(
                        stream -> {
                            while (stream.send(null, null, much)) {
                                Thread.onSpinWait();
                            }
                            ended.countDown();
                        },
                        s -> s.withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(5)));
                var wire = new Wire(server.port)) {
            wire.send(server.request("GET", "/events", null)).readHead();

            assertTrue(ended.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void outlivesTheIdleTimeoutWhileTheWriterWaits() throws Exception {
        var go = new CountDownLatch(1);
        try (var server = serving(
                        stream -> {
                            stream.send(null, null, "first");
                            go.await(4, TimeUnit.SECONDS);
                            stream.send(null, null, "second");
                        },
                        s -> s.withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5)));
                var wire = new Wire(server.port)) {
            wire.send(server.request("GET", "/events", null)).readHead();

            assertEquals("data: first\n\ndata: second\n\n<end>", body(wire, 3));
        }
    }

    @Test
    void breaksOffVisiblyWhenTheWriterFails() throws IOException {
        try (var server = serving(stream -> {
                    stream.send(null, null, "first");
                    throw new IllegalStateException("on purpose");
                });
                var wire = new Wire(server.port)) {
            wire.send(server.request("GET", "/events", null)).readHead();

            assertEquals("data: first\n\n", body(wire, 1));
            assertTrue(wire.isClosedByServer(), "no last chunk, so the reader knows that something is missing");
        }
    }

    /** The head was sent to somebody who is nobody by now: nothing more is. */
    @Test
    void endsInGoodOrderForAReaderWhoseCredentialIsOver() throws Exception {
        var sent = new AtomicInteger();
        var ended = new CountDownLatch(1);
        try (var server = new TestServer(
                        List.of(new Route(
                                "GET",
                                "/events",
                                Route.scoped(Scope.RUNS_READ),
                                x -> new Answer.Events(Map.of(), stream -> {
                                    while (stream.send(null, null, "x")) {
                                        sent.incrementAndGet();
                                    }
                                    assertFalse(stream.isOpen() || stream.keepAlive());
                                    ended.countDown();
                                }),
                                null)),
                        UnaryOperator.identity());
                var wire = new Wire(server.port);
                var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            String request = server.request("GET", "/events", null, TestServer.bearer(TestServer.ALL));
            wire.send(request).readHead();
            var reader = executor.submit(() -> {
                String line = wire.line();
                while (!line.equals("0")) {
                    line = wire.line();
                }
                return line;
            });
            server.revoked.add(TestServer.ALL);

            assertTrue(ended.await(20, TimeUnit.SECONDS));
            assertEquals("0", reader.get(20, TimeUnit.SECONDS), "the last chunk: in good order");
            assertTrue(sent.get() > 0);
        }
    }

    @Test
    void endsStreamsWhenTheServerStops() throws Exception {
        var running = new CountDownLatch(1);
        var server = serving(stream -> {
            while (stream.keepAlive()) {
                running.countDown();
                Thread.onSpinWait();
            }
        });
        try (var wire = new Wire(server.port);
                var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            wire.send(server.request("GET", "/events", null)).readHead();
            var reader = executor.submit(
                    () -> wire.socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()));
            assertTrue(running.await(10, TimeUnit.SECONDS));

            assertTrue(server.server.stop(Duration.ofSeconds(20)));
            assertTrue(reader.get(20, TimeUnit.SECONDS) > 0);
        }
    }

    @Test
    void countsStreamsApartFromRequests() throws Exception {
        var open = new CountDownLatch(1);
        try (var server = serving(stream -> open.await(), s -> s.withLoad(1, 2, 100, 1 << 20));
                var one = new Wire(server.port);
                var two = new Wire(server.port)) {
            assertEquals(
                    200,
                    one.send(server.request("GET", "/events", null)).readHead().status());
            assertEquals(
                    200,
                    two.send(server.request("GET", "/events", null)).readHead().status());

            Wire.Reply refused = Wire.ask(server.port, server.request("GET", "/events", null));
            assertEquals(503, refused.status());
            assertEquals("OVERLOADED", CredentialTest.code(refused));
            assertEquals(
                    Json.EMPTY_OBJECT,
                    Json.parse(Wire.ask(server.port, server.request("GET", "/healthz", null))
                            .body()));
            open.countDown();
        }
    }

    @Test
    void answersHeadWithoutAStream() throws IOException {
        try (var server = serving(stream -> stream.send(null, null, "x"));
                var wire = new Wire(server.port)) {
            Wire.Reply head = wire.send(server.request("HEAD", "/events", null)).readHead();

            assertEquals(200, head.status());
            assertEquals(
                    200,
                    wire.send(server.request("GET", "/healthz", null)).read().status());
        }
    }
}
