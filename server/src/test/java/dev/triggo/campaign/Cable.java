package dev.triggo.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line from one server to the store, which can be cut and mended. */
final class Cable implements AutoCloseable {
    private final ServerSocket near;
    private final int farPort;
    private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    Cable(int farPort) throws IOException {
        this.farPort = farPort;
        near = new ServerSocket();
        near.bind(new InetSocketAddress("127.0.0.1", 0));
        Thread.ofVirtual().start(this::connect);
    }

    int port() {
        return near.getLocalPort();
    }

    private void connect() {
        while (!near.isClosed()) {
            try {
                Socket one = near.accept();
                ends.add(one);
                var other = new Socket("127.0.0.1", farPort);
                ends.add(other);
                Thread.ofVirtual().start(() -> carry(one, other));
                Thread.ofVirtual().start(() -> carry(other, one));
                if (cut) {
                    part(one, other);
                }
            } catch (IOException closed) {
                // The next one may come through.
                continue;
            }
        }
    }

    private void carry(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException parted) {
            part(from, to);
        }
        part(from, to);
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

    void cut() {
        cut = true;
        part(ends.toArray(Socket[]::new));
    }

    void mend() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        near.close();
        cut();
    }
}
