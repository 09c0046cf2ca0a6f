package dev.triggo.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * An open line to a judged address. It is closed at its deadline, whoever is waiting on it, and after so many bytes. For
 * one thread.
 */
public final class TcpLine implements AutoCloseable {
    /** Received over the life of a line. */
    public static final long MAX_RECEIVED_BYTES = 16L << 20;

    private final Endpoint endpoint;
    private final Dialer dialer;
    private final Deadline deadline;
    private final Watchdog.Watch watch;
    private final Runnable whenClosed;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private long received;
    private boolean secure;
    private boolean closed;

    TcpLine(Socket socket, Endpoint endpoint, Dialer dialer, Watched watched) throws IOException {
        this.endpoint = endpoint;
        this.dialer = dialer;
        this.deadline = watched.deadline();
        this.watch = watched.watch();
        this.whenClosed = watched.whenClosed();
        this.socket = socket;
        this.secure = endpoint.secure();
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** What watches over a line, and who has to know that it is closed. */
    record Watched(Deadline deadline, Watchdog.Watch watch, Runnable whenClosed) {}

    /**
     * Reads what has come, at least a byte, and gives how much that is; -1 when the other side is done.
     *
     * @throws EgressFailure it broke, its time is over, or more came than a line may bring
     * @throws InterruptedException the thread was interrupted; the line is of no more use
     */
    public int read(byte[] into, int from, int count) throws EgressFailure, InterruptedException {
        try {
            int read = in.read(into, from, count);
            received += Math.max(0, read);
            if (received > MAX_RECEIVED_BYTES) {
                throw new EgressFailure(
                        EgressFailure.Kind.RESPONSE_TOO_LARGE,
                        "The other side sent more than %d bytes.".formatted(MAX_RECEIVED_BYTES));
            }
            return read;
        } catch (IOException broken) {
            throw explain(broken);
        }
    }

    /** Sends all of it. Fails as {@link #read} does. */
    public void write(byte[] bytes) throws EgressFailure, InterruptedException {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException broken) {
            throw explain(broken);
        }
    }

    /** Makes the line secure, as {@code STARTTLS} asks; the certificate must be the host's. Fails as {@link #read} does. */
    public void startTls() throws EgressFailure, InterruptedException {
        if (secure) {
            throw EgressFailure.upstream("The line is secure already.");
        }
        try {
            socket = dialer.shakeHands(socket, endpoint);
            in = socket.getInputStream();
            out = socket.getOutputStream();
            secure = true;
        } catch (IOException broken) {
            throw explain(broken);
        }
    }

    private EgressFailure explain(IOException broken) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return Wire.explain(broken, watch.fired() || deadline.over());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        watch.close();
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // It is closed all the same.
        } finally {
            whenClosed.run();
        }
    }
}
