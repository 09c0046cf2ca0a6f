package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that stall, flood, break off or lie: each call ends in its time and holds nothing afterwards. */
class HostileUpstreamTest {
    private Egress egress;

    @BeforeEach
    void open() {
        egress = new Egress(
                EgressSettings.of("127.0.0.0/8", List.of()), name -> List.of(InetAddress.getByName("127.0.0.1")));
    }

    @AfterEach
    void close() {
        egress.close();
    }

    private EgressFailure fails(OutgoingRequest request) {
        return assertThrows(EgressFailure.class, () -> egress.call(request));
    }

    private void assertNothingHeld() throws EgressFailure {
        assertEquals(0, egress.pool().inUse());
        assertEquals(0, egress.pool().idle());
        assertEquals(0, egress.pool().endpoints());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void endsAtTheDeadlineWhateverTheServerDoes() throws Exception {
        var scripts = Map.<String, RawServer.Script>of(
                "no answer", (seen, out, socket) -> hold(),
                "half a status line", (seen, out, socket) -> say(out, "HTTP/1.1 2"),
                "headers, then nothing", (seen, out, socket) -> say(out, "HTTP/1.1 200 OK\r\nx: y\r\n"),
                "body, then nothing", (seen, out, socket) -> say(out, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab"),
                "byte by byte", (seen, out, socket) -> drip(out, "HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n", "x"),
                "header by header", (seen, out, socket) -> drip(out, "HTTP/1.1 200 OK\r\n", "a"),
                "chunk by chunk",
                        (seen, out, socket) ->
                                drip(out, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
                "interim for ever", (seen, out, socket) -> drip(out, "", "HTTP/1.1 102 Processing\r\n\r\n"),
                "empty gzip for ever",
                        (seen, out, socket) -> drip(
                                out,
                                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n\u001f\u008b\b\b\0\0\0\0\0\0",
                                "n"));
        for (var script : scripts.entrySet()) {
            try (var server = RawServer.start(script.getValue())) {
                long start = System.nanoTime();
                var failure = fails(OutgoingRequest.of("GET", server.url("/")).within(Duration.ofMillis(300)));
                assertEquals(EgressFailure.Kind.TIMEOUT, failure.kind(), script.getKey());
                assertTrue(System.nanoTime() - start < 5_000_000_000L, script.getKey());
                assertNothingHeld();
            }
        }
    }

    private static void hold() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static void say(OutputStream out, String text) throws IOException, InterruptedException {
        out.write(bytes(text));
        out.flush();
        hold();
    }

    /** A little again and again, faster than any socket timeout would notice. */
    private static void drip(OutputStream out, String first, String again) throws IOException, InterruptedException {
        out.write(bytes(first));
        while (true) {
            out.write(bytes(again));
            out.flush();
            assertFalse(new CountDownLatch(1).await(20, java.util.concurrent.TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void endsAtTheDeadlineWhenNobodyTakesTheConnection() throws Exception {
        // A full backlog: the kernel lets further connections wait without an answer.
        var filling = new ArrayList<Socket>();
        try (var hole = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (int i = 0; i < 8; i++) {
                var socket = new Socket();
                filling.add(socket);
                Thread.ofVirtual().start(() -> {
                    try {
                        socket.connect(hole.getLocalSocketAddress(), 10_000);
                    } catch (IOException waited) {
                        // That is what it is for.
                    }
                });
            }
            var failure = fails(OutgoingRequest.of("GET", "http://127.0.0.1:" + hole.getLocalPort() + "/")
                    .within(Duration.ofMillis(400)));
            assertEquals(EgressFailure.Kind.TIMEOUT, failure.kind());
            assertNothingHeld();
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void endsAtTheDeadlineWhenTheNameIsNotAnswered() throws Exception {
        var never = new CountDownLatch(1);
        try (var slow = new Egress(EgressSettings.of(null, List.of()), name -> {
            try {
                never.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        })) {
            var failure = assertThrows(
                    EgressFailure.class,
                    () -> slow.call(OutgoingRequest.of("GET", "http://slow.example.com/")
                            .within(Duration.ofMillis(200))));
            assertEquals(EgressFailure.Kind.TIMEOUT, failure.kind());
        }
    }

    @Test
    void cutsBodiesAtTheirBound() throws Exception {
        var scripts = Map.<String, RawServer.Script>of(
                "long by its own word",
                        (seen, out, socket) ->
                                out.write(bytes("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n")),
                "endless", (seen, out, socket) -> flood(out, "HTTP/1.1 200 OK\r\n\r\n", "x".repeat(8192)),
                "endless in chunks",
                        (seen, out, socket) -> flood(
                                out,
                                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
                                "2000\r\n" + "x".repeat(8192) + "\r\n"),
                "gzip bomb",
                        (seen, out, socket) -> {
                            byte[] bomb = gzip(new byte[50_000_000]);
                            out.write(bytes("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: "
                                    + bomb.length + "\r\n\r\n"));
                            out.write(bomb);
                        },
                "deflate bomb",
                        (seen, out, socket) -> {
                            byte[] bomb = deflate(new byte[50_000_000], false);
                            out.write(bytes("HTTP/1.1 200 OK\r\ncontent-encoding: deflate\r\ncontent-length: "
                                    + bomb.length + "\r\n\r\n"));
                            out.write(bomb);
                        },
                "endless gzip header",
                        (seen, out, socket) -> flood(
                                out,
                                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n\u001f\u008b\b\b\0\0\0\0\0\0",
                                "n".repeat(8192)),
                "endless empty blocks",
                        (seen, out, socket) -> flood(
                                out,
                                "HTTP/1.1 200 OK\r\ncontent-encoding: deflate\r\n\r\n\u0078\u009c",
                                "\0\0\0\u00ff\u00ff".repeat(2000)));
        for (var script : scripts.entrySet()) {
            try (var server = RawServer.start(script.getValue())) {
                var failure = fails(OutgoingRequest.of("GET", server.url("/")).atMost(100_000));
                assertEquals(EgressFailure.Kind.RESPONSE_TOO_LARGE, failure.kind(), script.getKey());
                assertNothingHeld();
            }
        }
    }

    @Test
    void takesABodyOfExactlyItsBound() throws Exception {
        try (var server = RawServer.saying(RawServer.ok("x".repeat(100)))) {
            assertEquals(
                    100,
                    egress.call(OutgoingRequest.of("GET", server.url("/")).atMost(100))
                            .body()
                            .length);
            assertEquals(
                    EgressFailure.Kind.RESPONSE_TOO_LARGE,
                    fails(OutgoingRequest.of("GET", server.url("/")).atMost(99)).kind());
        }
    }

    private static void flood(OutputStream out, String first, String again) throws IOException {
        out.write(bytes(first));
        byte[] more = bytes(again);
        while (true) {
            out.write(more);
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean bare) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new DeflaterOutputStream(out, new Deflater(9, bare))) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void refusesAnswersThatAreNotSoundHttp() throws Exception {
        for (String answer : List.of(
                "SSH-2.0-OpenSSH_9.6 secret-banner\r\n",
                "\r\n\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/9.9\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope",
                "HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 4\r\n\r\nnope",
                "HTTP/1.1 200 OK\r\ncontent-encoding: gzip, gzip\r\ncontent-length: 4\r\n\r\nnope",
                "")) {
            try (var server = RawServer.start((seen, out, socket) -> {
                out.write(bytes(answer));
                out.flush();
                socket.shutdownOutput();
            })) {
                var failure = fails(OutgoingRequest.of("GET", server.url("/")));
                assertEquals(EgressFailure.Kind.UPSTREAM_ERROR, failure.kind(), answer);
                assertFalse(failure.sentence().contains("secret-banner")
                        || failure.sentence().contains("127.0.0.1"));
                assertNothingHeld();
            }
        }
    }

    @Test
    void boundsTheHeadersOfAnAnswer() throws Exception {
        var scripts = Map.<String, RawServer.Script>of(
                "a million headers", (seen, out, socket) -> flood(out, "HTTP/1.1 200 OK\r\n", "a: b\r\n".repeat(1000)),
                "an endless header", (seen, out, socket) -> flood(out, "HTTP/1.1 200 OK\r\na: ", "b".repeat(8192)),
                "an endless status line", (seen, out, socket) -> flood(out, "HTTP/1.1 200 ", "b".repeat(8192)),
                "headers of a megabyte",
                        (seen, out, socket) -> out.write(bytes("HTTP/1.1 200 OK\r\n"
                                + ("a: " + "b".repeat(10_000) + "\r\n").repeat(100) + "content-length: 0\r\n\r\n")));
        for (var script : scripts.entrySet()) {
            try (var server = RawServer.start(script.getValue())) {
                var failure = fails(OutgoingRequest.of("GET", server.url("/")));
                assertEquals(EgressFailure.Kind.RESPONSE_TOO_LARGE, failure.kind(), script.getKey());
                assertNothingHeld();
            }
        }
    }
}
