package dev.triggo.nodes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
        try {
            while (true) {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> answerAll(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answerAll(Socket connection) {
        try (connection) {
            var reader =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            for (String first = reader.readLine(); first != null; first = reader.readLine()) {
                String line = reader.readLine();
                while (line != null && !line.isEmpty()) {
                    line = reader.readLine();
                }
                requests.add(first);
                connection.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException clientWentAway) {
            // What it asked so far is what counts.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
