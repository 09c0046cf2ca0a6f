package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlacesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private final Places places = new Places(3);

    private int takeAll(String workspace) throws InterruptedException {
        int taken = 0;
        while (places.take(workspace, Deadline.in(Duration.ZERO))) {
            taken++;
        }
        return taken;
    }

    @Test
    void whoHoldsAllThatItMayLeavesSomeToOthers() throws Exception {
        assertEquals(3, takeAll("a"));
        assertEquals(1, takeAll("b"));
        assertEquals(4, places.inUse());
        assertEquals(0, takeAll("c"));
        places.release("a");
        assertEquals(1, takeAll("c"));
    }

    @Test
    void whoWaitsForItsOwnKeepsNoPlaceFromOthers() throws Exception {
        assertEquals(3, takeAll("a"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waits = threads.submit(() -> places.take("a", Deadline.in(LONG)));
            assertTrue(places.take("b", Deadline.in(LONG)));
            places.release("b");
            places.release("a");
            assertTrue(waits.get());
            assertEquals(3, places.inUse());
            var stopped = threads.submit(() -> {
                // It may have had its place before it learns that nobody wants it any more.
                if (places.take("a", Deadline.in(LONG))) {
                    places.release("a");
                }
                return true;
            });
            stopped.cancel(true);
            places.release("a");
            assertTrue(places.take("a", Deadline.in(LONG)), "whoever is interrupted takes no place along");
        }
        for (int i = 0; i < 3; i++) {
            places.release("a");
        }
        assertEquals(0, places.inUse());
        assertFalse(takeAll("b") > 3);
    }
}
