package dev.triggo.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** A host of documents that lies about what it gives, gives too much, or sends on. */
final class HostileUpstream implements AutoCloseable {
    private final HttpServer server;
    private final String elsewhere;
    private final String sound;

    /**
     * @param elsewhere where it sends on to
     * @param sound a document with which nothing is wrong
     */
    HostileUpstream(String elsewhere, String sound) throws IOException {
        this.elsewhere = elsewhere;
        this.sound = sound;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            var headers = exchange.getResponseHeaders();
            byte[] bytes = sound.getBytes(StandardCharsets.UTF_8);
            int status = 200;
            byte[] body = switch (path) {
                case "/redirect" -> {
                    status = 302;
                    headers.set("Location", elsewhere);
                    yield new byte[0];
                }
                case "/html-as-json" -> {
                    headers.set("Content-Type", "application/json");
                    yield "<html><script>alert(1)</script></html>".getBytes(StandardCharsets.UTF_8);
                }
                case "/json-as-image" -> {
                    headers.set("Content-Type", "image/png");
                    yield bytes;
                }
                case "/no-utf8" -> new byte[] {'{', (byte) 0xc3, (byte) 0x28, '}'};
                case "/nothing" -> new byte[0];
                case "/ten-megabytes" ->
                    ("{\"openapi\": \"3.0.0\", \"x\": \"" + "y".repeat((10 << 20) + 1) + "\"}")
                            .getBytes(StandardCharsets.UTF_8);
                case "/endless" -> new byte[17 << 20];
                case "/bomb" -> {
                    headers.set("Content-Encoding", "gzip");
                    yield zipped(64);
                }
                default -> bytes;
            };
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException gone) {
            // Who has read enough hangs up.
            exchange.close();
        }
    }

    private static byte[] zipped(int mebibytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < mebibytes; i++) {
                zip.write(spaces);
            }
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
