package dev.triggo.sandbox;

import dev.triggo.kernel.Json;
import dev.triggo.sandbox.CodeResult.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs code that strangers wrote, in at most two processes. Calls that find no free one wait; the workspaces that they are
 * for take turns.
 */
public final class Sandbox implements AutoCloseable {
    private static final int WORKERS = 2;
    private static final int WAITING = 1000;
    /** For a turn and for a worker to begin, which takes long where the machine is busy: none of it is the code's time. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(120);

    /** Who reads sources has turns as a workspace has. */
    private static final String READERS = "";

    /** To read a source: what takes longer could hardly run. */
    private static final int CHECK_SECONDS = 3;

    private final int cpuSeconds;
    private final int checkSeconds;
    private final Turns turns = new Turns(WORKERS);
    private final Pool pool;
    private final Duration longestWait;
    private final Verdicts verdicts = new Verdicts();

    public Sandbox() {
        this(5, CHECK_SECONDS);
    }

    Sandbox(int cpuSeconds, int checkSeconds) {
        this(cpuSeconds, checkSeconds, new Processes(), LONGEST_WAIT);
    }

    /**
     * @param cpuSeconds processor time of a call
     * @param checkSeconds processor time of reading a source
     */
    Sandbox(int cpuSeconds, int checkSeconds, Processes processes, Duration longestWait) {
        this.cpuSeconds = cpuSeconds;
        this.checkSeconds = checkSeconds;
        this.pool = new Pool(WORKERS, processes);
        this.longestWait = longestWait;
    }

    /**
     * Calls the code's function.
     *
     * @param workspace whose call it is: another's long queue does not delay it
     * @param time in which it must have ended, from the moment at which it has a worker; the wait for one, of at most {@link
     *     #LONGEST_WAIT}, does not count
     */
    public CodeResult run(String workspace, Code code, Json.Obj inputs, Duration time) throws InterruptedException {
        if (code.source().length() > Code.LONGEST) {
            return tooLong();
        }
        if (turns.waiting(workspace) >= WAITING) {
            return failed(Fault.CODE_UNAVAILABLE, "Too many code nodes are waiting for their turn.", true);
        }
        long waitsUntil = System.nanoTime() + longestWait.toNanos();
        if (!turns.acquire(workspace, waitsUntil)) {
            return failed(
                    Fault.CODE_UNAVAILABLE,
                    "The code did not have its turn within " + longestWait.toSeconds() + " s: too many code nodes run.",
                    true);
        }
        try {
            String written = inputs.write();
            return call(
                    waitsUntil,
                    () -> new Worker.Call("run", code, written, cpuSeconds, System.nanoTime() + time.toNanos()));
        } finally {
            turns.release();
        }
    }

    /** The call is made up once there is a worker for it. */
    private CodeResult call(long waitsUntil, Supplier<Worker.Call> call) throws InterruptedException {
        Worker worker;
        try {
            worker = pool.take(waitsUntil);
        } catch (IOException none) {
            return failed(Fault.CODE_UNAVAILABLE, "No process to run the code in could be started.", true);
        }
        try {
            return worker.call(call.get());
        } finally {
            pool.giveBack(worker);
        }
    }

    /**
     * Only reads sources, all of them within one time; what was read before costs nothing.
     *
     * @return in the same order: Done for what can be read (its value means nothing); CODE_SYNTAX with the place; CODE_TIMEOUT
     *     for what could not be read because it, or the sources before it, took too long; CODE_UNAVAILABLE when no worker was
     *     free, which says nothing of the source
     */
    public List<CodeResult> check(List<Code> codes, Duration time) throws InterruptedException {
        var answers = new ArrayList<CodeResult>();
        try (var reading = new Reading(System.nanoTime() + time.toNanos())) {
            for (Code code : codes) {
                answers.add(code.source().length() > Code.LONGEST ? tooLong() : reading.read(code));
            }
        }
        return answers;
    }

    /** One turn, taken when the first source has to be read that is not known. */
    private final class Reading implements AutoCloseable {
        private final long deadlineNanos;
        private boolean hasTurn;
        private @Nullable CodeResult over;

        Reading(long deadlineNanos) {
            this.deadlineNanos = deadlineNanos;
        }

        CodeResult read(Code code) throws InterruptedException {
            String key = Verdicts.key(code);
            @Nullable CodeResult known = verdicts.get(key);
            if (known != null) {
                return known;
            }
            if (over == null && !hasTurn) {
                hasTurn = turns.acquire(READERS, deadlineNanos);
                over = hasTurn ? null : failed(Fault.CODE_UNAVAILABLE, "No process to read the code was free.", true);
            }
            if (over != null) {
                return over;
            }
            var check = new Worker.Call("check", code, "", checkSeconds, deadlineNanos);
            CodeResult verdict = call(deadlineNanos, () -> check);
            @Nullable Fault fault = verdict instanceof CodeResult.Failed failed ? failed.fault() : null;
            if (System.nanoTime() - deadlineNanos >= 0) {
                over = fault == Fault.CODE_UNAVAILABLE
                        ? verdict
                        : failed(Fault.CODE_TIMEOUT, "There was no time left to read the source.", true);
                return fault == Fault.CODE_TIMEOUT ? over : verdict;
            }
            if (fault != Fault.CODE_UNAVAILABLE) {
                verdicts.put(key, verdict);
            }
            return verdict;
        }

        @Override
        public void close() {
            if (hasTurn) {
                turns.release();
            }
        }
    }

    private static CodeResult tooLong() {
        return failed(Fault.CODE_SYNTAX, "The source is longer than " + Code.LONGEST + " characters.", false);
    }

    private static CodeResult failed(Fault fault, String message, boolean retryable) {
        return new CodeResult.Failed(fault, message, 0, 0, retryable, List.of());
    }

    /** The processes that there are now. */
    List<Long> workers() {
        return pool.pids();
    }

    /** Ends all workers, whatever they are doing. */
    @Override
    public void close() {
        pool.close();
    }
}
