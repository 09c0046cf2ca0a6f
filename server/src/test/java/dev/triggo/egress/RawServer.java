package dev.triggo.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each request with whatever bytes a test wants, and remembers what reached it. */
final class RawServer implements AutoCloseable {
    /** Writes an answer; the connection stays open unless it closes or throws. */
    @FunctionalInterface
    interface Script {
        void answer(Seen seen, OutputStream out, Socket socket) throws IOException, InterruptedException;
    }

    record Seen(String head, String body) {
        String line() {
            return head.substring(0, head.indexOf("\r\n"));
        }

        boolean has(String header) {
            return head.toLowerCase(java.util.Locale.ROOT).contains("\r\n" + header.toLowerCase(java.util.Locale.ROOT));
        }
    }

    final AtomicInteger connections = new AtomicInteger();
    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;

    RawServer(ServerSocket listener, Script script) {
        this.listener = listener;
        Thread.ofVirtual().start(() -> accept(script));
    }

    static RawServer start(Script script) throws IOException {
        return new RawServer(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), script);
    }

    /** Always the same answer. */
    static RawServer saying(String answer) throws IOException {
        return start((seen, out, socket) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    static String redirect(int status, String location) {
        return "HTTP/1.1 " + status + " Moved\r\nlocation: " + location + "\r\ncontent-length: 0\r\n\r\n";
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            while (true) {
                var head = new ByteArrayOutputStream();
                while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    int b = in.read();
                    if (b < 0) {
                        return;
                    }
                    head.write(b);
                }
                String text = head.toString(StandardCharsets.ISO_8859_1);
                int at = text.toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length:");
                int length = at < 0
                        ? 0
                        : Integer.parseInt(text.substring(at + 17, text.indexOf("\r\n", at + 2))
                                .strip());
                var request = new Seen(text, new String(in.readNBytes(length), StandardCharsets.UTF_8));
                seen.add(request);
                script.answer(request, out, socket);
                out.flush();
            }
        } catch (IOException | InterruptedException gone) {
            // The other side left, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
