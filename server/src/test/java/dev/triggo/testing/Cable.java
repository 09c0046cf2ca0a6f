package dev.triggo.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A line to a PostgreSQL that can be cut, can fall silent, be slow, and can lose the answer to a commit, and be mended again.
 */
public final class Cable implements AutoCloseable {
    private static final String COMMIT = "COMMIT";

    private final ServerSocket near;
    private final int farPort;
    private final String url;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private final CountDownLatch refused = new CountDownLatch(1);
    private volatile boolean cut;
    private volatile boolean losesAnswers;
    private volatile boolean slow;
    /** Passed by every piece that is carried. */
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** @param url of the store, as {@code DATABASE_URL} */
    public Cable(String url) throws IOException {
        URI address = URI.create(url);
        this.farPort = address.getPort();
        near = new ServerSocket();
        near.bind(new InetSocketAddress("127.0.0.1", 0));
        this.url = url.replace(":" + farPort + "/", ":" + near.getLocalPort() + "/");
        Thread.ofVirtual().start(this::connect);
    }

    /** The store at the other end of the cable. */
    public String url() {
        return url;
    }

    private void connect() {
        while (!near.isClosed()) {
            try {
                Socket one = near.accept();
                ends.add(one);
                var other = new Socket("127.0.0.1", farPort);
                ends.add(other);
                var line = new Line(one, other);
                Thread.ofVirtual().start(() -> carry(line, one, other));
                Thread.ofVirtual().start(() -> carry(line, other, one));
                if (cut) {
                    part(one, other);
                    refused.countDown();
                }
            } catch (IOException closed) {
                // The next one may come through.
                continue;
            }
        }
    }

    /** One connection. */
    private static final class Line {
        private final Socket near;
        private final Socket far;
        private final AtomicInteger pieces = new AtomicInteger();
        private volatile boolean committing;

        Line(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }
    }

    private void carry(Line line, Socket from, Socket to) {
        byte[] piece = new byte[16_384];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                gate.await();
                if (slow) {
                    linger(line);
                }
                if (from == line.far && line.committing) {
                    break;
                }
                if (from == line.near && losesAnswers && isCommit(piece, length)) {
                    losesAnswers = false;
                    line.committing = true;
                }
                out.write(piece, 0, length);
                out.flush();
            }
        } catch (IOException parted) {
            part(from, to);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        part(from, to);
    }

    /** There and back is a fifth of a second, and each ninth piece has to be sent again. */
    private static void linger(Line line) throws InterruptedException {
        long millis = line.pieces.incrementAndGet() % 9 == 0 ? 500 : 100;
        var arrives = new CountDownLatch(1);
        boolean arrived = arrives.await(millis, TimeUnit.MILLISECONDS);
        assert !arrived;
    }

    private static boolean isCommit(byte[] piece, int length) {
        return new String(piece, 0, length, StandardCharsets.ISO_8859_1).contains(COMMIT);
    }

    private void part(Socket... both) {
        for (Socket end : both) {
            ends.remove(end);
            try {
                end.close();
            } catch (IOException gone) {
                // As it should be.
                continue;
            }
        }
    }

    /** Ends all connections, and takes no more. */
    public void cut() {
        cut = true;
        part(ends.toArray(Socket[]::new));
    }

    /** Waits until somebody who wanted to connect has found it cut. */
    public void awaitRefusal() throws InterruptedException {
        refused.await();
    }

    /** Connections stay and are taken, and nothing comes through. */
    public void fallSilent() {
        gate = new CountDownLatch(1);
    }

    /**
     * The next commit comes through, and its connection ends before its answer does. Drivers stop spelling commits out once
     * they have made a few on a connection.
     */
    public void loseAnswerToCommit() {
        losesAnswers = true;
    }

    /** Every piece takes its time, and some of them more: as on a line that is long, narrow and loses some. */
    public void slowDown() {
        slow = true;
    }

    public void mend() {
        cut = false;
        slow = false;
        gate.countDown();
    }

    @Override
    public void close() throws IOException {
        near.close();
        gate.countDown();
        cut();
    }
}
