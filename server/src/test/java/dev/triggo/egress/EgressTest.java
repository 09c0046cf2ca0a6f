package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
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
    void anInterruptEndsACallOnAVirtualThread() throws Exception {
        var reached = new CountDownLatch(1);
        try (var server = RawServer.start((seen, out, socket) -> {
                    reached.countDown();
                    new CountDownLatch(1).await();
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
