package dev.triggo.nodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service on loopback that answers every request alike and remembers the first line of each. */
final class Upstream implements AutoCloseable {
    private static final String ANSWER = """
            HTTP/1.1 200 OK\r
            content-type: application/json\r
            content-length: 14\r
            \r
            {"name":"Ada"}""";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;

    Upstream() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** As {@code GET /people HTTP/1.1}, in the order in which they came. */
    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                answer(connection);
            } catch (SocketException closed) {
                // The test is over, or the client went away: the loop decides.
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        }
    }

    private void answer(Socket connection) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        String first = reader.readLine();
        if (first == null) {
            return;
        }
        for (String line = reader.readLine(); line != null && !line.isEmpty(); ) {
            line = reader.readLine();
        }
        requests.add(first);
        connection.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
