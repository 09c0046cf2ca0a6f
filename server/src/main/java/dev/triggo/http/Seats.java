package dev.triggo.http;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How much may go on at once, and how much does. */
final class Seats {
    private static final int MAX_LINGERERS = 256;

    private final int maxRequests;
    private final int maxStreams;
    private final long maxBodyBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger lingerers = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private volatile boolean closing;

    Seats(HttpSettings settings) {
        this.maxRequests = settings.maxInFlight();
        this.maxStreams = settings.maxStreams();
        this.maxBodyBytes = settings.maxBodyMemory();
    }

    /** What whoever still sits is told when the house closes. */
    static Problem stopping() {
        return Problem.later(
                ProblemCode.OVERLOADED, "The server is stopping: try again in a few seconds.", Duration.ofSeconds(1));
    }

    boolean enter() {
        if (requests.incrementAndGet() > maxRequests) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        requests.decrementAndGet();
        signalIfEmpty();
    }

    int taken() {
        return requests.get() + streams.get();
    }

    boolean enterStream() {
        if (streams.incrementAndGet() > maxStreams) {
            leaveStream();
            return false;
        }
        return true;
    }

    void leaveStream() {
        streams.decrementAndGet();
        signalIfEmpty();
    }

    /** Whether one more refused sender may be listened to until it reads its refusal. */
    boolean enterLingerer() {
        if (lingerers.incrementAndGet() > MAX_LINGERERS) {
            leaveLingerer();
            return false;
        }
        return true;
    }

    void leaveLingerer() {
        lingerers.decrementAndGet();
    }

    boolean holdBody(int bytes) {
        if (bodyBytes.addAndGet(bytes) > maxBodyBytes) {
            releaseBody(bytes);
            return false;
        }
        return true;
    }

    void releaseBody(int bytes) {
        bodyBytes.addAndGet(-bytes);
    }

    /** From now on live streams end at their next event. */
    void close() {
        closing = true;
    }

    boolean closing() {
        return closing;
    }

    /** Waits until everybody has left, at most so long. */
    boolean awaitEmpty(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (requests.get() > 0 || streams.get() > 0) {
                if (left <= 0) {
                    return false;
                }
                left = empty.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Only a server that stops has somebody waiting. */
    private void signalIfEmpty() {
        if (closing && requests.get() <= 0 && streams.get() <= 0) {
            lock.lock();
            try {
                empty.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
