package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EgressTest {
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
    void sendsTheRequestAsItIsAndGivesTheWholeAnswer() throws Exception {
        try (var server =
                RawServer.saying("HTTP/1.1 404 Gone Fishing\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 3\r\n\r\nabc")) {
            Reply reply =
                    egress.call(OutgoingRequest.of("PATCH", "http://echo.example.com:" + server.port() + "/a b?c=d#e")
                            .header("X-Mine", "v")
                            .body(bytes("body")));
            assertEquals(404, reply.status());
            assertEquals(
                    List.of(new Header("x-one", "1"), new Header("x-one", "2"), new Header("content-length", "3")),
                    reply.headers());
            assertEquals("abc", new String(reply.body(), StandardCharsets.UTF_8));
            var seen = server.seen.getFirst();
            assertEquals("PATCH /a%20b?c=d HTTP/1.1", seen.line());
            assertTrue(seen.has("Host: echo.example.com:" + server.port() + "\r\n"), seen.head());
            assertTrue(seen.has("X-Mine: v\r\n"), seen.head());
            assertTrue(seen.has("User-Agent: Triggo/1.0\r\n"), seen.head());
            assertEquals("body", seen.body());
        }
    }

    @Test
    void reusesOneConnectionAndKeepsNoCookies() throws Exception {
        try (var server = RawServer.saying("HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: 2\r\n\r\nok")) {
            for (int i = 0; i < 50; i++) {
                assertEquals(
                        200,
                        egress.call(OutgoingRequest.of("GET", server.url("/"))).status());
            }
            assertEquals(1, server.connections.get());
            assertEquals(50, server.seen.size());
            assertTrue(server.seen.stream().noneMatch(seen -> seen.has("cookie")));
            assertEquals(1, egress.pool().idle());
            egress.pool().evict(true);
            assertNothingHeld();
        }
    }

    @Test
    void reusesNoConnectionThatTheServerEndsOrThatIsUnclear() throws Exception {
        for (String answer : List.of(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok")) {
            try (var server = RawServer.saying(answer)) {
                assertEquals(
                        "ok",
                        new String(
                                egress.call(OutgoingRequest.of("GET", server.url("/")))
                                        .body(),
                                StandardCharsets.UTF_8));
                assertNothingHeld();
            }
        }
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
    void anInterruptEndsACallOnAVirtualThread() throws Exception {
        var reached = new CountDownLatch(1);
        try (var server = RawServer.start((seen, out, socket) -> {
                    reached.countDown();
                    hold();
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var thrown = new Throwable[1];
            var caller = Thread.ofVirtual().start(() -> {
                try {
                    egress.call(OutgoingRequest.of("GET", server.url("/")));
                } catch (Exception expected) {
                    thrown[0] = expected;
                }
            });
            reached.await();
            caller.interrupt();
            caller.join();
            assertEquals(InterruptedException.class, thrown[0].getClass());
            assertNothingHeld();
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
    void decompressesWhatItAskedFor() throws Exception {
        byte[] plain = bytes("hello ".repeat(1000));
        record Coded(String coding, byte[] body) {}
        for (Coded coded : List.of(
                new Coded("gzip", gzip(plain)),
                new Coded("X-GZIP", gzip(plain)),
                new Coded("deflate", deflate(plain, false)),
                new Coded("deflate", deflate(plain, true)),
                new Coded("identity", plain))) {
            try (var server = RawServer.start((seen, out, socket) -> {
                out.write(bytes("HTTP/1.1 200 OK\r\ncontent-encoding: " + coded.coding() + "\r\ncontent-length: "
                        + coded.body().length + "\r\n\r\n"));
                out.write(coded.body());
            })) {
                for (int i = 0; i < 2; i++) {
                    Reply reply = egress.call(
                            OutgoingRequest.of("GET", server.url("/")).header("Accept-Encoding", "br"));
                    assertArrayEquals(plain, reply.body(), coded.coding());
                    assertNull(reply.header("content-encoding"));
                    assertNull(reply.header("content-length"));
                }
                assertEquals(1, server.connections.get());
                assertTrue(server.seen.getFirst().has("accept-encoding: gzip, deflate\r\n"));
                egress.pool().evict(true);
            }
        }
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

    @Test
    void refusesMethodsAndHeadersThatCouldSplitOrSteerTheRequest() throws Exception {
        try (var server = RawServer.saying(RawServer.ok("x"))) {
            record Case(String method, String name, String value) {}
            for (Case c : List.of(
                    new Case("GET", "X", "a\r\nHost: evil"),
                    new Case("GET", "X", "a\nb"),
                    new Case("GET", "X", "a\u0000"),
                    new Case("GET", "X", "é"),
                    new Case("GET", "X", "\u2028"),
                    new Case("GET", "X", "\177"),
                    new Case("GET", "X\r\nY", "a"),
                    new Case("GET", "", "a"),
                    new Case("GET", "X Y", "a"),
                    new Case("GET", "X:", "a"),
                    new Case("GET", "é", "a"),
                    new Case("GET", "Host", "evil"),
                    new Case("GET", "hOsT", "evil"),
                    new Case("GET", "Content-Length", "0"),
                    new Case("GET", "Transfer-Encoding", "chunked"),
                    new Case("GET", "Connection", "upgrade"),
                    new Case("GET", "Upgrade", "h2c"),
                    new Case("GET", "Proxy-Authorization", "x"),
                    new Case("GET", "Expect", "100-continue"),
                    new Case("GET", "TE", "trailers"),
                    new Case("GET", "Trailer", "x"),
                    new Case("GET", "X", "a".repeat(70_000)),
                    new Case("GET /x HTTP/1.1\r\nX:", "X", "a"),
                    new Case("", "X", "a"),
                    new Case("G T", "X", "a"),
                    new Case("CONNECT", "X", "a"),
                    new Case("TRACE", "X", "a"))) {
                var failure =
                        fails(OutgoingRequest.of(c.method(), server.url("/")).header(c.name(), c.value()));
                assertEquals(EgressFailure.Kind.BAD_HEADER, failure.kind(), c.toString());
            }
            assertEquals(0, server.connections.get());
        }
    }

    @Test
    void takesNoProxyFromTheJvm() throws Exception {
        try (var proxy = RawServer.saying(RawServer.ok("proxied"));
                var server = RawServer.saying(RawServer.ok("direct"))) {
            var before = Map.copyOf(System.getProperties());
            try {
                for (String kind : List.of("http", "https", "socks")) {
                    System.setProperty(kind.equals("socks") ? "socksProxyHost" : kind + ".proxyHost", "127.0.0.1");
                    System.setProperty(
                            kind.equals("socks") ? "socksProxyPort" : kind + ".proxyPort", "" + proxy.port());
                }
                System.setProperty("http.nonProxyHosts", "");
                System.setProperty("socksNonProxyHosts", "");
                Reply reply = egress.call(OutgoingRequest.of("GET", server.url("/")));
                assertEquals("direct", new String(reply.body(), StandardCharsets.UTF_8));
                assertEquals(0, proxy.connections.get());
            } finally {
                for (String name : List.of(
                        "http.proxyHost",
                        "http.proxyPort",
                        "https.proxyHost",
                        "https.proxyPort",
                        "socksProxyHost",
                        "socksProxyPort",
                        "http.nonProxyHosts",
                        "socksNonProxyHosts")) {
                    Object old = before.get(name);
                    if (old == null) {
                        System.clearProperty(name);
                    } else {
                        System.setProperty(name, old.toString());
                    }
                }
            }
        }
    }

    @Test
    void triesTheNextAddressOnlyBeforeTheRequestIsOnItsWay() throws Exception {
        try (var server = new RawServer(
                        new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2")),
                        (seen, out, socket) -> out.write(bytes(RawServer.ok("second"))));
                var two = new Egress(
                        EgressSettings.of("127.0.0.0/8", List.of()),
                        name -> List.of(InetAddress.getByName("127.0.0.3"), InetAddress.getByName("127.0.0.2")))) {
            Reply reply = two.call(OutgoingRequest.of("POST", "http://two.example.com:" + server.port() + "/")
                    .body(bytes("x")));
            assertEquals("second", new String(reply.body(), StandardCharsets.UTF_8));
            assertEquals(1, server.seen.size());
        }
        try (var dropping = RawServer.start((seen, out, socket) -> socket.close());
                var two = new Egress(
                        EgressSettings.of("127.0.0.0/8", List.of()),
                        name -> List.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.1")))) {
            assertThrows(
                    EgressFailure.class,
                    () -> two.call(OutgoingRequest.of("POST", "http://two.example.com:" + dropping.port() + "/")
                            .body(bytes("x"))));
            assertEquals(1, dropping.seen.size());
        }
    }

    @Test
    void manyCallersShareABoundedPool() throws Exception {
        try (var server = RawServer.saying(RawServer.ok("x"));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<Reply>>();
            for (int i = 0; i < 1000; i++) {
                calls.add(threads.submit(() -> egress.call(OutgoingRequest.of("GET", server.url("/")))));
            }
            for (Future<Reply> call : calls) {
                assertEquals(200, call.get().status());
            }
            assertTrue(server.connections.get() <= 128, "connections: " + server.connections.get());
            assertEquals(0, egress.pool().inUse());
        }
    }

    @Test
    void closedItCallsNoMore() throws Exception {
        try (var server = RawServer.saying(RawServer.ok("x"))) {
            var fresh = new Egress(EgressSettings.of("127.0.0.1", List.of()), HostResolver.system());
            fresh.close();
            assertThrows(EgressFailure.class, () -> fresh.call(OutgoingRequest.of("GET", server.url("/"))));
            assertEquals(0, server.connections.get());
        }
    }
}
