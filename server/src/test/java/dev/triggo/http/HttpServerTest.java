package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.triggo.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class HttpServerTest {
    private static Route get(String path, Handler handler) {
        return new Route("GET", path, Route.anybody(), handler, null);
    }

    private static Wire.Reply ask(TestServer server, String method, String target, String body) throws IOException {
        return Wire.ask(server.port, server.request(method, target, body));
    }

    @Test
    void answersWithJsonAndGuardingHeaders() throws IOException {
        try (var server = new TestServer()) {
            Wire.Reply reply = ask(server, "GET", "/healthz", null);

            assertEquals(200, reply.status());
            assertEquals("{}", reply.body());
            assertEquals("application/json", reply.header("content-type").orElse(""));
            assertEquals("no-store", reply.header("cache-control").orElse(""));
            assertEquals("nosniff", reply.header("x-content-type-options").orElse(""));
            assertEquals("no-referrer", reply.header("referrer-policy").orElse(""));
            assertEquals(
                    "default-src 'none'; frame-ancestors 'none'",
                    reply.header("content-security-policy").orElse(""));
            assertTrue(reply.header("server").isEmpty());
            assertTrue(reply.header("x-powered-by").isEmpty());
            assertTrue(reply.header("access-control-allow-origin").isEmpty());
        }
    }

    @Test
    void numbersEveryRequestItself() throws IOException {
        try (var server = new TestServer()) {
            var ids = new HashSet<String>();
            for (String path : List.of("/healthz", "/nothing", "/boom", "/mcp", "/healthz?x=1", "/healthz?%")) {
                Wire.Reply reply = Wire.ask(server.port, server.request("GET", path, null, "X-Request-Id: mine"));
                String id = reply.header("x-request-id").orElse("");
                ids.add(id);
                if (reply.status() >= 400) {
                    assertEquals(id, ((Json.Obj) Json.parse(reply.body())).text("requestId"));
                }
            }
            assertEquals(6, ids.size());
            assertFalse(ids.contains("mine") || ids.contains(""));
        }
    }

    @Test
    void rendersEachKindOfAnswer() throws IOException {
        try (var server = new TestServer()) {
            Wire.Reply page = ask(server, "GET", "/page", null);
            Wire.Reply empty = ask(server, "DELETE", "/gone", null);

            assertEquals("<p>ü</p>", page.body());
            assertEquals("text/html; charset=utf-8", page.header("content-type").orElse(""));
            assertEquals(204, empty.status());
            assertEquals("", empty.body());
        }
    }

    @Test
    void answersHeadWithTheHeadAlone() throws IOException {
        try (var server = new TestServer();
                var wire = new Wire(server.port)) {
            wire.send(server.request("HEAD", "/healthz", null) + server.request("GET", "/healthz", null));

            Wire.Reply head = wire.readHead();
            assertEquals(200, head.status());
            assertEquals("2", head.header("content-length").orElse(""));
            assertEquals("{}", wire.read().body());
        }
    }

    @Test
    void givesHandlersTheDecodedParts() throws IOException {
        try (var server = new TestServer()) {
            Wire.Reply item = Wire.ask(
                    server.port,
                    server.request(
                            "GET", "/api/v1/runtime/actions/a%20%C3%BC", null, TestServer.bearer(TestServer.ALL)));
            Wire.Reply list = Wire.ask(
                    server.port,
                    server.request(
                            "GET",
                            "/api/v1/runtime/actions?limit=5&query=a+b",
                            null,
                            TestServer.bearer(TestServer.ALL)));

            assertEquals("{\"slug\":\"a ü\",\"path\":\"/api/v1/runtime/actions/a ü\"}", item.body());
            assertEquals("{\"query\":\"a b\",\"limit\":\"5\"}", list.body());
        }
    }

    @Test
    void neverSplitsItsHeaders() throws IOException {
        try (var server = new TestServer()) {
            Wire.Reply reply = ask(server, "GET", "/reflect", null);

            assertTrue(reply.header("set-cookie").isEmpty());
            assertTrue(reply.header("x-reflected").orElse("").startsWith("a"));
            assertEquals("max-age=60", reply.header("cache-control").orElse(""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/boom", "/deep"})
    void hidesItsFaultsAndGoesOn(String path) throws IOException {
        try (var server = new TestServer();
                var wire = new Wire(server.port)) {
            Wire.Reply reply = wire.send(server.request("GET", path, null)).read();

            assertEquals(500, reply.status());
            assertEquals("INTERNAL_SERVER_ERROR", CredentialTest.code(reply));
            assertFalse(reply.body().contains("secret") || reply.body().contains("Exception"), reply.body());
            assertEquals(
                    200,
                    wire.send(server.request("GET", "/healthz", null)).read().status());
        }
    }

    @Test
    void writesAFaultDownOnceAndOnOneLinePerFrame() throws IOException {
        var log = (Logger) LoggerFactory.getLogger(Incident.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        log.setAdditive(false);
        try (var server = new TestServer()) {
            Wire.Reply reply = ask(server, "GET", "/boom", null);
            ask(server, "GET", "/healthz?token=trg_canary", null);

            assertEquals(1, lines.list.size());
            String text = lines.list.getFirst().getFormattedMessage();
            assertTrue(text.contains(reply.header("x-request-id").orElse("?")), text);
            assertTrue(text.contains("(GET /boom)"), text);
            assertFalse(text.contains("\n2026 ERROR"), text);
            assertTrue(text.lines().skip(1).allMatch(line -> line.startsWith("    at ")), text);
        } finally {
            log.detachAppender(lines);
            log.setAdditive(true);
        }
    }

    /** Each kind of route has places of its own: whoever fills one leaves the others as they were. */
    @Test
    void keepsRoomForEachKindOfCaller() throws Exception {
        var accesses = Map.of(
                "/read", Route.anybody(),
                "/event", Route.visitor(),
                "/call", Route.anyCredential());
        String credential = TestServer.bearer(TestServer.ALL);
        for (String full : accesses.keySet()) {
            var inside = new CountDownLatch(1);
            var open = new CountDownLatch(1);
            List<Route> routes = accesses.entrySet().stream()
                    .map(route -> new Route(
                            "GET",
                            route.getKey(),
                            route.getValue(),
                            x -> {
                                if (route.getKey().equals(full)
                                        && x.header("stays").isPresent()) {
                                    inside.countDown();
                                    open.await();
                                }
                                return Answer.json(Json.EMPTY_OBJECT);
                            },
                            null))
                    .toList();
            try (var server = new TestServer(routes, s -> s.withLoad(full.equals("/call") ? 1 : 2, 1, 100, 1 << 20));
                    var one = new Wire(server.port)) {
                one.send(server.request("GET", full, null, credential, "stays: yes"));
                assertTrue(inside.await(10, TimeUnit.SECONDS));
                for (String path : accesses.keySet()) {
                    int expected = path.equals(full) ? 503 : 200;
                    Wire.Reply told = Wire.ask(server.port, server.request("GET", path, null, credential));
                    assertEquals(expected, told.status(), path + " while " + full + " is full");
                }
                open.countDown();
                assertEquals(200, one.read().status());
                Wire.Reply told = Wire.ask(server.port, server.request("GET", full, null, credential));
                assertEquals(200, told.status(), full);
            }
        }
    }

    @Test
    void holdsOnlySoManyBytesOfBodies() throws IOException {
        try (var server = new TestServer(List.of(), s -> s.withLoad(100, 1, 100, 400_000))) {
            assertEquals(200, ask(server, "POST", "/bytes", "x".repeat(50_000)).status());
            assertEquals(503, ask(server, "POST", "/bytes", "x".repeat(500_000)).status());
            assertEquals(200, ask(server, "POST", "/bytes", "x".repeat(50_000)).status());
        }
    }

    @Test
    void letsRunningRequestsEndWhenItStops() throws Exception {
        var inside = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        Handler waits = x -> {
            inside.countDown();
            open.await();
            return Answer.json(Json.of("done"));
        };
        var server = new TestServer(List.of(get("/wait", waits)), UnaryOperator.identity());
        try (var wire = new Wire(server.port);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            wire.send(server.request("GET", "/wait", null));
            assertTrue(inside.await(10, TimeUnit.SECONDS));
            var stopped = executor.submit(() -> server.server.stop(Duration.ofSeconds(20)));
            while (acceptsConnections(server)) {
                Thread.onSpinWait();
            }
            open.countDown();

            assertEquals("\"done\"", wire.read().body());
            assertTrue(stopped.get(20, TimeUnit.SECONDS));
            assertTrue(wire.isClosedByServer());
        }
    }

    private static boolean acceptsConnections(TestServer server) {
        try (var wire = new Wire(server.port)) {
            return wire.socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void stopsWithoutGraceWhenARequestHangs() throws Exception {
        var inside = new CountDownLatch(1);
        Handler hangs = x -> {
            inside.countDown();
            new CountDownLatch(1).await();
            return Answer.json(Json.EMPTY_OBJECT);
        };
        var server = new TestServer(List.of(get("/hang", hangs)), UnaryOperator.identity());
        try (var wire = new Wire(server.port)) {
            wire.send(server.request("GET", "/hang", null));
            assertTrue(inside.await(10, TimeUnit.SECONDS));

            assertFalse(server.server.stop(Duration.ofMillis(10)));
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void saysThatThePortIsTaken() {
        try (var server = new TestServer()) {
            assertThrows(
                    UncheckedIOException.class,
                    () -> new TestServer(List.of(), s -> HttpSettings.of("127.0.0.1", server.port, s.publicUrl())));
        }
    }

    @Test
    void tellsAWaitingHandlerThatTheClientLeft() throws Exception {
        var seen = new CountDownLatch(1);
        var inside = new CountDownLatch(1);
        Handler waits = x -> {
            assertFalse(x.clientGone());
            inside.countDown();
            while (!x.clientGone()) {
                Thread.onSpinWait();
            }
            seen.countDown();
            return Answer.json(Json.EMPTY_OBJECT);
        };
        try (var server = new TestServer(List.of(get("/wait", waits)), UnaryOperator.identity())) {
            try (var wire = new Wire(server.port)) {
                wire.send(server.request("GET", "/wait", null));
                assertTrue(inside.await(10, TimeUnit.SECONDS));
            }
            assertTrue(seen.await(10, TimeUnit.SECONDS));
            assertEquals(200, ask(server, "GET", "/healthz", null).status());
        }
    }

    @Test
    void losesNoEarlyRequestWhileItLooksForTheClient() throws Exception {
        var inside = new CountDownLatch(1);
        var sent = new CountDownLatch(1);
        Handler looks = x -> {
            x.clientGone();
            inside.countDown();
            sent.await();
            for (int i = 0; i < 1_000; i++) {
                assertFalse(x.clientGone());
            }
            return Answer.json(Json.of("looked"));
        };
        try (var server = new TestServer(List.of(get("/look", looks)), UnaryOperator.identity());
                var wire = new Wire(server.port)) {
            wire.send(server.request("GET", "/look", null));
            assertTrue(inside.await(10, TimeUnit.SECONDS));
            wire.send(server.request("POST", "/bytes", "x".repeat(5_000)) + server.request("GET", "/healthz", null));
            sent.countDown();

            assertEquals("\"looked\"", wire.read().body());
            assertEquals("5000", wire.read().body());
            assertEquals("{}", wire.read().body());
        }
    }

    @Test
    void servesAnOrdinaryClient() throws Exception {
        try (var server = new TestServer();
                var client = HttpClient.newHttpClient()) {
            URI echo = URI.create("http://localhost:" + server.port + "/echo");
            for (int i = 0; i < 50; i++) {
                var reply = client.send(
                        HttpRequest.newBuilder(echo)
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("[" + i + "]"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals("[" + i + "]", reply.body());
            }
            var large = client.send(
                    HttpRequest.newBuilder(echo)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3 << 20]))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(413, large.statusCode());
        }
    }
}
