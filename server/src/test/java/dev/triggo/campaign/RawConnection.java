package dev.triggo.campaign;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One kept-alive connection that sends whatever bytes it is given, as no proper HTTP client would. */
final class RawConnection implements AutoCloseable {
    private static final int LONGEST_WAIT_MS = 60_000;

    private final int port;
    private final int longestWaitMs;
    private @Nullable Socket socket;
    private String before = "nothing";
    private InputStream in = InputStream.nullInputStream();

    RawConnection(int port) {
        this(port, LONGEST_WAIT_MS);
    }

    RawConnection(int port, int longestWaitMs) {
        this.port = port;
        this.longestWaitMs = longestWaitMs;
    }

    /** An answer; the names of headers are in small letters. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Sends and reads one answer, waiting for each of its bytes for at most a minute or as long as was said. */
    Answer send(RawRequest request) throws IOException {
        Socket open = socket == null ? connect() : socket;
        try {
            open.getOutputStream().write(request.bytes());
        } catch (IOException cutEarly) {
            // The server may answer and close before it has taken all; what it said is still to be read.
        }
        Answer answer;
        try {
            answer = read(request.method().equals("HEAD"));
        } catch (EOFException closed) {
            throw new EOFException(closed.getMessage() + ", after this was answered: " + before);
        }
        before = answer.status() + " to "
                + new String(request.bytes(), 0, Math.min(400, request.bytes().length), StandardCharsets.UTF_8)
                + answer.headers();
        if (request.last() || answer.header("connection").equalsIgnoreCase("close") || isStream(answer)) {
            close();
        }
        return answer;
    }

    private Socket connect() throws IOException {
        var fresh = new Socket(InetAddress.getLoopbackAddress(), port);
        fresh.setSoTimeout(longestWaitMs);
        fresh.setTcpNoDelay(true);
        in = new BufferedInputStream(fresh.getInputStream(), 1 << 14);
        socket = fresh;
        return fresh;
    }

    private static boolean isStream(Answer answer) {
        return answer.header("content-type").startsWith("text/event-stream");
    }

    private Answer read(boolean headOnly) throws IOException {
        String line = line();
        while (line.startsWith("HTTP/1.1 1")) {
            while (!line.isEmpty()) {
                line = line();
            }
            line = line();
        }
        int status = Integer.parseInt(line.split(" ", 3)[1]);
        var headers = new HashMap<String, String>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        var head = new Answer(status, headers, new byte[0]);
        if (headOnly || status == 204 || status == 304) {
            return head;
        }
        return new Answer(status, headers, body(head));
    }

    private byte[] body(Answer head) throws IOException {
        if (head.header("transfer-encoding").equals("chunked")) {
            return chunks(isStream(head));
        }
        String length = head.header("content-length");
        if (length.isEmpty()) {
            return in.readAllBytes();
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("the answer broke off");
        }
        return body;
    }

    /** All chunks; of a live stream, no more than up to its first event. */
    private byte[] chunks(boolean stream) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            body.writeBytes(in.readNBytes(size));
            line();
            if (size == 0 || stream && body.toString(StandardCharsets.UTF_8).contains("data:")) {
                return body.toByteArray();
            }
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended without an answer");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException alreadyGone) {
                // Nothing is waited for on it.
            }
            socket = null;
        }
    }
}
