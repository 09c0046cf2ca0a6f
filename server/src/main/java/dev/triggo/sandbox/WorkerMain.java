package dev.triggo.sandbox;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where a process that runs strangers' code begins. It takes one call after another from its standard input and ends with
 * it: when the server is gone, so is the worker, whatever the code is doing.
 */
final class WorkerMain {
    private static final long STACK = 8L << 20;

    private WorkerMain() {}

    static void main(String[] words) throws Exception {
        var in = new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
        var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        // Nothing but frames goes to the server, whatever a library prints.
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        System.setOut(nowhere);
        System.setErr(nowhere);
        var calls = new SynchronousQueue<Frames.Frame>();
        Thread.ofPlatform().name("code").stackSize(STACK).daemon().start(() -> work(calls, out));
        try {
            while (true) {
                calls.put(Frames.read(in));
            }
        } catch (IOException serverGone) {
            Runtime.getRuntime().halt(0);
        }
    }

    private static void work(SynchronousQueue<Frames.Frame> calls, DataOutputStream out) {
        try {
            var isolate = new Isolate();
            send(out, Frames.READY);
            while (true) {
                Frames.Frame call = calls.take();
                var logs = new LogLines(line -> send(out, Frames.LOG, line));
                Isolate.Answer answer = isolate.answer(call, logs);
                logs.finish();
                @Nullable String value = answer.value();
                if (value != null) {
                    send(out, Frames.DONE, value);
                } else {
                    send(
                            out,
                            Frames.FAILED,
                            answer.fault().name(),
                            answer.message(),
                            Integer.toString(answer.line()),
                            Integer.toString(answer.column()));
                }
            }
        } catch (Throwable broken) {
            // The server makes a new worker; what broke this one may hold text of the code and is not told.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void send(DataOutputStream out, char letter, String... texts) {
        try {
            Frames.write(out, letter, texts);
        } catch (IOException serverGone) {
            throw new UncheckedIOException(serverGone);
        }
    }
}
