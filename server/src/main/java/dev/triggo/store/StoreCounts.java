package dev.triggo.store;

import java.util.concurrent.atomic.LongAdder;

/** What was committed since the start. Thread-safe. */
public final class StoreCounts {
    private final LongAdder commits = new LongAdder();
    private final LongAdder writes = new LongAdder();

    StoreCounts() {}

    void committed(int group) {
        commits.increment();
        writes.add(group);
    }

    public long commits() {
        return commits.sum();
    }

    /** Over all commits; by their number, how many writes share one. */
    public long writes() {
        return writes.sum();
    }
}
