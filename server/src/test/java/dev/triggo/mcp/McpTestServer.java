package dev.triggo.mcp;

import dev.triggo.http.HttpServer;
import dev.triggo.http.HttpSettings;
import dev.triggo.kernel.Ids;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.Guesses;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One MCP path on the real HTTP server, on a free loopback port, with one key. */
final class McpTestServer implements AutoCloseable {
    static final String KEY = "trg_for_tests_only";

    private final McpRoutes routes;
    private final HttpServer http;

    McpTestServer(McpServer server) {
        var clock = Clock.systemUTC();
        var ids = new Ids(clock, new SecureRandom());
        routes = new McpRoutes(ids.bytes(32), clock, ids);
        http = new HttpServer(
                HttpSettings.of("127.0.0.1", 0, "http://localhost"),
                List.of(routes.route("/mcp", server)),
                bearer -> bearer.equals(KEY) ? Optional.of(TestExchange.ALICE) : Optional.empty(),
                caller -> new Allowance(true, 1_000_000, 1_000_000, 0, 0),
                new Guesses(Clock.systemUTC()),
                request -> {},
                ids);
        http.start();
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() {
        routes.close();
        boolean unused = http.stop(Duration.ofSeconds(2));
    }
}
