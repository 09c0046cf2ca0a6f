package dev.triggo.sandbox;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.sandbox.CodeResult.Fault;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that runs one call at a time, as the server sees it. */
final class Worker implements AutoCloseable {
    private static final long LOOK_MS = 200;
    private static final int OUT_OF_MEMORY = 3;
    private static final char GONE = 'X';

    private final Process process;
    private final DataOutputStream out;
    private final BlockingQueue<Frames.Frame> answers = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    Worker(Process process) {
        this.process = process;
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        Thread.ofVirtual().name("sandbox-answers").start(this::read);
    }

    private void read() {
        try (var in = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
            while (true) {
                answers.add(Frames.read(in));
            }
        } catch (IOException gone) {
            answers.add(new Frames.Frame(GONE, new String[0]));
        }
    }

    /**
     * What a worker is asked.
     *
     * @param what {@code run}, or {@code check}, which only reads the source
     * @param seconds how much processor time it may take
     */
    record Call(String what, Code code, String inputs, int seconds, long deadlineNanos) {
        /** A fifth more than it may take: by then the worker should have stopped it by itself. */
        Duration cpuMost() {
            return Duration.ofMillis(seconds * 1200L);
        }

        String tooSlow() {
            return what.equals("run")
                    ? "The code used more than " + seconds + " s of processor time and was stopped."
                    : "The source takes more than " + seconds + " s of processor time to read: make it smaller.";
        }
    }

    /** True when the process has begun and waits for calls; false when it ended or took too long. */
    boolean awaitReady(long deadlineNanos) throws InterruptedException {
        Frames.Frame first = answers.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        return first != null && first.letter() == Frames.READY;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** False from the moment at which it is killed, which may be before its process has ended. */
    boolean isUsable() {
        return !closed && process.isAlive();
    }

    /** Runs a call to its end; after a failure that is not the code's the process is dead. */
    CodeResult call(Call call) throws InterruptedException {
        var logs = new ArrayList<String>();
        Duration before = cpu();
        boolean whole = false;
        try {
            String language = call.code().typescript() ? "typescript" : "javascript";
            String seconds = Integer.toString(call.seconds());
            Frames.write(out, Frames.CALL, call.what(), language, call.code().source(), call.inputs(), seconds);
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(call.deadlineNanos() - System.nanoTime());
                Frames.Frame frame = left <= 0 ? null : answers.poll(Math.min(left, LOOK_MS), TimeUnit.MILLISECONDS);
                @Nullable CodeResult ended = frame == null ? limits(call, before, left, logs) : ended(frame, logs);
                if (ended != null) {
                    whole = frame != null && frame.letter() != GONE;
                    return ended;
                }
            }
        } catch (IOException gone) {
            return gone(logs);
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private @Nullable CodeResult limits(Call call, Duration before, long left, List<String> logs) {
        if (cpu().minus(before).compareTo(call.cpuMost()) > 0) {
            return failed(Fault.CODE_TIMEOUT, call.tooSlow(), logs);
        }
        return left > 0
                ? null
                : failed(Fault.CODE_TIMEOUT, "The code had not ended when the step's time was over.", logs);
    }

    private @Nullable CodeResult ended(Frames.Frame frame, List<String> logs) throws InterruptedException {
        switch (frame.letter()) {
            case Frames.LOG -> {
                if (logs.size() < LogLines.MOST) {
                    logs.add(frame.text(0));
                }
                return null;
            }
            case Frames.DONE -> {
                return value(frame.text(0), logs);
            }
            case Frames.FAILED -> {
                int line = Integer.parseInt(frame.text(2));
                int column = Integer.parseInt(frame.text(3));
                String place = line > 0 ? " (line " + line + ", column " + column + ")" : "";
                return new CodeResult.Failed(
                        Fault.valueOf(frame.text(0)), frame.text(1) + place, line, column, false, logs);
            }
            default -> {
                return gone(logs);
            }
        }
    }

    private static CodeResult value(String text, List<String> logs) {
        try {
            return new CodeResult.Done(Json.parse(text), logs);
        } catch (Problem unfit) {
            return failed(
                    Fault.CODE_ERROR, "The returned value is no JSON that can be kept: " + unfit.getMessage(), logs);
        }
    }

    private CodeResult gone(List<String> logs) throws InterruptedException {
        boolean ended = process.waitFor(2, TimeUnit.SECONDS);
        if (ended && process.exitValue() == OUT_OF_MEMORY) {
            return failed(Fault.CODE_MEMORY, "The code used more memory than the 64 MiB that it may have.", logs);
        }
        return new CodeResult.Failed(
                Fault.CODE_UNAVAILABLE, "The process that ran the code ended by itself; try again.", 0, 0, true, logs);
    }

    private static CodeResult failed(Fault fault, String message, List<String> logs) {
        return new CodeResult.Failed(fault, message, 0, 0, false, logs);
    }

    private Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        closed = true;
        process.destroyForcibly();
    }
}
