package dev.triggo.egress;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * So many places for each party, and a third more in all: however many one party holds and waits for, others find some.
 * A party without users takes no memory.
 */
final class Places {
    private final int ofOne;
    private final int total;
    private final Semaphore all;
    private final ConcurrentHashMap<String, Party> parties = new ConcurrentHashMap<>();

    Places(int ofOne) {
        this.ofOne = ofOne;
        this.total = Math.ceilDiv(ofOne * 4, 3);
        this.all = new Semaphore(total);
    }

    private static final class Party {
        final Semaphore places;
        /** Holding a place or waiting; changed only inside {@link ConcurrentHashMap#compute}. */
        int users;

        Party(int places) {
            this.places = new Semaphore(places);
        }
    }

    /** False when no place came free before the deadline; else {@link #release} must follow. */
    boolean take(String name, Deadline deadline) throws InterruptedException {
        Party party = parties.compute(name, (key, known) -> {
            Party joined = known == null ? new Party(ofOne) : known;
            joined.users++;
            return joined;
        });
        boolean mine = false;
        boolean ours = false;
        try {
            mine = party.places.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            ours = mine && all.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } finally {
            if (!ours) {
                leave(name, mine);
            }
        }
        return ours;
    }

    void release(String name) {
        all.release();
        leave(name, true);
    }

    private void leave(String name, boolean held) {
        parties.computeIfPresent(name, (key, party) -> {
            if (held) {
                party.places.release();
            }
            party.users--;
            return party.users == 0 ? null : party;
        });
    }

    int inUse() {
        return total - all.availablePermits();
    }
}
