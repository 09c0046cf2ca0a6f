package dev.triggo.limits;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places of one server that all workspaces share. A workspace may hold three times as many as are free, so that there
 * is always a place for one that comes: alone it gets three quarters of all, two that want everything get three sevenths
 * each. Thread-safe; who enters or leaves waits for nobody of another workspace.
 */
public final class Shares {
    private static final int TIMES_THE_FREE = 3;

    private final int total;
    private final AtomicInteger taken = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> held = new ConcurrentHashMap<>();

    private Shares(int total) {
        this.total = total;
    }

    /** So many for a workspace that is alone, and a third more for others. */
    public static Shares ofOne(int most) {
        return new Shares(Math.ceilDiv(most * (TIMES_THE_FREE + 1), TIMES_THE_FREE));
    }

    /** Of all workspaces together. */
    public int total() {
        return total;
    }

    /** Whether a workspace that holds none may take one. */
    public boolean hasRoom() {
        return fits(1, taken.get() + 1);
    }

    /** Whether this one may take one more. */
    public boolean hasRoom(String workspace) {
        return fits(held.getOrDefault(workspace, 0) + 1, taken.get() + 1);
    }

    private boolean fits(int mine, int all) {
        return all <= total && (mine == 1 || mine <= TIMES_THE_FREE * (total - all));
    }

    /** Takes a place, if this one may; then {@link #leave} must follow. */
    public boolean tryEnter(String workspace) {
        int all = taken.incrementAndGet();
        if (fits(held.merge(workspace, 1, Integer::sum), all)) {
            return true;
        }
        leave(workspace);
        return false;
    }

    /** Takes a place for what must be let in. */
    public void enter(String workspace) {
        taken.incrementAndGet();
        held.merge(workspace, 1, Integer::sum);
    }

    public void leave(String workspace) {
        held.computeIfPresent(workspace, (name, count) -> count == 1 ? null : count - 1);
        taken.decrementAndGet();
    }
}
