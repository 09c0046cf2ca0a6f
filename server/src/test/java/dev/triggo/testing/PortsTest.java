package dev.triggo.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void noneIsHandedOutTwiceForLong() {
        var some = new ArrayList<Integer>();
        for (int i = 0; i < 200; i++) {
            some.add(Ports.free());
        }
        assertEquals(200, new HashSet<>(some).size());
        assertTrue(some.stream().allMatch(port -> port < 32_768), "they are among those that the system gives away");
    }

    @Test
    void whatSomebodyListensAtIsLeftOut() throws Exception {
        int before = Ports.free();
        try (var taken = new ServerSocket(before + 1, 1, InetAddress.getByName("127.0.0.1"))) {
            assertTrue(Ports.free() > taken.getLocalPort());
        }
    }

    @Test
    void anotherProcessHasOthers() throws Exception {
        var other = new Ports();
        try {
            var theirs = new HashSet<Integer>();
            var ours = new HashSet<Integer>();
            for (int i = 0; i < 600; i++) {
                theirs.add(other.next());
                ours.add(Ports.free());
            }
            assertTrue(Collections.disjoint(theirs, ours), () -> theirs + " and " + ours);
        } finally {
            other.giveBack();
        }
    }
}
