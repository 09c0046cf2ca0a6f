package dev.triggo.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A connection on which a test writes whatever bytes it likes. Characters are bytes (ISO 8859-1). */
final class Wire implements AutoCloseable {
    final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** An answer as it came. */
    record Reply(int status, List<String> head, String body) {
        Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            List<String> values = head.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
            return values.isEmpty() ? Optional.empty() : Optional.of(String.join(" || ", values));
        }
    }

    static Reply ask(int port, String bytes) throws IOException {
        try (var wire = new Wire(port)) {
            try {
                wire.send(bytes);
            } catch (IOException refusedMeanwhile) {
                // The answer may be there although the server takes no more.
                return wire.read();
            }
            return wire.read();
        }
    }

    Wire send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** One answer with a content-length, or one without a body. */
    Reply read() throws IOException {
        return read(false);
    }

    Reply readHead() throws IOException {
        return read(true);
    }

    private Reply read(boolean headOnly) throws IOException {
        var lines = new ArrayList<String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        int status = Integer.parseInt(lines.getFirst().split(" ")[1]);
        var reply = new Reply(status, lines.subList(1, lines.size()), "");
        int length = reply.header("content-length").map(Integer::parseInt).orElse(0);
        if (headOnly || length == 0) {
            return reply;
        }
        return new Reply(status, reply.head(), new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    String line() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed after: " + bytes.toString(StandardCharsets.ISO_8859_1));
            }
            if (b != '\r') {
                bytes.write(b);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Whether the server ends the connection without a byte more. */
    boolean isClosedByServer() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
