package dev.triggo.runs;

/** Tells those who watch a run that something was committed. A lock of its own: a writer must not wait for a driver. */
final class News {
    /** Grows over all drivers of a run, so that who has watched an earlier one misses nothing of the next. */
    private long changes = System.nanoTime();

    synchronized void tell() {
        changes = Math.max(changes + 1, System.nanoTime());
        notifyAll();
    }

    /** Waits until there is something after {@code seen}, or the time is over; returns what to hand in the next time. */
    synchronized long await(long seen, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (changes - seen <= 0) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return changes;
    }

    /** Tells of a run's progress until it has come to rest, or the time is over. */
    static void tell(RunDriver driver, long until, RunProgress progress) throws InterruptedException {
        long seen = 0;
        while (!driver.rest().isDone() && System.nanoTime() - until < 0) {
            progress.settled(driver.settledCount(), driver.size());
            seen = driver.news().await(seen, Math.max(1, (until - System.nanoTime()) / 1_000_000));
        }
        progress.settled(driver.settledCount(), driver.size());
    }
}
