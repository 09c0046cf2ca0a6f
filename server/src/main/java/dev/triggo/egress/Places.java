package dev.triggo.egress;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * So many places for each workspace, and a third more in all: however many one holds and waits for, others find some. A
 * workspace without users takes no memory.
 */
final class Places {
    private final int ofOne;
    private final int total;
    private final Semaphore all;
    private final ConcurrentHashMap<String, Share> shares = new ConcurrentHashMap<>();

    Places(int ofOne) {
        this.ofOne = ofOne;
        this.total = Math.ceilDiv(ofOne * 4, 3);
        this.all = new Semaphore(total);
    }

    private static final class Share {
        final Semaphore places;
        /** Holding a place or waiting; changed only inside {@link ConcurrentHashMap#compute}. */
        int users;

        Share(int places) {
            this.places = new Semaphore(places);
        }
    }

    /** False when no place came free before the deadline; else {@link #release} must follow. */
    boolean take(String workspace, Deadline deadline) throws InterruptedException {
        Share share = shares.compute(workspace, (key, known) -> {
            Share joined = known == null ? new Share(ofOne) : known;
            joined.users++;
            return joined;
        });
        boolean mine = false;
        boolean ours = false;
        try {
            mine = share.places.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            ours = mine && all.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } finally {
            if (!ours) {
                leave(workspace, mine);
            }
        }
        return ours;
    }

    void release(String workspace) {
        all.release();
        leave(workspace, true);
    }

    private void leave(String workspace, boolean held) {
        shares.computeIfPresent(workspace, (key, share) -> {
            if (held) {
                share.places.release();
            }
            share.users--;
            return share.users == 0 ? null : share;
        });
    }

    int inUse() {
        return total - all.availablePermits();
    }
}
