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

/** A service on loopback that remembers what it was asked; it is busy at {@code /busy} and knows one person elsewhere. */
final class Upstream implements AutoCloseable {
    private static final String ANSWER = """
            HTTP/1.1 200 OK\r
            content-type: application/json\r
            content-length: 14\r
            \r
            {"name":"Ada"}""";

    private static final String BUSY = """
            HTTP/1.1 429 Too Many Requests\r
            retry-after: 7\r
            content-length: 0\r
            \r
            """;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;

    Upstream() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Request line and headers of each, in the order in which they came. */
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
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                var head = new StringBuilder();
                while (line != null && !line.isEmpty()) {
                    head.append(line).append('\n');
                    line = reader.readLine();
                }
                requests.add(head.toString());
                String answer = head.indexOf("/busy") >= 0 ? BUSY : ANSWER;
                connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
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
