package dev.triggo.sandbox;

import dev.triggo.kernel.Json;
import dev.triggo.sandbox.CodeResult.Fault;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs code that strangers wrote. Workers are made at first use and kept; one that ended or passed a limit is killed and
 * replaced at the next call. Calls that find no free worker wait in the order in which they came.
 */
public final class Sandbox implements AutoCloseable {
    private static final int WORKERS = 2;
    private static final int WAITING = 1000;

    private final Processes processes = new Processes();
    private final Semaphore turns = new Semaphore(WORKERS, true);
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private final Set<Worker> all = new HashSet<>();
    private boolean closed;

    /**
     * Calls the code's function.
     *
     * @param deadlineNanos {@link System#nanoTime} by which it must have ended, the wait for a worker included
     */
    public CodeResult run(Code code, Json.Obj inputs, long deadlineNanos) throws InterruptedException {
        return call(deadlineNanos, "run", language(code), code.source(), inputs.write());
    }

    /** Only reads the code; the answer's value means nothing. */
    public CodeResult check(Code code, long deadlineNanos) throws InterruptedException {
        return call(deadlineNanos, "check", language(code), code.source(), "");
    }

    private static String language(Code code) {
        return code.typescript() ? "typescript" : "javascript";
    }

    private CodeResult call(long deadlineNanos, String... call) throws InterruptedException {
        if (call[2].length() > Code.LONGEST) {
            return failed(Fault.CODE_SYNTAX, "The source is longer than " + Code.LONGEST + " characters.", false);
        }
        if (turns.getQueueLength() >= WAITING) {
            return failed(Fault.CODE_UNAVAILABLE, "Too many code nodes are waiting for their turn.", true);
        }
        if (!turns.tryAcquire(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return failed(
                    Fault.CODE_TIMEOUT,
                    "The step's time was over before the code had its turn: too many code nodes ran.",
                    true);
        }
        @Nullable Worker worker = null;
        try {
            worker = take(deadlineNanos);
            return worker.call(deadlineNanos, call);
        } catch (IOException none) {
            return failed(Fault.CODE_UNAVAILABLE, "No process to run the code in could be started.", true);
        } finally {
            giveBack(worker);
            turns.release();
        }
    }

    private Worker take(long deadlineNanos) throws IOException, InterruptedException {
        synchronized (this) {
            refuseWhenClosed();
            while (!idle.isEmpty()) {
                Worker worker = idle.pop();
                if (worker.isUsable()) {
                    return worker;
                }
                all.remove(worker);
            }
        }
        Worker made = processes.begin(deadlineNanos);
        synchronized (this) {
            all.add(made);
            if (closed) {
                made.close();
            }
            refuseWhenClosed();
        }
        return made;
    }

    private void refuseWhenClosed() throws IOException {
        if (closed) {
            throw new IOException("the server is stopping");
        }
    }

    private synchronized void giveBack(@Nullable Worker worker) {
        if (worker == null) {
            return;
        }
        if (worker.isUsable() && !closed) {
            idle.push(worker);
        } else {
            worker.close();
            all.remove(worker);
        }
    }

    private static CodeResult failed(Fault fault, String message, boolean retryable) {
        return new CodeResult.Failed(fault, message, 0, 0, retryable, List.of());
    }

    /** The processes that there are now. */
    synchronized List<Long> workers() {
        return all.stream().filter(Worker::isAlive).map(Worker::pid).toList();
    }

    /** Ends all workers, whatever they are doing. */
    @Override
    public synchronized void close() {
        closed = true;
        all.forEach(Worker::close);
        all.clear();
        idle.clear();
    }
}
