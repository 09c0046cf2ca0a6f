package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A service on loopback that answers everything, and the connectors that are built over it. */
final class Shop implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** @param answer JSON, for the path that is asked for */
    Shop(UnaryOperator<String> answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] body = answer.apply(path).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** To be let out to. */
    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The paths that were asked for, in order. */
    List<String> asked() {
        return asked;
    }

    /** Has a connector built, of which there is another version then. */
    void build(SeenDoor door, String name, String... operations) {
        String id = door.post(202, "/connectors/builds", """
                        {"manifest": {"name": "%s", "servers": ["http://%s"], "operations": [%s]}}""".formatted(name, host(), String.join(",", operations)))
                .text("buildId");
        assertEquals("succeeded", built(door, String.valueOf(id)).text("status"));
    }

    /** The build when it has ended, well or not. */
    static Json.Obj built(SeenDoor door, String id) {
        Json.Obj build = door.get("/connectors/builds/" + id);
        while (!List.of("succeeded", "failed").contains(build.text("status"))) {
            build = door.get("/connectors/builds/" + id);
        }
        return build;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
