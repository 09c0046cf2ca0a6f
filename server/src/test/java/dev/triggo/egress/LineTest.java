package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Lines for what speaks no HTTP: the same gate, the same bounds. */
class LineTest {
    private interface Talk {
        void with(Socket socket) throws IOException;
    }

    /** Counts who comes; talks to each. */
    private static final class Listener implements AutoCloseable {
        final AtomicInteger came = new AtomicInteger();
        private final ServerSocket socket;

        Listener(Talk talk) throws IOException {
            socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (Socket one = socket.accept()) {
                        came.incrementAndGet();
                        talk.with(one);
                    } catch (IOException over) {
                        // The client left, or the test is over.
                    }
                }
            });
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final Talk ECHO = socket -> socket.getInputStream().transferTo(socket.getOutputStream());
    private static final Talk SILENCE = socket -> socket.getInputStream().readAllBytes();

    private static Egress egress(String allow, HostResolver resolver) {
        return new Egress(EgressSettings.of(allow, List.of()), resolver);
    }

    private static OutgoingLine to(String host, int port) {
        return new OutgoingLine(host, port, false, Duration.ofSeconds(20), "", EgressRules.NONE);
    }

    private static String read(TcpLine line, int count) throws Exception {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            done += line.read(bytes, done, count - done);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void carriesBytesToTheJudgedAddressAndAsksForTheNameOnce() throws Exception {
        var asked = new AtomicInteger();
        HostResolver first = name -> {
            // The second answer would lead elsewhere.
            return List.of(InetAddress.getByName(asked.incrementAndGet() == 1 ? "127.0.0.1" : "192.0.2.1"));
        };
        try (var listener = new Listener(ECHO);
                var egress = egress("127.0.0.1", first);
                var line = egress.open(to("db.example.com", listener.port()))) {
            line.write("hello".getBytes(StandardCharsets.UTF_8));
            assertEquals("hello", read(line, 5));
            assertEquals(1, asked.get());
        }
    }

    @Test
    void whatIsRefusedOpensNoSocket() throws Exception {
        try (var listener = new Listener(ECHO);
                var egress = egress(null, name -> List.of(InetAddress.getByName("127.0.0.1")))) {
            for (String host : List.of(
                    "127.0.0.1",
                    "localhost",
                    "localhost.",
                    "LOCALHOST",
                    "db.example.com",
                    "[::1]",
                    "[::ffff:127.0.0.1]",
                    "127.1",
                    "2130706433",
                    "0x7f000001",
                    "0177.0.0.1",
                    "127.0.0.1.",
                    "１２７.0.0.1",
                    "ⓛocalhost",
                    "169.254.169.254",
                    "metadata.google.internal",
                    "0.0.0.0",
                    "10.0.0.1")) {
                assertThrows(EgressDenied.class, () -> egress.open(to(host, listener.port())), host);
            }
            for (String host :
                    List.of("", " ", "a b", "a@b", "a/b", "a\\b", "a:1", "a%00", "a\nb", "a..b", "-", "a#b")) {
                var failure = assertThrows(Exception.class, () -> egress.open(to(host, listener.port())), host);
                assertTrue(failure instanceof EgressDenied || failure instanceof EgressFailure, host);
            }
            for (int port : List.of(0, -1, 65_536)) {
                assertThrows(EgressFailure.class, () -> egress.open(to("example.com", port)));
            }
            assertEquals(0, listener.came.get());
        }
    }

    @Test
    void rulesOfTheWorkspaceAndOurOwnPlacesCount() throws Exception {
        try (var listener = new Listener(ECHO)) {
            try (var egress = egress("127.0.0.1", HostResolver.system())) {
                var denied = EgressRules.of(List.of(), List.of("127.0.0.1:" + listener.port()));
                var elsewhere = EgressRules.of(List.of("example.com"), List.of());
                for (EgressRules rules : List.of(denied, elsewhere)) {
                    var line = new OutgoingLine("127.0.0.1", listener.port(), false, Duration.ofSeconds(5), "", rules);
                    assertThrows(EgressDenied.class, () -> egress.open(line));
                }
            }
            var own = new EgressSettings(List.of(), List.of("db.example.com:" + listener.port()));
            try (var egress = new Egress(own, name -> List.of(InetAddress.getByName("93.184.216.34")))) {
                assertThrows(EgressDenied.class, () -> egress.open(to("db.example.com", listener.port())));
                assertThrows(EgressDenied.class, () -> egress.open(to("alias.example.com", listener.port())));
            }
            assertEquals(0, listener.came.get());
        }
    }

    @Test
    void endsAtTheDeadlineWhoeverWaits() throws Exception {
        try (var listener = new Listener(SILENCE);
                var egress = egress("127.0.0.1", HostResolver.system())) {
            var line =
                    new OutgoingLine("127.0.0.1", listener.port(), false, Duration.ofSeconds(5), "", EgressRules.NONE);
            // The first line of a process takes longest to open.
            egress.open(to("127.0.0.1", listener.port())).close();
            try (var open = egress.open(line)) {
                var late = assertThrows(EgressFailure.class, () -> open.read(new byte[1], 0, 1));
                assertEquals(EgressFailure.Kind.TIMEOUT, late.kind());
            }
            var none = new OutgoingLine("127.0.0.1", listener.port(), false, Duration.ZERO, "", EgressRules.NONE);
            assertEquals(
                    EgressFailure.Kind.TIMEOUT,
                    assertThrows(EgressFailure.class, () -> egress.open(none)).kind());
        }
    }

    @Test
    void takesSoManyBytesAndNoMore() throws Exception {
        byte[] much = new byte[1 << 20];
        try (var listener = new Listener(socket -> {
                    while (true) {
                        socket.getOutputStream().write(much);
                    }
                });
                var egress = egress("127.0.0.1", HostResolver.system());
                var line = egress.open(to("127.0.0.1", listener.port()))) {
            var failure = assertThrows(EgressFailure.class, () -> {
                while (line.read(much, 0, much.length) >= 0) {
                    // Until it is too much.
                }
            });
            assertEquals(EgressFailure.Kind.RESPONSE_TOO_LARGE, failure.kind());
        }
    }

    @Test
    void closedLinesMakeRoomAndBrokenOnesAreNoBug() throws Exception {
        try (var listener = new Listener(ECHO);
                var egress = egress("127.0.0.1", HostResolver.system())) {
            // More than may be open at a time.
            for (int i = 0; i < 300; i++) {
                try (var line = egress.open(to("127.0.0.1", listener.port()))) {
                    line.close();
                    assertThrows(EgressFailure.class, () -> line.write(new byte[1]));
                }
            }
            int gone = Ports.free();
            for (int i = 0; i < 300; i++) {
                assertEquals(
                        EgressFailure.Kind.UPSTREAM_ERROR,
                        assertThrows(EgressFailure.class, () -> egress.open(to("127.0.0.1", gone)))
                                .kind());
            }
        }
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        try (var listener = new Listener(SILENCE);
                var egress = egress("127.0.0.1", HostResolver.system())) {
            var ended = new CompletableFuture<Throwable>();
            var waiting = new CompletableFuture<Void>();
            Thread reader = Thread.ofVirtual().start(() -> {
                try (var line = egress.open(to("127.0.0.1", listener.port()))) {
                    waiting.complete(null);
                    line.read(new byte[1], 0, 1);
                    ended.complete(new AssertionError("nothing was sent"));
                } catch (Exception stopped) {
                    ended.complete(stopped);
                }
            });
            waiting.join();
            reader.interrupt();
            assertInstanceOf(InterruptedException.class, ended.join());
        }
    }
}
