package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told to those for whom there is no place. */
class OverloadTest {
    /** Two seconds at least; and not all at the same moment, or all would be turned away again. */
    @Test
    void saysWhenToComeBackAndNotAllAtOnce() throws IOException {
        try (var server = new TestServer()) {
            var told = new TreeSet<Integer>();
            for (int i = 0; i < 60; i++) {
                Wire.Reply reply = ask(server, "GET", "/later", null);
                assertEquals(503, reply.status());
                told.add(Integer.parseInt(reply.header("retry-after").orElse("")));
            }
            assertTrue(told.first() >= 2 && told.last() <= 6 && told.size() > 2, told::toString);
        }
    }

    private final Semaphore inside = new Semaphore(0);
    private final CountDownLatch open = new CountDownLatch(1);

    /** A server whose {@code /wait} answers when {@link #open} is. */
    private TestServer waiting(int places) {
        Handler waits = x -> {
            inside.release();
            open.await();
            return Answer.json(Json.EMPTY_OBJECT);
        };
        return new TestServer(
                List.of(
                        new Route("GET", "/wait", Route.anyCredential(), waits, null),
                        new Route("GET", "/event/{of}", Route.visitor(), waits, null),
                        new Route("GET", "/page/{of}", Route.anybody(), waits, null)),
                s -> s.withLoad(places, 1, 100, 1 << 20));
    }

    private static Wire waits(TestServer server, String token) throws IOException {
        return waits(server, "/wait", TestServer.bearer(token));
    }

    private static Wire waits(TestServer server, String path, String header) throws IOException {
        var wire = new Wire(server.port);
        wire.send(server.request("GET", path, null, header));
        return wire;
    }

    /** Two places for one workspace are three for all. */
    @Test
    void turnsAwayOneRequestTooMany() throws Exception {
        try (var server = waiting(2);
                var one = waits(server, TestServer.ALL);
                var two = waits(server, TestServer.READER)) {
            assertTrue(inside.tryAcquire(2, 10, TimeUnit.SECONDS));
            Wire three = waits(server, TestServer.OTHER);
            assertTrue(inside.tryAcquire(1, 10, TimeUnit.SECONDS));

            assertOverloaded(ask(server, "POST", "/mcp", "{}"));
            assertEquals(3, server.authentications.get(), "whoever finds no place is not looked up");

            open.countDown();
            assertEquals(200, one.read().status());
            assertEquals(200, two.read().status());
            assertEquals(200, three.read().status());
            three.close();
            assertEquals(200, ask(server, "GET", "/healthz", null).status());
        }
    }

    /** Whichever of its keys it asks with. */
    @Test
    void aWorkspaceThatHasAllItsPlacesLeavesSomeToOthers() throws Exception {
        try (var server = waiting(4);
                var one = waits(server, TestServer.ALL);
                var two = waits(server, TestServer.ALL);
                var three = waits(server, TestServer.READER);
                var four = waits(server, TestServer.READER)) {
            assertTrue(inside.tryAcquire(4, 10, TimeUnit.SECONDS));

            assertOverloaded(askAs(server, TestServer.NOTHING));
            assertEquals(200, askAs(server, TestServer.OTHER).status());

            open.countDown();
            for (Wire each : List.of(one, two, three, four)) {
                assertEquals(200, each.read().status());
            }
        }
    }

    /** Strangers, and whoever asks what anybody may, have half of the places: four at one address, a third more in all. */
    @ParameterizedTest
    @ValueSource(strings = {"/event/", "/page/"})
    void anAddressThatHasAllItsPlacesLeavesSomeToOthers(String kind) throws Exception {
        try (var server = waiting(8)) {
            var held = new ArrayList<Wire>();
            for (int i = 0; i < 4; i++) {
                held.add(waits(server, kind + "a", "Accept: */*"));
            }
            assertTrue(inside.tryAcquire(4, 10, TimeUnit.SECONDS));

            assertOverloaded(ask(server, "GET", kind + "a", null));
            held.add(waits(server, kind + "b", "Accept: */*"));
            assertTrue(inside.tryAcquire(1, 10, TimeUnit.SECONDS));

            open.countDown();
            for (Wire each : held) {
                assertEquals(200, each.read().status());
                each.close();
            }
            assertEquals(200, ask(server, "GET", kind + "a", null).status());
        }
    }

    private static void assertOverloaded(Wire.Reply refused) {
        assertEquals(503, refused.status());
        assertEquals("OVERLOADED", CredentialTest.code(refused));
        assertTrue(refused.header("retry-after").orElse("").matches("[1-3]"), refused::toString);
    }

    private static Wire.Reply askAs(TestServer server, String token) throws IOException {
        return Wire.ask(server.port, server.request("POST", "/mcp", "{}", TestServer.bearer(token)));
    }

    private static Wire.Reply ask(TestServer server, String method, String target, @Nullable String body)
            throws IOException {
        return Wire.ask(server.port, server.request(method, target, body));
    }
}
