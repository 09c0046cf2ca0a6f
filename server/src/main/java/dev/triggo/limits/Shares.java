package dev.triggo.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The places of one server that all workspaces share, or another amount, as bytes; strangers share theirs by the address
 * that they ask for. One may hold three times as much as is free, so that there is always some for another that comes:
 * alone it gets three quarters of all, two that want everything get three sevenths each. Thread-safe; who enters or
 * leaves waits for nobody of another workspace.
 */
public final class Shares {
    private static final int TIMES_THE_FREE = 3;

    private final long total;
    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentHashMap<String, Long> held = new ConcurrentHashMap<>();

    private Shares(long total) {
        this.total = total;
    }

    /** So many for a workspace that is alone, and a third more for others. */
    public static Shares ofOne(int most) {
        return new Shares(Math.ceilDiv((long) most * (TIMES_THE_FREE + 1), TIMES_THE_FREE));
    }

    /** So much for all together. */
    public static Shares ofAll(long total) {
        return new Shares(total);
    }

    /** Of all workspaces together. */
    public long total() {
        return total;
    }

    /** Whether a workspace that holds none may take one. */
    public boolean hasRoom() {
        return fits(1, 1, taken.get() + 1);
    }

    /** Whether this one may take one more. */
    public boolean hasRoom(String workspace) {
        return hasRoom(workspace, 1);
    }

    private boolean hasRoom(String workspace, long more) {
        return fits(more, held.getOrDefault(workspace, 0L) + more, taken.get() + more);
    }

    /** @param more what is added; the other two have it in them */
    private boolean fits(long more, long mine, long all) {
        return all <= total && (mine == more || mine <= TIMES_THE_FREE * (total - all));
    }

    /** Takes a place, if this one may; then {@link #leave} must follow. */
    public boolean tryEnter(String workspace) {
        return tryEnter(workspace, 1);
    }

    /** Takes so much more, if this one may; then as much must be left. */
    public boolean tryEnter(String workspace, long more) {
        // One that is refused again and again must not seem to hold, for a moment each, what others could take.
        if (!hasRoom(workspace, more)) {
            return false;
        }
        long all = taken.addAndGet(more);
        if (fits(more, held.merge(workspace, more, Long::sum), all)) {
            return true;
        }
        leave(workspace, more);
        return false;
    }

    /** Takes a place for what must be let in. */
    public void enter(String workspace) {
        taken.incrementAndGet();
        held.merge(workspace, 1L, Long::sum);
    }

    public void leave(String workspace) {
        leave(workspace, 1);
    }

    public void leave(String workspace, long less) {
        held.computeIfPresent(workspace, (name, count) -> count == less ? null : count - less);
        taken.addAndGet(-less);
    }
}
