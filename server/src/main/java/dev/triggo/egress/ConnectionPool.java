package dev.triggo.egress;

import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Connections kept open between calls. Of one workspace at most {@code perEndpoint} to one endpoint and {@code total} in all
 * are in use; of all workspaces together a third more, and at most {@code total} are idle. What waits for a place waits until
 * its deadline. An endpoint without users and idle connections takes no memory. Workspaces share no connection.
 */
final class ConnectionPool implements AutoCloseable {
    private static final long CHECK_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perEndpoint;
    private final int total;
    private final Places places;
    private final AtomicInteger idle = new AtomicInteger();
    private final ConcurrentHashMap<Way, Lane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    ConnectionPool(int perEndpoint, int total) {
        this.perEndpoint = perEndpoint;
        this.total = total;
        this.places = new Places(total);
    }

    /** Whose connections, and where to. */
    record Way(String workspace, Endpoint endpoint) {}

    /** An idle connection, and until when it may be used again. */
    private record Idle(DefaultBHttpClientConnection connection, long since, long until) {}

    private static final class Lane {
        final Semaphore places;
        final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
        /** In use or waiting; changed only inside {@link ConcurrentHashMap#compute}. */
        int users;

        Lane(int places) {
            this.places = new Semaphore(places);
        }
    }

    /** A place to an endpoint, with an open connection when there was one. Ended exactly once. */
    final class Place {
        private final Way way;
        private final Lane lane;
        private final @Nullable DefaultBHttpClientConnection connection;

        private Place(Way way, Lane lane, @Nullable DefaultBHttpClientConnection connection) {
            this.way = way;
            this.lane = lane;
            this.connection = connection;
        }

        @Nullable
        DefaultBHttpClientConnection open() {
            return connection;
        }

        /** Gives the place back; the connection stays open for this long. */
        void keep(DefaultBHttpClientConnection used, long nanos) {
            if (nanos <= 0 || closed || idle.get() >= total) {
                used.close(CloseMode.IMMEDIATE);
            } else {
                long now = System.nanoTime();
                idle.incrementAndGet();
                lane.idle.addFirst(new Idle(used, now, now + nanos));
            }
            leave();
        }

        /** Gives the place back; nothing is kept. */
        void drop(@Nullable DefaultBHttpClientConnection used) {
            if (used != null) {
                used.close(CloseMode.IMMEDIATE);
            }
            leave();
        }

        private void leave() {
            places.release(way.workspace());
            lane.places.release();
            depart(way);
            if (closed) {
                evict(true);
            }
        }
    }

    /** @param careful whether a connection that was just used is looked at too, before it is used again */
    Place take(Way way, Deadline deadline, boolean careful) throws EgressFailure, InterruptedException {
        Lane lane = lanes.compute(way, (key, known) -> {
            Lane joined = known == null ? new Lane(perEndpoint) : known;
            joined.users++;
            return joined;
        });
        boolean mine = false;
        boolean ours = false;
        try {
            mine = lane.places.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            ours = mine && places.take(way.workspace(), deadline);
        } finally {
            if (!ours) {
                if (mine) {
                    lane.places.release();
                }
                depart(way);
            }
        }
        if (!ours) {
            throw EgressFailure.timeout();
        }
        return new Place(way, lane, freshest(lane, careful));
    }

    private @Nullable DefaultBHttpClientConnection freshest(Lane lane, boolean careful) {
        for (Idle next = lane.idle.pollFirst(); next != null; next = lane.idle.pollFirst()) {
            idle.decrementAndGet();
            if (usable(next, careful)) {
                return next.connection();
            }
            next.connection().close(CloseMode.IMMEDIATE);
        }
        return null;
    }

    private static boolean usable(Idle kept, boolean careful) {
        long now = System.nanoTime();
        try {
            if (now - kept.until() >= 0 || !kept.connection().isOpen()) {
                return false;
            }
            if (!careful && now - kept.since() < CHECK_AFTER_NANOS) {
                return true;
            }
            boolean stale = kept.connection().isStale();
            kept.connection().setSocketTimeout(Timeout.DISABLED);
            return !stale;
        } catch (IOException broken) {
            return false;
        }
    }

    private void depart(Way way) {
        lanes.computeIfPresent(way, (key, lane) -> {
            lane.users--;
            return lane.users == 0 && lane.idle.isEmpty() ? null : lane;
        });
    }

    /** Closes idle connections whose time is over, or all of them. */
    void evict(boolean all) {
        long now = System.nanoTime();
        lanes.forEach((way, lane) -> {
            for (Idle kept : lane.idle) {
                if ((all || now - kept.until() >= 0) && lane.idle.remove(kept)) {
                    idle.decrementAndGet();
                    kept.connection().close(CloseMode.IMMEDIATE);
                }
            }
            lanes.computeIfPresent(way, (key, same) -> same.users == 0 && same.idle.isEmpty() ? null : same);
        });
    }

    int idle() {
        return idle.get();
    }

    int endpoints() {
        return lanes.size();
    }

    int inUse() {
        return places.inUse();
    }

    @Override
    public void close() {
        closed = true;
        evict(true);
    }
}
