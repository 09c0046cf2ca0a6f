package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies are held in memory from their first byte to the answer; who holds many takes nothing from others. */
@Timeout(60)
class BodyMemoryTest {
    private static final int MIB = 1 << 20;
    /** Of 32 MiB a quarter is for strangers, of which those at one address have three quarters. */
    private static final int STRANGERS_HAVE = 6;

    /** Of the rest, 24 MiB, one workspace has three quarters. */
    private static final int ONE_HAS = 18;

    private static final String STAYS = "Stays: yes";

    private final Semaphore inside = new Semaphore(0);
    private final Semaphore leave = new Semaphore(0);
    private final Handler holds = x -> {
        int length = x.body().length;
        if (x.header("stays").isPresent()) {
            inside.release();
            leave.acquire();
        }
        return Answer.json(Json.of(length));
    };
    private final TestServer server = new TestServer(
            List.of(
                    new Route("POST", "/hold", Route.anyCredential(), holds, null),
                    new Route("POST", "/event/{of}", Route.visitor(), holds, null)),
            s -> s.withLoad(200, 1, 400, 32L * MIB));
    private final List<Wire> open = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        leave.release(1_000);
        for (Wire wire : open) {
            wire.close();
        }
        server.close();
    }

    private Wire begin(String path, String... headers) throws IOException {
        var wire = new Wire(server.port);
        open.add(wire);
        return wire.send(server.request("POST", path, "x".repeat(MIB), headers));
    }

    private Wire.Reply ask(String path, String... headers) throws IOException {
        return Wire.ask(server.port, server.request("POST", path, "x".repeat(MIB), headers));
    }

    /** So many that are read whole and wait for their answers. */
    private List<Wire> hold(int count, String path, String token) throws Exception {
        var wires = new ArrayList<Wire>();
        for (int i = 0; i < count; i++) {
            wires.add(begin(path, TestServer.bearer(token), STAYS));
            assertTrue(inside.tryAcquire(10, TimeUnit.SECONDS), "there was no room for body " + i);
        }
        return wires;
    }

    private void letGo(List<Wire> wires) throws IOException {
        leave.release(wires.size());
        for (Wire wire : wires) {
            assertEquals(200, wire.read().status());
        }
    }

    /** One that is begun, and whose last byte is kept back: it counts with what it has taken. */
    private Wire slow() throws IOException {
        String request = server.request("POST", "/hold", "x".repeat(MIB), TestServer.bearer(TestServer.ALL));
        var wire = new Wire(server.port);
        open.add(wire);
        try {
            return wire.send(request.substring(0, request.length() - 1));
        } catch (IOException refusedMeanwhile) {
            return wire;
        }
    }

    private static boolean ends(Wire slow) {
        try {
            return slow.send("x").read().status() == 200;
        } catch (IOException refusedBefore) {
            return false;
        }
    }

    private static void assertOverloaded(Wire.Reply refused) {
        assertEquals(503, refused.status(), refused::toString);
        assertEquals("OVERLOADED", CredentialTest.code(refused));
        assertTrue(refused.header("retry-after").orElse("").matches("[1-3]"), refused::toString);
    }

    @Test
    void aWorkspaceThatHoldsAllItsShareLeavesSomeToOthersAndGivesAllBack() throws Exception {
        for (int round = 0; round < 2; round++) {
            List<Wire> held = hold(ONE_HAS, "/hold", TestServer.ALL);
            assertOverloaded(ask("/hold", TestServer.bearer(TestServer.READER)));
            Wire.Reply other = ask("/hold", TestServer.bearer(TestServer.OTHER));
            assertEquals(200, other.status(), other::toString);
            assertEquals(200, ask("/event/a").status());
            letGo(held);
        }
    }

    @Test
    void slowBodiesOfOneTakeNothingFromAnother() throws Exception {
        List<Wire> held = hold(ONE_HAS - 4, "/hold", TestServer.ALL);
        var slow = new ArrayList<Wire>();
        for (int i = 0; i < 24; i++) {
            slow.add(slow());
        }
        for (int i = 0; i < 20; i++) {
            Wire.Reply other = ask("/hold", TestServer.bearer(TestServer.OTHER));
            assertEquals(200, other.status(), other::toString);
        }
        long ended = slow.stream().filter(BodyMemoryTest::ends).count();
        assertTrue(ended > 0 && ended <= 4, ended + " had room");
        letGo(held);
        letGo(hold(ONE_HAS, "/hold", TestServer.ALL));
    }

    @Test
    void eventsOfOneAddressLeaveRoomForThoseOfAnother() throws Exception {
        List<Wire> held = hold(STRANGERS_HAVE, "/event/a", TestServer.NOTHING);
        assertOverloaded(ask("/event/a"));
        Wire.Reply other = ask("/event/b");
        assertEquals(200, other.status(), other::toString);
        letGo(held);
        letGo(hold(STRANGERS_HAVE, "/event/b", TestServer.NOTHING));
    }

    @Test
    void strangersFillTheirOwnRoomOnly() throws Exception {
        List<Wire> strange = hold(STRANGERS_HAVE, "/event/a", TestServer.NOTHING);
        assertOverloaded(ask("/event/a"));
        List<Wire> known = hold(ONE_HAS, "/hold", TestServer.ALL);
        assertEquals(200, ask("/hold", TestServer.bearer(TestServer.OTHER)).status());
        letGo(strange);
        assertEquals(200, ask("/event/a").status(), "workspaces do not fill theirs");
        letGo(known);
        letGo(hold(STRANGERS_HAVE, "/event/a", TestServer.NOTHING));
    }
}
