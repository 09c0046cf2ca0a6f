package dev.triggo.sandbox;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * So many at a time, the others in a queue of their own for each workspace; the workspaces take turns, so that one with a long
 * queue keeps nobody waiting but itself.
 */
final class Turns {
    private final LinkedHashMap<String, ArrayDeque<CountDownLatch>> queues = new LinkedHashMap<>();
    private int free;

    Turns(int free) {
        this.free = free;
    }

    synchronized int waiting(String workspace) {
        ArrayDeque<CountDownLatch> queue = queues.get(workspace);
        return queue == null ? 0 : queue.size();
    }

    /** False when it did not come to this one's turn in time; else {@link #release} must follow. */
    boolean acquire(String workspace, long deadlineNanos) throws InterruptedException {
        var turn = new CountDownLatch(1);
        synchronized (this) {
            if (free > 0) {
                free--;
                return true;
            }
            queues.computeIfAbsent(workspace, unknown -> new ArrayDeque<>()).add(turn);
        }
        try {
            return turn.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS) || !withdraw(workspace, turn);
        } catch (InterruptedException stopped) {
            if (!withdraw(workspace, turn)) {
                release();
            }
            throw stopped;
        }
    }

    /** False when its turn has come meanwhile. */
    private synchronized boolean withdraw(String workspace, CountDownLatch turn) {
        ArrayDeque<CountDownLatch> queue = queues.get(workspace);
        if (queue == null || !queue.remove(turn)) {
            return false;
        }
        if (queue.isEmpty()) {
            queues.remove(workspace);
        }
        return true;
    }

    synchronized void release() {
        var first = queues.pollFirstEntry();
        if (first == null) {
            free++;
            return;
        }
        first.getValue().remove().countDown();
        if (!first.getValue().isEmpty()) {
            queues.putLast(first.getKey(), first.getValue());
        }
    }
}
