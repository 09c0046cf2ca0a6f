package dev.triggo.http;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.limits.Shares;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How much may go on at once, and how much does. There are three rooms, so that a flood in one leaves the others as they
 * were: for those who show who they are, for strangers with events and sign-ins, and for what anybody may read, as whether
 * the server is well. The first is shared by workspace; the others by address, as each trigger has one for its events.
 */
final class Seats {
    private static final int MAX_LINGERERS = 256;
    /** Strangers have one part in so many of the memory for bodies, those who show who they are the rest. */
    private static final int BODY_PARTS = 4;

    /** Of the room for those who show who they are, by workspace. */
    private final Shares shares;

    private final Shares streamShares;
    private final int mostKnown;
    private final AtomicInteger known = new AtomicInteger();
    /** By the path that is asked for. */
    private final Shares strangers;

    private final Shares anybody;
    /** Bytes of bodies of those who show who they are, by workspace. */
    private final Shares bodyShares;

    /** Bytes of strangers' bodies, by the path that they ask for. */
    private final Shares strangeBodyShares;

    /** Over all rooms, until the last byte of the answer is on its way. */
    private final AtomicInteger requests = new AtomicInteger();

    private final AtomicInteger lingerers = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private volatile boolean closing;

    Seats(HttpSettings settings) {
        this.shares = Shares.ofOne(settings.maxInFlight());
        this.mostKnown = Math.toIntExact(shares.total());
        this.strangers = Shares.ofOne(Math.max(1, settings.maxInFlight() / 2));
        this.anybody = Shares.ofOne(Math.max(1, settings.maxInFlight() / 2));
        this.streamShares = Shares.ofOne(settings.maxStreams());
        this.strangeBodyShares = Shares.ofAll(settings.maxBodyMemory() / BODY_PARTS);
        this.bodyShares = Shares.ofAll(settings.maxBodyMemory() - strangeBodyShares.total());
    }

    /** What whoever still sits is told when the house closes. */
    static Problem stopping() {
        return Problem.later(
                ProblemCode.OVERLOADED, "The server is stopping: try again in a few seconds.", Duration.ofSeconds(1));
    }

    /**
     * By what the route declares; where there is none, whoever asks is told so in the room for anybody. Who has entered must
     * {@link Seat#leave}, and {@link #end}.
     *
     * @param path as it is asked for
     * @return null when there is no room
     */
    @Nullable
    Seat enter(Route.@Nullable Access access, String path) {
        boolean entered = switch (access) {
            case null -> anybody.tryEnter(path);
            case Route.Access.Public _ -> anybody.tryEnter(path);
            case Route.Access.Visitor _ -> strangers.tryEnter(path);
            case Route.Access.Credential _ -> enterAsKnown();
            case Route.Access.Session _ -> enterAsKnown();
        };
        if (!entered) {
            return null;
        }
        requests.incrementAndGet();
        return new Seat(access, path);
    }

    /** Who it is, and so whose place it takes, is found out inside. */
    private boolean enterAsKnown() {
        if (known.incrementAndGet() > mostKnown) {
            known.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Of a request that had entered, the answer has been written: by then, its place may long be another's. */
    void end() {
        if (requests.decrementAndGet() <= 0 && closing) {
            // Only a server that stops has somebody waiting.
            lock.lock();
            try {
                empty.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    int taken() {
        return requests.get();
    }

    /** @param workspace who opens it; empty for a stranger */
    boolean enterStream(String workspace) {
        return streamShares.tryEnter(workspace);
    }

    void leaveStream(String workspace) {
        streamShares.leave(workspace);
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
     * What one request takes of the server's room while it is worked on: one place of its kind, and the memory of its body.
     * Its own thread alone uses it.
     */
    final class Seat {
        private final Route.@Nullable Access access;
        private final String path;
        private String workspace = "";
        private boolean taken = true;

        private Seat(Route.@Nullable Access access, String path) {
            this.access = access;
            this.path = path;
        }

        /**
         * Counts the request for its workspace.
         *
         * @throws Problem OVERLOADED when it may not have one more
         */
        void sit(String whose) {
            if (!shares.tryEnter(whose)) {
                throw full("This workspace has as many requests under way as one may have.");
            }
            workspace = whose;
        }

        /** Empty for a stranger, and as long as nobody knows who it is. */
        String workspace() {
            return workspace;
        }

        /** Whose memory the request's body takes. */
        BodyShare bodyShare() {
            return workspace.isEmpty()
                    ? new BodyShare(strangeBodyShares, path, "This address")
                    : new BodyShare(bodyShares, workspace, "This workspace");
        }

        /** Gives the place back, if that was not done yet. */
        void leave() {
            if (!taken) {
                return;
            }
            taken = false;
            if (!workspace.isEmpty()) {
                shares.leave(workspace);
            }
            switch (access) {
                case null -> anybody.leave(path);
                case Route.Access.Public _ -> anybody.leave(path);
                case Route.Access.Visitor _ -> strangers.leave(path);
                case Route.Access.Credential _ -> known.decrementAndGet();
                case Route.Access.Session _ -> known.decrementAndGet();
            }
        }
    }

    /** What one may take of the memory for bodies. */
    record BodyShare(Shares all, String name, String whose) {
        /**
         * Counts so many bytes more.
         *
         * @throws Problem OVERLOADED when there is no room for them
         */
        void hold(int bytes) {
            if (!all.tryEnter(name, bytes)) {
                throw full(whose + " has as many bytes of request bodies under way as one may have.");
            }
        }

        void release(int bytes) {
            all.leave(name, bytes);
        }
    }

    /** @param what there is too much of, as a sentence */
    static Problem full(String what) {
        return Problem.later(
                ProblemCode.OVERLOADED, what + " Nothing was accepted: try again in a second.", Duration.ofSeconds(1));
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
            while (requests.get() > 0) {
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
}
