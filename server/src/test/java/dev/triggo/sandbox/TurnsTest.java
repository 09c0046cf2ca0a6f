package dev.triggo.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnsTest {
    private final Turns turns = new Turns(1);
    private final LinkedBlockingQueue<String> served = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    private Future<Boolean> queue(String workspace, String name) throws InterruptedException {
        int before = turns.waiting(workspace);
        Future<Boolean> asked = threads.submit(() -> {
            boolean got = turns.acquire(workspace, SandboxTest.soon(15));
            served.add(name);
            return got;
        });
        while (turns.waiting(workspace) == before) {
            Thread.onSpinWait();
        }
        return asked;
    }

    private String next() throws InterruptedException {
        turns.release();
        return String.valueOf(served.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aLongQueueDelaysNobodyElse() throws Exception {
        assertTrue(turns.acquire("a", SandboxTest.soon(1)));
        for (String name : List.of("a1", "a2", "a3", "a4")) {
            queue("a", name);
        }
        queue("b", "b1");
        queue("c", "c1");
        assertEquals(List.of("a1", "b1", "c1", "a2", "a3"), List.of(next(), next(), next(), next(), next()));
    }

    @Test
    void whoGivesUpIsNotServed() throws Exception {
        assertTrue(turns.acquire("a", SandboxTest.soon(1)));
        assertFalse(turns.acquire("b", System.nanoTime()));
        Future<Boolean> stopped = queue("b", "b1");
        queue("b", "b2");
        stopped.cancel(true);
        while (turns.waiting("b") > 1) {
            Thread.onSpinWait();
        }
        assertEquals("b2", next());
        turns.release();
        assertTrue(turns.acquire("c", System.nanoTime()));
        assertEquals(0, turns.waiting("b"));
    }

    @Test
    void whoIsInterruptedTakesNoTurnAlong() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertTrue(turns.acquire("a", SandboxTest.soon(1)));
            Thread waiting = Thread.ofVirtual().unstarted(() -> {
                try {
                    if (turns.acquire("b", SandboxTest.soon(10))) {
                        turns.release();
                    }
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            waiting.start();
            Thread releasing = Thread.ofVirtual().start(turns::release);
            waiting.interrupt();
            waiting.join();
            releasing.join();
        }
        assertTrue(turns.acquire("c", System.nanoTime()));
        Future<Boolean> late = threads.submit(() -> turns.acquire("d", System.nanoTime()));
        assertFalse(late.get());
        assertThrows(
                ExecutionException.class,
                () -> threads.submit(() -> {
                            Thread.currentThread().interrupt();
                            return turns.acquire("d", SandboxTest.soon(5));
                        })
                        .get());
    }
}
