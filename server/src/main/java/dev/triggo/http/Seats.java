package dev.triggo.http;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.limits.Shares;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How much may go on at once, and how much does. There are three rooms, so that a flood in one leaves the others as they
 * were: for those who show who they are, for strangers with events and sign-ins, and for what anybody may read, as whether
 * the server is well.
 */
final class Seats {
    private static final int MAX_LINGERERS = 256;
    /** Strangers have one part in so many of the memory for bodies, those who show who they are the rest. */
    private static final int BODY_PARTS = 4;

    /** Of the room for those who show who they are, by workspace. */
    private final Shares shares;

    private final Shares streamShares;
    private final Room known;
    private final Room strangers;
    private final Room anybody;
    /** Bytes of bodies of those who show who they are, by workspace. */
    private final Shares bodyShares;

    private final long maxStrangeBytes;
    /** Over all rooms. */
    private final AtomicInteger requests = new AtomicInteger();

    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger lingerers = new AtomicInteger();
    private final AtomicLong strangeBytes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private volatile boolean closing;

    Seats(HttpSettings settings) {
        this.shares = Shares.ofOne(settings.maxInFlight());
        this.known = new Room(Math.toIntExact(shares.total()));
        this.strangers = new Room(Math.max(1, settings.maxInFlight() / 2));
        this.anybody = new Room(Math.max(1, settings.maxInFlight() / 2));
        this.streamShares = Shares.ofOne(settings.maxStreams());
        this.maxStrangeBytes = settings.maxBodyMemory() / BODY_PARTS;
        this.bodyShares = Shares.ofAll(settings.maxBodyMemory() - maxStrangeBytes);
    }

    /** What whoever still sits is told when the house closes. */
    static Problem stopping() {
        return Problem.later(
                ProblemCode.OVERLOADED, "The server is stopping: try again in a few seconds.", Duration.ofSeconds(1));
    }

    private record Room(int most, AtomicInteger taken) {
        Room(int most) {
            this(most, new AtomicInteger());
        }
    }

    /** By what the route declares; where there is none, whoever asks is told so in the room for anybody. */
    private Room room(Route.@Nullable Access access) {
        return switch (access) {
            case null -> anybody;
            case Route.Access.Public _ -> anybody;
            case Route.Access.Visitor _ -> strangers;
            case Route.Access.Credential _ -> known;
            case Route.Access.Session _ -> known;
        };
    }

    boolean enter(Route.@Nullable Access access) {
        Room room = room(access);
        if (room.taken.incrementAndGet() > room.most) {
            room.taken.decrementAndGet();
            return false;
        }
        requests.incrementAndGet();
        return true;
    }

    /**
     * Counts a request, which has entered, for its workspace, and returns this.
     *
     * @throws Problem OVERLOADED when it may not have one more
     */
    String sit(String workspace) {
        if (!shares.tryEnter(workspace)) {
            throw full("This workspace has as many requests under way as one may have.");
        }
        return workspace;
    }

    /** @param workspace which it was counted for; empty when for none */
    void leave(Route.@Nullable Access access, String workspace) {
        if (!workspace.isEmpty()) {
            shares.leave(workspace);
        }
        room(access).taken.decrementAndGet();
        requests.decrementAndGet();
        signalIfEmpty();
    }

    int taken() {
        return requests.get() + streams.get();
    }

    /** @param workspace who opens it; empty for a stranger */
    boolean enterStream(String workspace) {
        if (!streamShares.tryEnter(workspace)) {
            return false;
        }
        streams.incrementAndGet();
        return true;
    }

    void leaveStream(String workspace) {
        streamShares.leave(workspace);
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

    /**
     * Counts so many bytes more of a request's body.
     *
     * @param workspace who sends it; empty for a stranger
     * @throws Problem OVERLOADED when there is no room for them
     */
    void holdBody(String workspace, int bytes) {
        if (!workspace.isEmpty()) {
            if (!bodyShares.tryEnter(workspace, bytes)) {
                throw full("This workspace has as many bytes of request bodies under way as one may have.");
            }
        } else if (strangeBytes.addAndGet(bytes) > maxStrangeBytes) {
            strangeBytes.addAndGet(-bytes);
            throw full("The server holds as many request bodies as it can.");
        }
    }

    private static Problem full(String what) {
        return Problem.later(
                ProblemCode.OVERLOADED, what + " Nothing was accepted: try again in a second.", Duration.ofSeconds(1));
    }

    void releaseBody(String workspace, int bytes) {
        if (workspace.isEmpty()) {
            strangeBytes.addAndGet(-bytes);
        } else {
            bodyShares.leave(workspace, bytes);
        }
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
