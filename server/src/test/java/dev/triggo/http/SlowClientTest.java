package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Clients that take their time, by weakness or by intent. */
class SlowClientTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Sends a byte now and then until the server has had enough. */
    private static boolean isCutWhile(Wire wire, BooleanSupplier sends) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (System.nanoTime() < end) {
            if (!sends.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return false;
    }

    private static boolean sends(Wire wire, String bytes) {
        try {
            wire.send(bytes);
            return true;
        } catch (IOException cut) {
            return false;
        }
    }

    @Test
    void cutsAHeadThatDripsIn() throws IOException {
        try (var server = new TestServer(List.of(), s -> s.withTimeouts(LONG, SHORT, LONG));
                var wire = new Wire(server.port)) {
            wire.send("GET /healthz HTTP/1.1\r\nX: ");

            assertTrue(isCutWhile(wire, () -> sends(wire, "a")));
        }
    }

    @Test
    void cutsARequestLineThatDripsIn() throws IOException {
        try (var server = new TestServer(List.of(), s -> s.withTimeouts(LONG, SHORT, LONG));
                var wire = new Wire(server.port)) {
            wire.send("GET /");

            assertTrue(isCutWhile(wire, () -> sends(wire, "a")));
        }
    }

    @Test
    void cutsWhoeverGoesOnAfterARefusal() throws IOException {
        try (var server = new TestServer(List.of(), s -> s.withTimeouts(LONG, SHORT, LONG));
                var wire = new Wire(server.port)) {
            wire.send("GET  bad\r\n\r\n");
            assertEquals(400, wire.read().status());

            assertTrue(isCutWhile(wire, () -> sends(wire, "a")));
        }
    }

    @Test
    void cutsABodyThatDripsIn() throws IOException {
        try (var server = new TestServer(List.of(), s -> s.withTimeouts(LONG, LONG, SHORT));
                var wire = new Wire(server.port)) {
            wire.send("POST /bytes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
            while (wire.socket.getInputStream().available() == 0 && sends(wire, "a")) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            Wire.Reply reply = wire.read();

            assertEquals(400, reply.status());
            assertTrue(reply.body().contains("did not arrive within"), reply.body());
            assertTrue(isCutWhile(wire, () -> sends(wire, "a")));
        }
    }

    @Test
    void cutsABodyThatStops() throws IOException {
        try (var server = new TestServer(List.of(), s -> s.withTimeouts(LONG, LONG, SHORT));
                var wire = new Wire(server.port)) {
            wire.send("POST /bytes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc");

            assertEquals(400, wire.read().status());
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void cutsAnIdleConnection() throws IOException {
        try (var server = new TestServer(List.of(), s -> s.withTimeouts(Duration.ofSeconds(3), LONG, LONG));
                var fresh = new Wire(server.port);
                var used = new Wire(server.port)) {
            assertEquals(
                    200,
                    used.send(server.request("GET", "/healthz", null)).read().status());

            assertTrue(fresh.isClosedByServer());
            assertTrue(used.isClosedByServer());
        }
    }

    @Test
    void servesOthersBesideAThousandIdleConnections() throws IOException {
        var idle = new ArrayList<Wire>();
        try (var server = new TestServer()) {
            for (int i = 0; i < 1_000; i++) {
                idle.add(new Wire(server.port).send("GET /healthz HTTP/1.1\r\n"));
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(
                        200,
                        Wire.ask(server.port, server.request("GET", "/healthz", null))
                                .status());
            }
        } finally {
            for (Wire wire : idle) {
                wire.close();
            }
        }
    }

    @Test
    void cutsIdleConnectionsWhenTooManyAreOpen() throws IOException {
        var idle = new ArrayList<Wire>();
        try (var server = new TestServer(List.of(), s -> s.withLoad(100, 10, 20, 1 << 20))) {
            for (int i = 0; i < 40; i++) {
                idle.add(new Wire(server.port));
            }

            assertEquals(
                    200,
                    Wire.ask(server.port, server.request("GET", "/healthz", null))
                            .status());
        } finally {
            for (Wire wire : idle) {
                wire.close();
            }
        }
    }
}
