package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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

    @Test
    void turnsAwayOneRequestTooMany() throws Exception {
        var inside = new CountDownLatch(2);
        var open = new CountDownLatch(1);
        Handler waits = x -> {
            inside.countDown();
            open.await();
            return Answer.json(Json.EMPTY_OBJECT);
        };
        try (var server = new TestServer(
                        List.of(new Route("GET", "/wait", Route.anyCredential(), waits, null)),
                        s -> s.withLoad(2, 1, 100, 1 << 20));
                var one = new Wire(server.port);
                var two = new Wire(server.port)) {
            one.send(server.request("GET", "/wait", null, TestServer.bearer(TestServer.ALL)));
            two.send(server.request("GET", "/wait", null, TestServer.bearer(TestServer.ALL)));
            assertTrue(inside.await(10, TimeUnit.SECONDS));

            Wire.Reply refused = ask(server, "POST", "/mcp", "{}");
            assertEquals(503, refused.status());
            assertEquals("OVERLOADED", CredentialTest.code(refused));
            assertTrue(refused.header("retry-after").orElse("").matches("[1-3]"), refused::toString);
            assertEquals(2, server.authentications.get(), "whoever finds no place is not looked up");

            open.countDown();
            assertEquals(200, one.read().status());
            assertEquals(200, two.read().status());
            assertEquals(200, ask(server, "GET", "/healthz", null).status());
        }
    }

    private static Wire.Reply ask(TestServer server, String method, String target, @Nullable String body)
            throws IOException {
        return Wire.ask(server.port, server.request(method, target, body));
    }
}
