package dev.triggo.sandbox;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker processes: begun when they are needed, kept for the next call, replaced when they have ended. One that is
 * slow to begin goes on beginning after the call that wanted it has given up.
 */
final class Pool implements AutoCloseable {
    private final int most;
    private final Processes processes;
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private final Set<Worker> all = new HashSet<>();
    private int beginning;
    private long failedStarts;
    private boolean closed;

    Pool(int most, Processes processes) {
        this.most = most;
        this.processes = processes;
    }

    /**
     * A worker for this call alone; throws IOException when none can be had in time. Once one has failed to begin, this call
     * has no other begin: it waits for those that there are, and gives up when there is none.
     */
    synchronized Worker take(long deadlineNanos) throws IOException, InterruptedException {
        long failedBefore = failedStarts;
        while (!closed) {
            while (!idle.isEmpty()) {
                Worker worker = idle.pop();
                if (worker.isUsable()) {
                    return worker;
                }
                all.remove(worker);
            }
            if (failedStarts == failedBefore && all.size() + beginning < most) {
                beginning++;
                Thread.ofVirtual().name("sandbox-begins").start(this::begin);
            }
            if (all.isEmpty() && beginning == 0) {
                throw new IOException("no worker began");
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime() + 999_999);
            if (left <= 0) {
                throw new IOException("no worker was free in time");
            }
            wait(left);
        }
        throw new IOException("the server is stopping");
    }

    private void begin() {
        @Nullable Worker made = null;
        try {
            made = processes.begin();
        } catch (IOException | InterruptedException none) {
            // Told to those who wait.
        } finally {
            // Also after an error, as where the system gives no more threads: its place must not be taken for ever.
            begun(made);
        }
    }

    private synchronized void begun(@Nullable Worker made) {
        beginning--;
        if (made == null) {
            failedStarts++;
        } else if (closed) {
            made.close();
        } else {
            all.add(made);
            idle.push(made);
        }
        notifyAll();
    }

    /** Back from its call; what passed a limit ends here. */
    synchronized void giveBack(Worker worker) {
        if (worker.isUsable() && !closed) {
            idle.push(worker);
        } else {
            worker.close();
            all.remove(worker);
        }
        notifyAll();
    }

    /** The processes that there are now. */
    synchronized List<Long> pids() {
        return all.stream().filter(Worker::isAlive).map(Worker::pid).toList();
    }

    /** Ends all workers, whatever they are doing. */
    @Override
    public synchronized void close() {
        closed = true;
        all.forEach(Worker::close);
        all.clear();
        idle.clear();
        notifyAll();
    }
}
